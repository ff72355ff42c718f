import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { duration, timeAxis } from '../../src/page/time-axis.js'

const start = Date.parse('2026-01-01T12:00:00.000Z')
const dayMs = 86_400_000

describe('the axis of a timeline', () => {
  it('puts times in order, the first at the left margin and the last at the right one', () => {
    const axis = timeAxis(start, start + 10_000, [start + 2000])
    expect([0, 2000, 5000, 10_000].map((ms) => axis.at(start + ms))).toEqual([1.5, 20.9, 50, 98.5])
    expect(axis.breaks).toEqual([])
    expect(axis.ticks.filter(({ level }) => level === 0).map(({ label }) => label)).toEqual([
      '12:00:00',
      '12:00:02',
      '12:00:04',
      '12:00:06',
      '12:00:08',
    ])
  })

  it('cuts out stretches without events that would squeeze all others', () => {
    const { at, breaks } = timeAxis(start, start + 21 * dayMs, [start + 5000, start + 20_000])
    expect(breaks).toEqual([expect.objectContaining({ width: 5, label: '20 d 23 h' })])
    expect(at(start + 20_000)).toBeGreaterThan(90)
    expect(timeAxis(start, start + 300_000, [start + 100_000, start + 200_000]).breaks).toEqual([])
  })

  it('keeps the order of any times, within its bounds', () => {
    const time = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 400 * dayMs }))
    fc.assert(
      fc.property(fc.array(time, { minLength: 2, maxLength: 30 }), (offsets) => {
        const times = offsets.map((ms) => start + ms).sort((a, b) => a - b)
        const axis = timeAxis(times[0] ?? 0, times.at(-1) ?? 0, times)
        const places = times.map(axis.at)
        expect(places).toEqual([...places].sort((a, b) => a - b))
        expect(places[0]).toBeGreaterThanOrEqual(0)
        expect(places.at(-1)).toBeLessThanOrEqual(100)
        const ticks = axis.ticks.map(({ x }) => x)
        expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
        expect(axis.ticks.length).toBeLessThan(150)
      }),
    )
  })

  it('writes durations in two units', () => {
    expect([350, 12_500, 200_000, 7_500_000, 273_600_000].map(duration)).toEqual([
      '350 ms',
      '12.5 s',
      '3 min 20 s',
      '2 h 5 min',
      '3 d 4 h',
    ])
  })
})
