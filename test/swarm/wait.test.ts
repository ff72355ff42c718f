import { describe, expect, it } from 'vitest'
import { AbraVersionError } from '../../src/errors.js'
import { takeBaseline } from '../../src/swarm/snapshot/baseline.js'
import type { WireTask } from '../../src/swarm/snapshot/wire.js'
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

describe('the end of a wait', () => {
  /** A Swarm whose every call that began in time fails once the wait is over, as it does when the connection is closed. */
  class ClosingSwarm extends PlayedSwarm {
    readonly #open: ((error: Error) => void)[] = []
    onHang = () => {}

    override readTasks(): Promise<WireTask[]> {
      const answer = super.readTasks()
      if (this.looks < 3) return answer
      this.onHang()
      return new Promise((_, fail) => this.#open.push(fail))
    }

    close(): void {
      for (const fail of this.#open) fail(lost)
    }
  }

  it.each([['a timeout'], ['an abort']])(
    'at %s is the last that is told: a call under way is no lost daemon',
    async (why) => {
      const swarm = new ClosingSwarm(before, { ...updating, from: 0 })
      const controller = new AbortController()
      const told: string[] = []
      if (why === 'an abort') swarm.onHang = () => controller.abort()
      const result = await waitForConvergence('s', {
        swarm,
        clock: swarm,
        timeoutMs: why === 'a timeout' ? 2000 : 100_000_000,
        signal: controller.signal,
        onChange: ({ kind }) => told.push(kind),
        onSnapshot: () => told.push('snapshot'),
      })
      const atEnd = [...told]
      swarm.close()
      await new Promise((done) => setTimeout(done, 20))
      expect(result.outcome).toBe(why === 'a timeout' ? 'timed-out' : 'interrupted')
      expect(told).toEqual(atEnd)
      expect(told).not.toContain('daemon-lost')
    },
  )

  it('is within the timeout where the very first call hangs', async () => {
    const hanging = new PlayedSwarm(before, { from: 0.001, hangs: true })
    hanging.readTime = async () => Date.parse('2026-01-01T12:00:00.000Z')
    await hanging.sleep(10, new AbortController().signal)
    const { outcome, waitedMs, assessment } = await waitForConvergence('s', {
      swarm: hanging,
      clock: hanging,
      timeoutMs: 3000,
    })
    expect({ outcome, waitedMs, assessment }).toEqual({ outcome: 'timed-out', waitedMs: 3000, assessment: undefined })
  })

  it('is not a daemon that dies before the first snapshot, though it had answered', async () => {
    const swarm = new PlayedSwarm(before, { from: 0.5, error: lost }, { ...completed, from: 8 })
    const told: string[] = []
    await swarm.sleep(1000, new AbortController().signal)
    swarm.readTime = async () => Date.parse('2026-01-01T12:00:00.000Z') + swarm.now()
    const { outcome, assessment } = await waitForConvergence('s', {
      swarm,
      clock: swarm,
      onChange: (change) => told.push('verdict' in change ? change.verdict : change.kind),
    })
    expect({ outcome, verdict: assessment?.verdict }).toEqual({ outcome: 'settled', verdict: 'converged' })
    expect(told).toEqual(['daemon-lost', 'daemon-back', 'converged'])
  })

  it('is a manager that became a worker only for as long as it is one', async () => {
    const demoted = new AbraVersionError(
      'SWARM_NOT_MANAGER',
      'this Docker is no manager of a Swarm',
      { host: 'x', reason: 'it is a worker' },
      { advice: 'ask a manager' },
    )
    const { verdict, told } = await wait([updating, { from: 12, error: demoted }, { ...completed, from: 40 }])
    expect({ verdict, told }).toEqual({
      verdict: 'converged',
      told: ['updating', 'daemon-lost', 'daemon-back', 'converged'],
    })
    const { outcome } = await wait([updating, { from: 12, error: demoted }], { timeoutMs: 20_000 })
    expect(outcome).toBe('timed-out')
  })
})

describe('a service that no node takes (R73)', () => {
  const pending = (Err: string) => wireTask('new', { CreatedAt: time(10), Status: { State: 'pending', Err } })
  const blocked = (from: number): Scene => ({
    ...updating,
    from,
    tasks: [wireTask('old'), pending('no suitable node (host-mode port already in use on 1 node)')],
  })

  it('is told with its reason, and waited for', async () => {
    const { outcome, verdict, told, assessment } = await wait([updating, blocked(12)], { timeoutMs: 60_000 })
    expect({ outcome, verdict, told }).toEqual({
      outcome: 'timed-out',
      verdict: 'blocked',
      told: ['updating', 'blocked'],
    })
    expect(assessment?.reason).toContain('host-mode port already in use on 1 node')
  })

  it('ends the wait after failBlockedMs, counted from when it was first seen', async () => {
    const { outcome, verdict, waitedMs } = await wait([updating, blocked(20)], { failBlockedMs: 30_000 })
    expect({ outcome, verdict }).toEqual({ outcome: 'blocked', verdict: 'blocked' })
    expect(Math.round(waitedMs / 1000)).toBe(40)
  })

  it('does not when a node took it in between', async () => {
    const scenes = [updating, blocked(20), { ...updating, from: 40 }, blocked(60), { ...completed, from: 80 }]
    const { outcome, verdict } = await wait(scenes, { failBlockedMs: 30_000 })
    expect({ outcome, verdict }).toEqual({ outcome: 'settled', verdict: 'converged' })
  })
})

describe('a daemon whose events are heard', () => {
  /** Tells that its stream of events is open, and counts the calls. */
  class HeardSwarm extends PlayedSwarm {
    readonly isSingleNode: boolean
    taskCalls = 0
    over: number | undefined

    constructor(isSingleNode: boolean, ...scenes: Scene[]) {
      super(...scenes)
      this.isSingleNode = isSingleNode
    }

    override readTasks(): Promise<WireTask[]> {
      this.taskCalls++
      return super.readTasks()
    }

    override async watch(stack: string, onEvent: () => void, signal: AbortSignal, onOpen?: () => void): Promise<void> {
      onOpen?.()
      if (this.over === undefined) return super.watch(stack, onEvent, signal)
      await this.sleep(this.over - this.now(), signal)
      this.over = Number.POSITIVE_INFINITY
    }
  }

  const run = async (swarm: HeardSwarm, timeoutMs: number) => {
    const { outcome, waitedMs, assessment } = await waitForConvergence('s', { swarm, clock: swarm, timeoutMs })
    return { outcome, seconds: Math.round(waitedMs / 1000), verdict: assessment?.verdict }
  }

  it('is polled less than once a second, and ever less while nothing happens', async () => {
    const idle = { ...updating, from: 0 }
    const several = new HeardSwarm(false, idle)
    await run(several, 60_000)
    expect(several.taskCalls).toBeGreaterThan(20)
    expect(several.taskCalls).toBeLessThan(40)
    const single = new HeardSwarm(true, idle)
    await run(single, 60_000)
    expect(single.taskCalls + single.looks).toBeGreaterThan(3)
    expect(single.taskCalls + single.looks).toBeLessThan(9)
  })

  it('on one node shows an end without an event all the same, half a minute later at most', async () => {
    const swarm = new HeardSwarm(true, { ...updating, from: 0 }, { ...completed, from: 100 })
    const { verdict, seconds } = await run(swarm, 600_000)
    expect(verdict).toBe('converged')
    expect(seconds).toBeLessThanOrEqual(131)
  })

  it('is asked again just when a task has run for monitor', async () => {
    const task = wireTask('old', { CreatedAt: time(-1), Status: { State: 'running', Timestamp: time(0) } })
    const swarm = new HeardSwarm(true, { from: 0, services: [wireService()], tasks: [task] })
    const { waitedMs } = await waitForConvergence('s', { swarm, clock: swarm })
    expect(waitedMs).toBeGreaterThanOrEqual(5000)
    expect(waitedMs).toBeLessThan(5100)
  })

  it('is polled four times a second again once its events stop', async () => {
    const swarm = new HeardSwarm(false, { ...updating, from: 0 }, { ...completed, from: 30.3 })
    swarm.over = 10_000
    // The stream is refused from then on.
    const watch = swarm.watch.bind(swarm)
    swarm.watch = (stack, onEvent, signal, onOpen) =>
      swarm.over === Number.POSITIVE_INFINITY ? Promise.reject(lost) : watch(stack, onEvent, signal, onOpen)
    const { waitedMs } = await waitForConvergence('s', { swarm, clock: swarm })
    expect(waitedMs).toBeGreaterThanOrEqual(30_300)
    expect(waitedMs).toBeLessThan(30_600)
    expect(swarm.looks).toBeGreaterThan(80)
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
  const failing = (n: number): Scene => ({ ...completed, from: 10 + n * 3, tasks: [failed(n), ready] })

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
