import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DriftInput } from '../../../src/swarm/drift/drift-facts.js'
import { takeBaseline } from '../../../src/swarm/snapshot/baseline.js'
import type { Snapshot, TaskState } from '../../../src/swarm/snapshot/snapshot.js'
import type { DeployTimeline, ServiceTimeline } from '../../../src/swarm/timeline/deploy-timeline.js'
import { timelineOf } from '../../../src/swarm/timeline/timeline-of.js'
import { recording, recordingIds } from '../recordings.js'
import { PlayedSwarm, time, wireService, wireTask } from '../wire-states.js'

/** A snapshot's tasks are read within this time after the moment that it names. */
const readingMs = 1000
const hourMs = 3_600_000

const all = [...recordingIds(), ...recordingIds('engine-29').map((id) => `engine-29/${id}`)]

function inputOf(id: string): DriftInput {
  const { about, schema, stack, ...input } = recording(id)
  return input
}

function looksOf({ baseline, deployed, snapshots }: DriftInput): Snapshot[] {
  return [baseline, deployed, ...snapshots].filter((one) => one !== undefined)
}

/** Every state of every task is in the timeline, not later than the snapshot that shows it; all is in order, and in the bounds. */
function expectWhole(input: DriftInput): DeployTimeline {
  const timeline = timelineOf(input)
  const services = new Map(timeline.services.map((service) => [service.service, service]))
  let last = Number.NEGATIVE_INFINITY
  for (const { services: shown, takenAt } of looksOf(input)) {
    last = Math.max(last, Date.parse(takenAt))
    for (const { name, tasks } of shown) {
      for (const { id, state, desired } of tasks) {
        const states = services.get(name)?.tasks.find((task) => task.id === id)?.states ?? []
        const seen = states.filter((period) => period.state === state && period.desired === desired)
        expect(seen, `${id} ${state}`).not.toEqual([])
        expect(Date.parse(seen[0]?.from ?? '')).toBeLessThanOrEqual(last + readingMs)
      }
    }
  }
  for (const { marks, tasks } of timeline.services) {
    expectOrdered(marks.map(({ at }) => at))
    for (const { createdAt, states } of tasks) expectOrdered([createdAt, ...states.map(({ from }) => from)])
  }
  expectOrdered(timeline.snapshots.map(({ at }) => at))
  for (const at of timesOf(timeline)) {
    expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(timeline.from))
    expect(Date.parse(at)).toBeLessThanOrEqual(Date.parse(timeline.to))
  }
  return timeline
}

function expectOrdered(times: readonly string[]): void {
  const numbers = times.map((at) => Date.parse(at))
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
}

function timesOf({ snapshots, services }: DeployTimeline): string[] {
  const ofService = ({ marks, tasks }: ServiceTimeline) => [
    ...marks.map(({ at }) => at),
    ...tasks.flatMap(({ createdAt, states, goneAt = createdAt }) => [
      createdAt,
      goneAt,
      ...states.map(({ from }) => from),
    ]),
  ]
  return [...snapshots.map(({ at }) => at), ...services.flatMap(ofService)]
}

/** The input with every task changed. */
function withTasks(input: DriftInput, change: (task: TaskState) => TaskState): DriftInput {
  const changed = (snapshot: Snapshot): Snapshot => ({
    ...snapshot,
    services: snapshot.services.map((service) => ({ ...service, tasks: service.tasks.map(change) })),
  })
  const { baseline, deployed, snapshots } = input
  return {
    ...input,
    snapshots: snapshots.map(changed),
    ...(baseline === undefined ? {} : { baseline: changed(baseline) }),
    ...(deployed === undefined ? {} : { deployed: changed(deployed) }),
  }
}

const isNodes = ({ state }: TaskState) => !['new', 'pending', 'assigned'].includes(state)
const later = (text: string, ms: number) => new Date(Date.parse(text) + ms).toISOString()

