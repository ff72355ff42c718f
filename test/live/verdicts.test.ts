import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readFailedLogs } from '../../src/cli/failed-logs.js'
import { explainDrift } from '../../src/swarm/drift/explain-drift.js'
import { type Recording, withoutRepeats } from '../../src/swarm/drift/recording.js'
import type { ServiceState } from '../../src/swarm/snapshot/snapshot.js'
import { isServing } from '../../src/swarm/snapshot/task-facts.js'
import type { WaitChange } from '../../src/swarm/wait-change.js'
import { type Cluster, startCluster } from '../support/cluster.js'
import type { DockerDaemon } from '../support/docker-daemon.js'
import { withScratch } from '../support/scenario.js'
import { freePort, GOOD, type StackService } from '../support/swarm.js'
import { chaos, failing, found, keep, LiveStack, pause, skipped, swarmHost, untilApp, updates } from './stack.js'

const BASE = 'eb96de94+U'
const NEXT = '7ae7b0f7+U'
const NEW = `true; ${GOOD}`

function app(stack: string, stamp: string, more: Partial<StackService> = {}): Record<string, StackService> {
  return { app: { labels: chaos(stack, stamp), deploy: updates('rollback'), ...more } }
}

function job(stack: string, more: Partial<StackService> = {}): Record<string, StackService> {
  const deploy = { mode: 'replicated-job', restart_policy: { condition: 'on-failure', delay: '1s' } }
  return { ...app(stack, BASE), job: { deploy, ...more } }
}

function findings(recording: Recording, expected: string): string[] {
  return explainDrift({ ...recording, expected }).map(({ kind, certainty }) => `${kind} ${certainty}`)
}

function verdictOf(result: Awaited<ReturnType<LiveStack['wait']>>, service: string) {
  return result.assessment?.services.find((one) => one.service === service)
}

async function docker(...args: string[]): Promise<string> {
  const env = { ...process.env, DOCKER_HOST: swarmHost }
  return (await promisify(execFile)('docker', args, { env })).stdout
}

describe.skipIf(skipped !== '').concurrent(`a job${skipped}`, () => {
  it('R72: its task is to be complete, its slots begin at 0, and a retry takes the slot over', () =>
    LiveStack.use('jobretry', async (stack) => {
      const command = 'if test -e /mark/job; then sleep 2; else touch /mark/job; exit 3; fi'
      const { result, recording } = await stack.record(
        job('jobretry', { command, more: { volumes: ['mark:/mark'] } }),
        'a job whose first task fails',
      )
      expect(verdictOf(result, 'jobretry_job')).toMatchObject({ verdict: 'converged' })
      const looks = recording.snapshots.map((snapshot) => found(snapshot, 'jobretry_job'))
      const running = looks.flatMap(({ tasks }) => tasks).filter(({ state }) => state === 'running')
      expect(running.length).toBeGreaterThan(0)
      for (const task of running) expect(task).toMatchObject({ slot: 0, desired: 'complete' })
      const tasks = looks.at(-1)?.tasks ?? []
      expect(tasks.map(({ slot, state, desired }) => ({ slot, state, desired }))).toEqual([
        { slot: 0, state: 'failed', desired: 'shutdown' },
        { slot: 0, state: 'complete', desired: 'complete' },
      ])
      keep('job-retried', recording)
    }))

  it('R75: runs again at an unchanged deploy', () =>
    LiveStack.use('rerun', async (stack) => {
      const services = job('rerun', { command: 'sleep 1' })
      const baseline = await stack.deployBase(services)
      const before = found(baseline, 'rerun_job')
      const { result, recording } = await stack.record(services, 'a job is deployed again without any change')
      const [after] = recording.snapshots.slice(-1).map((snapshot) => found(snapshot, 'rerun_job'))
      expect(after?.spec.task).toBe(before.spec.task)
      expect(after?.jobIteration).toBe((before.jobIteration ?? 0) + 1)
      expect(after).not.toHaveProperty('update')
      expect(verdictOf(result, 'rerun_job')).toMatchObject({
        verdict: 'converged',
        reason: expect.stringContaining('ran it again'),
      })
      expect(findings(recording, BASE)).toContain('job-restarted certain')
      keep('job-restarted', recording)
    }))
})

