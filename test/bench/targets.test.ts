import { describe, expect, it } from 'vitest'
import {
  type BenchResult,
  configSubjects,
  lintSubjects,
  type Measurement,
  refused,
  type Scene,
  stampSubjects,
  subjects,
  wrongApps,
} from '../../bench/measurement.js'
import { allReached, judgeTargets, shownCount, shownNumber } from '../../bench/targets.js'
import { justReached, resultOf } from './bench-result.js'

function changed(which: Partial<Measurement>, change: Partial<Measurement>): BenchResult {
  const result = justReached()
  const isMeant = (one: Measurement) =>
    Object.entries(which).every(([key, value]) => one[key as keyof Measurement] === value)
  const measurements = result.measurements.map((one) => (isMeant(one) ? { ...one, ...change } : one))
  expect(measurements).not.toEqual(result.measurements)
  return { ...result, measurements }
}

function missed(result: BenchResult): string[] {
  return judgeTargets(result).flatMap(({ target, reached }) => (reached === false ? [target] : []))
}

describe('judgeTargets', () => {
  it('lets a number reach its limit', () => {
    const verdicts = judgeTargets(justReached())
    expect(verdicts.filter(({ reached }) => reached !== true)).toEqual([])
    expect(allReached(verdicts)).toBe(true)
  })

  it.each<[Scene, string, number, number, string]>([
    ['clean', subjects.status, 2_000, 2.01, '2,000 files, clean, beside git status'],
    ['clean', subjects.chaos, 20, 3.01, '20 files, clean, in process'],
    ['overlay', subjects.chaos, 100_000, 15.1, 'untracked at the root'],
    ['deep', subjects.chaos, 20_000, 15.1, 'untracked in the last folder'],
    ['deleted', subjects.chaos, 20_000, 15.1, 'a file deleted'],
    ['commands', '--help', 20, 52.1, '--help beside node'],
    ['commands', 'import of the library', 20, 52.1, 'import of the library'],
    ['fresh', subjects.status, 20_000, 12.1, '20,000 files, committed on the spot, beside'],
    ['loose', subjects.chaos, 20_000, 12.1, '20,000 files, committed on the spot without gc'],
    ['conflict', subjects.chaos, 20_000, 45.1, '20,000 files, a conflict'],
    ['apps', wrongApps, 1_000, 51, '1,000 wrong names beside 1,000 apps, beside v1'],
    ['history', lintSubjects.with, 3, 33.1, 'lint facts of 5,000 tags'],
    ['history', configSubjects.with, 3, 33.1, 'configs compared'],
    ['commands', 'chaos-version', 20, 54.1, 'chaos-version, 20 files'],
    ['stamp', stampSubjects.small, 18, 90.1, 'stamp of 20 lines'],
    ['stamp', stampSubjects.large, 18, 240.1, 'stamp of 17 overlays'],
    ['apps', 'predict, 1,000 apps', 1_000, 2_001, '1,000 predictions'],
    ['fleet', 'the API calls alone', 1_000, 99, 'less its API calls'],
    ['fleet', 'readFleet', 10_000, 6_001, 'an app in a fleet of 10,000'],
    ['fleet', 'the filter of the page', 1_000, 101, 'its filter answers'],
    ['refusal', refused('8 MiB'), 8, 20.1, 'a checkout beyond a bound is refused'],
  ])('misses one where %s, %s at %i takes %f ms', (scene, subject, files, ms, target) => {
    expect(missed(changed({ scene, subject, files }, { ms }))).toEqual([expect.stringContaining(target)])
  })

  it('compares with go-git and git in one run, the slower of the two functions', () => {
    expect(missed(changed({ scene: 'clean', subject: subjects.status, files: 20_000 }, { ms: 30.1 }))).toEqual([
      '20,000 files, clean: times faster than go-git v5.16.2',
      '20,000 files, clean, beside git status',
    ])
  })

  it('counts the memory of dirty trees too', () => {
    const verdicts = judgeTargets(
      changed({ scene: 'deep', subject: subjects.chaos, files: 100_000 }, { peakMB: 150.5 }),
    )
    expect(verdicts.find(({ reached }) => reached === false)).toEqual({
      target: '100,000 files: peak memory',
      limit: 'at most 150 MB',
      value: '151 MB (chaosVersion, deep)',
      reached: false,
    })
  })

  it('misses linear cost where a file costs more among many', () => {
    const result = changed({ scene: 'clean', subject: subjects.chaos, files: 100_000 }, { ms: 226 })
    expect(missed(result)).toEqual([
      '100,000 files, clean, beside git status',
      'a file of 100,000 beside one of 20,000',
    ])
  })

  it('takes the medians of pairs for what the bounds cost, and says how they spread', () => {
    const ratio = { median: 1.031, low: 0.98, high: 1.09 }
    const verdicts = judgeTargets(changed({ scene: 'bounds', subject: subjects.chaos }, { ratio }))
    expect(verdicts.find(({ reached }) => reached === false)).toEqual({
      target: 'clean clones with bounds on work beside without, CPU time',
      limit: 'at most 1.03×',
      value: '1.03× (chaosVersion, 2,000 files; half of 5 pairs 0.980 to 1.09)',
      reached: false,
    })
  })

  it('takes what was not measured for neither reached nor missed', () => {
    const verdicts = judgeTargets(resultOf([]))
    expect(verdicts.map(({ value, reached }) => ({ value, reached }))).toEqual(verdicts.map(() => ({})))
    expect(allReached(verdicts)).toBe(true)
  })
})

describe('shown numbers', () => {
  it('have three digits that count', () => {
    expect([0.0123, 1.234, 12.34, 123.4, 1234.5].map(shownNumber)).toEqual(['0.0123', '1.23', '12.3', '123', '1,235'])
    expect([0, 999, 1_000, 1_000_000].map(shownCount)).toEqual(['0', '999', '1,000', '1,000,000'])
  })
})
