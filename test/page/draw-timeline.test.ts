import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawTimeline } from '../../src/page/draw-timeline.js'
import type { TimelineDrawing } from '../../src/page/timeline-drawing.js'
import type { DriftInput } from '../../src/swarm/drift/drift-facts.js'
import { timelineOf } from '../../src/swarm/timeline/timeline-of.js'
import { recording, recordingIds } from '../swarm/recordings.js'

function inputOf(id: string): DriftInput {
  const { about, schema, stack, ...input } = recording(id)
  return input
}

/** Everything drawn is within the drawing, in order, and leads to an event of the list or to none. */
function expectBounded(drawing: TimelineDrawing): void {
  const { flags, ticks, breaks, lanes, events } = drawing
  const places = [
    ...[...flags, ...ticks, ...breaks].map(({ x }) => x),
    ...lanes.flatMap(({ marks, rows }) => [
      ...marks.map(({ x }) => x),
      ...rows.flatMap(({ bars }) =>
        bars.flatMap(({ x, width, parts }) => [
          x,
          x + width,
          ...parts.flatMap((part) => [part.x, part.x + part.width]),
        ]),
      ),
    ]),
  ]
  for (const x of places) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x).toBeLessThanOrEqual(100.02)
  }
  for (const { rows } of lanes) {
    for (const { bars } of rows) {
      const ends = bars.map(({ x, width }) => x + width)
      for (const [index, { x }] of bars.entries()) expect(x).toBeGreaterThanOrEqual((ends[index - 1] ?? 0) - 0.02)
    }
  }
  const items = lanes.flatMap(({ marks, rows }) => [...marks, ...rows.flatMap(({ bars }) => bars)])
  for (const { event } of items) expect(event).toBeLessThan(events.length)
}

describe('the drawing of a timeline', () => {
  it.each([...recordingIds(), ...recordingIds('engine-29').map((id) => `engine-29/${id}`)])(
    'stays in its bounds: %s',
    (id) => {
      const drawing = drawTimeline(timelineOf(inputOf(id)))
      expectBounded(drawing)
      expect(drawing.lanes.length).toBeGreaterThan(0)
      expect(drawing.flags.at(-1)?.text).toMatch(/^verdict: /)
    },
  )

  it('of one snapshot after weeks begins with the last deploy', () => {
    const last = inputOf('update').snapshots.at(-1)
    if (last === undefined) throw new Error('no snapshot')
    const later = { ...last, takenAt: '2026-12-20T12:00:00.000Z' }
    const { flags, breaks, notes, lanes } = drawTimeline(timelineOf({ snapshots: [later] }))
    expect(flags.map(({ text }) => text)).toEqual(['update began', 'app updated', 'verdict: converged'])
    expect(breaks).toHaveLength(1)
    expect(lanes[0]?.rows.flatMap(({ bars }) => bars.map(({ label, end }) => [label, end]))).toEqual([
      ['eb96de94+U', 'ended'],
      ['7ae7b0f7+U', 'open'],
    ])
    expect(notes[0]).toMatch(/^1 snapshot: /)
  })

  it('names the clock of a node that is wrong', () => {
    const { snapshots, ...rest } = inputOf('crash-loop')
    const late = snapshots.map((snapshot) => ({
      ...snapshot,
      services: snapshot.services.map((service) => ({
        ...service,
        tasks: service.tasks.map((task) => ({
          ...task,
          since: ['pending', 'assigned'].includes(task.state)
            ? task.since
            : new Date(Date.parse(task.since) + 3_600_000).toISOString(),
        })),
      })),
    }))
    const { notes } = drawTimeline(timelineOf({ ...rest, deployed: late[0], snapshots: late } as DriftInput))
    expect(notes.at(-1)).toMatch(/^The clock of node \w+ is about (?:59 min \d+ s|1 h) ahead/)
  })

  it('stays in its bounds whatever the times of a file are', () => {
    const { snapshots } = inputOf('rolled-back')
    const [first] = snapshots
    if (first === undefined) throw new Error('no snapshot')
    const at = fc.oneof(
      fc.integer({ min: -1e9, max: 1e9 }).map((ms) => new Date(Date.parse(first.takenAt) + ms).toISOString()),
      fc.constantFrom('', '-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'),
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            at.filter((text) => text !== ''),
            at,
            at,
            at,
          ),
          { minLength: 1, maxLength: 4 },
        ),
        (times) => {
          const made = times.map(([takenAt, createdAt, since, startedAt], index) => {
            const snapshot = snapshots[index] ?? first
            const services = snapshot.services.map((service) => ({
              ...service,
              createdAt,
              update: { state: 'updating' as const, startedAt, message: '' },
              tasks: service.tasks.map((task) => ({ ...task, createdAt, since })),
            }))
            return { ...snapshot, takenAt, services }
          })
          expectBounded(drawTimeline(timelineOf({ snapshots: made })))
        },
      ),
      { numRuns: 300 },
    )
  })
})
