import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess } from '../../../src/swarm/assess/assess.js'
import type { Verdict } from '../../../src/swarm/assess/verdict.js'
import type { ServiceSpec, ServiceState } from '../../../src/swarm/snapshot/snapshot.js'
import { updateStates } from '../../../src/swarm/snapshot/snapshot.js'
import { at, failedTask, service, snapshot, spec, task, update } from '../../support/swarm-states.js'

const old = spec({ stamp: 'eb96de94+U' })
const next = spec({ stamp: '7ae7b0f7+U', task: 'new' })
const relabelled = spec({ stamp: '7ae7b0f7+U' })
const base = service({ spec: old })

/** The verdict on one service, before and after. */
function verdictOf(before: ServiceState | undefined, now: ServiceState, takenAt = 200) {
  const baseline = before === undefined ? undefined : snapshot([before], 50)
  const { verdict, reason, services, settled } = assess(baseline, snapshot([now], takenAt))
  return { verdict, reason, settled, warnings: services[0]?.warnings ?? [] }
}

function deployed(options: Partial<ServiceState>): ServiceState {
  return service({ spec: next, previous: old, specIndex: 20, ...options })
}

const newTask = (options: Parameters<typeof task>[0] = {}) =>
  task({ task: 'new', createdAt: at(101), since: at(102), ...options })

describe('an update', () => {
  it.each<[ReturnType<typeof update>['state'], Verdict]>([
    ['updating', 'updating'],
    ['paused', 'paused'],
    ['rollback_started', 'rolling-back'],
    ['rollback_paused', 'rollback-paused'],
  ])('that is %s is judged %s', (state, verdict) => {
    expect(verdictOf(base, deployed({ update: update(state) })).verdict).toBe(verdict)
  })

  it('that Swarm rolled back has no PreviousSpec any more (R60)', () => {
    const now = service({ spec: old, specIndex: 30, update: update('rollback_completed') })
    expect(verdictOf(base, now)).toMatchObject({ verdict: 'rolled-back', settled: true })
  })

  it('that a user rolled back has the spec that was left as PreviousSpec (R76)', () => {
    const now = service({ spec: old, previous: next, specIndex: 30, update: update('rollback_completed') })
    expect(verdictOf(base, now)).toMatchObject({
      verdict: 'rolled-back-by-hand',
      settled: true,
      reason: expect.stringContaining('docker service rollback'),
    })
    expect(verdictOf(undefined, now).verdict).toBe('rolled-back-by-hand')
    const again = deployed({ update: update('rollback_completed') })
    expect(verdictOf(base, again).verdict).toBe('rolled-back-by-hand')
  })

  it('whose state is unknown is not over, whatever its tasks do', () => {
    const now = deployed({ update: update('unknown', 100, 'dreaming: deep'), tasks: [newTask()] })
    expect(verdictOf(base, now)).toMatchObject({
      verdict: 'updating',
      settled: false,
      reason: expect.stringContaining('dreaming: deep'),
    })
    expect(verdictOf(now, now).verdict).toBe('updating')
  })

  it('that is completed has converged when its tasks run', () => {
    const now = deployed({ update: update('completed'), tasks: [newTask()] })
    expect(verdictOf(base, now).verdict).toBe('converged')
  })

  it('that is completed has not converged while an old task runs (R67)', () => {
    const now = deployed({ update: update('completed'), tasks: [newTask(), task({ slot: 2 })] })
    expect(verdictOf(base, now)).toMatchObject({
      verdict: 'updating',
      reason: expect.stringContaining('with the former spec'),
    })
  })

  it('that is completed has not converged when its task was replaced a moment ago', () => {
    const now = deployed({ update: update('completed', 100), tasks: [newTask({ since: at(198) })] })
    expect(verdictOf(base, now).verdict).toBe('updating')
    expect(verdictOf(base, now, 203).verdict).toBe('converged')
  })

  it('has to start while the tasks have another spec and nothing has begun (R64)', () => {
    expect(verdictOf(base, deployed({}))).toMatchObject({ verdict: 'pending', settled: false })
    expect(verdictOf(undefined, deployed({})).verdict).toBe('pending')
  })

  it('has to start when ports changed (R64)', () => {
    const now = deployed({ spec: spec({ endpoint: 'published' }), previous: spec() })
    expect(verdictOf(service(), now).verdict).toBe('pending')
  })

  it('does not have to start where there were no tasks, and there are to be none', () => {
    const none = { replicas: 0 }
    const now = deployed({ spec: spec({ task: 'new', ...none }), previous: spec(none), tasks: [] })
    expect(verdictOf(service({ spec: spec(none), tasks: [] }), now).verdict).toBe('converged')
  })

  it('does not have to start for ports where there were no tasks before', () => {
    const now = deployed({ spec: spec({ endpoint: 'published' }), previous: spec({ replicas: 0 }), tasks: [task()] })
    expect(verdictOf(service({ spec: spec({ replicas: 0 }), tasks: [] }), now).verdict).toBe('converged')
  })

  it('was watched long enough when Swarm calls it completed just as monitor is over', () => {
    const now = deployed({ update: update('completed', 100), tasks: [newTask({ since: at(115) })] })
    expect(verdictOf(base, now, 116).verdict).toBe('converged')
  })

  it('starts again after a pause when only labels change: the tasks are still of another spec', () => {
    const paused = service({ spec: next, previous: old, update: update('paused', 20) })
    const now = service({ spec: spec({ stamp: 'x', task: 'new' }), previous: next, specIndex: 30 })
    expect(verdictOf(paused, now).verdict).toBe('pending')
  })

  it('that a no-op deploy interrupted goes on by its tasks', () => {
    const now = service({ spec: next, previous: next, specIndex: 30, tasks: [newTask({ state: 'starting' })] })
    expect(verdictOf(base, now).verdict).toBe('updating')
  })
})

