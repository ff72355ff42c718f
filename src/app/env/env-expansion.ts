import { EnvLimit } from './env-problem.js'

/** `$NAME`, `${NAME}` and what looks like them; every part but the `$` may be missing. */
const variable = /(\\?)\$\(?\{?([A-Z0-9_]*)\}?/g

/**
 * Puts in the values of earlier variables. A name is `[A-Z0-9_]`, an unknown one is empty, and braces need not match: `${B` is `$B`, and
 * `${B:-d}` is B's value followed by `:-d}`. `$(B)` is B's value followed by `)`. `\$B` only loses its backslash. What was put in is not read again.
 *
 * @throws EnvLimit when the value would be longer than `room`
 * @rule L22 L23
 */
export function expandVariables(value: string, variables: ReadonlyMap<string, string>, room: number): string {
  if (!value.includes('$')) return value
  const parts: string[] = []
  let [length, done] = [0, 0]
  const add = (part: string) => {
    length += part.length
    if (length > room) throw new EnvLimit()
    parts.push(part)
  }
  for (const match of value.matchAll(variable)) {
    const [whole, backslash, name = ''] = match
    add(value.slice(done, match.index))
    add(backslash ? whole.slice(1) : name === '' ? whole : (variables.get(name) ?? ''))
    done = match.index + whole.length
  }
  add(value.slice(done))
  return parts.join('')
}

/**
 * The escapes of double quotes: `\n` and `\r` are line ends, then any other backslash goes, but for one before a `$`.
 * Two passes, because the first leaves every pair alone and the second reads what it left: `\\$` ends as `\$`.
 *
 * @rule L24
 */
export function expandEscapes(value: string): string {
  if (!value.includes('\\')) return value
  return value
    .replace(/\\([^\n])/g, (pair, escaped) => (escaped === 'n' ? '\n' : escaped === 'r' ? '\r' : pair))
    .replace(/\\([^$])/g, '$1')
}
