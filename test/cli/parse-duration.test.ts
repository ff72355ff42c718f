import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { parseDuration } from '../../src/cli/parse-duration.js'
import { runCli } from '../support/run-cli.js'

describe('a duration', () => {
  it.each([
    ['60', 60_000],
    ['60s', 60_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['90m', 5_400_000],
    ['1h0m0s1ms', 3_600_001],
    ['1s500ms', 1500],
    ['1m5ms', 60_005],
    ['168h', 604_800_000],
  ])('%s is %i ms', (text, ms) => expect(parseDuration(text, '--timeout')).toBe(ms))

  it.each([
    ['', 'is no duration'],
    ['0', 'is no time at all'],
    ['0h0ms', 'is no time at all'],
    ['15 m', 'is no duration'],
    ['1d', 'is no duration'],
    ['-1', 'is no duration'],
    ['1.5h', 'is no duration'],
    ['1M', 'is no duration'],
    ['30s1m', 'is no duration'],
    ['1m1m', 'is no duration'],
    ['1m30', 'is no duration'],
    ['169h', 'is longer than a week'],
    ['999999999', 'is longer than a week'],
    ['9'.repeat(400), 'is no duration'],
  ])('%j %s', (text, why) => {
    const tried = () => parseDuration(text, '--timeout')
    const data = { argument: '--timeout', value: text }
    expect(tried).toThrow(expect.objectContaining({ code: 'USAGE', data }))
    expect(tried).toThrow(why)
    expect(tried).toThrow('write it like --timeout 60 (seconds), --timeout 1m30s or --timeout 500ms')
  })

  it('is the sum of its parts', () => {
    const parts = fc.tuple(fc.nat(50), fc.nat(59), fc.nat(59), fc.integer({ min: 1, max: 999 }))
    fc.assert(
      fc.property(parts, ([h, m, s, ms]) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`, '--t')).toBe(((h * 60 + m) * 60 + s) * 1000 + ms)
      }),
    )
  })

  it('is what every option named DURATION takes, and no option takes another time', async () => {
    const loaded = await Promise.all(Object.values(commands).map((load) => load()))
    const lines = loaded.flatMap(({ name, help }) =>
      [...help.matchAll(/^ {2}--([a-z-]+) (DURATION|SECONDS|TIME|MINUTES|MS)\b/gm)].map(([, option, value]) => ({
        name,
        option,
        value,
      })),
    )
    expect(lines.map(({ value }) => value)).toEqual(lines.map(() => 'DURATION'))
    expect(lines.length).toBeGreaterThanOrEqual(2)
    for (const { name, option } of lines) {
      const { exitCode, stderr } = await runCli(
        [name, 'app', '--to', 'main', `--${option}`, '1m soon'].filter(fits(name)),
      )
      expect({ name, exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('1m30s') })
    }
  })
})

/** Only upgrade has `--to`. */
function fits(command: string) {
  return (word: string) => command === 'upgrade' || !['--to', 'main'].includes(word)
}
