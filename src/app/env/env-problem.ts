/** Why godotenv refuses a file: a byte that is not allowed in a name, an unclosed quote, an `export` without a variable. */
export type EnvProblemKind = 'name' | 'quote' | 'export'

/** godotenv refuses the file. Internal to the grammar: `parseEnv` converts it to ENV_SYNTAX. */
export class EnvProblem extends Error {
  readonly kind: EnvProblemKind
  /** Byte offset, counted after `\r\n` is replaced by `\n`. */
  readonly at: number
  /** The bytes in the place of the name; in a broken file they may be part of a secret. */
  readonly key: string
  /** godotenv's message, a byte string. */
  readonly godotenv: string

  constructor(kind: EnvProblemKind, at: number, key: string, godotenv: string) {
    super(godotenv)
    this.kind = kind
    this.at = at
    this.key = key
    this.godotenv = godotenv
  }
}

/** The values exceed our limit. Internal to the grammar, as above. */
export class EnvLimit extends Error {}
