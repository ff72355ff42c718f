import { EnvLimit } from './env-problem.js'

/** `$NAME`, `${NAME}` and similar forms; every part except `$` is optional. */
const variable = /(\\?)\$\(?\{?([A-Z0-9_]*)\}?/g

/**
 * Replaces `$NAME` by the values of earlier variables. A name is `[A-Z0-9_]*`, an unknown name gives an empty value, and braces need not match: `${B`
 * is `$B`, and `${B:-d}` is B's value followed by `:-d}`. `$(B)` is B's value followed by `)`. `\$B` only loses its backslash. Inserted values are
 * not expanded again.
 *
 * @throws EnvLimit if the value would be longer than `room` bytes
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
 * Replaces the escapes of double quotes: `\n` and `\r` become line ends, then every other backslash is removed unless a `$` follows.
 * It takes two passes, as in godotenv: the second reads what the first left, so `\\$` becomes `\$`.
 *
 * @rule L24
 */
export function expandEscapes(value: string): string {
  if (!value.includes('\\')) return value
  return value
    .replace(/\\([^\n])/g, (pair, escaped) => (escaped === 'n' ? '\n' : escaped === 'r' ? '\r' : pair))
    .replace(/\\([^$])/g, '$1')
}