describe('the timeline of a deploy', () => {
  it('of a rollback has the deploy, the failed task, the rollback and the verdict, each at its time', () => {
    const timeline = timelineOf(inputOf('rolled-back'))
    expect(timeline).toMatchObject({
      stack: 'rolled',
      verdict: 'rolled-back',
      ok: false,
      stamp: 'eb96de94+U',
      clocks: [],
    })
    const [app] = timeline.services
    expect(app?.specs.map(({ stamp }) => stamp)).toEqual(['eb96de94+U', '7ae7b0f7+U'])
    expect(app?.marks).toEqual([
      { at: '2026-11-23T14:03:11.389Z', kind: 'created', stamp: 'eb96de94+U' },
      {
        at: '2026-11-23T14:03:18.918Z',
        kind: 'spec',
        changed: ['labels', 'tasks'],
        from: 'eb96de94+U',
        to: '7ae7b0f7+U',
        isRollback: false,
      },
      { at: '2026-11-23T14:03:18.918Z', kind: 'update', state: 'updating', message: 'update in progress' },
      {
        at: '2026-11-23T14:03:22.690Z',
        kind: 'spec',
        changed: ['labels', 'tasks'],
        from: '7ae7b0f7+U',
        to: 'eb96de94+U',
        isRollback: true,
      },
      {
        at: '2026-11-23T14:03:22.690Z',
        kind: 'update',
        state: 'rollback_started',
        message: 'update rolled back due to failure or early termination of task 18fxh6336k0j48802vnb6hcwu',
      },
      { at: '2026-11-23T14:03:23.714Z', kind: 'update', state: 'rollback_completed', message: 'rollback completed' },
    ])
    const failed = app?.tasks.filter(({ hasFailed }) => hasFailed)
    expect(failed).toEqual([
      {
        id: '18fxh6336k0j48802vnb6hcwu',
        place: 'slot 1',
        nodeId: 'yef2e9agrv01cy5vrmcw3pol2',
        image: 'local/busybox:1',
        spec: 1,
        createdAt: '2026-11-23T14:03:18.966Z',
        states: [
          { from: '2026-11-23T14:03:19.287Z', state: 'preparing', desired: 'running' },
          { from: '2026-11-23T14:03:19.677Z', state: 'starting', desired: 'running' },
          {
            from: '2026-11-23T14:03:22.557Z',
            state: 'failed',
            desired: 'shutdown',
            error: 'task: non-zero exit (3)',
            exitCode: 3,
          },
        ],
        hasFailed: true,
      },
    ])
  })

  it('says what changed: labels alone, nothing, a service that is gone', () => {
    const marks = (id: string) => timelineOf(inputOf(id)).services.flatMap((service) => service.marks)
    expect(marks('labels-only')).toContainEqual(
      expect.objectContaining({ kind: 'spec', changed: ['labels'], from: 'eb96de94+U', to: '7ae7b0f7+U' }),
    )
    expect(marks('no-op').map(({ kind }) => kind)).toEqual(['created', 'written'])
    expect(marks('undeployed').map(({ kind }) => kind)).toContain('removed')
    expect(marks('rolled-back-by-hand')).toContainEqual(
      expect.objectContaining({ kind: 'update', state: 'rollback_started', message: 'manually requested rollback' }),
    )
  })

  it.each(all)('has every state that a Swarm showed, in order and in its bounds: %s', (id) => {
    const { clocks } = expectWhole(inputOf(id))
    expect(clocks).toEqual([])
  })

  it('of one snapshot tells what Swarm remembers of it', () => {
    const last = inputOf('rolled-back').snapshots.at(-1)
    if (last === undefined) throw new Error('no snapshot')
    const timeline = expectWhole({ snapshots: [last] })
    expect(timeline.services[0]?.marks.map((mark) => (mark.kind === 'update' ? mark.state : mark.kind))).toEqual([
      'created',
      'updating',
      'rollback_completed',
    ])
    expect(timeline.services[0]?.tasks.filter(({ hasFailed }) => hasFailed)).toHaveLength(1)
  })

  it.each([hourMs, -hourMs])('corrects the clock of a node that is %i ms ahead', (ahead) => {
    for (const id of ['rolled-back', 'update', 'crash-loop', 'engine-29/other-service']) {
      const input = inputOf(id)
      const shifted = withTasks(input, (task) => (isNodes(task) ? { ...task, since: later(task.since, ahead) } : task))
      const { clocks, services } = expectWhole(shifted)
      expect(clocks).toHaveLength(1)
      expect(Math.abs((clocks[0]?.aheadMs ?? 0) - ahead)).toBeLessThan(2500)
      const right = timelineOf(input).services.flatMap(({ tasks }) => tasks)
      for (const [index, { states }] of services.flatMap(({ tasks }) => tasks).entries()) {
        for (const [at, { from }] of states.entries()) {
          const of = Date.parse(right[index]?.states[at]?.from ?? '')
          expect(Math.abs(Date.parse(from) - of)).toBeLessThan(2500)
        }
      }
    }
  })

  it('takes the times of the snapshots where a clock contradicts itself', () => {
    let count = 0
    const input = withTasks(inputOf('crash-loop'), (task) => {
      count += 1
      return isNodes(task) ? { ...task, since: later(task.since, count % 2 === 0 ? hourMs : -hourMs) } : task
    })
    expect(expectWhole(input).clocks).toEqual([{ nodeId: expect.any(String) }])
  })

  it('holds 2,000 tasks of history', async () => {
    const failed = Array.from({ length: 2000 }, (_, at) =>
      wireTask('old', {
        ID: `task${at}`,
        CreatedAt: time(at * 10),
        Status: { Timestamp: time(at * 10 + 5), State: 'failed', Err: 'task: non-zero exit (1)' },
        DesiredState: 'shutdown',
      }),
    )
    const now = await takeBaseline('s', new PlayedSwarm({ from: 0, services: [wireService()], tasks: failed }))
    expect(expectWhole({ snapshots: [now] }).services[0]?.tasks).toHaveLength(2000)
  })

  it('holds every state of any snapshots, whatever their times are', () => {
    const [seen] = inputOf('update').snapshots
    const [service] = seen?.services ?? []
    const [task] = service?.tasks ?? []
    if (seen === undefined || service === undefined || task === undefined) throw new Error('no task')
    const at = fc.oneof(
      fc.integer({ min: 0, max: 100_000 }).map((ms) => new Date(Date.parse(seen.takenAt) + ms).toISOString()),
      fc.constantFrom('', 'noon', '-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'),
    )
    const tasks = fc.array(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c'),
        slot: fc.constantFrom(0, 1),
        nodeId: fc.constantFrom('n1', 'n2', undefined),
        state: fc.constantFrom('new', 'pending', 'preparing', 'running', 'failed', 'shutdown', 'odd'),
        desired: fc.constantFrom('running', 'shutdown'),
        since: at,
        createdAt: at,
      }),
      { maxLength: 3 },
    )
    const look = fc.record({ takenAt: at.filter((text) => !Number.isNaN(Date.parse(text))), tasks, name: fc.boolean() })
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 5 }), (made) => {
        const snapshots = made.map(({ takenAt, tasks: of, name }): Snapshot => {
          const unique = [...new Map(of.map((one) => [one.id, one])).values()]
          const states = unique.map(({ nodeId, ...one }): TaskState => {
            const { nodeId: _, ...base } = task
            return { ...base, ...one, ...(nodeId === undefined ? {} : { nodeId }) }
          })
          return {
            ...seen,
            takenAt,
            services: [{ ...service, name: name ? service.name : 'update_db', tasks: states }],
          }
        })
        expectWhole({ snapshots })
      }),
      { numRuns: 500 },
    )
  })
})