describe('a redeploy', () => {
  it('of labels only is final at once (R62)', () => {
    const now = service({ spec: relabelled, previous: old, specIndex: 20 })
    expect(verdictOf(base, now)).toMatchObject({ verdict: 'labels-only', settled: true })
    expect(verdictOf(undefined, now).verdict).toBe('labels-only')
  })

  it('without any change is final at once (R63)', () => {
    const now = service({ spec: old, previous: old, specIndex: 20 })
    expect(verdictOf(base, now)).toMatchObject({ verdict: 'unchanged', reason: expect.stringContaining('again') })
    expect(verdictOf(undefined, now).verdict).toBe('unchanged')
  })

  it('that never came leaves the spec index as it was', () => {
    expect(verdictOf(base, base)).toMatchObject({ verdict: 'unchanged', reason: expect.stringContaining('no deploy') })
  })

  it('after a rollback clears the status, and is no rollback any more (R62)', () => {
    const before = service({ spec: old, update: update('rollback_completed', 20) })
    const now = service({ spec: relabelled, previous: old, specIndex: 20 })
    expect(verdictOf(before, now).verdict).toBe('labels-only')
  })

  it('of placement alone is left to Swarm for a second, then replaces nothing', () => {
    const moved = spec({ stamp: 'eb96de94+U', placement: 'manager' })
    const now = service({ spec: moved, previous: old, specIndex: 20, updatedAt: at(199.5) })
    expect(verdictOf(base, now).verdict).toBe('pending')
    expect(verdictOf(base, now, 201).verdict).toBe('unchanged')
  })

  it('of labels only is final though a task is young and others have ended meanwhile', () => {
    const young = task({ id: 'young', since: at(199) })
    const before = service({ spec: old, tasks: [young] })
    const now = service({ spec: relabelled, previous: old, tasks: [task({ state: 'shutdown' }), young] })
    expect(verdictOf(before, now).verdict).toBe('labels-only')
  })

  it('of labels only is not final while a task starts that was not there before', () => {
    const known = task({ id: 'known', state: 'starting' })
    const now = (tasks: ServiceState['tasks']) => service({ spec: relabelled, previous: old, tasks })
    expect(verdictOf(service({ spec: old, tasks: [known] }), now([known])).verdict).toBe('labels-only')
    expect(verdictOf(base, now([known])).verdict).toBe('updating')
  })

  it('warns when fewer tasks run than should, though the deploy changes none', () => {
    const now = service({ spec: relabelled, previous: old, tasks: [failedTask()] })
    expect(verdictOf(service({ spec: old, tasks: now.tasks as never }), now)).toMatchObject({
      verdict: 'labels-only',
      warnings: ['0 of 1 task running; this deploy changed none of them'],
    })
  })
})

describe('an update older than the baseline', () => {
  it.each(['paused', 'rollback_paused'] as const)('that is %s is a warning (R65)', (state) => {
    const stuck = service({ update: update(state, 20, 'stuck') })
    expect(verdictOf(stuck, stuck)).toMatchObject({
      verdict: 'unchanged',
      warnings: [expect.stringMatching(/before the baseline already: stuck/)],
    })
  })

  it.each(['completed', 'rollback_completed'] as const)('that is %s says nothing of this deploy', (state) => {
    const ended = service({ update: update(state, 20) })
    expect(verdictOf(ended, ended)).toMatchObject({ verdict: 'unchanged', warnings: [] })
  })

  it('counts when nobody took a baseline', () => {
    const ended = service({ update: update('rollback_completed', 20) })
    expect(verdictOf(undefined, ended).verdict).toBe('rolled-back')
  })

  it('that still runs is waited for', () => {
    const running = service({ update: update('updating', 20) })
    expect(verdictOf(running, running).verdict).toBe('updating')
  })

  it('that ends after the baseline is told by its end', () => {
    const running = service({ update: update('updating', 20) })
    expect(verdictOf(running, service({ update: update('rollback_completed', 20) })).verdict).toBe('rolled-back')
  })
})

