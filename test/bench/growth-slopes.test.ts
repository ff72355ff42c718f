import { describe, expect, it } from 'vitest'
import { growthSlopes } from '../../bench/growth-slopes.js'
import { growthSubjects } from '../../bench/growth-subjects.js'
import { subjects } from '../../bench/measurement.js'
import { measured, resultOf } from './bench-result.js'

describe('growthSlopes', () => {
  it.each([
    ['linear cost', 10, 1],
    ['constant cost', 1, 0],
    ['quadratic cost', 100, 2],
  ])('of %s', (_what, times, slope) => {
    const result = resultOf(
      [
        measured('clean', subjects.chaos, 20, 1),
        measured('clean', subjects.chaos, 2_000, 3),
        measured('clean', subjects.chaos, 20_000, 3 * times),
        measured('clean', subjects.chaos, 200_000, 3 * times * times),
      ],
      [20, 2_000, 20_000, 200_000],
    )
    expect(growthSlopes(result)).toEqual([
      { subject: subjects.chaos, unit: 'files', sizes: [2_000, 20_000, 200_000], slope: expect.closeTo(slope, 9) },
    ])
  })

  it('of what grows with apps, services and overlays', () => {
    const [one] = growthSubjects
    const result = resultOf(one.sizes.map((size) => measured(one.scene, one.subject, size, size / 10)))
    expect(growthSlopes(result)).toEqual([
      { subject: one.subject, unit: 'apps', sizes: one.sizes, slope: expect.closeTo(1, 9) },
    ])
  })
})
