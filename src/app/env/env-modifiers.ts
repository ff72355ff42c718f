import type { EnvEntry } from './env-entry.js'

/** What the comment behind a variable asks for, by name in file order: `# length=32 generate=false` is `length` → `32`, `generate` → `false`. */
export type EnvModifiers = ReadonlyMap<string, string>

/**
 * Reads the text behind a variable's `#`: `name=value` pairs between white space. Whatever else stands there is prose. A pair is split at its first
 * `=`, a pair without a name is none, and of a name that comes twice the last value counts; these three are not shown to be abra's.
 *
 * @rule R45
 */
export function parseModifiers(comment: string): EnvModifiers {
  const modifiers = new Map<string, string>()
  for (const word of comment.split(/\s/)) {
    const pair = word.slice(leadingSigns(word))
    const equals = pair.indexOf('=')
    if (equals > 0) modifiers.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  return modifiers
}

/** The modifiers of each variable that has any. A variable that is assigned twice has those of its last line, like its value. @rule R45 */
export function readModifiers(entries: readonly EnvEntry[]): Map<string, EnvModifiers> {
  const comments = new Map(entries.map(({ key, comment }) => [key, comment ?? '']))
  return new Map(
    [...comments]
      .map(([key, comment]): [string, EnvModifiers] => [key, parseModifiers(comment)])
      .filter(([, modifiers]) => modifiers.size > 0),
  )
}

/** `##length=3` asks for a length as `#length=3` does. */
function leadingSigns(word: string): number {
  let count = 0
  while (word[count] === '#') count++
  return count
}
