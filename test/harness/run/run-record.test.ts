import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parseRun, readRun } from '../../../src/harness/run/read-run.js'
import { driftInputOf, type RunFacts, type RunRecord, recordRun } from '../../../src/harness/run/run-record.js'
import { predict } from '../../../src/predict/predict.js'
import { explainDrift } from '../../../src/swarm/drift/explain-drift.js'
import { writeFiles } from '../../support/abra-folder.js'
import { anError } from '../../support/expect-error.js'
import { withScratch } from '../../support/scenario.js'
import { recording } from '../../swarm/recordings.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const fits = new Ajv({ strict: false }).compile(JSON.parse(readFileSync('docs/run-record.schema.json', 'utf8')))
const rolledBack = recording('rolled-back')
const verdict = { ok: false, kind: 'rolled-back', reason: 'the update was rolled back' }

/** What a harness would hand over at the end of the recorded, rolled back run. */
function withRun<T>(use: (run: RunFacts, dir: string) => Promise<T>): Promise<T> {
  return withScratch(async (dir) => {
    const abraDir = join(dir, 'abra')
    const recipe = { name: 'discourse', dir: join(abraDir, 'recipes/discourse') }
    execFileSync('git', ['clone', '--quiet', bundle, recipe.dir])
    writeFileSync(join(recipe.dir, 'compose.ccci.yml'), '')
    writeFiles(abraDir, { 'servers/s/forum.example.com.env': 'TYPE=discourse\nSMTP_PASSWORD=hunter2\n' })
    const { stack, baseline, deployed, snapshots, expected, checkout } = rolledBack
    const head = await predict({ app: 'forum.example.com', abraDir, home: dir, chaos: true })
    return use(
      {
        app: {
          name: 'forum.example.com',
          server: 's',
          path: join(abraDir, 'servers/s/forum.example.com.env'),
          stackName: stack,
        },
        recipe,
        from: '0.7.0+3.3.1',
        to: '7ae7b0f7',
        verdict,
        startedAt: '2026-01-01T12:00:00.000Z',
        predictions: { head },
        snapshots,
        home: dir,
        ...(expected === undefined ? {} : { expected }),
        ...(baseline === undefined ? {} : { baselines: { head: baseline } }),
        ...(deployed === undefined ? {} : { deployed }),
        ...(checkout === undefined ? {} : { checkout }),
      },
      dir,
    )
  })
}

