import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { explainCommand } from '../../src/cli/explain.js'
import { assess } from '../../src/swarm/assess/assess.js'
import { explainDrift } from '../../src/swarm/drift/explain-drift.js'
import type { Recording } from '../../src/swarm/drift/recording.js'
import type { ServiceState, Snapshot } from '../../src/swarm/snapshot/snapshot.js'
import { isServing } from '../../src/swarm/snapshot/task-facts.js'
import { GOOD, type StackService } from '../support/swarm.js'
import {
  chaos,
  engine,
  failing,
  found,
  keep,
  LiveStack,
  pause,
  reportDelays,
  skipped,
  swarmHost,
  untilApp,
  updates,
} from './stack.js'

const BASE = 'eb96de94+U'
const NEXT = '7ae7b0f7+U'
const THIRD = '0123abcd'
/** Keeps a task from being called running for as long as it is not healthy; the check itself never comes. */
const NEVER_HEALTHY = { healthcheck: { test: ['CMD', 'false'], interval: '600s', start_period: '600s' } }
/** Stops only when it is killed, after the stop grace period. */
const STUBBORN = "trap '' TERM; sleep 100000 & wait; wait"

type Services = Record<string, StackService>

function app(stack: string, stamp: string, more: Partial<StackService> = {}): Services {
  return { app: { labels: chaos(stack, stamp), deploy: updates('rollback'), ...more } }
}

/** The app in every look, in order. */
function looksAt({ stack, deployed, snapshots }: Recording): ServiceState[] {
  const looks = [...(deployed === undefined ? [] : [deployed]), ...snapshots]
  return looks.map((snapshot) => found(snapshot, `${stack}_app`))
}

function last(recording: Recording): ServiceState {
  const look = looksAt(recording).at(-1)
  if (look === undefined) throw new Error('nothing was seen')
  return look
}

function stampIn({ labels }: ServiceState['spec'], stack: string): string | undefined {
  return labels[`coop-cloud.${stack}.chaos-version`]
}

/** For the message of a failure: all tasks, in every look. */
function shownTasks(recording: Recording): string {
  const looks = looksAt(recording).map(({ update, tasks }) => {
    const states = tasks.map(({ id, state, desired, since, error }) =>
      [id.slice(0, 4), state, desired, since, error].join(' '),
    )
    return [update?.state ?? 'no update', ...states].join('\n  ')
  })
  return looks.join('\n')
}

function findings(recording: Recording, expected: string): string[] {
  return explainDrift({ ...recording, expected }).map(({ kind, certainty }) => `${kind} ${certainty}`)
}

/** `explain` on the Swarm itself, with a baseline that was saved. */
async function explainLive(stack: string, baseline: Snapshot, expected: string) {
  const dir = mkdtempSync(join(tmpdir(), 'baseline-'))
  try {
    const since = join(dir, 'base.json')
    writeFileSync(since, JSON.stringify(baseline))
    return await explainCommand.run([stack], { 'docker-host': swarmHost, 'abra-dir': dir, since, expect: expected })
  } finally {
    rmSync(dir, { recursive: true })
  }
}

afterAll(() => {
  if (skipped === '') reportDelays()
})

