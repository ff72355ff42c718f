import { describe, expect, it } from 'vitest'
import { compareFleets } from '../../src/fleet/compare-fleets.js'
import type { Fleet, FleetApp } from '../../src/fleet/fleet.js'
import { parseFleet } from '../../src/fleet/parse-fleet.js'
import { rememberDeployed } from '../../src/fleet/remember-deployed.js'
import type { DeployTrace } from '../../src/swarm/snapshot/deployed-since.js'

const app = (name: string, more: Partial<FleetApp> = {}): FleetApp => ({
  app: name,
  server: 'one',
  state: 'current',
  findings: [{ state: more.state ?? 'current', evidence: ['x'] }],
  pinned: '1.0.0+1',
  newest: '1.0.0+1',
  deployed: {
    stamp: '1.0.0+1',
    chaos: false,
    image: 'x',
    verdict: 'converged',
    reason: '',
    updatedAt: '2026-01-01T00:00:00Z',
    trace: { service: 'i', spec: 'a' },
  },
  ...more,
})
const fleet = (...apps: FleetApp[]): Fleet => ({
  schema: 1,
  takenAt: '2026-01-01T00:00:00Z',
  servers: [{ name: 'one', unknownStacks: [] }],
  apps,
})
const trace: DeployTrace = { service: 'i', spec: 'a' }
const deployed = (stamp: string, updatedAt: string, wrote: Partial<DeployTrace> = {}): Pick<FleetApp, 'deployed'> => ({
  deployed: {
    ...{ stamp, chaos: false, image: 'x', verdict: 'converged', reason: '' },
    ...{ updatedAt, trace: { ...trace, ...wrote } },
  },
})
const changes = (before: Fleet, now: Fleet) =>
  compareFleets(before, now).map(({ app, kind, text }) => `${app} ${kind}: ${text}`)

/** A key that is undefined is left out of the row. */
type Parts = { readonly [Key in keyof FleetApp]?: FleetApp[Key] | undefined }

