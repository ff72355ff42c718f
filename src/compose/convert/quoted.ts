import { quoteGo } from '../../app/env/quote-go.js'
import { printable, toByteString } from '../../byte-string/byte-string.js'

/** A text as Go's `%q` prints it. */
export function quoted(text: string): string {
  return printable(quoteGo(toByteString(text)))
}
