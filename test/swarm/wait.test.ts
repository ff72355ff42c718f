import { describe, expect, it } from 'vitest'
import { AbraVersionError } from '../../src/errors.js'
import { takeBaseline } from '../../src/swarm/snapshot/baseline.js'
import { type WaitOptions, waitForConvergence } from '../../src/swarm/wait.js'
import type { WaitChange } from '../../src/swarm/wait-change.js'
import { PlayedSwarm, type Scene, time, wireService, wireSpec, wireTask } from './wire-states.js'

const lost = new AbraVersionError(
  'SWARM_UNREACHABLE',
  'no Docker answers',
  { host: 'x', reason: 'gone' },
  { advice: 'wait' },
)
const before: Scene = { from: 0, services: [wireService()], tasks: [wireTask('old')] }
const next = { Spec: wireSpec('new'), PreviousSpec: wireSpec('old'), Version: { Index: 20 } }
const updating: Scene = {
  from: 10,
  services: [
    wireService({ ...next, UpdateStatus: { State: 'updating', StartedAt: time(10), Message: 'update in progress' } }),
  ],
  tasks: [
    wireTask('old'),
    wireTask('new', { CreatedAt: time(10), Status: { State: 'starting', Timestamp: time(11) } }),
  ],
}
const completed: Scene = {
  from: 30,
  services: [
    wireService({
      ...next,
      UpdateStatus: { State: 'completed', StartedAt: time(10), CompletedAt: time(30), Message: 'update completed' },
    }),
  ],
  tasks: [wireTask('new', { Status: { State: 'running', Timestamp: time(12) } })],
}

/** Waits on what is played; the clock is moved to the deploy first. */
async function wait(scenes: Scene[], options: WaitOptions = {}, from = 10) {
  const swarm = new PlayedSwarm(before, ...scenes)
  const since = await takeBaseline('s', swarm)
  await swarm.sleep(from * 1000, new AbortController().signal)
  swarm.looks = 0
  const changes: WaitChange[] = []
  const onChange = (change: WaitChange) => changes.push(change)
  const result = await waitForConvergence('s', { swarm, clock: swarm, since, onChange, ...options })
  const told = changes.map((change) => ('verdict' in change ? change.verdict : change.kind))
  return { ...result, verdict: result.assessment?.verdict, told, swarm }
}

describe('waiting', () => {
  it('ends with the update, and reports each change once', async () => {
    const { outcome, verdict, told, waitedMs } = await wait([updating, completed])
    expect({ outcome, verdict, told }).toEqual({
      outcome: 'settled',
      verdict: 'converged',
      told: ['updating', 'converged'],
    })
    expect(waitedMs).toBeGreaterThanOrEqual(20_000)
    expect(waitedMs).toBeLessThanOrEqual(20_300)
  })

  it('takes four snapshots a second during an update', async () => {
    const { swarm } = await wait([updating, completed])
    expect(swarm.looks).toBeGreaterThan(75)
    expect(swarm.looks).toBeLessThan(85)
  })

  it('takes a snapshot at once after an event', async () => {
    const swarm = new PlayedSwarm(before, { ...updating, from: 0.01 }, { ...completed, from: 0.12 })
    swarm.events.push(125)
    const since = await takeBaseline('s', new PlayedSwarm(before))
    const { waitedMs } = await waitForConvergence('s', { swarm, clock: swarm, since })
    expect(waitedMs).toBeLessThan(200)
  })

  it('needs one snapshot if no task had to start', async () => {
    const labels = wireService({
      Spec: wireSpec('old', { 'coop-cloud.s.version': '2' }),
      PreviousSpec: wireSpec('old'),
    })
    const { verdict, swarm } = await wait([{ from: 10, services: [labels], tasks: [wireTask('old')] }])
    expect({ verdict, looks: swarm.looks }).toEqual({ verdict: 'labels-only', looks: 1 })
  })

  it('goes on after a restart of the daemon, and reports it once', async () => {
    const { verdict, told } = await wait([updating, { from: 12, error: lost }, { ...updating, from: 20 }, completed])
    expect(told).toEqual(['updating', 'daemon-lost', 'daemon-back', 'converged'])
    expect(verdict).toBe('converged')
  })

  it('asks less often while the daemon does not answer, at least every two seconds', async () => {
    const { swarm } = await wait([updating, { from: 11, error: lost }, { ...completed, from: 51 }])
    expect(swarm.failures).toBeGreaterThanOrEqual(20)
    expect(swarm.failures).toBeLessThan(25)
  })

  it('throws if the first snapshot fails', async () => {
    await expect(wait([{ from: 10, error: lost }])).rejects.toMatchObject({ code: 'SWARM_UNREACHABLE' })
  })

  it('ends with the removal of the stack', async () => {
    const { outcome, verdict } = await wait([updating, { from: 15, services: [] }])
    expect({ outcome, verdict }).toEqual({ outcome: 'settled', verdict: 'not-deployed' })
  })

  it('lists the stacks if nothing is deployed and nothing was', async () => {
    const swarm = new PlayedSwarm({ from: 0, services: [] })
    await expect(waitForConvergence('s', { swarm, clock: swarm })).rejects.toMatchObject({
      code: 'STACK_NOT_FOUND',
      data: { stacks: ['one', 'two'] },
      message: expect.stringContaining('one, two'),
    })
  })

  it('ends on an abort', async () => {
    const controller = new AbortController()
    const onChange = () => setTimeout(() => controller.abort(), 5)
    const { outcome, verdict } = await wait([updating], { signal: controller.signal, onChange, timeoutMs: 100_000_000 })
    expect({ outcome, verdict }).toEqual({ outcome: 'interrupted', verdict: 'updating' })
  })
})