describe.skipIf(skipped !== '').concurrent(`what starts an update, and what does not${skipped}`, () => {
  it('R71: a first deploy has no UpdateStatus; its tasks tell', () =>
    LiveStack.use('first', async (stack) => {
      const { result, recording } = await stack.record(app('first', BASE), 'a first deploy')
      expect(result.assessment).toMatchObject({ verdict: 'converged', ok: true })
      for (const look of looksAt(recording)) expect(look).not.toHaveProperty('update')
      for (const look of looksAt(recording)) expect(look).not.toHaveProperty('previous')
      expect(looksAt(recording)[0]?.tasks.some(isServing)).toBe(false)
      expect(findings(recording, BASE)).toEqual(['none certain'])
      keep('first-deploy', recording)
    }))

  it('R62: a redeploy of labels alone is final at the first look, and clears the status', () =>
    LiveStack.use('labels', async (stack) => {
      await stack.deployBase(app('labels', BASE))
      await stack.deployBase(app('labels', BASE, { command: `true; ${GOOD}` }))
      expect((await stack.app()).update?.state).toBe('completed')
      const serving = (await stack.app()).tasks.filter(isServing)
      const { result, recording } = await stack.record(
        app('labels', NEXT, { command: `true; ${GOOD}` }),
        'labels alone are deployed, after an update that had completed',
      )
      expect(result.assessment?.verdict).toBe('labels-only')
      expect(recording.snapshots).toHaveLength(1)
      expect(last(recording)).not.toHaveProperty('update')
      await pause(2000)
      const later = await stack.app()
      expect(later.specIndex).toBe(last(recording).specIndex)
      expect(later.tasks.filter(isServing)).toEqual(serving)
      keep('labels-only', recording)
    }))

  it('R63: a redeploy without any change is final at the first look; PreviousSpec becomes Spec', () =>
    LiveStack.use('noop', async (stack) => {
      await stack.deployBase(app('noop', BASE))
      const { result, recording } = await stack.record(app('noop', BASE), 'deployed again without any change')
      expect(result.assessment?.verdict).toBe('unchanged')
      expect(recording.snapshots).toHaveLength(1)
      const { update, previous, spec, specIndex } = last(recording)
      expect(update).toBeUndefined()
      expect(previous).toEqual(spec)
      expect(specIndex).toBeGreaterThan(found(stack.baseline as never, 'noop_app').specIndex)
      expect(findings(recording, NEXT)).toEqual(['same-version certain', 'wrong-commit certain'])
      keep('no-op', recording)
    }))

  it('R64: a new task template starts an update; new placement that still fits does not', () =>
    LiveStack.use('placed', async (stack) => {
      await stack.deployBase(app('placed', BASE))
      const here = { ...updates('rollback'), placement: { constraints: ['node.role == manager'] } }
      const { result, recording } = await stack.record(app('placed', BASE, { deploy: here }), 'placement alone')
      expect(last(recording).previous?.placement).not.toBe(last(recording).spec.placement)
      expect(last(recording)).not.toHaveProperty('update')
      expect(result.assessment?.verdict).toBe('unchanged')
      await pause(2000)
      expect(await stack.app()).toMatchObject({ specIndex: last(recording).specIndex })
      await stack.deploy(app('placed', NEXT, { deploy: here, command: `true; ${GOOD}` }))
      expect((await stack.wait()).assessment?.verdict).toBe('converged')
      expect((await stack.app()).update?.state).toBe('completed')
    }))

  it('R64: another endpoint mode and published ports replace tasks too', () =>
    LiveStack.use('ports', async (stack) => {
      await stack.deployBase(app('ports', BASE))
      const dnsrr = updates('rollback', 'start-first', { endpoint_mode: 'dnsrr' })
      const first = await stack.record(app('ports', NEXT, { deploy: dnsrr }), 'another endpoint mode')
      expect(last(first.recording).previous?.endpoint).not.toBe(last(first.recording).spec.endpoint)
      expect(first.result.assessment?.verdict).toBe('converged')
      expect(last(first.recording).update?.state).toBe('completed')
      stack.baseline = await stack.look()
      const ports = { ports: [{ target: 80, published: 0, mode: 'host' }] }
      const second = await stack.record(app('ports', NEXT, { deploy: dnsrr, more: ports }), 'a port')
      expect(second.result.assessment?.verdict).toBe('converged')
      expect(last(second.recording).update?.state).toBe('completed')
    }))

  it('R64: a service without tasks has none to replace', () =>
    LiveStack.use('zero', async (stack) => {
      await stack.deployBase(app('zero', BASE))
      const none = { ...updates('rollback'), replicas: 0 }
      await stack.deploy(app('zero', BASE, { deploy: none }))
      expect((await stack.wait()).assessment?.verdict).toBe('converged')
      stack.baseline = await stack.look()
      const { result, recording } = await stack.record(
        app('zero', NEXT, { deploy: none, command: `true; ${GOOD}` }),
        'another command for a service of 0 replicas',
      )
      expect(result.assessment?.verdict).toBe('converged')
      keep('replicas-0', recording)
      const { update, previous, spec } = await stack.app()
      expect(update).toBeUndefined()
      expect(previous?.task).not.toBe(spec.task)
    }))
})

