import { describe, expect, it } from 'vitest'
import { explainDrift } from '../../src/swarm/drift/explain-drift.js'
import type { Recording } from '../../src/swarm/drift/recording.js'
import type { ServiceState } from '../../src/swarm/snapshot/snapshot.js'
import { GOOD, type StackService, startSwarm } from '../support/swarm.js'
import { chaos, failing, found, keep, LiveStack, skipped, untilApp, updates } from './stack.js'

const BASE = 'eb96de94+U'
const NEXT = '7ae7b0f7+U'
const NEW = `true; ${GOOD}`

function app(stack: string, stamp: string, more: Partial<StackService> = {}): Record<string, StackService> {
  return { app: { labels: chaos(stack, stamp), deploy: updates('rollback'), ...more } }
}

function said(recording: Recording): string {
  const findings = explainDrift({ ...recording, expected: NEXT })
  return findings.flatMap(({ kind, evidence }) => [kind, ...evidence]).join('\n')
}

/** The one task of the present spec. */
function current({ tasks, spec }: ServiceState) {
  const [task] = tasks.filter((each) => each.task === spec.task && each.state === 'running')
  if (task === undefined) throw new Error('no task of the present spec runs')
  return task
}

describe.skipIf(skipped !== '').concurrent(`the end of an update${skipped}`, () => {
  it('R96: comes twice the delay after its last task', () =>
    LiveStack.use('delayed', async (stack) => {
      const update_config = { order: 'start-first', failure_action: 'rollback', monitor: '1s', delay: '6s' }
      const deploy = updates('rollback', 'start-first', { update_config })
      await stack.deployBase(app('delayed', BASE, { deploy }))
      const { result, recording } = await stack.record(
        app('delayed', NEXT, { deploy, command: NEW }),
        'an update with a delay of 6 s, of one task',
      )
      expect(result.assessment).toMatchObject({ verdict: 'converged', ok: true })
      const last = await stack.app()
      const watched = Date.parse(last.update?.completedAt ?? '') - Date.parse(current(last).since)
      // Swarm's own times: it waits for the delay, and watches for the delay and one second.
      expect(watched).toBeGreaterThanOrEqual(12_900)
      expect(said({ ...recording, snapshots: recording.snapshots.slice(0, 1) })).toContain(
        'Swarm waits 6 s after each task, the last one too',
      )
      keep('delayed', recording)
    }))

  it('R96: is not yet there when a task ends after `monitor` and before the delay is over: it has failed', () =>
    LiveStack.use('delayedend', async (stack) => {
      const update_config = { order: 'start-first', failure_action: 'rollback', monitor: '1s', delay: '10s' }
      const deploy = updates('rollback', 'start-first', { update_config })
      await stack.deployBase(app('delayedend', BASE, { deploy }))
      await stack.deploy(app('delayedend', NEXT, { deploy, command: 'sleep 5; exit 3' }))
      expect((await stack.wait()).assessment).toMatchObject({ verdict: 'rolled-back' })
    }))

  it('R97: is a rollback where a health check fails, though its task ends with exit code 0', () =>
    LiveStack.use('endedwell', async (stack) => {
      await stack.deployBase(app('endedwell', BASE))
      const healthcheck = { test: ['CMD', 'false'], interval: '1s', retries: 2, start_period: '0s' }
      const { result, recording } = await stack.record(
        app('endedwell', NEXT, { more: { healthcheck }, deploy: failing('rollback') }),
        'a health check that never passes, of a task that handles SIGTERM',
      )
      const [service] = result.assessment?.services ?? []
      expect(service).toMatchObject({ verdict: 'rolled-back', failures: [{ state: 'complete', exitCode: 0 }] })
      const [task] = service?.failures ?? []
      const text = said({ ...recording, snapshots: recording.snapshots.slice(-1) })
      expect(text).toContain(`task ${task?.id} (slot 1): it ended as complete, exit code 0`)
      expect(text).not.toContain('no longer lists')
      keep('ended-well', recording)
    }))
})

describe.skipIf(skipped !== '')(`an update of a node that is drained${skipped}`, () => {
  it('R97: is rolled back: the task that Swarm stops counts as failed, and no node takes the former one', async () => {
    const swarm = await startSwarm()
    try {
      const node = (await swarm.docker('node', 'ls', '-q')).trim()
      const availability = (value: string) => swarm.docker('node', 'update', '--availability', value, node)
      await LiveStack.use(
        'drains',
        async (stack) => {
          const deploy = failing('rollback', 'stop-first', {}, '60s')
          await stack.deployBase(app('drains', BASE))
          await stack.deploy(app('drains', NEXT, { deploy, command: NEW }))
          const deployed = await stack.look()
          await untilApp(stack, (state) => expect(current(state).state).toBe('running'))
          await availability('drain')
          await untilApp(stack, ({ update }) => expect(update?.state).toBe('rollback_started'))
          const snapshots = [await stack.look()]
          const held = await stack.wait({ failBlockedMs: 2000, onSnapshot: (snapshot) => snapshots.push(snapshot) })
          expect(held).toMatchObject({ outcome: 'blocked' })
          const about = 'a node that is drained in the middle of an update'
          const baseline = stack.baseline as never
          const recording: Recording = { schema: 1, stack: 'drains', about, baseline, deployed, snapshots }
          const kinds = explainDrift({ ...recording, expected: NEXT }).map(({ kind }) => kind)
          // The labels are the former ones already; that is no wrong commit.
          expect(kinds).toEqual(['blocked'])
          expect(said(recording)).toContain('and its rollback waits for such a node')
          expect(said(recording)).not.toContain('no task has failed')
          keep('drained', recording)
          await availability('active')
          const { result, recording: back } = await stack.watch(about)
          expect(result.assessment).toMatchObject({ verdict: 'rolled-back' })
          const [end] = back.snapshots.slice(-1)
          // By Swarm's message, which is gone once the rollback has ended.
          expect(said(back)).toMatch(/task \w+ \(slot 1\): Swarm stopped it/)
          const late: Recording = {
            schema: 1,
            stack: 'drains',
            about,
            baseline,
            snapshots: end === undefined ? [] : [end],
          }
          expect(said(late)).toContain('because its node is drained')

          await availability('drain')
          await untilApp(stack, ({ tasks }) => expect(tasks.some(({ state }) => state === 'running')).toBe(false))
          stack.baseline = await stack.look()
          const untouched = await stack.wait()
          expect(found(await stack.look(), 'drains_app').update?.state).toBe('rollback_completed')
          expect(untouched.assessment?.services[0]).toMatchObject({
            verdict: 'unchanged',
            warnings: ['0 of 1 task running; this deploy changed none of them'],
          })
        },
        swarm.host,
      )
    } finally {
      await swarm.stop()
    }
  })
})
