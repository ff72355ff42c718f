import { type ComposePath, ComposeProblem } from '../compose-problem.js'

/** White space by Unicode, as Go trims it. */
const LEADING_SPACE = /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/
/** A longer line is an error in docker/cli too. */
const MOST_BYTES_OF_A_LINE = 65_535

/**
 * The variables of an `env_file`: `NAME=value` a line, all that follows the first `=` as it stands; `#` begins a comment only at the start of
 * a line. No quotes, no interpolation. A `NAME` alone would take its value from the environment of docker's own process, which nobody
 * knows here: it is left out.
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
