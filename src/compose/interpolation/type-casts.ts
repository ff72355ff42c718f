import { parseFloatGo, parseIntGo } from '../go-values/go-numbers.js'

/** Converts an interpolated text to a number or boolean, or returns docker/cli's message. */
type Cast = (text: string) => { value: bigint | number | boolean } | { problem: string }

const toInt: Cast = (text) => {
  const value = parseIntGo(text)
  return value === undefined ? { problem: `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax` } : { value }
}

const toFloat: Cast = (text) => {
  const value = parseFloatGo(text)
  if (value !== undefined) return { value }
  return { problem: `strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax` }
}

const toBoolean: Cast = (text) => {
  const word = text.toLowerCase()
  if (['true', 'yes', 'y', 'on'].includes(word)) return { value: true }
  if (['false', 'no', 'n', 'off'].includes(word)) return { value: false }
  return { problem: `invalid boolean: ${text}` }
}

/** The paths whose interpolated values are cast; `*` is any key, `[]` a list item. */
const CASTS: readonly (readonly [Cast, readonly string[]])[] = [
  [
    toInt,
    [
      'services.*.configs.[].mode',
      'services.*.secrets.[].mode',
      'services.*.healthcheck.retries',
      'services.*.deploy.replicas',
      'services.*.deploy.update_config.parallelism',
      'services.*.deploy.rollback_config.parallelism',
      'services.*.deploy.restart_policy.max_attempts',
      'services.*.deploy.placement.max_replicas_per_node',
      'services.*.oom_score_adj',
      'services.*.ports.[].target',
      'services.*.ports.[].published',
      'services.*.ulimits.*',
      'services.*.ulimits.*.hard',
      'services.*.ulimits.*.soft',
    ],
  ],
  [
    toFloat,
    ['services.*.deploy.update_config.max_failure_ratio', 'services.*.deploy.rollback_config.max_failure_ratio'],
  ],
  [
    toBoolean,
    [
      'services.*.healthcheck.disable',
      'services.*.privileged',
      'services.*.read_only',
      'services.*.stdin_open',
      'services.*.tty',
      'services.*.volumes.[].read_only',
      'services.*.volumes.[].volume.nocopy',
      'networks.*.external',
      'networks.*.internal',
      'networks.*.attachable',
      'volumes.*.external',
      'secrets.*.external',
      'configs.*.external',
    ],
  ],
]

const PATTERNS = CASTS.flatMap(([cast, paths]) => paths.map((path) => ({ cast, parts: path.split('.') })))

/**
 * The cast for a path. docker/cli joins keys with dots and splits them again, so nothing below a service named `a.b` is cast.
 * @rule L35
 */
export function castFor(place: string): Cast | undefined {
  const parts = place.split('.')
  return PATTERNS.find(
    (pattern) =>
      pattern.parts.length === parts.length && pattern.parts.every((part, i) => part === '*' || part === parts[i]),
  )?.cast
}
