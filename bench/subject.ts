/** Something that can be measured again and again. */
export interface Subject {
  readonly name: string
  /** Does it once. @returns milliseconds @throws InternalError where the answer is not the right one: a wrong one has no speed */
  run(): Promise<number>
  /** The most memory that its process ever held, in MB. Asked last. */
  peak(): Promise<number | undefined>
  close(): void
}