describe.skipIf(skipped !== '').concurrent(`an update${skipped}`, () => {
  it('R61 R70: that succeeds shows both specs while it runs, and moves the index several times', () =>
    LiveStack.use('update', async (stack) => {
      const baseline = await stack.deployBase(app('update', BASE))
      const { result, recording } = await stack.record(
        app('update', NEXT, { command: `true; ${GOOD}`, deploy: failing('rollback', 'start-first', {}, '6s') }),
        'an update that succeeds',
      )
      expect(result.assessment?.verdict).toBe('converged')
      const during = looksAt(recording).filter(({ update }) => update?.state === 'updating')
      expect(during.length).toBeGreaterThan(0)
      for (const { spec, previous } of during) {
        expect(stampIn(spec, 'update')).toBe(NEXT)
        expect(previous && stampIn(previous, 'update')).toBe(BASE)
      }
      const indexes = new Set([found(baseline, 'update_app'), ...looksAt(recording)].map(({ specIndex }) => specIndex))
      expect(indexes.size).toBeGreaterThan(2)
      expect(last(recording).update?.state).toBe('completed')
      expect(findings(recording, NEXT)).toEqual(['none certain'])
      keep('update', recording)
    }))

  it('R60 R68 R69: that fails rolls the whole spec back while the old task serves on (G7, G8)', () =>
    LiveStack.use('rolled', async (stack) => {
      const baseline = await stack.deployBase(app('rolled', BASE, { labels: chaos('rolled', BASE, '0.7.0+3.3.1') }))
      const { result, recording } = await stack.record(
        app('rolled', NEXT, {
          command: 'sleep 1; exit 3',
          more: NEVER_HEALTHY,
          deploy: failing('rollback', 'start-first', {}, '5s'),
        }),
        'published cases G7 and G8: the new task fails before it is healthy, failure_action rollback, order start-first',
      )
      expect(result.assessment).toMatchObject({ verdict: 'rolled-back', ok: false })
      const during = looksAt(recording).filter(({ update }) => update?.state === 'updating')
      expect(during.length).toBeGreaterThan(0)
      for (const { spec, previous } of during) {
        expect([stampIn(spec, 'rolled'), previous && stampIn(previous, 'rolled')]).toEqual([NEXT, BASE])
      }
      const after = last(recording)
      expect(after).not.toHaveProperty('previous')
      expect(after.spec).toEqual(found(baseline, 'rolled_app').spec)
      // The look right after the deploy may come before Swarm has begun the update.
      const starts = looksAt(recording).flatMap(({ update }) => update?.startedAt ?? [])
      expect(new Set(starts).size).toBe(1)
      const served = found(baseline, 'rolled_app').tasks.find(isServing)
      for (const { tasks } of looksAt(recording)) {
        expect(tasks.find(({ id }) => id === served?.id)).toMatchObject({ state: 'running', desired: 'running' })
      }
      const failed = after.tasks.find(({ state }) => state === 'failed')
      expect(failed).toMatchObject({ exitCode: 3, error: 'task: non-zero exit (3)' })
      // The task is named while it rolls back, and no longer when it has.
      const messages = looksAt(recording).map(({ update }) => update?.message)
      expect(messages.some((message) => message?.includes(failed?.id ?? '-'))).toBe(true)
      expect(after.update?.message).toBe('rollback completed')
      expect(findings(recording, NEXT)[0]).toBe('rolled-back certain')
      keep('rolled-back', { ...recording, expected: NEXT })
      const { stdout, exitCode } = await explainLive('rolled', baseline, NEXT)
      expect(exitCode).toBe(1)
      expect(stdout).toMatch(/^rolled-back \(certain\): /)
      expect(stdout).toContain(`expected ${NEXT}, deployed ${BASE}`)
      expect(stdout).toContain('task: non-zero exit (3), exit code 3')
      console.log(stdout)
    }))

  it('R62: labels alone after a rollback clear the status', () =>
    LiveStack.use('cleared', async (stack) => {
      await stack.deployBase(app('cleared', BASE))
      await stack.deploy(app('cleared', NEXT, { command: 'exit 3', deploy: failing('rollback') }))
      expect((await stack.wait()).assessment?.verdict).toBe('rolled-back')
      expect((await stack.app()).update?.state).toBe('rollback_completed')
      stack.baseline = await stack.look()
      await stack.deploy(app('cleared', NEXT))
      expect((await stack.wait()).assessment?.verdict).toBe('labels-only')
      expect(await stack.app()).not.toHaveProperty('update')
    }))

  it('R65: that is paused stays so, with the new labels', () =>
    LiveStack.use('paused', async (stack) => {
      // One failure of a slot is what is meant; three would be a crash loop as well.
      const deploy = failing('pause', 'start-first', {
        replicas: 2,
        restart_policy: { condition: 'any', delay: '120s' },
      })
      await stack.deployBase(app('paused', BASE, { deploy: updates('pause', 'start-first', { replicas: 2 }) }))
      const { result, recording } = await stack.record(
        app('paused', NEXT, {
          command: 'sleep 1; exit 3',
          more: NEVER_HEALTHY,
          deploy,
        }),
        'an update whose task fails, failure_action pause',
      )
      expect(result.assessment?.verdict).toBe('paused')
      expect(stampIn(last(recording).spec, 'paused')).toBe(NEXT)
      await pause(3000)
      expect((await stack.app()).update).toEqual(last(recording).update)
      const again = await stack.wait({ since: await stack.look() })
      expect(again.assessment).toMatchObject({ verdict: 'unchanged', ok: true })
      expect(again.assessment?.services[0]?.warnings).toEqual([
        expect.stringContaining('was paused before the baseline already'),
      ])
      expect(findings(recording, NEXT)[0]).toBe('paused certain')
      keep('paused', recording)
      // Here labels alone are not final: tasks of the spec before are still there, so the update begins anew.
      stack.baseline = await stack.look()
      const before = last(recording).update?.startedAt
      await stack.deploy(
        app('paused', THIRD, {
          command: 'sleep 1; exit 3',
          more: NEVER_HEALTHY,
          deploy,
        }),
      )
      expect(assess(stack.baseline, await stack.look()).verdict).not.toBe('labels-only')
      // Not expect.poll: it asks which test runs just now, and these run side by side.
      await vi.waitFor(async () => expect((await stack.app()).update?.startedAt ?? before).not.toBe(before), {
        timeout: 20_000,
        interval: 200,
      })
    }))

  it('R65: whose rollback fails too is paused in between, and stays so', () =>
    LiveStack.use('twice', async (stack) => {
      // The former command works until the new one leaves a mark for it to trip over. Of two replicas only the first fails: its restart
      // may already bring the old spec, and the rollback must still find a task that it has to replace.
      const replicas = 2
      const more = { volumes: ['mark:/mark'], environment: { SLOT: '{{.Task.Slot}}' } }
      const update_config = { parallelism: 2, order: 'stop-first', failure_action: 'rollback', monitor: '30s' }
      const rollback_config = { parallelism: 2, order: 'stop-first', failure_action: 'pause', monitor: '15s' }
      // The spec that comes back brings its own policies.
      const deploy = updates('rollback', 'stop-first', { replicas, update_config, rollback_config })
      const command = `test -e /mark/tried && exit 4; ${GOOD}`
      await stack.deployBase(app('twice', BASE, { command, deploy, more }))
      const first = 'until test -e /mark/tried; do sleep 1; done; exit 3'
      const { result, recording } = await stack.record(
        app('twice', NEXT, {
          command: `if test $$SLOT = 1; then ${first}; fi; touch /mark/tried; ${GOOD}`,
          deploy,
          more,
        }),
        'an update whose rollback fails too',
      )
      expect(result.assessment?.verdict, shownTasks(recording)).toBe('rollback-paused')
      expect(stampIn(last(recording).spec, 'twice')).toBe(BASE)
      await pause(3000)
      expect((await stack.app()).update?.state).toBe('rollback_paused')
      expect(findings(recording, NEXT)[0]).toBe('rollback-paused certain')
      keep('rollback-paused', recording)
    }))

  it('R66: that is overtaken by a second one which fails falls back to the first, not to the base', () =>
    LiveStack.use('overlap', async (stack) => {
      await stack.deployBase(app('overlap', BASE))
      // The first is healthy once the second has run.
      const volumes = ['mark:/mark']
      const healthcheck = { test: ['CMD', 'test', '-e', '/mark/overtaken'], interval: '1s', retries: 300 }
      await stack.deploy(app('overlap', NEXT, { more: { volumes, healthcheck } }))
      const first = await untilApp(stack, ({ update }) => expect(update?.state).toBe('updating'))
      const third = { command: 'touch /mark/overtaken; exit 3', more: { volumes }, deploy: failing('rollback') }
      const { result, recording } = await stack.record(
        app('overlap', THIRD, third),
        'a second deploy into a running update, which fails',
      )
      const ours = found(recording.deployed as never, 'overlap_app')
      expect(ours.previous && stampIn(ours.previous, 'overlap')).toBe(NEXT)
      expect(first.update?.startedAt).toBeDefined()
      expect(last(recording).update?.startedAt).not.toBe(first.update?.startedAt)
      expect(result.assessment?.verdict).toBe('rolled-back')
      expect(stampIn(last(recording).spec, 'overlap')).toBe(NEXT)
      expect(findings(recording, THIRD).slice(0, 2)).toEqual(['rolled-back certain', 'concurrent-deploy certain'])
      keep('overlap', { ...recording, expected: THIRD })
    }))

  it('R67: that stops first still counts the old task for as long as it takes to stop', () =>
    LiveStack.use('stopfirst', async (stack) => {
      const deploy = updates('rollback', 'stop-first')
      const more = { stop_grace_period: '3s' }
      await stack.deployBase(app('stopfirst', BASE, { command: STUBBORN, deploy, more }))
      const { result, recording } = await stack.record(
        app('stopfirst', NEXT, { command: `true; ${STUBBORN}`, deploy, more }),
        'an update in order stop-first whose old task is slow to stop',
      )
      const early = looksAt(recording).filter(({ spec, tasks }) => {
        const running = tasks.filter(({ state }) => state === 'running')
        return running.length === 1 && running[0]?.task !== spec.task
      })
      expect(early.length).toBeGreaterThan(0)
      expect(early.some(({ update }) => update?.state === 'completed')).toBe(false)
      expect(result.assessment?.verdict).toBe('converged')
      keep('stop-first', recording)
    }))

  it('of two replicas has converged when both are new', () =>
    LiveStack.use('replicas', async (stack) => {
      const deploy = updates('rollback', 'start-first', { replicas: 2 })
      await stack.deployBase(app('replicas', BASE, { deploy }))
      const { result, recording } = await stack.record(
        app('replicas', NEXT, { command: `true; ${GOOD}`, deploy }),
        'an update of two replicas',
      )
      expect(result.assessment?.verdict).toBe('converged')
      expect(
        last(recording)
          .tasks.filter(isServing)
          .map(({ slot }) => slot),
      ).toEqual([1, 2])
      keep('two-replicas', recording)
    }))
})

