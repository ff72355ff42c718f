import { describe, expect, it } from 'vitest'
import { assess } from '../../../src/swarm/assess/assess.js'
import type { ServiceState, Snapshot, TaskState } from '../../../src/swarm/snapshot/snapshot.js'
import { at, failedTask, service, snapshot, spec, task, update } from '../../support/swarm-states.js'

const old = spec({ stamp: 'eb96de94+U' })
const next = spec({ stamp: '7ae7b0f7+U', task: 'new' })
const relabelled = spec({ stamp: '7ae7b0f7+U' })
const base = service({ spec: old })

function judge(before: ServiceState | undefined, now: ServiceState, takenAt = 200) {
  const { services } = assess(before && snapshot([before], 50), snapshot([now], takenAt))
  const [{ verdict, reason, warnings } = expect.fail('there is one service')] = services
  return { verdict, reason, warnings }
}

/** A first deploy with these tasks. */
function first(tasks: TaskState[], more: Parameters<typeof spec>[0] = {}) {
  return judge(undefined, service({ spec: spec(more), tasks }))
}

const deployed = (options: Partial<ServiceState>) =>
  service({ spec: next, previous: old, specIndex: 20, updatedAt: at(100), ...options })
const newTask = (options: Partial<TaskState> = {}) =>
  task({ task: 'new', createdAt: at(101), since: at(102), ...options })

describe('an update of this deploy and one before it', () => {
  it('are told apart by their start, though both ended alike', () => {
    const before = { ...base, update: update('rollback_completed', 20) }
    const now = service({ spec: old, specIndex: 30, update: update('rollback_completed', 100) })
    expect(judge(before, now).verdict).toBe('rolled-back')
    expect(judge(before, { ...now, update: before.update }).verdict).toBe('unchanged')
  })

  it('is one that still rolls back, if it did so before the baseline', () => {
    const rolling = { ...base, update: update('rollback_started', 20) }
    expect(judge(rolling, rolling).verdict).toBe('rolling-back')
  })
})

describe('a deploy without an update', () => {
  it('of labels alone is final within its first second', () => {
    const now = service({ spec: relabelled, previous: old, specIndex: 20, updatedAt: at(100) })
    expect(judge(base, now, 100.5).verdict).toBe('labels-only')
  })

  it('of placement alone is waited for a second by the same clock, not by one that is behind', () => {
    const moved = spec({ stamp: '7ae7b0f7+U', placement: 'elsewhere' })
    const now = service({ spec: moved, previous: old, specIndex: 20, updatedAt: at(100) })
    expect([100, 100.9].map((takenAt) => judge(base, now, takenAt).verdict)).toEqual(['pending', 'pending'])
    expect([95, 101].map((takenAt) => judge(base, now, takenAt).verdict)).toEqual(['labels-only', 'labels-only'])
  })

  it('is not held by a task that runs, nor by one that the baseline knows', () => {
    const [runs, starts] = [task(), task({ slot: 2, state: 'starting' })]
    const before = service({ spec: { ...old, mode: { kind: 'replicated', replicas: 2 } }, tasks: [runs, starts] })
    const labels = { ...relabelled, mode: before.spec.mode }
    const now = service({ spec: labels, previous: before.spec, specIndex: 20, tasks: [runs, starts] })
    expect(judge(before, now)).toMatchObject({
      verdict: 'labels-only',
      warnings: ['1 of 2 tasks running; this deploy changed none of them'],
    })
    const young = task({ slot: 2, createdAt: at(198), since: at(199) })
    expect(judge(before, { ...now, tasks: [runs, young] }).verdict).toBe('labels-only')
  })

  it('waits, without a baseline, for a service of which nothing runs', () => {
    const ended = failedTask()
    const now = service({ spec: relabelled, previous: old, specIndex: 20, tasks: [ended] })
    expect(judge(undefined, now).verdict).toBe('updating')
    const two = { ...relabelled, mode: { kind: 'replicated', replicas: 2 } } as const
    const half = { ...now, spec: two, previous: { ...old, mode: two.mode }, tasks: [task({ slot: 2 }), ended] }
    expect(judge(undefined, half).verdict).toBe('labels-only')
  })

  it('begins no update where no task is wanted, nor for tasks that have ended', () => {
    const none = { ...next, mode: { kind: 'replicated', replicas: 0 } } as const
    expect(judge(base, deployed({ spec: none }))).toMatchObject({
      verdict: 'updating',
      reason: '1 task still to stop',
    })
    const ended = task({ state: 'shutdown', since: at(101) })
    expect(judge(base, deployed({ tasks: [ended, newTask()] })).verdict).toBe('converged')
  })
})

