import { usage } from './usage.js'

const unitMs = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const
const longestMs = 7 * 24 * unitMs.h

/** Each unit once, the larger one first. */
const form = /^(?:(?<h>\d{1,9})h)?(?:(?<m>\d{1,9})m(?!s))?(?:(?<s>\d{1,9})s)?(?:(?<ms>\d{1,9})ms)?$/

/** What a DURATION is, for the help. */
export const durationHelp = 'a number of seconds, or like 90s, 1m30s, 500ms'

/**
 * The one grammar of durations on the command line: `60` (seconds), `60s`, `1m30s`, `2h`, `500ms`.
 *
 * @returns milliseconds, above 0 and at most a week
 * @throws USAGE
 */
export function parseDuration(text: string, option: string): number {
  const ms = durationMs(text)
  if (ms !== undefined && ms > 0 && ms <= longestMs) return ms
  const why =
    ms === undefined ? 'is no duration' : ms === 0 ? 'is no time at all' : 'is longer than a week, the longest there is'
  throw usage(
    `${option} ${JSON.stringify(text)} ${why}`,
    option,
    `write it like ${option} 60 (seconds), ${option} 1m30s or ${option} 500ms`,
    text,
  )
}

function durationMs(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * unitMs.s
  const parts = text === '' ? undefined : form.exec(text)?.groups
  if (parts === undefined) return undefined
  const units = Object.entries(unitMs)
  return units.reduce((sum, [unit, factor]) => sum + Number(parts[unit] ?? 0) * factor, 0)
}