describe.skipIf(skipped !== '').concurrent(`a task that no node takes${skipped}`, () => {
  it('R73: blocks an update for ever, whose port is taken by the task before', () =>
    LiveStack.use('port', async (stack) => {
      const more = { ports: [{ target: 80, published: await freePort(), mode: 'host' }] }
      const deploy = updates('rollback', 'start-first')
      await stack.deployBase(app('port', BASE, { more, deploy }))
      await stack.deploy(app('port', NEXT, { more, deploy, command: NEW }))
      const told: WaitChange[] = []
      const deployed = await stack.look()
      const snapshots = [deployed]
      const result = await stack.wait({
        failBlockedMs: 6000,
        onChange: (change) => told.push(change),
        onSnapshot: (snapshot) => snapshots.push(snapshot),
      })
      expect(result).toMatchObject({
        outcome: 'blocked',
        assessment: { verdict: 'blocked', ok: false, settled: false },
      })
      expect(result.assessment?.reason).toMatch(/slot 1 pending: no suitable node \(.*port/)
      expect(told.some((change) => change.kind === 'service' && change.verdict === 'blocked')).toBe(true)
      // The monitor was 2 s: neither it nor the rollback has ended anything.
      expect((await stack.app()).update?.state).toBe('updating')
      const baseline = stack.baseline as never
      const recording: Recording = { schema: 1, stack: 'port', about: 'a host port that is taken', baseline, snapshots }
      expect(findings(recording, NEXT)).toEqual(['blocked certain'])
      expect(explainDrift(recording)[0]?.evidence.join('\n')).toContain('no suitable node')
      keep('blocked', { ...recording, deployed })
    }))

  it('R73: blocks an update whose constraint no node meets; the task before is gone', () =>
    LiveStack.use('nowhere', async (stack) => {
      await stack.deployBase(app('nowhere', BASE, { deploy: updates('rollback', 'stop-first') }))
      const placement = { constraints: ['node.labels.disk == ssd'] }
      const deploy = updates('rollback', 'stop-first', { placement })
      await stack.deploy(app('nowhere', NEXT, { deploy, command: NEW }))
      const { outcome, assessment } = await stack.wait({ failBlockedMs: 4000 })
      expect({ outcome, verdict: assessment?.verdict }).toEqual({ outcome: 'blocked', verdict: 'blocked' })
      expect((await stack.app()).update?.state).toBe('updating')
    }))

  it('R74: a service with one task on each node is done without one, and says so', () =>
    LiveStack.use('windows', async (stack) => {
      const placement = { constraints: ['node.platform.os == windows'] }
      const once = { mode: 'global-job', restart_policy: { condition: 'none' } }
      await stack.deploy({
        ...app('windows', BASE),
        agent: { deploy: { mode: 'global', placement } },
        once: { deploy: { ...once, placement } },
      })
      const result = await stack.wait()
      expect(result).toMatchObject({ outcome: 'settled', assessment: { verdict: 'converged', ok: true } })
      for (const name of ['windows_agent', 'windows_once']) {
        expect(verdictOf(result, name)?.warnings, name).toEqual([expect.stringContaining('constraints')])
      }
      expect(await docker('service', 'ls', '--filter', 'name=windows_agent', '--format', '{{.Replicas}}')).toBe('0/0\n')
    }))
})

/** A mount of a folder that the node need not have. */
function mounting(source: string): Partial<StackService> {
  return { command: NEW, more: { volumes: [{ type: 'bind', source, target: '/mnt' }] } }
}

/** Runs the test with the path of a folder that does not exist yet. */
function withAbsentFolder(test: (path: string) => Promise<void>): Promise<void> {
  return withScratch((dir) => test(join(dir, 'absent')))
}

describe.skipIf(skipped !== '').concurrent(`a task that its node rejects${skipped}`, () => {
  const rejectedOf = ({ tasks }: ServiceState) => tasks.filter(({ state }) => state === 'rejected')

  it('R88: is followed by another, again and again, and blocks a first deploy', () =>
    LiveStack.use('rejected', async (stack) => {
      await stack.deploy(app('rejected', NEXT, mounting('/nowhere/data')))
      const deployed = await stack.look()
      const snapshots = [deployed]
      const told: WaitChange[] = []
      await untilApp(stack, (now) => expect(rejectedOf(now).length).toBeGreaterThan(2))
      const result = await stack.wait({
        failBlockedMs: 3000,
        onChange: (change) => told.push(change),
        onSnapshot: (snapshot) => snapshots.push(snapshot),
      })
      expect(result).toMatchObject({ outcome: 'blocked', assessment: { verdict: 'blocked', settled: false } })
      expect(result.assessment?.reason).toMatch(/rejects a task \(\d so far\): .*bind source path does not exist/)
      expect(told.filter(({ kind }) => kind === 'task-failed').length).toBeGreaterThan(2)
      const recording: Recording = {
        schema: 1,
        stack: 'rejected',
        about: 'the node lacks what the task mounts',
        snapshots,
      }
      expect(findings(recording, NEXT)).toEqual(['blocked certain'])
      keep('rejected', { ...recording, deployed, snapshots: withoutRepeats(snapshots) })
    }))

  it('R88: until one can run; the wait goes on for so long', () =>
    LiveStack.use('rejectedfirst', (stack) =>
      withAbsentFolder(async (path) => {
        await stack.deploy(app('rejectedfirst', NEXT, mounting(path)))
        const waiting = stack.wait()
        // More than make a crash loop of tasks that ran.
        await untilApp(stack, (now) => expect(rejectedOf(now).length).toBeGreaterThan(3))
        mkdirSync(path)
        expect(await waiting).toMatchObject({ outcome: 'settled', assessment: { verdict: 'converged', ok: true } })
      }),
    ))

  it('R88: has failed once max_attempts, or condition none, lets no other follow', () =>
    Promise.all(
      [
        { name: 'attempts', restart_policy: { condition: 'any', delay: '1s', max_attempts: 2 }, tasks: 3 },
        { name: 'norestart', restart_policy: { condition: 'none' }, tasks: 1 },
      ].map(({ name, restart_policy, tasks }) =>
        LiveStack.use(name, async (stack) => {
          await stack.deploy(app(name, NEXT, { ...mounting('/nowhere/data'), deploy: { restart_policy } }))
          const { assessment } = await stack.wait()
          expect(assessment).toMatchObject({ verdict: 'failed', settled: true, ok: false })
          expect(assessment?.reason).toContain('bind source path does not exist')
          // Longer than the delay: none follows.
          await pause(4000)
          expect(rejectedOf(await stack.app())).toHaveLength(tasks)
        }),
      ),
    ))

  it('R89: ends an update as failure_action says, though another task may run later', () =>
    LiveStack.use('rejectpause', (stack) =>
      withAbsentFolder(async (path) => {
        const more = { ...mounting(path), deploy: updates('pause', 'stop-first') }
        await stack.deployBase(app('rejectpause', BASE, { deploy: updates('pause', 'stop-first') }))
        await stack.deploy(app('rejectpause', NEXT, more))
        expect((await stack.wait()).assessment).toMatchObject({ verdict: 'paused', settled: true })
        mkdirSync(path)
        const later = await untilApp(stack, ({ tasks, spec }) =>
          expect(tasks.some((task) => task.task === spec.task && task.state === 'running')).toBe(true),
        )
        expect(later.update?.state).toBe('paused')
        expect((await stack.wait()).assessment?.verdict).toBe('paused')
      }),
    ))

  it('R89: is rolled back, whatever the monitor', () =>
    LiveStack.use('rejectback', async (stack) => {
      await stack.deployBase(app('rejectback', BASE))
      const { result, recording } = await stack.record(
        app('rejectback', NEXT, { ...mounting('/nowhere/data'), deploy: updates('rollback') }),
        'the task of an update is rejected',
      )
      expect(result.assessment).toMatchObject({ verdict: 'rolled-back', settled: true })
      expect(findings(recording, NEXT)).toContain('rolled-back certain')
    }))

  it.each([
    ['goon', updates('continue', 'stop-first'), 1],
    [
      'mayfail',
      updates('rollback', 'stop-first', {
        replicas: 2,
        update_config: { order: 'stop-first', failure_action: 'rollback', monitor: '1s', max_failure_ratio: 1 },
      }),
      2,
    ],
  ])('R89: does not end one that may fail (%s): Swarm calls it completed and tries on', (what, deploy, replicas) =>
    LiveStack.use(`reject${what}`, (stack) =>
      withAbsentFolder(async (path) => {
        const name = `reject${what}`
        await stack.deployBase(app(name, BASE, { deploy }))
        await stack.deploy(app(name, NEXT, { ...mounting(path), deploy }))
        const waiting = stack.wait()
        const during = await untilApp(stack, (now) => {
          expect(now.update?.state).toBe('completed')
          expect(rejectedOf(now).length).toBeGreaterThan(3)
        })
        expect(
          during.tasks.filter((task) => task.task === during.spec.task).every(({ state }) => state !== 'running'),
        ).toBe(true)
        mkdirSync(path)
        const { outcome, assessment, snapshot } = await waiting
        const shown = JSON.stringify([assessment, snapshot?.services.map(({ update, tasks }) => ({ update, tasks }))])
        expect({ outcome, verdict: assessment?.verdict }, shown).toEqual({ outcome: 'settled', verdict: 'converged' })
        const running = (await stack.app()).tasks.filter(
          ({ state, desired }) => `${state} ${desired}` === 'running running',
        )
        expect(running).toHaveLength(replicas)
      }),
    ),
  )
})

describe.skipIf(skipped !== '').concurrent(`a rollback of Swarm${skipped}`, () => {
  it('R60: leaves the failed tasks and their logs to be read', () =>
    LiveStack.use('logs', async (stack) => {
      await stack.deployBase(app('logs', BASE))
      await stack.deploy(app('logs', NEXT, { command: 'echo no database; exit 3', deploy: failing('rollback') }))
      // As one who looks late: the service has its former spec again.
      await untilApp(stack, ({ update }) => expect(update?.state).toBe('rollback_completed'))
      const told: string[] = []
      const result = await stack.wait({ onChange: ({ kind }) => told.push(kind) })
      expect(result.assessment?.verdict).toBe('rolled-back')
      expect(result.assessment?.services[0]?.failures.length).toBeGreaterThan(0)
      expect(told).toContain('task-failed')
      // Docker leaves out what its node has not sent in time, as on a busy machine.
      await vi.waitFor(
        async () => {
          const [log] = await readFailedLogs(stack.reader, result, 5)
          expect(log).toMatchObject({ service: 'logs_app', lines: ['no database'] })
        },
        { timeout: 30_000, interval: 1000 },
      )
    }))
})

describe.skipIf(skipped !== '').concurrent(`a rollback by hand${skipped}`, () => {
  it('R76: keeps the spec that was left as PreviousSpec', () =>
    LiveStack.use('byhand', async (stack) => {
      const baseline = await stack.deployBase(app('byhand', BASE))
      await stack.deploy(app('byhand', NEXT, { command: NEW }))
      const deployed = await stack.look()
      expect((await stack.wait()).assessment?.verdict).toBe('converged')
      const left = (await stack.app()).spec
      const snapshots = [deployed]
      await docker('service', 'rollback', '--detach', 'byhand_app')
      const { assessment } = await stack.wait({ onSnapshot: (snapshot) => snapshots.push(snapshot) })
      expect(assessment).toMatchObject({ verdict: 'rolled-back-by-hand', settled: true, ok: false })
      const after = await stack.app()
      expect(after.spec).toEqual(found(baseline, 'byhand_app').spec)
      expect(after.previous).toEqual(left)
      const about = 'docker service rollback after an update that had succeeded'
      const recording: Recording = { schema: 1, stack: 'byhand', about, baseline, snapshots }
      expect(findings(recording, NEXT)[0]).toMatch(/^rolled-back-by-hand /)
      expect(findings({ ...recording, snapshots: snapshots.slice(-1) }, NEXT)).toEqual(['rolled-back-by-hand likely'])
      keep('rolled-back-by-hand', { ...recording, deployed })
    }))
})

describe.skipIf(skipped !== '').concurrent(`what changes an update, and what does not end it${skipped}`, () => {
  const slow = { replicas: 2, update_config: { order: 'stop-first', delay: '20s', monitor: '1s' } }

  it.each([
    [
      'labels',
      (next: Record<string, StackService>) => ({ app: { ...next['app'], labels: chaos('midlabels', '0123abcd') } }),
    ],
    [
      'replicas',
      (next: Record<string, StackService>) => ({
        app: { ...next['app'], deploy: { ...next['app']?.deploy, replicas: 3 } },
      }),
    ],
  ])('R77: %s changed in the middle begin it again', (what, change) =>
    LiveStack.use(`mid${what}`, async (stack) => {
      const name = `mid${what}`
      await stack.deployBase(app(name, BASE, { deploy: updates('rollback', 'stop-first', slow) }))
      const next = app(name, NEXT, { command: NEW, deploy: updates('rollback', 'stop-first', slow) })
      await stack.deploy(next)
      // One of the two tasks is new: the update waits before the other.
      const first = await untilApp(stack, ({ update, tasks, spec }) => {
        expect(update?.state).toBe('updating')
        expect(tasks.some((task) => task.task === spec.task && task.state === 'running')).toBe(true)
      })
      await stack.deploy(change(next))
      const second = await untilApp(stack, ({ update }) => {
        expect(update?.state).toBe('updating')
        expect(update?.startedAt).not.toBe(first.update?.startedAt)
      })
      expect(second.previous?.labels).toEqual(first.spec.labels)
      expect(second.previous?.mode).toEqual(first.spec.mode)
      const { assessment } = await stack.wait()
      expect(assessment?.verdict).toBe('converged')
      expect((await stack.app()).update?.state).toBe('completed')
    }),
  )

  it('R78: update_config alone starts nothing, and clears the status', () =>
    LiveStack.use('policy', async (stack) => {
      await stack.deployBase(app('policy', BASE))
      const baseline = await stack.deployBase(app('policy', NEXT, { command: NEW }))
      expect(found(baseline, 'policy_app').update?.state).toBe('completed')
      await stack.deploy(app('policy', NEXT, { command: NEW, deploy: updates('pause') }))
      const { assessment } = await stack.wait()
      expect(assessment).toMatchObject({ verdict: 'unchanged', ok: true })
      expect(assessment?.reason).toContain('only the policy of updates changed')
      expect(await stack.app()).not.toHaveProperty('update')
    }))

  const servingIds = ({ tasks }: ServiceState) => tasks.filter(isServing).map(({ id }) => id)

  it.each(['max_failure_ratio', 'delay', 'parallelism', 'monitor', 'order'])(
    'R78: %s alone starts nothing either, in the policy of a rollback neither',
    (key) =>
      LiveStack.use(`policy${key.replaceAll('_', '')}`, async (stack) => {
        const other = { max_failure_ratio: 0.25, delay: '3s', parallelism: 2, monitor: '4s', order: 'stop-first' }[key]
        const deploy = updates('rollback')
        const changed = (part: 'update_config' | 'rollback_config') =>
          updates('rollback', 'start-first', { [part]: { ...(deploy[part] as object), [key]: other } })
        await stack.deployBase(app(stack.name, BASE))
        for (const part of ['update_config', 'rollback_config'] as const) {
          const baseline = await stack.deployBase(
            app(stack.name, NEXT, { command: part === 'update_config' ? NEW : GOOD }),
          )
          expect(found(baseline, `${stack.name}_app`).update?.state).toBe('completed')
          await stack.deploy(
            app(stack.name, NEXT, { command: part === 'update_config' ? NEW : GOOD, deploy: changed(part) }),
          )
          const { assessment } = await stack.wait()
          expect(assessment).toMatchObject({ verdict: 'unchanged', ok: true })
          expect(assessment?.reason).toContain('only the policy of updates changed')
          const after = await stack.app()
          expect(after).not.toHaveProperty('update')
          expect(servingIds(after)).toEqual(servingIds(found(baseline, after.name)))
        }
      }),
  )

  it('R79: failure_action continue ends as completed while the task fails again and again', () =>
    LiveStack.use('goeson', async (stack) => {
      await stack.deployBase(app('goeson', BASE))
      const { result, recording } = await stack.record(
        app('goeson', NEXT, { command: 'exit 3', deploy: updates('continue') }),
        'failure_action continue, and the new task fails again and again',
      )
      const after = await untilApp(stack, ({ update }) => expect(update?.state).toBe('completed'))
      expect(after.tasks.some(({ state }) => state === 'failed')).toBe(true)
      const { assessment, snapshot } = result
      keep('continued', recording)
      expect(assessment).toMatchObject({ verdict: 'crash-looping', ok: false })
      const [finding] = explainDrift({ expected: NEXT, snapshots: [snapshot as never] })
      expect(finding).toMatchObject({ kind: 'failed', certainty: 'certain' })
      expect(finding?.evidence.join('\n')).toContain('Swarm calls the update completed')
    }))

  it('R84: a task that ends after the monitor is no failure', () =>
    LiveStack.use('late', async (stack) => {
      await stack.deployBase(app('late', BASE))
      const update_config = { order: 'start-first', failure_action: 'rollback', monitor: '1s' }
      const deploy = updates('rollback', 'start-first', { update_config })
      await stack.deploy(app('late', NEXT, { command: 'sleep 15; exit 3', deploy }))
      expect((await stack.wait()).assessment?.verdict).toBe('converged')
      const after = await untilApp(stack, ({ tasks }) =>
        expect(tasks.filter(({ state }) => state === 'failed').length).toBeGreaterThan(0),
      )
      expect(after.update?.state).toBe('completed')
      expect(after.spec.labels['coop-cloud.late.chaos-version']).toBe(NEXT)
      const [finding] = explainDrift({ expected: NEXT, snapshots: [await stack.look()] })
      expect(['none', 'still-updating', 'failed']).toContain(finding?.kind)
    }))

  it('R85: one of two tasks may fail under max_failure_ratio 0.5', () =>
    LiveStack.use('ratio', async (stack) => {
      const update_config = {
        order: 'stop-first',
        failure_action: 'rollback',
        monitor: '2s',
        parallelism: 2,
        max_failure_ratio: 0.5,
      }
      const deploy = updates('rollback', 'stop-first', { replicas: 2, update_config })
      const more = { environment: { SLOT: '{{.Task.Slot}}' } }
      await stack.deployBase(app('ratio', BASE, { deploy, more }))
      const command = `if test $$SLOT = 1; then exit 3; fi; ${GOOD}`
      await stack.deploy(app('ratio', NEXT, { deploy, more, command }))
      await untilApp(stack, ({ update }) => expect(update?.state).toBe('completed'))
      const { assessment } = await stack.wait()
      expect(assessment).toMatchObject({ verdict: 'crash-looping', ok: false })
    }))

  it('R86: from 0 replicas to 1 there is no update, and no rollback', () =>
    LiveStack.use('fromzero', async (stack) => {
      await stack.deployBase(app('fromzero', BASE, { deploy: updates('rollback', 'start-first', { replicas: 0 }) }))
      await stack.deploy(app('fromzero', NEXT, { command: 'exit 3' }))
      const { assessment } = await stack.wait()
      expect(assessment).toMatchObject({ verdict: 'crash-looping', ok: false })
      await pause(2000)
      const after = await stack.app()
      expect(after).not.toHaveProperty('update')
      expect(after.spec.labels['coop-cloud.fromzero.chaos-version']).toBe(NEXT)
    }))
})

describe.skipIf(skipped !== '')(`two nodes${skipped}`, () => {
  let cluster: Cluster | undefined
  let manager: DockerDaemon
  let worker: DockerDaemon

  beforeAll(async () => {
    if (skipped !== '') return
    cluster = await startCluster({ managers: 1, workers: 1 })
    const [first, second = first] = cluster.nodes
    manager = first
    worker = second
  })

  afterAll(() => cluster?.stop())

  it('of which one is down do not hold a service that is to have no tasks', () =>
    LiveStack.use(
      'ghost',
      async (stack) => {
        const spread = { replicas: 2, placement: { max_replicas_per_node: 1 } }
        await stack.deploy(app('ghost', BASE, { deploy: updates('rollback', 'stop-first', spread) }))
        expect((await stack.wait()).assessment?.verdict).toBe('converged')
        await worker.kill()
        await vi.waitFor(
          async () => expect(await manager.docker('node', 'ls', '--format', '{{.Status}}')).toContain('Down'),
          { timeout: 90_000, interval: 500 },
        )
        stack.baseline = await stack.look()
        const none = updates('rollback', 'stop-first', { ...spread, replicas: 0 })
        await stack.deploy(app('ghost', NEXT, { deploy: none, command: NEW }))
        const result = await stack.wait()
        expect(result).toMatchObject({ outcome: 'settled', assessment: { verdict: 'converged' } })
        const ghost = (await stack.app()).tasks.find(({ state }) => state === 'running')
        if (ghost !== undefined)
          expect(verdictOf(result, 'ghost_app')?.warnings).toEqual([expect.stringContaining('is down')])
      },
      manager.host,
    ))

  it('that are drained take no task of a global service', () =>
    LiveStack.use(
      'drained',
      async (stack) => {
        const node = (await manager.docker('info', '--format', '{{.Swarm.NodeID}}')).trim()
        await manager.docker('node', 'update', '--availability', 'drain', node)
        try {
          await stack.deploy({ agent: { deploy: { mode: 'global' } } })
          const { outcome, assessment } = await stack.wait()
          expect({ outcome, verdict: assessment?.verdict }).toEqual({ outcome: 'settled', verdict: 'converged' })
          expect(assessment?.services[0]?.warnings).toEqual([expect.stringContaining('drained')])
        } finally {
          await manager.docker('node', 'update', '--availability', 'active', node)
        }
      },
      manager.host,
    ))
})
