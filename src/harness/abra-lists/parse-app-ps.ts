import { jsonObject, known, parseAbraJson } from './parse-abra-json.js'

const command = 'abra app ps -m'

/** One service in `abra app ps -m`. What abra does not know is absent. */
export interface ListedService {
  /** The key in abra's output. */
  readonly name: string
  /** Without the stack's name, such as `app`. */
  readonly service?: string
  readonly image?: string
  /** In abra's words, as it prints them in its table. */
  readonly created?: string
  readonly status?: string
  readonly state?: string
  readonly ports?: string
  readonly chaos?: boolean
  readonly version?: string
  /** Fields that this program does not know, as abra printed them. */
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Parses the output of `abra app ps APP -m`. The fields are those that coop-cloud-backend reads from it (class S; no output of a real abra is
 * published). Fields that it does not have are kept in `other`.
 *
 * @throws ABRA_OUTPUT_INVALID for a text that is cut off or no JSON, with its line and column, and for a field of another type, with its place
 * @rule R54
 * @example
 * ```ts
 * const printed = '{"app":{"service":"app","chaos":"true","created":"2 hours ago","image":"discourse:3.5.0","ports":"","state":"running","status":"Up 2 hours (healthy)","version":"0.9.0+3.5.0"}}'
 * const [app] = parseAppPs(printed)
 * app.service // 'app'
 * app.chaos // true
 * app.version // '0.9.0+3.5.0'
 * ```
 */
export function parseAppPs(text: string): ListedService[] {
  return parseAbraJson(text, command).map(([name, value]) => {
    const fields = jsonObject(value, command, name)
    const texts = ['service', 'image', 'created', 'status', 'state', 'ports', 'version'].flatMap((field) => {
      const found = known(fields.text(field))
      return found === undefined ? [] : [[field, found]]
    })
    const chaos = known(fields.text('chaos'))
    return {
      name,
      ...Object.fromEntries(texts),
      ...(chaos === undefined ? {} : { chaos: chaos === 'true' }),
      other: fields.other(),
    }
  })
}
