/** One assignment of an `.env` file. If a name is assigned more than once, the last assignment is effective. */
export interface EnvEntry {
  /** May be empty and may contain blanks (L29). */
  readonly key: string
  /** The value that abra reads: without quotes and comment, escapes and `$NAME` replaced. */
  readonly value: string
  /** The value before `$NAME` is replaced. */
  readonly unexpanded: string
  /** Position of the key, after `export`. Both count from 1; the column counts characters. */
  readonly line: number
  readonly column: number
  readonly quote: '"' | "'" | ''
  /** The value as written, with its quotes, without its comment. A quoted value may span lines; `\r\n` is `\n` in it. */
  readonly rawValue: string
  /** The text after the `#` that follows the value, up to the end of the line. */
  readonly comment?: string
}
