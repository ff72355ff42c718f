/** A YAML error; `offset` counts UTF-16 code units. */
export class YamlProblem extends Error {
  readonly offset: number
  /** true for a limit of ours that is not a rule of YAML. */
  readonly limit: boolean

  constructor(message: string, offset: number, limit = false) {
    super(message)
    this.offset = offset
    this.limit = limit
  }
}
