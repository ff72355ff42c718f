import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AbraVersionError } from '../../../src/errors.js'
import { parseRecording, type Recording, withoutRepeats } from '../../../src/swarm/drift/recording.js'
import { takeBaseline } from '../../../src/swarm/snapshot/baseline.js'
import { parseBaseline } from '../../../src/swarm/snapshot/parse-baseline.js'
import { recording } from '../recordings.js'
import { PlayedSwarm, wireService, wireTask } from '../wire-states.js'

const swarm = new PlayedSwarm({ from: 0, services: [wireService()], tasks: [wireTask('old')] })

describe('a baseline', () => {
  it('that was saved is read back as it was', async () => {
    const baseline = await takeBaseline('s', swarm)
    expect(parseBaseline(JSON.stringify(baseline), 'base.json', 's')).toEqual(baseline)
  })

  it('may be what identity --json printed: other keys do not count', async () => {
    const baseline = await takeBaseline('s', swarm)
    expect(parseBaseline(JSON.stringify({ ...baseline, service: 's_app', chaos: true }), 'base.json')).toEqual(baseline)
  })

  it.each<[string, string, RegExp]>([
    ['is no JSON', '{', /is no JSON/],
    ['is no object', '3', /is no object/],
    ['is of another schema', '{"schema": 2}', /schema 2, not 1/],
    ['has no schema', '{}', /schema none, not 1/],
    ['names no stack', '{"schema": 1}', /names no stack/],
    ['has no time', '{"schema": 1, "stack": "s", "takenAt": "noon"}', /takenAt/],
    ['has no services', '{"schema": 1, "stack": "s", "takenAt": "2026-01-01T12:00:00Z"}', /list of services/],
    [
      'is of another stack',
      '{"schema": 1, "stack": "t", "takenAt": "2026-01-01T12:00:00Z", "services": []}',
      /of the stack "t", not of "s"/,
    ],
  ])('that %s is refused', (_, text, problem) => {
    expect(() => parseBaseline(text, 'base.json', 's')).toThrow(
      expect.objectContaining({ code: 'BASELINE_INVALID', message: expect.stringMatching(problem) }),
    )
  })

  it('that was damaged anywhere is refused with an error of ours, or judged like any other', async () => {
    const whole = JSON.parse(JSON.stringify(await takeBaseline('s', swarm)))
    const { assess } = await import('../../../src/swarm/assess/assess.js')
    const { explainDrift } = await import('../../../src/swarm/drift/explain-drift.js')
    const { drawTimeline } = await import('../../../src/page/draw-timeline.js')
    const { timelineOf } = await import('../../../src/swarm/timeline/timeline-of.js')
    const paths = pathsIn(whole)
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const text = JSON.stringify(changed(whole, path, value))
        try {
          const baseline = parseBaseline(text, 'base.json')
          assess(baseline, whole)
          explainDrift({ baseline, snapshots: [whole], expected: '7ae7b0f7' })
          drawTimeline(timelineOf({ baseline, snapshots: [baseline, whole] }))
        } catch (error) {
          expect(error, `${path.join('.')} = ${JSON.stringify(value)}`).toBeInstanceOf(AbraVersionError)
        }
      }),
      { numRuns: 3000 },
    )
  })

  function pathsIn(value: unknown, path: string[] = []): string[][] {
    if (typeof value !== 'object' || value === null) return [path]
    return [path, ...Object.entries(value).flatMap(([key, child]) => pathsIn(child, [...path, key]))].filter(
      (p) => p.length > 0,
    )
  }

  function changed(value: unknown, [key, ...rest]: string[], to: unknown): unknown {
    if (key === undefined) return to
    const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
    copy[key] = changed(copy[key], rest, to)
    return copy
  }
})

describe('a recording', () => {
  it('without looks, of other stacks or of another schema is refused', () => {
    const whole = recording('rolled-back')
    const refuse = (value: object) => expect(() => parseRecording(JSON.stringify(value), 'r.json')).toThrow(/r\.json/)
    refuse({ ...whole, snapshots: [] })
    refuse({ ...whole, schema: 2 })
    refuse({ ...whole, stack: 'another' })
    refuse({ ...whole, snapshots: [3] })
    expect(parseRecording(JSON.stringify(whole), 'r.json')).toEqual(whole)
  })

  it.each<[string, (whole: Recording) => object, string]>([
    ['expects null', (whole) => ({ ...whole, expected: null }), 'has no text in expected'],
    ['has a list for a checkout', (whole) => ({ ...whole, checkout: [1] }), 'has a checkout without files'],
    [
      'has a file of the checkout without a path',
      (whole) => ({ ...whole, checkout: { recorded: true, files: [{ kind: 'overlay' }] } }),
      'has no kind and path in checkout.files[0]',
    ],
    [
      'has an odd position',
      (whole) => ({ ...whole, checkout: { recorded: true, files: [], position: { place: 'before' } } }),
      'has a checkout.position of another form',
    ],
    [
      'has a time that is none',
      (whole) => withService(whole, { updatedAt: 'soon' }),
      'services[0] has no time in updatedAt',
    ],
    [
      'has a variable that names no recipe',
      (whole) => withService(whole, { spec: { ...whole.snapshots[0]?.services[0]?.spec, recipeVariables: ['A=b'] } }),
      'services[0] spec has recipeVariables that are not TYPE=RECIPE:VERSION',
    ],
    ['has an update of null', (whole) => withService(whole, { update: null }), 'has an update with an unknown state'],
    [
      'has an update without a time',
      (whole) => withService(whole, { update: { state: 'completed', message: '', startedAt: 'soon' } }),
      'has an update without a message, or with a time that is none',
    ],
    ['has a task of null', (whole) => withService(whole, { tasks: [null] }), 'services[0] tasks[0] has no id'],
    ['counts runs in words', (whole) => withService(whole, { jobIteration: 'one' }), 'has no number in jobIteration'],
  ])('that %s is refused, and says where', (_, change, problem) => {
    const text = JSON.stringify(change(recording('rolled-back')))
    const error = expect.objectContaining({ code: 'BASELINE_INVALID', message: expect.stringContaining(problem) })
    expect(() => parseRecording(text, 'r.json')).toThrow(error)
  })

  function withService(whole: Recording, change: object): object {
    const [first, ...later] = whole.snapshots
    const services = first?.services.map((service) => ({ ...service, ...change }))
    return { ...whole, snapshots: [{ ...first, services }, ...later] }
  }

  it('leaves out looks that show nothing new, but for the last', () => {
    const [first] = recording('update').snapshots
    if (first === undefined) throw new Error('no look')
    const again = { ...first, takenAt: '2026-01-01T12:00:00.000Z' }
    expect(withoutRepeats([first, again, again])).toEqual([first, again])
  })
})