describe('a first deploy (R71)', () => {
  const first = (tasks: ServiceState['tasks'], more: Partial<ServiceState> = {}) => service({ tasks, ...more })

  it('is pending or updating until its tasks run', () => {
    expect(verdictOf(undefined, first([])).verdict).toBe('updating')
    expect(verdictOf(undefined, first([task({ state: 'preparing' })])).verdict).toBe('updating')
  })

  it('has converged when they have run for as long as monitor', () => {
    expect(verdictOf(undefined, first([task({ since: at(198) })])).verdict).toBe('updating')
    expect(verdictOf(undefined, first([task({ since: at(195) })])).verdict).toBe('converged')
  })

  it('is told by our own watching where a clock is ahead', () => {
    const ahead = task({ since: at(10_000), seenRunningAt: at(194) })
    expect(verdictOf(undefined, first([ahead])).verdict).toBe('converged')
  })

  it('names what a task waits for', () => {
    const stuck = task({ state: 'pending', error: 'no suitable node (1 node not available)' })
    expect(verdictOf(undefined, first([stuck])).reason).toContain('1 pending: no suitable node (1 node not available)')
  })

  it('needs every replica', () => {
    const two = spec({ replicas: 2 })
    expect(verdictOf(undefined, first([task()], { spec: two })).verdict).toBe('updating')
    expect(verdictOf(undefined, first([task(), task({ slot: 2 })], { spec: two })).verdict).toBe('converged')
  })

  it('of a service that was removed and created again is one too', () => {
    const again = service({ id: 'another', tasks: [task({ state: 'starting' })] })
    expect(verdictOf(base, again).verdict).toBe('updating')
  })
})

describe('a crash loop', () => {
  const failures = (count: number, options = {}) =>
    Array.from({ length: count }, (_, i) => failedTask({ createdAt: at(100 + i), since: at(101 + i), ...options }))
  const waiting = task({ state: 'ready', desired: 'ready', createdAt: at(150) })

  it('is three failures of one slot', () => {
    expect(verdictOf(undefined, service({ tasks: [...failures(2), waiting] })).verdict).toBe('updating')
    const loop = verdictOf(undefined, service({ tasks: [...failures(3), waiting] }))
    expect(loop).toMatchObject({ verdict: 'crash-looping', settled: true })
    expect(loop.reason).toMatch(/3 failures.*task: non-zero exit \(3\), exit code 3/)
  })

  it('is not three failures of three slots', () => {
    const tasks = [1, 2, 3].flatMap((slot) => [failedTask({ slot }), task({ slot, state: 'ready', desired: 'ready' })])
    expect(verdictOf(undefined, service({ spec: spec({ replicas: 3 }), tasks })).verdict).toBe('updating')
  })

  it('is not one that the baseline knows, nor one that was got over', () => {
    const tasks = failures(3)
    const before = service({ tasks: [...tasks, task()] })
    expect(verdictOf(before, before).verdict).toBe('unchanged')
    expect(verdictOf(undefined, service({ tasks: [...tasks, task()] })).verdict).toBe('converged')
  })

  it('that was there before is a warning, and does not keep the rest from its end', () => {
    const before = service({ name: 's_backup', tasks: [...failures(3), waiting] })
    const later = failures(3, { createdAt: at(120), since: at(130) })
    const now = service({
      name: 's_backup',
      tasks: [...before.tasks, ...later, task({ state: 'ready', desired: 'ready' })],
    })
    const done = deployed({ update: update('completed'), tasks: [newTask()] })
    const { verdict, settled, services } = assess(snapshot([base, before], 50), snapshot([done, now]))
    expect({ verdict, settled }).toEqual({ verdict: 'converged', settled: true })
    expect(services[1]?.warnings).toContain('its tasks failed again and again before the baseline already')
    const mended = service({
      name: 's_backup',
      spec: spec({ task: 'new' }),
      previous: spec(),
      tasks: later.map((one) => ({ ...one, task: 'new' })),
    })
    expect(assess(snapshot([before], 50), snapshot([mended])).verdict).toBe('crash-looping')
  })

  it('is not of tasks of another spec', () => {
    const tasks = failures(3, { task: 'new' })
    expect(verdictOf(undefined, service({ tasks: [...tasks, task()] })).verdict).toBe('converged')
  })

  it('is one too where the command ends well each time and is to run for ever', () => {
    const tasks = [...failures(3, { state: 'complete', exitCode: 0, error: undefined }), waiting]
    expect(verdictOf(undefined, service({ tasks })).verdict).toBe('crash-looping')
  })

  it.each(['updating', 'rollback_started', 'paused', 'rollback_paused'] as const)(
    'is not told of an update that is %s: Swarm itself says how that ends',
    (state) => {
      const tasks = [...failures(3, { task: 'new' }), waiting]
      const { verdict } = verdictOf(base, deployed({ update: update(state), tasks }))
      expect(verdict).not.toBe('crash-looping')
      expect(verdictOf(base, deployed({ update: update('completed'), tasks })).verdict).toBe('crash-looping')
    },
  )

  it('of an update that was paused before the baseline counts', () => {
    const paused = service({ update: update('paused') })
    const now = service({ update: update('paused'), tasks: [...failures(3), waiting] })
    expect(verdictOf(paused, now).verdict).toBe('crash-looping')
  })

  it('ends the wait though other services still move', () => {
    const looping = service({ tasks: [...failures(3), waiting] })
    const moving = service({ name: 's_db', update: update('updating') })
    expect(assess(undefined, snapshot([looping, moving]))).toMatchObject({ verdict: 'crash-looping', settled: true })
  })
})

