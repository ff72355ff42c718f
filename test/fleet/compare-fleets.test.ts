import { describe, expect, it } from 'vitest'
import { compareFleets } from '../../src/fleet/compare-fleets.js'
import type { Fleet, FleetApp } from '../../src/fleet/fleet.js'
import { parseFleet } from '../../src/fleet/parse-fleet.js'

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
  },
  ...more,
})
const fleet = (...apps: FleetApp[]): Fleet => ({
  schema: 1,
  takenAt: '2026-01-01T00:00:00Z',
  servers: [{ name: 'one', unknownStacks: [] }],
  apps,
})
const deployed = (stamp: string, updatedAt: string): Pick<FleetApp, 'deployed'> => ({
  deployed: { stamp, chaos: false, image: 'x', verdict: 'converged', reason: '', updatedAt },
})
const changes = (before: Fleet, now: Fleet) =>
  compareFleets(before, now).map(({ app, kind, text }) => `${app} ${kind}: ${text}`)

describe('what changed between two readings', () => {
  it.each<[string, FleetApp, FleetApp, string[]]>([
    ['nothing', app('a'), app('a'), []],
    ['a deploy', app('a'), app('a', deployed('1.1.0+1', '2026-01-02T00:00:00Z')), ['a deployed: 1.0.0+1 -> 1.1.0+1']],
    [
      'the same version again',
      app('a'),
      app('a', deployed('1.0.0+1', '2026-01-02T00:00:00Z')),
      ['a redeployed: 1.0.0+1 again, 2026-01-02T00:00:00Z'],
    ],
    ['another pin', app('a'), app('a', { pinned: '1.1.0+1' }), ['a pinned: 1.0.0+1 -> 1.1.0+1']],
    ['a release', app('a'), app('a', { newest: '1.1.0+1', state: 'behind' }), ['a released: 1.0.0+1 -> 1.1.0+1']],
    ['another state alone', app('a'), app('a', { state: 'paused' }), ['a state: current -> paused']],
  ])('%s', (_, before, now, expected) => {
    expect(changes(fleet(before), fleet(now))).toEqual(expected)
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
