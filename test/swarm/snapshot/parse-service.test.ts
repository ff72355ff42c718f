import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess } from '../../../src/swarm/assess/assess.js'
import { parseTaskLog } from '../../../src/swarm/docker/parse-task-log.js'
import { readEventLines } from '../../../src/swarm/docker/read-event-lines.js'
import { fingerprint } from '../../../src/swarm/snapshot/fingerprint.js'
import { parseService, withTasks } from '../../../src/swarm/snapshot/parse-service.js'
import { SnapshotTaker } from '../../../src/swarm/snapshot/take-snapshot.js'
import type { WireTaskSpec } from '../../../src/swarm/snapshot/wire.js'
import { PlayedSwarm, time, wireService, wireSpec, wireTask } from '../wire-states.js'

const parseWhole = (
  service: Parameters<typeof parseService>[0],
  tasks: Parameters<typeof withTasks>[1],
  known?: Parameters<typeof withTasks>[2],
) => withTasks(parseService(service), tasks, known)

describe('a fingerprint', () => {
  it('is the same whatever the order of keys, and without keys that hold nothing', () => {
    expect(fingerprint({ a: 1, b: [{ c: 2, d: null }] })).toBe(fingerprint({ b: [{ c: 2 }], a: 1, e: undefined }))
  })

  it('tells values apart', () => {
    const value = fc.jsonValue()
    fc.assert(
      fc.property(value, value, (a, b) => {
        const same = JSON.stringify(dropNulls(a)) === JSON.stringify(dropNulls(b))
        if (same) expect(fingerprint(a)).toBe(fingerprint(b))
        else if (JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b)))
          expect(fingerprint(a)).not.toBe(fingerprint(b))
      }),
    )
  })

  function dropNulls(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(dropNulls)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, v]) => v !== null)
        .map(([k, v]) => [k, dropNulls(v)]),
    )
  }

  function sorted(value: unknown): unknown {
    const plain = dropNulls(value)
    if (Array.isArray(plain)) return plain.map(sorted)
    if (typeof plain !== 'object' || plain === null) return plain
    return Object.entries(plain)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)])
  }
})

