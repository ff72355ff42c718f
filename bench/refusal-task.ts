/** What refusal-process.ts is asked to read. */
export interface RefusalTask {
  readonly kind: 'refusal'
  readonly dir: string
  /** Resolve this; without it the status of the worktree is read. */
  readonly revision?: string
  /** The bound on work, in its nanoseconds. */
  readonly most: number
}
