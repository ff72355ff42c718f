const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** go-yaml's four layouts in one: a date alone, or followed by `T` or `t` (zone required) or by one blank (no zone allowed). */
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)?)?$/

/** An unquoted date or time of a YAML file, as go-yaml reads it, with its two printed forms. @rule L31 */
export class GoTime {
  /** The form in JSON and YAML output. */
  readonly rfc3339: string
  /** The form of `fmt.Sprint`, used for labels and variables. */
  readonly printed: string

  constructor(rfc3339: string, printed: string) {
    this.rfc3339 = rfc3339
    this.printed = printed
  }
}

/** Parses a plain scalar as go-yaml parses a timestamp; undefined if it is not one. */
export function parseGoTime(text: string): GoTime | undefined {
  const parts = TIMESTAMP.exec(text)
  if (parts === null) return undefined
  const [, year = '', month = '', day = '', mark, hour = '0', minute = '0', second = '0', fraction = '', zone] = parts
  if (mark !== undefined && (mark === ' ') !== (zone === undefined)) return undefined
  if (!isDay(Number(year), Number(month), Number(day))) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const offset = zone === undefined ? 'Z' : zone
  if (offset !== 'Z' && (Number(offset.slice(1, 3)) > 24 || Number(offset.slice(4)) > 60)) return undefined
  const decimals = fraction.slice(0, 9).replace(/0+$/, '')
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const clock = `${[hour, minute, second].map((part) => part.padStart(2, '0')).join(':')}${decimals && `.${decimals}`}`
  const utc = offset === 'Z' || /[+-]00:00/.test(offset)
  const printedZone = utc ? '+0000 UTC' : `${offset.replace(':', '')} ${offset.replace(':', '')}`
  return new GoTime(`${date}T${clock}${utc ? 'Z' : offset}`, `${date} ${clock} ${printedZone}`)
}

function isDay(year: number, month: number, day: number): boolean {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month >= 1 && day >= 1 && day <= (MONTHS[month - 1] ?? 0) + (leap ? 1 : 0)
}