describe('a task that no node takes (R73)', () => {
  const error = 'no suitable node (host-mode port already in use on 1 node)'
  const stuck = (more: Parameters<typeof task>[0] = {}) =>
    task({ state: 'pending', error, createdAt: at(120), ...more })

  it('blocks an update, and says why', () => {
    const now = deployed({
      update: update('updating', 100, 'update in progress'),
      tasks: [task(), stuck({ task: 'new' })],
    })
    const { verdict, settled, reason } = verdictOf(base, now)
    expect({ verdict, settled }).toEqual({ verdict: 'blocked', settled: false })
    expect(reason).toContain(`update in progress, but no node takes a task: slot 1 pending: ${error}`)
  })

  it('blocks a first deploy, a rollback, a job and a scale-up', () => {
    expect(verdictOf(undefined, service({ tasks: [stuck()] })).verdict).toBe('blocked')
    const back = service({ spec: old, previous: next, update: update('rollback_started'), tasks: [stuck()] })
    expect(verdictOf(base, back).verdict).toBe('blocked')
    const job = spec({ mode: { kind: 'replicated-job', completions: 1 } })
    expect(verdictOf(undefined, service({ spec: job, tasks: [stuck({ desired: 'complete' })] })).verdict).toBe(
      'blocked',
    )
    const two = service({ spec: spec({ replicas: 2 }), previous: spec(), tasks: [task(), stuck({ slot: 2 })] })
    expect(verdictOf(base, two).verdict).toBe('blocked')
  })

  it('does not block while it is of the former spec, nor once it has a node', () => {
    const former = deployed({ update: update('updating'), tasks: [stuck()] })
    expect(verdictOf(base, former).verdict).toBe('updating')
    const placed = service({ tasks: [stuck({ state: 'assigned' })] })
    expect(verdictOf(undefined, placed).verdict).toBe('updating')
    const waiting = service({ tasks: [task({ state: 'pending' })] })
    expect(verdictOf(undefined, waiting).verdict).toBe('updating')
  })

  it('decides the verdict of the stack, beside others that move, but not beside a crash loop', () => {
    const blocked = service({ tasks: [stuck()] })
    const moving = service({ name: 's_db', update: update('updating') })
    const failed = [1, 2, 3].map((n) => failedTask({ createdAt: at(100 + n) }))
    const looping = service({ name: 's_web', tasks: [...failed, task({ state: 'ready', desired: 'ready' })] })
    expect(assess(undefined, snapshot([blocked, moving])).verdict).toBe('blocked')
    expect(assess(undefined, snapshot([blocked, looping])).verdict).toBe('crash-looping')
  })
})

describe('a policy of updates that changed alone (R78)', () => {
  const formerly = (policy: Partial<ServiceSpec['updatePolicy']>) => service({ spec: spec({ policy }) })
  const nowWith = (policy: Partial<ServiceSpec['updatePolicy']>) =>
    service({ spec: spec({ policy }), previous: spec(), specIndex: 20 })

  it.each([
    [
      { delayMs: 0, maxFailureRatio: 0 },
      { delayMs: 3000, maxFailureRatio: 0 },
    ],
    [
      { delayMs: 0, maxFailureRatio: 0 },
      { delayMs: 0, maxFailureRatio: 0.25 },
    ],
    [{ parallelism: 1 }, { parallelism: 2 }],
  ])('is named: %j, then %j', (former, now) => {
    expect(verdictOf(formerly(former), nowWith(now))).toMatchObject({
      verdict: 'unchanged',
      reason: 's_app: only the policy of updates changed, which replaces no task',
    })
    expect(verdictOf(formerly(now), nowWith(now)).reason).toContain('deployed again without a change')
  })

  it('is not concluded from a baseline of an older release, which does not say', () => {
    const now = verdictOf(formerly({}), nowWith({ delayMs: 3000, maxFailureRatio: 0.25 }))
    expect(now.reason).toContain('deployed again without a change')
  })
})

