/** One assignment of an `.env` file. A name may be assigned more than once; the last one counts. */
export interface EnvEntry {
  /** May be empty, and may hold blanks (L29). */
  readonly key: string
  /** What abra has for it: quotes, escapes, comment and expansion done. */
  readonly value: string
  /** The value before `$NAME` was replaced. */
  readonly unexpanded: string
  /** Where the key begins, `export` not counted; from 1, the column in characters. */
  readonly line: number
  readonly column: number
  readonly quote: '"' | "'" | ''
  /** The value as it is written: with its quotes, without what comes behind it. It spans lines where a quote does; `\r\n` is `\n` in it. */
  readonly rawValue: string
  /** What follows the `#` behind the value, up to the end of the line. */
  readonly comment?: string
}
