/** What can be wrong with an `.env` file: a byte no name may have, a quote without an end, an `export` with nothing behind it. */
export type EnvProblemKind = 'name' | 'quote' | 'export'

/** godotenv refuses the file. Internal to the grammar: `parseEnv` makes our error of it. */
export class EnvProblem extends Error {
  readonly kind: EnvProblemKind
  /** Where in the bytes, after `\r\n` has become `\n`. */
  readonly at: number
  /** The bytes that stand where a name does; in a broken file that may be a piece of a secret. */
  readonly key: string
  /** godotenv's words, a byte string. */
  readonly godotenv: string

  constructor(kind: EnvProblemKind, at: number, key: string, godotenv: string) {
    super(godotenv)
    this.kind = kind
    this.at = at
    this.key = key
    this.godotenv = godotenv
  }
}

/** The values outgrow our limit. Internal to the grammar, as above. */
export class EnvLimit extends Error {}