describe('a task that its node rejects (R88)', () => {
  const error = 'invalid pool request: Pool overlaps with other one on this address space'
  const rejected = (count: number, more: Parameters<typeof task>[0] = {}) =>
    Array.from({ length: count }, (_, n) =>
      task({ state: 'rejected', desired: 'shutdown', error, createdAt: at(100 + n), ...more }),
    )
  const next = task({ state: 'preparing', desired: 'running', createdAt: at(150) })

  it('is no crash loop: it never ran, and Swarm starts another one', () => {
    for (const count of [1, 2, 3, 5, 20]) {
      const { verdict, settled, reason } = verdictOf(undefined, service({ tasks: [...rejected(count), next] }))
      expect({ count, verdict, settled }).toEqual({
        count,
        verdict: count < 3 ? 'updating' : 'blocked',
        settled: false,
      })
      expect(reason).toContain(error)
    }
  })

  it('blocks between two tasks too, in a job, in a global service and after an update', () => {
    expect(verdictOf(undefined, service({ tasks: rejected(3) })).verdict).toBe('blocked')
    const again = [...rejected(3), task({ state: 'rejected', desired: 'ready', error, createdAt: at(110) })]
    expect(verdictOf(undefined, service({ tasks: again })).reason).toContain('(4 so far)')
    const job = spec({ mode: { kind: 'replicated-job', completions: 1 } })
    const tasks = [...rejected(3, { slot: 0 }), { ...next, slot: 0, desired: 'complete' }]
    expect(verdictOf(undefined, service({ spec: job, tasks })).verdict).toBe('blocked')
    const onEach = rejected(3, { slot: 0, nodeId: 'a' })
    expect(verdictOf(undefined, service({ spec: spec({ mode: { kind: 'global' } }), tasks: onEach })).verdict).toBe(
      'blocked',
    )
    const ended = deployed({
      update: update('completed'),
      tasks: [...rejected(3, { task: 'new' }), newTask({ state: 'preparing' })],
    })
    expect(verdictOf(base, ended).verdict).toBe('blocked')
  })

  it('is forgotten once one runs in its place, and where another spec came', () => {
    expect(verdictOf(undefined, service({ tasks: [...rejected(4), task({ createdAt: at(110) })] })).verdict).toBe(
      'converged',
    )
    const former = deployed({ update: update('updating'), tasks: [...rejected(4), newTask({ state: 'preparing' })] })
    expect(verdictOf(base, former)).toMatchObject({
      verdict: 'updating',
      reason: `s_app: ${update('updating').message}`,
    })
  })

  it('does not block where the last one ran', () => {
    const tasks = [...rejected(3), failedTask({ createdAt: at(140) }), next]
    expect(verdictOf(undefined, service({ tasks })).verdict).toBe('updating')
    const loop = [...rejected(3), ...[1, 2, 3].map((n) => failedTask({ createdAt: at(140 + n) })), next]
    expect(verdictOf(undefined, service({ tasks: loop })).verdict).toBe('crash-looping')
  })

  it('has failed where Swarm itself gives up', () => {
    const few = spec({ restart: { condition: 'any', maxAttempts: 2 } })
    expect(verdictOf(undefined, service({ spec: few, tasks: [...rejected(3), next] })).verdict).toBe('blocked')
    expect(verdictOf(undefined, service({ spec: few, tasks: rejected(3) }))).toMatchObject({
      verdict: 'failed',
      settled: true,
      reason: expect.stringMatching(/Pool overlaps.*; Swarm starts no other task/),
    })
    const paused = deployed({ update: update('paused'), tasks: rejected(3, { task: 'new' }) })
    expect(verdictOf(base, paused)).toMatchObject({ verdict: 'paused', settled: true })
  })

  it('that was rejected before the baseline does not keep the rest from its end', () => {
    const before = service({ tasks: rejected(3) })
    const now = verdictOf(before, service({ tasks: [...rejected(5), next] }))
    expect(now).toMatchObject({ verdict: 'unchanged', settled: true })
    expect(now.warnings).toContain('its tasks failed again and again before the baseline already')
  })
})

describe('failures of an update', () => {
  const taken = (n: number, more = {}) =>
    failedTask({ task: 'new', createdAt: at(100 + n), since: at(101 + n), ...more })

  it('that was rolled back are those of the spec that was taken back', () => {
    const earlier = failedTask({ task: 'older', createdAt: at(20), since: at(21) })
    const now = service({
      spec: old,
      update: update('rollback_completed', 100),
      tasks: [earlier, taken(1), taken(2), task()],
    })
    const { services } = assess(snapshot([base], 50), snapshot([now]))
    expect(services[0]?.failures.map(({ createdAt }) => createdAt)).toEqual([at(101), at(102)])
  })

  it('that the baseline shows already are not of this deploy', () => {
    const now = service({ spec: old, update: update('rollback_completed', 100), tasks: [taken(1), task()] })
    expect(assess(snapshot([now], 150), snapshot([now])).services[0]?.failures).toEqual([])
  })

  it('do not make a crash loop of a rollback', () => {
    const now = service({
      spec: old,
      update: update('rollback_started', 100),
      tasks: [taken(1), taken(2), taken(3), task({ state: 'ready', desired: 'ready' })],
    })
    expect(verdictOf(base, now).verdict).toBe('rolling-back')
  })

  it('that Swarm calls completed all the same are said with the verdict (R79)', () => {
    const first = newTask({ state: 'failed', desired: 'shutdown', error: 'boom', createdAt: at(100) })
    const now = deployed({ update: update('completed'), tasks: [first, newTask({ since: at(110) })] })
    const { verdict, reason } = verdictOf(base, now)
    expect(verdict).toBe('converged')
    expect(reason).toMatch(/1 task of it failed before, the last: task \w+ \(slot 1\): boom$/)
  })

  it('are in the order of the manager’s clock, though a node’s clock is an hour behind', () => {
    const skewed = failedTask({ createdAt: at(120), since: at(121 - 3600) })
    const now = service({ tasks: [failedTask({ createdAt: at(110), since: at(111) }), skewed, task()] })
    expect(assess(undefined, snapshot([now])).services[0]?.failures.at(-1)?.createdAt).toBe(at(120))
  })
})

