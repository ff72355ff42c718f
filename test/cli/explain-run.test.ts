import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explainCommand } from '../../src/cli/explain.js'
import { type RunFacts, recordRun } from '../../src/harness/run/run-record.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'
import { recording } from '../swarm/recordings.js'

/** A record of a recorded deploy, whose app and checkout are on another machine. */
function withRecord<T>(
  id: string | undefined,
  use: (path: string) => Promise<T>,
  more: Partial<RunFacts> = {},
): Promise<T> {
  return withScratch(async (dir) => {
    const path = join(dir, 'run.json')
    const seen = id === undefined ? undefined : recording(id)
    const stackName = seen?.stack ?? 's'
    const run: RunFacts = {
      app: { name: 'forum.example.com', server: 's', path: '/elsewhere/forum.example.com.env', stackName },
      recipe: { name: 'discourse', dir: '/elsewhere/discourse' },
      to: '7ae7b0f7',
      startedAt: '2026-01-01T12:00:00.000Z',
      verdict: { ok: false, kind: id ?? 'images-missing', reason: 'told by the harness' },
      ...(seen === undefined ? {} : { snapshots: seen.snapshots }),
      ...(seen?.expected === undefined ? {} : { expected: seen.expected }),
      ...(seen?.baseline === undefined ? {} : { baselines: { head: seen.baseline } }),
      ...(seen?.deployed === undefined ? {} : { deployed: seen.deployed }),
      ...(seen?.checkout === undefined ? {} : { checkout: seen.checkout }),
      ...more,
    }
    expect(await recordRun(path, run)).toEqual({ written: true, path })
    return use(path)
  })
}

describe('explain --run', () => {
  it.each(['rolled-back', 'update', 'overtaken', 'paused'])(
    'says of the record what --recording says of the recording: %s',
    (id) =>
      withRecord(id, async (path) => {
        const run = await explainCommand.run([], { run: path, json: true })
        const { stdout, exitCode } = await explainCommand.run([], { recording: `golden/swarm/${id}.json`, json: true })
        const { timeline, ...rest } = JSON.parse(run.stdout)
        const { timeline: whole, ...others } = JSON.parse(stdout)
        expect(rest).toEqual(others)
        expect(timeline).toEqual(whole)
        expect(run.exitCode).toBe(exitCode)
        expect(run.stderr).toEqual([`the run ended ${id}: told by the harness`])
      }),
  )

  it('tells the verdict of a run that ended before a deploy', () =>
    withRecord(undefined, async (path) => {
      const { stdout, exitCode } = await explainCommand.run([], { run: path })
      expect(stdout).toBe('the run ended before a deploy: images-missing: told by the harness')
      expect(exitCode).toBe(1)
      expect(JSON.parse((await explainCommand.run([], { run: path, json: true })).stdout)).toMatchObject({
        schema: 1,
        findings: [],
        verdict: { ok: false, kind: 'images-missing' },
      })
    }))

  it('names what the run had foreseen, whether the Swarm had a deploy or not', () => {
    const warnings = ['the deploy of the head would fail: app.conf is not what 1.0.0 holds: raise APP_CONF_VERSION']
    const [said] = warnings
    return withRecord(
      undefined,
      async (path) => {
        const { stdout } = await explainCommand.run([], { run: path })
        expect(stdout.split('\n')).toEqual([expect.any(String), said, 'nothing of s was deployed'])
        await withRecord(
          'paused',
          async (deployed) => {
            const { stderr } = await explainCommand.run([], { run: deployed })
            expect(stderr).toEqual(['the run ended paused: told by the harness', said])
          },
          { warnings },
        )
      },
      { warnings, handedOver: 'nothing', goesOn: 'nothing of s was deployed' },
    )
  })

  it('refuses a record whose warnings are no texts', () =>
    withRecord(
      undefined,
      (run) => expect(explainCommand.run([], { run })).rejects.toEqual(anError('RUN_RECORD_INVALID')),
      { warnings: [1] as never },
    ))

  it('takes no second source, and no file that is no record', () =>
    withRecord('update', async (run) => {
      const other = 'golden/swarm/update.json'
      await expect(explainCommand.run([], { run, recording: other })).rejects.toEqual(anError('USAGE'))
      await expect(explainCommand.run([], { run, since: other })).rejects.toEqual(anError('USAGE'))
      await expect(explainCommand.run([], { run: other })).rejects.toEqual(anError('RUN_RECORD_INVALID'))
    }))
})
