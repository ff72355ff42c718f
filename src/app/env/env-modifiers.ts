import type { EnvEntry } from './env-entry.js'

/** Modifiers from the comment after a variable, in file order: `# length=32 generate=false` gives `length` → `32`, `generate` → `false`. */
export type EnvModifiers = ReadonlyMap<string, string>

/**
 * Parses the comment after a variable: `name=value` pairs separated by white space. Other words are ignored. A pair is split at its first `=`, a pair
 * without a name is ignored, and the last value of a repeated name is used; no source confirms these three details for abra.
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

/** The modifiers of each variable that has some. If a variable is assigned twice, its last assignment decides. @rule R45 */
export function readModifiers(entries: readonly EnvEntry[]): Map<string, EnvModifiers> {
  const comments = new Map(entries.map(({ key, comment }) => [key, comment ?? '']))
  return new Map(
    [...comments]
      .map(([key, comment]): [string, EnvModifiers] => [key, parseModifiers(comment)])
      .filter(([, modifiers]) => modifiers.size > 0),
  )
}

/** `##length=3` is read like `#length=3`. */
function leadingSigns(word: string): number {
  let count = 0
  while (word[count] === '#') count++
  return count
}