describe('clocks of nodes an hour apart', () => {
  const judge = (options: Parameters<typeof task>[0]) =>
    verdictOf(undefined, service({ tasks: [task(options)] })).verdict

  it('do not make a task that began just now one that has lasted', () => {
    expect(judge({ createdAt: at(198), since: at(199 - 3600) })).toBe('updating')
    expect(judge({ createdAt: at(150), since: at(199 - 3600), seenRunningAt: at(199) })).toBe('updating')
    expect(judge({ createdAt: at(150), since: at(199 - 3600), seenRunningAt: at(194) })).toBe('converged')
  })

  it('do not make an old task young', () => {
    expect(judge({ createdAt: at(20), since: at(21 + 3600) })).toBe('converged')
    expect(judge({ createdAt: at(20), since: at(21 - 3600) })).toBe('converged')
  })
})

describe('a deploy of update_config alone (R78)', () => {
  it('starts nothing, and is not called one without a change', () => {
    const policy = { failureAction: 'pause' } as const
    const now = service({ spec: spec({ stamp: 'eb96de94+U', policy }), previous: old, specIndex: 20 })
    expect(verdictOf(base, now)).toMatchObject({
      verdict: 'unchanged',
      settled: true,
      reason: expect.stringContaining('only the policy of updates changed'),
    })
  })
})

describe('a service that is not started again', () => {
  const once = { condition: 'none', maxAttempts: 0 } as const

  it('has failed when its task has', () => {
    const now = service({ spec: spec({ restart: once }), tasks: [failedTask()] })
    expect(verdictOf(undefined, now)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('exit code 3'),
    })
  })

  it('has converged when its task ended well', () => {
    const now = service({ spec: spec({ restart: once }), tasks: [task({ state: 'complete', exitCode: 0 })] })
    expect(verdictOf(undefined, now).verdict).toBe('converged')
  })

  it('has not failed where Swarm starts another whenever one fails, even before that is there', () => {
    const failed = failedTask({ exitCode: undefined as never })
    const { verdict } = verdictOf(undefined, service({ tasks: [failed] }))
    expect(verdict).toBe('updating')
    const rejected = task({ state: 'rejected', error: 'No such image: x' })
    const now = verdictOf(undefined, service({ spec: spec({ restart: once }), tasks: [rejected] }))
    expect(now).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/: No such image: x; Swarm starts no other task/),
    })
  })

  it('has failed when its attempts are used up, not before', () => {
    const restart = { condition: 'on-failure', maxAttempts: 2 } as const
    const failed = [failedTask({ createdAt: at(1) }), failedTask({ createdAt: at(2) })]
    const ready = task({ state: 'ready', desired: 'ready', createdAt: at(3) })
    expect(verdictOf(undefined, service({ spec: spec({ restart }), tasks: [...failed, ready] })).verdict).toBe(
      'updating',
    )
    expect(verdictOf(undefined, service({ spec: spec({ restart }), tasks: failed })).verdict).toBe('failed')
  })
})

