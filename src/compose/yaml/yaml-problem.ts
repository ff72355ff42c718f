/** Thrown while YAML is read; `offset` counts UTF-16 units of the text. */
export class YamlProblem extends Error {
  readonly offset: number
  /** Our own limit, not a rule of YAML. */
  readonly limit: boolean

  constructor(message: string, offset: number, limit = false) {
    super(message)
    this.offset = offset
    this.limit = limit
  }
}
