/** Control characters, line and paragraph separators, and marks that change the direction of text. */
export const unsafe = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Makes text safe for a terminal: control characters become `\u{…}`. Line feeds and tabs stay. */
export function visibleText(text: string): string {
  return text.replace(unsafe, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
}