describe('a service', () => {
  it('and its task keep TYPE and RECIPE of the environment if they name a version, and nothing else of it', () => {
    const container = (Env: unknown) => ({ TaskTemplate: { ContainerSpec: { Image: 'image:1', Env } } })
    const kept = ['RECIPE=mygit.org/me/cool:1.0.0+2.3', 'TYPE=discourse:7ae7b0f7+U']
    const left = ['TYPE=discourse', 'XTYPE=a:1', 'TYPE=a:1\nPASSWORD=x', `TYPE=a:${'1'.repeat(101)}`, 'PASSWORD=a:b', 3]
    const template = container([...left, kept[1], kept[0]]).TaskTemplate
    const { spec, tasks } = parseWhole(wireService({ Spec: { ...wireSpec('old'), TaskTemplate: template } }), [
      wireTask('old', { Spec: template }),
    ])
    expect(spec.recipeVariables).toEqual(kept)
    expect(tasks[0]?.recipeVariables).toEqual(kept)
    for (const env of [left, [], null, undefined, 'TYPE=a:1', { 0: 'TYPE=a:1' }])
      expect(parseService(wireService({ Spec: container(env) })).spec).not.toHaveProperty('recipeVariables')
  })

  it('and its task have one fingerprint, though Runtime is written out in the service alone', () => {
    const { spec, tasks } = parseWhole(wireService(), [wireTask('old')])
    expect(tasks[0]?.task).toBe(spec.task)
    expect(parseWhole(wireService(), [wireTask('new')]).tasks[0]?.task).not.toBe(spec.task)
  })

  it('keeps nothing of its environment and of labels that are not abra’s', () => {
    const Spec = wireSpec('old', { 'coop-cloud.s.version': '1', 'traefik.http.middlewares.auth': 'user:secret' })
    const text = JSON.stringify(parseWhole(wireService({ Spec }), [wireTask('old')]))
    expect(text).not.toContain('secret')
    expect(text).toContain('coop-cloud.s.version')
  })

  it('changes its fingerprint of labels with any label', () => {
    const of = (labels: Record<string, string>) => parseWhole(wireService({ Spec: wireSpec('old', labels) }), []).spec
    expect(of({ 'traefik.enable': 'true' }).labelsFingerprint).not.toBe(
      of({ 'traefik.enable': 'false' }).labelsFingerprint,
    )
    expect(of({ a: '1' }).task).toBe(of({ a: '2' }).task)
  })

  it('has placement told apart from the rest of its template', () => {
    const Spec = wireSpec('old')
    const moved = {
      ...Spec,
      TaskTemplate: { ...Spec.TaskTemplate, Placement: { Constraints: ['node.role==manager'] } },
    }
    const [a, b] = [Spec, moved].map((spec) => parseWhole(wireService({ Spec: spec }), []).spec)
    expect(a?.task).toBe(b?.task)
    expect(a?.placement).not.toBe(b?.placement)
  })

  it('has the defaults of Swarm where it says nothing', () => {
    const { spec } = parseWhole({}, [])
    expect(spec.updatePolicy).toEqual({
      order: 'stop-first',
      failureAction: 'pause',
      monitorMs: 5000,
      parallelism: 1,
      delayMs: 0,
      maxFailureRatio: 0,
    })
    expect(spec.mode).toEqual({ kind: 'replicated', replicas: 1 })
    expect(spec.restart).toEqual({ condition: 'any', maxAttempts: 0 })
  })

  it('takes Go’s zero time for none, and keeps an unknown state of an update', () => {
    const zero = '0001-01-01T00:00:00Z'
    const UpdateStatus = { State: 'updating', StartedAt: time(1), CompletedAt: zero, Message: 'm' }
    expect(parseWhole(wireService({ UpdateStatus }), []).update).toEqual({
      state: 'updating',
      startedAt: time(1),
      message: 'm',
    })
    const dreaming = { State: 'dreaming', StartedAt: time(1), Message: 'deep' }
    expect(parseWhole(wireService({ UpdateStatus: dreaming }), []).update).toEqual({
      state: 'unknown',
      startedAt: time(1),
      message: 'dreaming: deep',
    })
    expect(parseWhole(wireService({ UpdateStatus: { State: '' } }), [])).not.toHaveProperty('update')
    expect(parseWhole(wireService({ UpdateStatus: null, PreviousSpec: null }), [])).not.toHaveProperty('previous')
  })

  it('has its own tasks alone, by slot and age', () => {
    const tasks = [
      wireTask('old', { ID: 'c', Slot: 2 }),
      wireTask('old', { ID: 'b', CreatedAt: time(5) }),
      wireTask('old', { ID: 'a', CreatedAt: time(4) }),
      wireTask('old', { ID: 'x', ServiceID: 'another' }),
    ]
    expect(parseWhole(wireService(), tasks).tasks.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('has the exit code of a task that has ended, not the 0 of one that runs', () => {
    const state = (State: string) => ({ Status: { State, ContainerStatus: { ExitCode: 0 } } })
    const codes = ['running', 'complete'].map(
      (s) => parseWhole(wireService(), [wireTask('old', state(s))]).tasks[0]?.exitCode,
    )
    expect(codes).toEqual([undefined, 0])
  })
})

describe('a service without a container', () => {
  const spec = (Runtime: string, more: object) => ({
    ...wireSpec('old'),
    TaskTemplate: { Runtime, ...more },
  })

  it.each([
    ['a plugin', spec('plugin', { PluginSpec: { Name: 'driver', Remote: 'example.org/driver:1' } })],
    ['a network attachment', spec('attachment', { NetworkAttachmentSpec: { ContainerID: 'c' } })],
    ['nothing', { ...wireSpec('old'), TaskTemplate: {} }],
    ['no template', { Name: 's_app', Labels: { 'com.docker.stack.namespace': 's' } }],
  ])('but with %s is judged by its tasks all the same', (_, Spec) => {
    const task = wireTask('old', { Spec: ('TaskTemplate' in Spec ? Spec.TaskTemplate : {}) as WireTaskSpec })
    const service = parseWhole(wireService({ Spec }), [task])
    expect(service).toMatchObject({ spec: { image: '' }, tasks: [{ image: '', task: service.spec.task }] })
    const snapshot = { schema: 1, stack: 's', takenAt: time(60), services: [service] } as const
    expect(assess(undefined, snapshot).verdict).toBe('converged')
  })
})

describe('2,000 tasks of history', () => {
  const failed = (n: number) =>
    wireTask('old', {
      ID: `failed${n}`,
      CreatedAt: time(10 + n),
      DesiredState: 'shutdown',
      Status: { State: 'failed', Timestamp: time(11 + n), Err: `error ${n}` },
    })
  const history = Array.from({ length: 2000 }, (_, n) => failed(n))

  it('are judged whole, in order', () => {
    const service = parseWhole(wireService(), [...history].reverse())
    const snapshot = { schema: 1, stack: 's', takenAt: time(3000), services: [service] } as const
    const { verdict, reason, services } = assess(undefined, snapshot)
    expect(verdict).toBe('crash-looping')
    expect(reason).toContain('2000 failures in one place, the last: task failed1999 (slot 1): error 1999')
    expect(services[0]?.failures).toHaveLength(2000)
    const serving = parseWhole(wireService(), [...history, wireTask('old', { CreatedAt: time(2500) })])
    const { services: recovered } = assess(undefined, { ...snapshot, services: [serving] })
    expect(recovered[0]).toMatchObject({
      verdict: 'converged',
      reason: expect.stringContaining('2000 tasks of it failed before'),
    })
  })

  it('have their fingerprints once for all snapshots of a wait', async () => {
    const swarm = new PlayedSwarm({ from: 0, services: [wireService()], tasks: history })
    const taker = await SnapshotTaker.start(swarm, 's', { clock: swarm })
    const first = await taker.take()
    // Swarm never changes the spec of a task: another one under the same id is not looked at.
    for (const task of history) task.Spec = { ...task.Spec, Runtime: 'other' }
    expect((await taker.take()).services[0]?.tasks.map(({ task }) => task)).toEqual(
      first.services[0]?.tasks.map(({ task }) => task),
    )
  })
})

describe('a log', () => {
  it('in pieces is put together, and plain text is left as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.string())), (pieces) => {
        const framed = pieces.map(([stream, text]) => {
          const body = Buffer.from(text)
          const header = Buffer.alloc(8)
          header[0] = stream
          header.writeUInt32BE(body.length, 4)
          return Buffer.concat([header, body])
        })
        expect(parseTaskLog(Buffer.concat(framed))).toBe(pieces.map(([, text]) => text).join(''))
      }),
    )
    expect(parseTaskLog(Buffer.from('plain text of a terminal\n'))).toBe('plain text of a terminal\n')
  })
})

describe('events', () => {
  it('are read whole, wherever the stream is cut', async () => {
    const lines = ['{"Type":"service"}', 'no json', '{"Type":"container"}', '3'].join('\n')
    for (let cut = 0; cut <= lines.length; cut++) {
      const types: unknown[] = []
      const chunks = [lines.slice(0, cut), `${lines.slice(cut)}\n`].map((text) => Buffer.from(text))
      await readEventLines(
        (async function* () {
          yield* chunks
        })(),
        (event) => types.push(event.Type),
      )
      expect(types).toEqual(['service', 'container'])
    }
  })
})