describe('recordRun', () => {
  it('writes one JSON that fits the published schema, for its owner alone', () =>
    withRun(async (run, dir) => {
      const path = join(dir, 'records/run.json')
      expect(await recordRun(path, run)).toEqual({ written: true, path })
      expect(readdirSync(join(dir, 'records'))).toEqual(['run.json'])
      expect(statSync(path).mode & 0o777).toBe(0o600)
      const record = readRun(path)
      expect(fits(record), JSON.stringify(fits.errors)).toBe(true)
      expect(record).toMatchObject({
        stack: rolledBack.stack,
        verdict,
        from: '0.7.0+3.3.1',
        to: '7ae7b0f7',
        app: { env: { value: 'TYPE=discourse\nSMTP_PASSWORD=hunter2\n' } },
        recipe: {
          worktree: {
            value: {
              head: { hash: '7ae7b0f778b3867532e17fbb798dae1ab0c7b803', name: 'refs/heads/main' },
              clean: false,
              files: [{ path: 'compose.ccci.yml', change: '??' }],
            },
          },
        },
        predictions: { head: { outcome: 'stamp', version: '7ae7b0f7+U' } },
      })
    }))

  it('gives explainDrift on another machine the findings of the run', () =>
    withRun(async (run, dir) => {
      const path = join(dir, 'run.json')
      await recordRun(path, run)
      const input = driftInputOf(readRun(path))
      if (input === undefined) throw new Error('the record has no snapshots')
      const findings = explainDrift(input)
      expect(findings[0]?.kind).toBe('rolled-back')
      expect(findings).toEqual(explainDrift(rolledBack))
    }))

  it('writes down a run that ended before anything was looked at', () =>
    withRun(async ({ app, recipe, startedAt, home }, dir) => {
      const path = join(dir, 'run.json')
      const early = { ok: false, kind: 'image-missing', reason: 'no image' }
      const place = home === undefined ? {} : { home }
      await recordRun(path, { app, recipe, startedAt, to: 'main', verdict: early, ...place })
      const record = readRun(path)
      expect(fits(record), JSON.stringify(fits.errors)).toBe(true)
      expect(driftInputOf(record)).toBeUndefined()
      expect(record).toMatchObject({ verdict: early, snapshots: [], predictions: {}, baselines: {} })
    }))

  it('records why a fact could not be read, instead of failing', () =>
    withRun(async (run, dir) => {
      const path = join(dir, 'run.json')
      const recipe = { ...run.recipe, dir: join(dir, 'gone') }
      const app = { ...run.app, path: join(dir, 'gone.env') }
      expect(await recordRun(path, { ...run, recipe, app })).toEqual({ written: true, path })
      const record = readRun(path)
      expect(fits(record), JSON.stringify(fits.errors)).toBe(true)
      expect(record.app.env).toEqual({ error: expect.stringContaining('gone.env cannot be read') })
      expect(record.recipe.worktree).toEqual({ error: expect.stringContaining('there is no folder') })
      expect(record.verdict).toEqual(verdict)
    }))

  it('never throws where it cannot write, and leaves an older record whole', () =>
    withRun(async (run, dir) => {
      writeFileSync(join(dir, 'file'), 'x')
      const below = join(dir, 'file/run.json')
      expect(await recordRun(below, run)).toEqual({
        written: false,
        path: below,
        error: expect.stringContaining('cannot be written'),
      })
      const folder = join(dir, 'folder.json')
      mkdirSync(folder)
      expect((await recordRun(folder, run)).written).toBe(false)
      expect(existsSync(folder)).toBe(true)
      const odd = { ...run, snapshots: [1n] as never }
      writeFileSync(join(dir, 'old.json'), 'older')
      expect((await recordRun(join(dir, 'old.json'), odd)).written).toBe(false)
      expect(readFileSync(join(dir, 'old.json'), 'utf8')).toBe('older')
      chmodSync(join(dir, 'old.json'), 0o600)
    }))
})

describe('parseRun', () => {
  it.each<[string, (record: Record<string, unknown>) => unknown, string]>([
    ['no object', () => [], 'is not an object'],
    ['another schema', (record) => ({ ...record, schema: 2 }), 'has schema 2, not 1'],
    ['a recording of wait', () => rolledBack, 'is not a run record'],
    ['no ref', ({ to: _, ...rest }) => rest, 'has no to'],
    ['no verdict', ({ verdict: _, ...rest }) => rest, 'has no verdict'],
    ['a verdict that is text', (record) => ({ ...record, verdict: 'passed' }), 'has no verdict'],
    ['no app', (record) => ({ ...record, app: {} }), 'has no app'],
    ['snapshots of another stack', (record) => ({ ...record, stack: 'other' }), 'has a snapshot of the stack'],
    ['a damaged snapshot', (record) => ({ ...record, snapshots: [{}] }), 'has a snapshot that has schema none'],
    ['no snapshots', (record) => ({ ...record, snapshots: {} }), 'has no list of snapshots'],
    ['an expectation that is a number', (record) => ({ ...record, expected: 7 }), 'has no text in expected'],
  ])('refuses %s, which the schema refuses, or only the reader can see', (_case, change, problem) =>
    withRun(async (run, dir) => {
      const path = join(dir, 'run.json')
      await recordRun(path, run)
      const record: RunRecord = readRun(path)
      const parse = () => parseRun(JSON.stringify(change({ ...record })), 'run.json')
      expect(parse).toThrow(anError('RUN_RECORD_INVALID'))
      expect(parse).toThrow(`run.json: ${problem}`)
    }),
  )

  it('refuses text that is not JSON', () => {
    expect(() => parseRun('{', 'x')).toThrow(anError('RUN_RECORD_INVALID'))
  })
})