describe('other kinds of services', () => {
  it('a global one waits for the task of every node that has one', () => {
    const global = spec({ mode: { kind: 'global' } })
    const on = (nodeId: string, options = {}) => task({ slot: 0, nodeId, ...options })
    expect(verdictOf(undefined, service({ spec: global, tasks: [] })).verdict).toBe('pending')
    const half = [on('a'), on('b', { state: 'starting' })]
    expect(verdictOf(undefined, service({ spec: global, tasks: half })).verdict).toBe('updating')
    expect(verdictOf(undefined, service({ spec: global, tasks: [on('a'), on('b')] })).verdict).toBe('converged')
  })

  it('a job is done when enough of its tasks have ended well', () => {
    const job = spec({ mode: { kind: 'replicated-job', completions: 2 } })
    const run = (tasks: ServiceState['tasks']) => verdictOf(undefined, service({ spec: job, tasks, jobIteration: 1 }))
    const done = task({ state: 'complete', jobIteration: 1 })
    expect(run([]).verdict).toBe('pending')
    expect(run([done, task({ slot: 2, jobIteration: 1, desired: 'complete' })]).verdict).toBe('updating')
    expect(run([done, task({ slot: 2, state: 'complete', jobIteration: 1 })]).verdict).toBe('converged')
    expect(run([done, task({ slot: 2, state: 'complete', jobIteration: 0 })]).verdict).not.toBe('converged')
    expect(run([done, failedTask({ slot: 2, jobIteration: 1 })]).verdict).toBe('failed')
  })

  describe('a job on several nodes (R72)', () => {
    const judge = (
      mode: ServiceState['spec']['mode'],
      tasks: ServiceState['tasks'],
      more: Parameters<typeof spec>[0] = {},
    ) => verdictOf(undefined, service({ spec: spec({ mode, ...more }), tasks }))
    const onEach = { kind: 'global-job' } as const
    const once = { kind: 'replicated-job', completions: 1 } as const
    const on = (nodeId: string, options: Parameters<typeof task>[0] = {}) => task({ slot: 0, nodeId, ...options })

    it('goes on while one node still works: Swarm wants the task of a job to be complete', () => {
      const tasks = [on('a', { state: 'complete', desired: 'complete' }), on('b', { desired: 'complete' })]
      expect(judge(onEach, tasks)).toMatchObject({
        verdict: 'updating',
        reason: 's_app: 1 of 2 tasks of the job ended',
      })
    })

    it('says of a job that simply runs how many tasks have ended', () => {
      expect(judge(once, [on('a', { desired: 'complete' })]).reason).toBe('s_app: 0 of 1 task of the job ended')
    })

    it('goes on while the retry of slot 0 runs, on whatever node', () => {
      const restart = { condition: 'on-failure', maxAttempts: 0 } as const
      const failed = on('a', { state: 'failed', desired: 'shutdown', createdAt: at(20) })
      const retry = on('b', { desired: 'complete', createdAt: at(30) })
      expect(judge(once, [failed, retry], { restart }).verdict).toBe('updating')
      expect(judge(once, [failed], { restart })).toMatchObject({
        verdict: 'failed',
        reason: expect.stringContaining('(slot 0)'),
      })
      expect(judge(once, [on('a', { state: 'failed', desired: 'complete' })], { restart }).verdict).toBe('updating')
    })

    it('loops when slot 0 fails on four nodes, and not while a retry runs', () => {
      const failures = ['a', 'b', 'c', 'd'].map((nodeId, i) => on(nodeId, { state: 'failed', createdAt: at(20 + i) }))
      const waiting = on('e', { state: 'ready', desired: 'ready', createdAt: at(40) })
      expect(judge(once, [...failures, waiting])).toMatchObject({
        verdict: 'crash-looping',
        reason: expect.stringMatching(/^s_app: 4 failures in one place, the last: task \w+ \(slot 0\)/),
      })
      expect(judge(once, [...failures, on('e', { desired: 'complete', createdAt: at(40) })]).verdict).toBe('updating')
      expect(judge(onEach, [...failures, waiting]).verdict).not.toBe('crash-looping')
    })

    it('has failed where one node failed for good, though another succeeded', () => {
      const tasks = [on('a', { state: 'complete' }), on('b', { state: 'rejected', error: 'No such image: x' })]
      expect(judge(onEach, tasks)).toMatchObject({
        verdict: 'failed',
        reason: expect.stringContaining('(node b): No such image: x'),
      })
    })

    it('that is deployed again unchanged runs again (R75)', () => {
      const job = spec({ mode: once })
      const done = task({ state: 'complete', jobIteration: 7, createdAt: at(1) })
      const before = service({ spec: job, jobIteration: 7, tasks: [done] })
      const again = task({ desired: 'complete', slot: 0, jobIteration: 30 })
      const now = service({ spec: job, previous: job, specIndex: 30, jobIteration: 30, tasks: [done, again] })
      expect(verdictOf(before, now)).toMatchObject({
        verdict: 'updating',
        reason: expect.stringContaining('ran it again'),
      })
      expect(verdictOf(before, before)).toMatchObject({
        verdict: 'converged',
        reason: expect.not.stringContaining('again'),
      })
    })
  })

  describe('a service that no node takes (R74)', () => {
    const kinds = [{ kind: 'global' }, { kind: 'global-job' }] as const
    it.each(kinds)('$kind has converged, with a warning', (mode) => {
      const none = service({ spec: spec({ mode }), tasks: [], eligibleNodes: 0 })
      expect(verdictOf(undefined, none)).toMatchObject({
        verdict: 'converged',
        settled: true,
        warnings: [expect.stringContaining('drained')],
      })
    })

    it.each(kinds)('$kind is pending while a node would take it', (mode) => {
      const soon = service({ spec: spec({ mode }), tasks: [], eligibleNodes: 1 })
      expect(verdictOf(undefined, soon).verdict).toBe('pending')
    })

    it('global has converged after all nodes were drained', () => {
      const drained = task({ slot: 0, state: 'shutdown' })
      const now = service({ spec: spec({ mode: { kind: 'global' } }), tasks: [drained], eligibleNodes: 0 })
      expect(verdictOf(undefined, now).verdict).toBe('converged')
    })
  })

  describe('tasks that never report their end', () => {
    const none = spec({ replicas: 0 })
    const now = (ghost: Parameters<typeof task>[0]) =>
      verdictOf(service(), service({ spec: none, previous: spec(), tasks: [task(ghost)] }))

    it('of an earlier deploy do not hold a service without replicas', () => {
      expect(now({ nodeId: 'down', desired: 'shutdown' })).toMatchObject({
        verdict: 'converged',
        warnings: [expect.stringContaining('node down')],
      })
    })

    it('nor does one whose node is known to be down', () => {
      expect(now({ desired: 'remove', nodeState: 'down' })).toMatchObject({
        verdict: 'converged',
        warnings: [expect.stringMatching(/has not reported that it stopped; its node node1 is down$/)],
      })
    })

    it('but one on a node that is up is waited for', () => {
      expect(now({ desired: 'shutdown', nodeState: 'ready' }).verdict).toBe('updating')
      expect(now({ desired: 'remove', nodeState: 'unknown' }).verdict).toBe('updating')
    })
  })

  it('one scaled to nothing has converged when its last task has stopped', () => {
    const none = spec({ replicas: 0 })
    const stopping = task({ desired: 'remove' })
    expect(verdictOf(service(), service({ spec: none, previous: spec(), tasks: [stopping] })).verdict).toBe('updating')
    expect(verdictOf(service(), service({ spec: none, previous: spec(), tasks: [] })).verdict).toBe('converged')
  })

  it('one scaled up waits for the further tasks', () => {
    const two = { spec: spec({ replicas: 2 }), previous: spec(), specIndex: 20 }
    expect(verdictOf(service(), service({ ...two, tasks: [task()] })).verdict).toBe('updating')
    expect(verdictOf(service(), service({ ...two, tasks: [task(), task({ slot: 2 })] })).verdict).toBe('converged')
  })
})