describe('what changed between two readings', () => {
  it.each<[string, FleetApp, FleetApp, string[]]>([
    ['nothing', app('a'), app('a'), []],
    [
      'a deploy from here',
      app('a'),
      app('a', { ...deployed('1.1.0+1', '2026-01-02T00:00:00Z'), pinned: '1.1.0+1' }),
      ['a deployed: 1.0.0+1 -> 1.1.0+1', 'a pinned: 1.0.0+1 -> 1.1.0+1'],
    ],
    [
      "a colleague's deploy",
      app('a'),
      app('a', deployed('1.1.0+1', '2026-01-02T00:00:00Z')),
      ["a deployed: 1.0.0+1 -> 1.1.0+1; the app's file still names 1.0.0+1, so the deploy left no trace in it"],
    ],
    [
      'the same version again',
      app('a'),
      app('a', deployed('1.0.0+1', '2026-01-02T00:00:00Z', { previous: 'a' })),
      ['a redeployed: 1.0.0+1 again, last written 2026-01-02T00:00:00Z'],
    ],
    [
      'a start of the manager, which writes every service',
      app('a'),
      app('a', deployed('1.0.0+1', '2026-01-02T00:00:00Z')),
      [],
    ],
    [
      'the same version by another deploy, or the start of a manager',
      app('a', deployed('1.0.0+1', '2026-01-01T00:00:00Z', { previous: 'a' })),
      app('a', deployed('1.0.0+1', '2026-01-02T00:00:00Z', { previous: 'a' })),
      [],
    ],
    [
      'a scale to nothing',
      app('a'),
      app('a', { ...deployed('1.0.0+1', '2026-01-02T00:00:00Z', { spec: 'b', previous: 'a' }), state: 'no-tasks' }),
      ['a redeployed: 1.0.0+1 again, last written 2026-01-02T00:00:00Z', 'a state: current -> no-tasks'],
    ],
    [
      'the update of a deploy that was seen before',
      app('a', deployed('1.0.0+1', '2026-01-01T00:00:00Z', { previous: 'b' })),
      app('a', deployed('1.0.0+1', '2026-01-01T00:00:01Z', { previous: 'b', updateBegan: '2026-01-01T00:00:01Z' })),
      [],
    ],
    [
      'a deploy that was rolled back',
      app('a', deployed('1.1.0+1', '2026-01-01T00:00:00Z', { spec: 'b' })),
      app('a', { ...deployed('1.0.0+1', '2026-01-02T00:00:00Z', { isRollback: true }), state: 'rolled-back' }),
      ['a deployed: 1.1.0+1 -> 1.0.0+1', 'a state: current -> rolled-back'],
    ],
    ['another pin', app('a'), app('a', { pinned: '1.1.0+1' }), ['a pinned: 1.0.0+1 -> 1.1.0+1']],
    ['a release', app('a'), app('a', { newest: '1.1.0+1', state: 'behind' }), ['a released: 1.0.0+1 -> 1.1.0+1']],
    ['another state alone', app('a'), app('a', { state: 'paused' }), ['a state: current -> paused']],
  ])('%s', (_, before, now, expected) => {
    expect(changes(fleet(before), fleet(now))).toEqual(expected)
  })

  it.each<[string, Parts, Parts, string[]]>([
    ['a file that cannot be read any more', {}, { error: { code: 'ENV_SYNTAX', message: 'x' }, pinned: undefined }, []],
    ['a file that can be read again', { error: { code: 'ENV_SYNTAX', message: 'x' }, pinned: undefined }, {}, []],
    ['a clone that is gone', {}, { newest: undefined }, []],
    ['a clone that has come', { newest: undefined }, {}, []],
    [
      'a deploy with a new pin',
      {},
      { ...deployed('2', '2'), pinned: '2' },
      ['deployed: 1.0.0+1 -> 2', 'pinned: 1.0.0+1 -> 2'],
    ],
    [
      'a pin of the version that runs',
      { ...deployed('2', '2'), pinned: '1' },
      { ...deployed('2', '2'), pinned: '2' },
      ['pinned: 1 -> 2'],
    ],
    ['no pin any more', {}, { pinned: undefined }, ['pinned: 1.0.0+1 -> no version']],
    ['an undeploy', {}, { deployed: undefined, state: 'not-deployed' }, ['deployed: 1.0.0+1 -> not deployed']],
    [
      'a first deploy without a pin',
      { deployed: undefined, pinned: undefined, state: 'not-deployed' },
      { pinned: undefined },
      ['deployed: not deployed -> 1.0.0+1'],
    ],
  ])('%s', (_, old, now, found) => {
    const row = (more: Parts): FleetApp => JSON.parse(JSON.stringify({ ...app('a'), ...more }))
    const said = found.map((change) => `a ${change}`)
    expect(changes(fleet(row(old)), fleet(row(now)))).toEqual(said)
  })

  it('takes an app of a folder that cannot be listed for no removed one', () => {
    const now = fleet()
    const server = { name: 'one', unknownStacks: [], unlisted: true as const }
    expect(changes(fleet(app('a')), { ...now, servers: [server] })).toEqual([])
    expect(changes(fleet(app('a')), now)).toEqual(['a removed: it was current'])
  })

  it('says which apps are new or gone, but not of servers that were not read', () => {
    expect(changes(fleet(app('a'), app('b', { server: 'two' })), fleet(app('c')))).toEqual([
      'c added: current',
      'a removed: it was current',
    ])
  })

  it('takes a server without an answer for no undeploy', () => {
    const { deployed: _, ...gone } = app('a', { state: 'unreachable' })
    expect(changes(fleet(app('a')), fleet(gone))).toEqual(['a state: current -> unreachable'])
    expect(changes(fleet(gone), fleet(app('a')))).toEqual(['a state: unreachable -> current'])
  })

  it('has the deploy that came while the server was away, for who remembers what ran before', () => {
    const { deployed: _, ...gone } = app('a', { state: 'unreachable' })
    const away = rememberDeployed(fleet(app('a')), fleet(gone))
    expect(away.apps[0]).toMatchObject({ state: 'unreachable', deployed: { stamp: '1.0.0+1' } })
    const back = fleet(app('a', { ...deployed('1.1.0+1', '2026-01-02T00:00:00Z', { spec: 'b' }), pinned: '1.1.0+1' }))
    expect(changes(rememberDeployed(away, fleet(gone)), back)).toEqual([
      'a deployed: 1.0.0+1 -> 1.1.0+1',
      'a pinned: 1.0.0+1 -> 1.1.0+1',
      'a state: unreachable -> current',
    ])
    expect(changes(away, fleet(app('a')))).toEqual(['a state: unreachable -> current'])
  })
})

describe('a saved fleet', () => {
  it('is read back whole', () => {
    const saved = fleet(app('a'), app('b', { error: { code: 'ENV_SYNTAX', message: 'x' } }))
    expect(parseFleet(JSON.stringify(saved), 'f')).toEqual(saved)
  })

  it.each([
    ['no JSON', '{', 'is not JSON'],
    ['an array', '[]', 'is not an object'],
    ['another schema', '{"schema":2}', 'has schema 2, not 1'],
    ['no servers', '{"schema":1,"apps":[]}', 'has no list of servers'],
    ['no apps', '{"schema":1,"servers":[]}', 'has no list of apps'],
    [
      'an odd app',
      '{"schema":1,"servers":[],"apps":[{"app":"a","server":"s","state":"odd","findings":[]}]}',
      'has no app in apps[0]',
    ],
  ])('is refused with %s', (_, text, problem) => {
    expect(() => parseFleet(text, 'f')).toThrow(
      expect.objectContaining({ code: 'FLEET_INVALID', data: { path: 'f', problem } }),
    )
  })
})
