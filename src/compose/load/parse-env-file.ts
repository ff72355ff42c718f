import { type ComposePath, ComposeProblem } from '../compose-problem.js'

/** Unicode white space, as Go trims it. */
const LEADING_SPACE = /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/
/** docker/cli refuses a longer line too. */
const MOST_BYTES_OF_A_LINE = 65_535

/**
 * Parses an `env_file`: one `NAME=value` on each line; the value is everything after the first `=`. `#` begins a comment only at the start of a line.
 * There are no quotes and no interpolation. A `NAME` alone takes its value from docker's own environment, which is unknown here, so it is omitted.
 *
 * @throws ComposeProblem
 */
export function parseEnvFile(text: string, path: string, at: ComposePath): Map<string, string> {
  const fail = (problem: string): never => {
    throw new ComposeProblem('ENV_FILE', at, `invalid env file (${path}): ${problem}`)
  }
  const variables = new Map<string, string>()
  for (const whole of text.replace(/^\ufeff/, '').split('\n')) {
    if (Buffer.byteLength(whole) > MOST_BYTES_OF_A_LINE) fail('bufio.Scanner: token too long')
    const line = whole.replace(/\r$/, '').replace(LEADING_SPACE, '')
    if (line === '' || line.startsWith('#')) continue
    const cut = line.indexOf('=')
    const name = cut === -1 ? line : line.slice(0, cut)
    if (name === '') fail(`no variable name on line '${line}'`)
    if (/[ \t]/.test(name)) fail(`variable '${name}' contains whitespaces`)
    if (cut !== -1) variables.set(name, line.slice(cut + 1))
  }
  return variables
}
