import { AbraVersionError } from '../../errors.js'
import type { ComposeConfig } from '../compose-config.js'

/** Words that some YAML readers do not read as text. */
const reserved = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i
const unquoted = /^[A-Za-z_][\w./@-]*$/
/** Characters written unescaped in quotes. Excludes line ends of YAML 1.1 (U+0085, U+2028, U+2029) and controls of text direction. */
const shown = /^[\x20-\x7e\u00a1-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\uf900-\ufefe\uff01-\uffdc]$/

/**
 * Renders a configuration as a compose file for `docker stack deploy -c -`. Every variable is filled in already, so each `$` of a value is
 * doubled. A text stands in double quotes if any YAML reader could read it as something else (`yes`, `1e3`, `2020-01-01`).
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
  const { version, ...rest } = config
  const lines = [`version: ${quote(version)}`]
  for (const [key, value] of Object.entries(rest)) lines.push(...renderEntry(key, value))
  return `${lines.join('\n')}\n`
}

function renderEntry(key: string, value: unknown): string[] {
  const name = renderText(key)
  if (isNested(value)) return [`${name}:`, ...renderNested(value).map((line) => `  ${line}`)]
  return [`${name}: ${renderScalar(value)}`]
}

type Nested = readonly unknown[] | Readonly<Record<string, unknown>>

function isNested(value: unknown): value is Nested {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function renderNested(value: Nested): string[] {
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([key, item]) => renderEntry(key, item))
  return value.flatMap((item) => {
    const lines = isNested(item) ? renderNested(item) : [renderScalar(item)]
    return lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`))
  })
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
