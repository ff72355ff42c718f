import { usage } from './usage.js'

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 }

/** `900`, `90s`, `15m`, `1h` in seconds. @throws USAGE */
export function parseDuration(text: string, option: string): number {
  const [, digits, unit = ''] = /^([1-9]\d{0,6})([smh]?)$/.exec(text) ?? []
  const factor = units[unit]
  if (digits !== undefined && factor !== undefined && Number(digits) * factor <= 7 * 86_400)
    return Number(digits) * factor
  throw usage(
    `${option} ${text} is no time, or more than a week`,
    option,
    `write it like ${option} 15m or ${option} 900`,
    text,
  )
}