describe('a task that has ended', () => {
  const shutdown = { desired: 'shutdown' } as const

  it.each<[string, TaskState[], ServiceState['spec']['restart'], string]>([
    ['well, and is started again', [task({ state: 'complete' })], { condition: 'any', maxAttempts: 0 }, 'updating'],
    [
      'well, with its attempts used up',
      [task({ state: 'complete' })],
      { condition: 'any', maxAttempts: 3 },
      'converged',
    ],
    ['in failure, and is tried again', [failedTask(shutdown)], { condition: 'on-failure', maxAttempts: 0 }, 'updating'],
    ['in failure, for good', [failedTask(shutdown)], { condition: 'none', maxAttempts: 0 }, 'failed'],
    [
      'in failure, which Swarm has not seen',
      [failedTask({ desired: 'running' })],
      { condition: 'none', maxAttempts: 0 },
      'updating',
    ],
    ['because Swarm stopped it', [task({ state: 'shutdown' })], { condition: 'none', maxAttempts: 0 }, 'updating'],
    [
      'in failure, of the spec before',
      [failedTask({ task: 'older' })],
      { condition: 'none', maxAttempts: 0 },
      'updating',
    ],
  ])('%s', (_, tasks, restart, verdict) => {
    expect(first(tasks, { restart }).verdict).toBe(verdict)
  })

  it('counts for a global service that is not started again', () => {
    const once = { mode: { kind: 'global' }, restart: { condition: 'none', maxAttempts: 0 } } as const
    expect(first([task({ slot: 0, state: 'complete' })], once)).toMatchObject({
      verdict: 'converged',
      reason: '0 tasks of the current spec run, 1 succeeded and Swarm does not restart it',
    })
  })
})

describe('the reason', () => {
  it.each<[string, TaskState[], number]>([
    ['1 task of the current spec runs', [task()], 1],
    ['2 tasks of the current spec run', [task(), task({ slot: 2 })], 2],
    ['1 of 2 tasks running for less than 5 s', [task(), task({ slot: 2, since: at(199), createdAt: at(199) })], 2],
    ['2 tasks too many', [task(), task({ slot: 2 }), task({ slot: 3 })], 1],
    ['0 of 1 task running', [task({ state: 'shutdown' })], 1],
    [
      '1 of 3 tasks running (slot 2 starting, slot 3 pending: no disk)',
      [
        task(),
        task({ slot: 2, state: 'starting' }),
        task({ slot: 3, state: 'pending', error: 'no disk' }),
        failedTask({ slot: 4 }),
      ],
      3,
    ],
  ])('%s', (reason, tasks, replicas) => {
    expect(first(tasks, { replicas }).reason).toBe(reason)
  })

  it('tells of failures before only where it has converged', () => {
    const failed = failedTask({ task: 'new', createdAt: at(101) })
    const now = (since: number) =>
      deployed({ update: update('completed', 100), tasks: [failed, newTask({ since: at(since) })] })
    expect(judge(base, now(130)).reason).toContain('; 1 task of it failed before, the last: task ')
    expect(judge(base, now(199))).toMatchObject({
      verdict: 'updating',
      reason: '1 of 1 task running for less than 5 s',
    })
  })

  it('of rejected tasks is about the place with most of them', () => {
    const rejected = (slot: number, created: number) =>
      task({ slot, state: 'rejected', error: `no image ${slot}`, createdAt: at(created) })
    const tasks = [rejected(1, 101), rejected(2, 102), rejected(2, 103)]
    const { reason } = first(tasks, { replicas: 2 })
    expect(reason).toMatch(/; the node rejects a task \(2 so far\): task \w+ \(slot 2\): no image 2$/)
    expect(first(tasks.slice(0, 1)).reason).toMatch(/; the node rejects a task: task \w+ \(slot 1\): no image 1$/)
    const many = [1, 2, 3].map((i) => rejected(1, 100 + i))
    const end = (maxAttempts: number) =>
      first([...many, task({ state: 'ready', desired: 'ready', createdAt: at(110) })], {
        restart: { condition: 'any', maxAttempts },
      }).reason
    expect(end(0)).toMatch(/until a node takes it$/)
    expect(end(5)).toMatch(/until a node takes it or max_attempts \(5\) is reached$/)
  })
})

it('a task counts from where it was seen running, if its node says a later time', () => {
  const seen = task({ since: at(199), seenRunningAt: at(150), createdAt: at(100) })
  expect(first([seen]).verdict).toBe('converged')
})

it('failures of an older spec before the baseline hide no crash loop', () => {
  const older = [1, 2, 3].map((i) => failedTask({ task: 'older', createdAt: at(i) }))
  const failures = [101, 102, 103].map((created) => failedTask({ createdAt: at(created) }))
  const before = { ...base, tasks: [...older, task()] }
  expect(judge(before, service({ spec: old, tasks: failures })).verdict).toBe('crash-looping')
})

describe('the services of a stack', () => {
  const named = (name: string, options: Partial<ServiceState> = {}) => service({ name, spec: old, ...options })
  const of = (before: Snapshot | undefined, ...services: ServiceState[]) => assess(before, snapshot(services))

  it('are sorted by name, those that are gone too, and the first of equal rank gives the reason', () => {
    const before = snapshot([named('s_c'), named('s_a'), named('s_b')], 50)
    const { services, reason } = of(before, named('s_c'))
    expect(services.map(({ service: name }) => name)).toEqual(['s_a', 's_b', 's_c'])
    expect(reason).toBe('s_a: it no longer exists; the baseline has it')
  })

  it('are not those of the baseline where they were made anew', () => {
    const before = snapshot([named('s_app', { id: 'removed' })], 50)
    expect(of(before, named('s_app')).services[0]?.verdict).toBe('converged')
  })
})
