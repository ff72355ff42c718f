import { AbraVersionError } from '../../errors.js'
import type { ComposeConfig } from '../compose-config.js'
import { lowestVersion } from '../schema/lowest-version.js'
import { withWholeUlimits } from './whole-ulimits.js'
import { withoutRepeats } from './without-repeats.js'

/** Words that some YAML readers do not read as text. */
const reserved = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i
const unquoted = /^[A-Za-z_][\w./@-]*$/
/** Characters written unescaped in quotes. Excludes line ends of YAML 1.1 (U+0085, U+2028, U+2029) and controls of text direction. */
const shown = /^[\x20-\x7e\u00a1-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\uf900-\ufefe\uff01-\uffdc]$/

/**
 * Renders a configuration as a compose file for `docker stack deploy -c -`. Every variable is filled in already, so each `$` of a value is
 * doubled. A text stands in double quotes if any YAML reader could read it as something else (`yes`, `1e3`, `2020-01-01`). The version is that of the
 * configuration, or the lowest later one that has every key. An item that several files have is written once where Swarm is told the same.
 *
 * npm yaml does not write it, because it writes U+0085, U+2028 and U+2029 as they are, in double quotes too. They are line ends in YAML 1.1, so
 * docker/cli would read `a<U+0085>b` as `a b`.
 *
 * @throws USAGE for half a surrogate pair, which UTF-8 cannot hold
 * @example
 * ```ts
 * const files = [{ path: 'compose.yml', text: 'services: { app: { image: "discourse:3.5.0" } }' }]
 * renderCompose(loadCompose(files, new Map())) // 'version: "3.13"\nservices:\n  app:\n    image: "discourse:3.5.0"\n'
 * ```
 */
export function renderCompose(config: ComposeConfig): string {
  const written = withWholeUlimits(withoutRepeats(config))
  const { version: given, ...rest } = written
  const lines = [`version: ${quote(lowestVersion(written, given))}`]
  addEntries(lines, rest, '', '')
  return `${lines.join('\n')}\n`
}

type Nested = readonly unknown[] | Readonly<Record<string, unknown>>

function isNested(value: unknown): value is Nested {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** @param first what the first line begins with, a dash among it @param rest what the others begin with */
function addNested(lines: string[], value: Nested, first: string, rest: string): void {
  if (Array.isArray(value)) addItems(lines, value, first, rest)
  else addEntries(lines, value as Readonly<Record<string, unknown>>, first, rest)
}

function addEntries(lines: string[], map: Readonly<Record<string, unknown>>, first: string, rest: string): void {
  let lead = first
  for (const [key, value] of Object.entries(map)) {
    if (isNested(value)) {
      lines.push(`${lead}${renderText(key)}:`)
      addNested(lines, value, `${rest}  `, `${rest}  `)
    } else lines.push(`${lead}${renderText(key)}: ${renderScalar(value)}`)
    lead = rest
  }
}

function addItems(lines: string[], list: readonly unknown[], first: string, rest: string): void {
  let lead = first
  for (const item of list) {
    if (isNested(item)) addNested(lines, item, `${lead}- `, `${rest}  `)
    else lines.push(`${lead}- ${renderScalar(item)}`)
    lead = rest
  }
}

function renderScalar(value: unknown): string {
  if (typeof value === 'string') return renderText(value.replaceAll('$', '$$$$'))
  if (typeof value === 'number') return renderNumber(value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}'
  return String(value)
}

function renderNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  return Number.isFinite(value) ? String(value) : value > 0 ? '.inf' : '-.inf'
}

function renderText(text: string): string {
  return unquoted.test(text) && !reserved.test(text) ? text : quote(text)
}

function quote(text: string): string {
  return `"${Array.from(text, quoteCharacter).join('')}"`
}

const letters: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function quoteCharacter(character: string): string {
  const letter = letters[character]
  if (letter !== undefined) return letter
  if (shown.test(character)) return character
  const point = character.codePointAt(0) ?? 0
  if (point >= 0xd800 && point <= 0xdfff) throw halfPair()
  if (point > 0xffff) return `\\U${point.toString(16).padStart(8, '0')}`
  return point > 0xff ? `\\u${point.toString(16).padStart(4, '0')}` : `\\x${point.toString(16).padStart(2, '0')}`
}

function halfPair(): AbraVersionError<'USAGE'> {
  const advice = 'search the .env file for it'
  return new AbraVersionError(
    'USAGE',
    'a text with half a surrogate pair cannot be written',
    { argument: 'config' },
    { advice },
  )
}