describe('the timeout', () => {
  const withLabel = (timeout: string): Scene => {
    const labels = { 'coop-cloud.s.timeout': timeout }
    const [service = {}] = updating.services ?? []
    return { ...updating, services: [{ ...service, Spec: wireSpec('new', labels) }] }
  }

  it.each<[string, Scene, WaitOptions, number]>([
    ['is the option', withLabel('40'), { timeoutMs: 20_000 }, 20],
    ['else the label', withLabel('40'), {}, 40],
    ['else 300 s', updating, {}, 300],
    ['and 300 s where the label is no number', withLabel('soon'), {}, 300],
  ])('%s', async (_, scene, options, seconds) => {
    const { outcome, verdict, timeoutMs, waitedMs } = await wait([scene], options)
    const expected = { outcome: 'timed-out', verdict: 'updating', timeoutMs: seconds * 1000 }
    expect({ outcome, verdict, timeoutMs }).toEqual(expected)
    expect(Math.round(waitedMs / 1000)).toBe(seconds)
  })

  it('holds for a call that never ends', async () => {
    const { outcome, waitedMs } = await wait([updating, { from: 12, hangs: true }], { timeoutMs: 20_000 })
    expect({ outcome, waitedMs }).toEqual({ outcome: 'timed-out', waitedMs: 20_000 })
  })
})

describe('a failure that Swarm forgets', () => {
  const failed = (n: number) =>
    wireTask('new', {
      ID: `failed${n}`,
      CreatedAt: time(10 + n),
      Status: { State: 'failed', Err: 'boom', Timestamp: time(11 + n), ContainerStatus: { ExitCode: 3 } },
      DesiredState: 'shutdown',
    })
  const ready = wireTask('new', { Status: { State: 'ready' }, DesiredState: 'ready', CreatedAt: time(90) })
  const failing = (n: number): Scene => ({ ...updating, from: 10 + n * 3, tasks: [failed(n), ready] })

  it('is kept while waiting: three failures are seen though only one is ever listed', async () => {
    const { verdict, assessment } = await wait([failing(0), failing(1), failing(2)])
    expect(verdict).toBe('crash-looping')
    expect(assessment?.services[0]?.failures.map(({ id }) => id)).toEqual(['failed0', 'failed1', 'failed2'])
  })
})

describe('a clock that jumps', () => {
  it('on a node, even years ahead, does not keep a first deploy from its end', async () => {
    const task = wireTask('old', { Status: { State: 'running', Timestamp: '2036-01-01T00:00:00Z' } })
    const swarm = new PlayedSwarm({ from: 0, services: [wireService()], tasks: [task] })
    const { outcome, assessment, waitedMs } = await waitForConvergence('s', { swarm, clock: swarm })
    expect({ outcome, verdict: assessment?.verdict }).toEqual({ outcome: 'settled', verdict: 'converged' })
    expect(Math.round(waitedMs / 1000)).toBe(5)
  })
})
