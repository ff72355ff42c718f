import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRuns } from '../../../src/harness/run/read-runs.js'
import { recordRun } from '../../../src/harness/run/run-record.js'
import { shouldPromote } from '../../../src/harness/run/should-promote.js'
import { sweepDecision } from '../../../src/harness/run/sweep-decision.js'
import { anError } from '../../support/expect-error.js'
import { withScratch } from '../../support/scenario.js'

describe('sweepDecision', () => {
  const tags = ['latest', '0.10.0+3.4.0', '0.7.0+3.3.1']
  it.each<[string, readonly string[], string | undefined, object]>([
    ['a newer release', tags, '0.7.0+3.3.1', { decision: 'run', version: '0.10.0+3.4.0' }],
    ['no green run yet', tags, undefined, { decision: 'run', version: '0.10.0+3.4.0' }],
    ['a green commit', tags, '7ae7b0f7', { decision: 'run', version: '0.10.0+3.4.0' }],
    ['the newest is green', tags, '0.10.0+3.4.0', { decision: 'no-new-version' }],
    ['a green release that is gone', tags, '0.11.0+3.4.0', { decision: 'no-new-version' }],
    ['no tag', [], '0.7.0+3.3.1', { decision: 'never-released', reason: 'the recipe has no tag' }],
    [
      'no version among the tags',
      ['latest'],
      undefined,
      { decision: 'never-released', reason: 'none of its 1 tags is a version' },
    ],
  ])('%s', (_, given, lastGreen, expected) => {
    expect(sweepDecision(given, lastGreen)).toMatchObject(expected)
  })
})

describe('shouldPromote', () => {
  const run = { verdict: { ok: true, kind: 'upgraded', reason: 'converged' }, to: '0.7.0+3.3.1' }
  const context = { cold: true, tags: ['0.7.0+3.3.1'] }
  it.each([
    ['all of it', run, context, true, '0.7.0+3.3.1 is a release, and its cold run is green'],
    [
      'a red run',
      { ...run, verdict: { ok: false, kind: 'rolled-back', reason: 'x' } },
      context,
      false,
      'the run is not green: rolled-back, x',
    ],
    [
      'a warm run',
      run,
      { ...context, cold: false },
      false,
      'the run was not cold: it deployed over what an earlier run had left',
    ],
    [
      'a ref',
      run,
      { ...context, ref: 'refs/pull/5/head' },
      false,
      'the run was of a ref that was asked for, refs/pull/5/head',
    ],
    ['a commit', { ...run, to: '7ae7b0f7' }, context, false, '7ae7b0f7 is no release'],
    ['no such tag', run, { ...context, tags: [] }, false, 'the recipe has no tag 0.7.0+3.3.1'],
  ])('%s', (_, given, of, promote, reason) => {
    expect(shouldPromote(given, of)).toEqual({ promote, reason })
  })
})

describe('readRuns', () => {
  const app = { name: 'a.org', server: 'one', path: '/nowhere/a.org.env', stackName: 'a_org' }
  const run = (recipe: string, to: string, ok: boolean, startedAt: string) => ({
    app,
    recipe: { name: recipe, dir: '/nowhere' },
    to,
    startedAt,
    verdict: { ok, kind: ok ? 'upgraded' : 'rolled-back', reason: 'x' },
  })

  it('has the history of each recipe by time, its last green version, and names what is no record', () =>
    withScratch(async (dir) => {
      await recordRun(join(dir, 'c.json'), run('discourse', '0.6.0+3.2.1', true, '2026-01-01T00:00:00Z'))
      await recordRun(join(dir, 'a.json'), run('discourse', '0.7.0+3.3.1', true, '2026-01-02T00:00:00Z'))
      await recordRun(join(dir, 'b.json'), run('discourse', '0.8.0+3.4.0', false, '2026-01-03T00:00:00Z'))
      await recordRun(join(dir, 'd.json'), run('custom-html', '1.0.0+1', false, 'soon'))
      writeFileSync(join(dir, 'e.json'), '{}')
      writeFileSync(join(dir, 'notes.txt'), 'x')
      mkdirSync(join(dir, 'f.json'))
      const { recipes, unreadable } = readRuns(dir)
      expect(recipes.map(({ recipe, lastGreen, runs }) => [recipe, lastGreen, runs.map(({ to }) => to)])).toEqual([
        ['custom-html', undefined, ['1.0.0+1']],
        ['discourse', '0.7.0+3.3.1', ['0.6.0+3.2.1', '0.7.0+3.3.1', '0.8.0+3.4.0']],
      ])
      expect(unreadable.map(({ path, error }) => [path, error.code])).toEqual([
        [join(dir, 'e.json'), 'RUN_RECORD_INVALID'],
        [join(dir, 'f.json'), expect.stringMatching(/^(FILE_UNREADABLE|SAFETY_LIMIT)$/)],
      ])
    }))

  it('has the last green release beside a pull request that passed after it: a sweep is not to test that release again', () =>
    withScratch(async (dir) => {
      await recordRun(join(dir, 'a.json'), run('discourse', '0.7.0+3.3.1', true, '2026-01-02T00:00:00Z'))
      await recordRun(join(dir, 'b.json'), run('discourse', '7ae7b0f7', true, '2026-01-03T00:00:00Z'))
      const [discourse] = readRuns(dir).recipes
      expect(discourse).toMatchObject({ lastGreen: '7ae7b0f7', lastGreenRelease: '0.7.0+3.3.1' })
      expect(sweepDecision(['0.7.0+3.3.1'], discourse?.lastGreenRelease).decision).toBe('no-new-version')
    }))

  it('refuses a folder that is not there, and takes an empty one', () =>
    withScratch((dir) => {
      expect(readRuns(dir)).toEqual({ recipes: [], unreadable: [] })
      expect(() => readRuns(join(dir, 'nowhere'))).toThrow(anError('FILE_UNREADABLE'))
    }))
})