describe('a stack', () => {
  it('without services is not deployed', () => {
    expect(assess(undefined, snapshot([]))).toMatchObject({ verdict: 'not-deployed', settled: true, ok: false })
  })

  it('that lost a service says so', () => {
    const db = service({ name: 's_db' })
    const { verdict, services } = assess(snapshot([base, db]), snapshot([base]))
    expect(verdict).toBe('not-deployed')
    expect(services.map(({ service: name, verdict }) => [name, verdict])).toEqual([
      ['s_app', 'unchanged'],
      ['s_db', 'not-deployed'],
    ])
  })

  it('tells a service that the deploy left behind (R9)', () => {
    const sidekiq = service({ name: 's_sidekiq' })
    const now = snapshot([service({ spec: relabelled, previous: old, specIndex: 20 }), sidekiq])
    const { services } = assess(snapshot([base, sidekiq]), now)
    expect(services[1]).toMatchObject({ verdict: 'unchanged', warnings: [expect.stringContaining('R9')] })
    expect(services[0]?.warnings).toEqual([])
  })

  it('tells it too where a manager that was started moved its index (R70)', () => {
    const deployed = service({ spec: relabelled, previous: old, specIndex: 20 })
    const [before, after] = [10, 21].map((specIndex) => service({ name: 's_sidekiq', specIndex }))
    const { services } = assess(snapshot([base, before as ServiceState]), snapshot([deployed, after as ServiceState]))
    expect(services[1]?.warnings).toEqual([expect.stringContaining('R9')])
  })

  it('judges a service that is new in it as a first deploy', () => {
    const db = service({ name: 's_db', tasks: [task({ state: 'starting' })] })
    expect(assess(snapshot([base]), snapshot([base, db]))).toMatchObject({ verdict: 'updating', settled: false })
  })

  it('moves as long as one of its services does', () => {
    const rolledBack = service({ update: update('rollback_completed') })
    const moving = service({ name: 's_db', update: update('updating') })
    expect(assess(undefined, snapshot([rolledBack, moving])).verdict).toBe('updating')
  })
})

describe('whatever a Swarm shows', () => {
  const anyTask = fc.record({
    slot: fc.integer({ min: 0, max: 3 }),
    state: fc.constantFrom(
      'new',
      'pending',
      'ready',
      'starting',
      'running',
      'complete',
      'shutdown',
      'failed',
      'rejected',
    ),
    desired: fc.constantFrom('running', 'ready', 'shutdown', 'remove', 'complete'),
    task: fc.constantFrom('old', 'new'),
    since: fc.integer({ min: 0, max: 300 }).map(at),
  })
  const anyService = fc.record({
    spec: fc.record({ task: fc.constantFrom('old', 'new'), replicas: fc.integer({ min: 0, max: 3 }) }).map(spec),
    specIndex: fc.integer({ min: 1, max: 30 }),
    tasks: fc.array(anyTask.map(task), { maxLength: 6 }),
  })
  const anyUpdate = fc.option(fc.constantFrom(...updateStates).map((state) => update(state)))
  const state = fc
    .tuple(anyService, anyUpdate, fc.option(fc.constantFrom(old, next)))
    .map(([options, status, previous]) =>
      service({
        ...options,
        ...(status === null ? {} : { update: status }),
        ...(previous === null ? {} : { previous }),
      }),
    )

  it('there is one verdict, and converged never stands beside a task of another spec or too few tasks', () => {
    fc.assert(
      fc.property(fc.option(state), state, (before, now) => {
        const { verdict } = verdictOf(before ?? undefined, now)
        if (verdict !== 'converged') return
        const live = now.tasks.filter((one) => one.desired === 'running' && one.state === 'running')
        expect(live.every((one) => one.task === now.spec.task || now.spec.mode.kind !== 'replicated')).toBe(true)
        if (now.spec.mode.kind === 'replicated' && now.tasks.every((one) => one.state !== 'complete'))
          expect(live.length).toBe(now.spec.mode.replicas)
      }),
      { numRuns: 2000 },
    )
  })

  it('judging changes nothing, and is the same twice', () => {
    fc.assert(
      fc.property(state, state, (before, now) => {
        const [baseline, shown] = [snapshot([before]), snapshot([now])]
        const text = JSON.stringify([baseline, shown])
        expect(assess(baseline, shown)).toEqual(assess(baseline, shown))
        expect(JSON.stringify([baseline, shown])).toBe(text)
      }),
    )
  })
})