describe.skipIf(skipped !== '').concurrent(`tasks that do not stay${skipped}`, () => {
  it('three failures of one slot end the wait for a first deploy', () =>
    LiveStack.use('loop', async (stack) => {
      const { result, recording } = await stack.record(
        app('loop', BASE, { command: 'echo no database; exit 3', deploy: failing('rollback') }),
        'a first deploy that crashes again and again',
      )
      expect(result.assessment?.verdict, shownTasks(recording)).toBe('crash-looping')
      // A busy machine may show several at once.
      expect(result.assessment?.services[0]?.failures.length).toBeGreaterThanOrEqual(3)
      // Swarm keeps five tasks of a slot: on a busy machine the first to fail may be gone.
      const failed = result.assessment?.services[0]?.failures.at(-1)
      expect(await stack.reader.readTaskLog(failed?.id ?? '', 5)).toBe('no database\n')
      expect(findings(recording, BASE)[0]).toBe('failed certain')
      keep('crash-loop', recording)
    }))

  it('an image that no registry gives is waited for (R88; abra times out, G22)', () =>
    LiveStack.use('noimage', async (stack) => {
      const more = { image: '127.0.0.1:5/absent:1' }
      await stack.deploy(app('noimage', BASE, { more, deploy: failing('rollback') }))
      const { outcome, assessment } = await stack.wait({ failBlockedMs: 2000 })
      expect({ outcome, settled: assessment?.settled }).toEqual({ outcome: 'blocked', settled: false })
      expect(assessment).toMatchObject({ verdict: 'blocked', reason: expect.stringContaining('/absent') })
    }))

  it('a registry whose name cannot be resolved has a task rejected on engine 20.10; on engine 29 it goes on preparing', () =>
    LiveStack.use('noregistry', async (stack) => {
      const more = { image: 'registry.invalid/absent:1' }
      await stack.deploy(app('noregistry', BASE, { more, deploy: failing('rollback') }))
      if (engine === '29')
        await untilApp(stack, ({ tasks }) => expect(tasks[0]?.error).toContain('failed to resolve reference'))
      const limits = engine === '29' ? { timeoutMs: 5000 } : { failBlockedMs: 2000 }
      const { outcome, assessment, snapshot } = await stack.wait(limits)
      const [task] = found(snapshot as never, 'noregistry_app').tasks
      if (engine === '29') {
        expect({ outcome, settled: assessment?.settled }).toEqual({ outcome: 'timed-out', settled: false })
        expect(task).toMatchObject({
          state: 'preparing',
          error: expect.stringContaining('failed to resolve reference'),
        })
      } else {
        expect({ outcome, verdict: assessment?.verdict }).toEqual({ outcome: 'blocked', verdict: 'blocked' })
        expect(task).toMatchObject({ state: 'rejected', error: expect.stringContaining('No such image') })
      }
    }))

  it('a task in its start period is waited for (G23)', () =>
    LiveStack.use('slow', async (stack) => {
      await stack.deployBase(app('slow', BASE))
      const healthcheck = { test: ['CMD', 'test', '-e', '/tmp/ready'], interval: '1s', start_period: '30s', retries: 1 }
      await stack.deploy(app('slow', NEXT, { command: `sleep 4; touch /tmp/ready; ${GOOD}`, more: { healthcheck } }))
      expect((await stack.wait()).assessment?.verdict).toBe('converged')
    }))

  it('a service that is not started again has failed with its task', () =>
    LiveStack.use('once', async (stack) => {
      const deploy = failing('rollback', 'start-first', { restart_policy: { condition: 'none' } })
      const { result } = await stack.record(app('once', BASE, { command: 'exit 5', deploy }), 'one task, which fails')
      expect(result.assessment).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('exit code 5') })
      // To Swarm an update whose task ends while it is watched has failed, with exit code 0 too.
      stack.baseline = await stack.look()
      await stack.deploy(app('once', NEXT, { command: 'sleep 1', deploy }))
      expect((await stack.wait()).assessment?.verdict).toBe('rolled-back')
    }))

  it('a service that is not started again has converged when its task ended well', () =>
    LiveStack.use('ended', async (stack) => {
      const deploy = updates('rollback', 'start-first', { restart_policy: { condition: 'on-failure' } })
      await stack.deploy(app('ended', BASE, { command: 'sleep 1', deploy }))
      expect((await stack.wait()).assessment?.verdict).toBe('converged')
    }))
})
