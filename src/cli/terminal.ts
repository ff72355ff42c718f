import { unsafe, visibleText } from '../visible-text.js'

/** One line: line feeds and tabs are escaped too. */
export function oneLine(text: string): string {
  return visibleText(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t')
}

/** One object on one line, with every control character escaped. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(
    unsafe,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
