import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Fleet } from '../../src/fleet/fleet.js'
import { type FleetState, fleetStates } from '../../src/fleet/fleet-state.js'
import { readFleet } from '../../src/fleet/read-fleet.js'
import { watchFleet } from '../../src/fleet/watch-fleet.js'
import { forEachAtOnce } from '../../src/for-each-at-once.js'
import { makeFleet } from '../support/fleet-sample.js'
import { expectJunit } from '../support/junit-schema.js'
import { runCli } from '../support/run-cli.js'
import { addDockerContext } from '../support/sample-swarm.js'
import { type Scratch, scratch } from '../support/scenario.js'
import { deployStack, removeStack, type StackService } from '../support/swarm.js'
import { chaos, failing, pause, skipped, swarmHost, updates } from './stack.js'

const [OLD, NEW, LATER] = ['0.6.0+3.2.1', '0.7.0+3.3.1', '0.8.0+3.4.0']
/** Keeps a task from being called running; the check itself never comes. */
const NEVER_HEALTHY = { healthcheck: { test: ['CMD', 'false'], interval: '600s', start_period: '600s' } }

interface LiveApp {
  readonly states: readonly FleetState[]
  /** The text of its file. */
  readonly env: string
  /** What is deployed first; none by default. */
  readonly labels?: (stack: string) => Record<string, string>
  /** One task instead of none, and what is deployed once that one runs. */
  readonly then?: Partial<StackService>
  /** Of the first deploy, with one task. */
  readonly service?: Partial<StackService>
}

const release =
  (version: string, recipe = 'discourse') =>
  (stack: string) => ({
    [`coop-cloud.${stack}.recipe`]: recipe,
    [`coop-cloud.${stack}.chaos`]: 'false',
    [`coop-cloud.${stack}.version`]: version,
  })
const commit = (stamp: string) => (stack: string) => chaos(stack, stamp)
const file = (version: string, more = '') => `TYPE=discourse:${version}\n${more}`
const at = (version: string, states: readonly FleetState[]): LiveApp => ({
  states,
  env: file(version),
  labels: release(version),
})
const moving = (states: readonly FleetState[], then: Partial<StackService>): LiveApp => ({ ...at(NEW, states), then })

const apps: Readonly<Record<string, LiveApp>> = {
  'current-1': at(NEW, ['current']),
  'current-2': at(NEW, ['current']),
  'current-3': at(NEW, ['current']),
  'current-4': { states: ['current'], env: 'TYPE=discourse\n', labels: release(NEW) },
  'behind-1': at(OLD, ['behind']),
  'behind-2': at(OLD, ['behind']),
  'behind-3': at('0.5.0+3.1.0', ['behind']),
  'behind-4': at(OLD, ['behind']),
  ahead: at(LATER, ['ahead']),
  'drifted-1': { states: ['drifted'], env: file(OLD), labels: release(NEW) },
  'drifted-2': { states: ['drifted', 'chaos'], env: file(NEW), labels: commit('7ae7b0f7') },
  'chaos-1': { states: ['chaos'], env: file('7ae7b0f7'), labels: commit('7ae7b0f7') },
  'chaos-2': { states: ['chaos', 'behind'], env: file('c163ab42'), labels: commit('c163ab42') },
  'chaos-3': { states: ['chaos'], env: 'TYPE=discourse\n', labels: commit('0123abcd') },
  'dirty-1': { states: ['dirty', 'chaos'], env: file('7ae7b0f7+U'), labels: commit('7ae7b0f7+U') },
  'dirty-2': { states: ['dirty', 'chaos'], env: 'TYPE=discourse\n', labels: commit('eb96de94+U') },
  'gone-1': { states: ['not-deployed'], env: file(NEW) },
  'gone-2': { states: ['not-deployed'], env: 'TYPE=discourse\n' },
  unlabelled: { states: ['unknown-version'], env: 'TYPE=discourse\n', labels: () => ({}) },
  updating: moving(['updating'], { more: NEVER_HEALTHY, deploy: updates('rollback') }),
  rolled: moving(['rolled-back'], { command: 'exit 3', deploy: failing('rollback') }),
  paused: moving(['paused'], { command: 'exit 3', deploy: failing('pause') }),
  blocked: moving(['blocked'], {
    command: 'sleep 1',
    deploy: updates('rollback', 'stop-first', { placement: { constraints: ['node.labels.disk == ssd'] } }),
  }),
  failed: { ...at(NEW, ['failed']), service: { command: 'exit 3', deploy: updates('continue') } },
  'shared-a': { ...at(NEW, ['shared-stack']), env: file(NEW, 'STACK_NAME=fleet-shared\n') },
  'shared-b': { states: ['shared-stack'], env: file(NEW, 'STACK_NAME=fleet-shared\n') },
  uncloned: { states: ['not-compared'], env: 'TYPE=nowhere:1.0.0+1\n', labels: release('1.0.0+1', 'nowhere') },
  broken: { states: ['unreadable'], env: 'TYPE discourse\n' },
}
const [here, far] = ['one.example.com', 'two.example.com']
const elsewhere = { 'far-1': file(NEW), 'far-2': 'TYPE=discourse\n' }
const nowhere = 'unix:///nowhere/docker.sock'
const appOf = (name: string) => `fleet-${name}`
const stackOf = (name: string) => (name === 'shared-a' ? 'fleet-shared' : appOf(name))
const deployed = Object.entries(apps).filter(([, { labels }]) => labels !== undefined)
const stranger = 'fleet-stranger'

function service(name: string, { labels, then, service: first }: LiveApp): Record<string, StackService> {
  const replicas = then === undefined && first === undefined ? 0 : 1
  const deploy = { ...updates('rollback'), ...first?.deploy, replicas }
  return { app: { ...first, labels: labels?.(stackOf(name)) ?? {}, deploy } }
}

let place: Scratch
let abraDir: string
const docker = (server: string) => ({ dockerHost: server === here ? swarmHost : nowhere })
const read = (names?: readonly string[]) =>
  readFleet({ abraDir, home: place.dir, docker, ...(names === undefined ? {} : { apps: names.map(appOf) }) })

/** Each app without a task of its own is at 0 replicas. */
const expectedStates = (name: string, { states, labels, then, service: first }: LiveApp): FleetState[] => {
  const isShared = name === 'shared-b'
  const isIdle = isShared || (labels !== undefined && then === undefined && first === undefined)
  const all = isIdle && !states.includes('unreadable') ? [...states, 'no-tasks' as const] : [...states]
  return all.sort((a, b) => fleetStates.indexOf(a) - fleetStates.indexOf(b))
}

const statesIn = ({ apps: rows }: Fleet) =>
  Object.fromEntries(rows.map(({ app, findings }) => [app, findings.map(({ state }) => state)]))

describe.skipIf(skipped !== '')(`a fleet of 30 apps on a real Swarm${skipped}`, () => {
  beforeAll(async () => {
    place = scratch()
    abraDir = makeFleet(place.dir, {
      ...Object.fromEntries(Object.entries(apps).map(([name, { env }]) => [`${here}/${appOf(name)}`, env])),
      ...Object.fromEntries(Object.entries(elsewhere).map(([name, env]) => [`${far}/${appOf(name)}`, env])),
    })
    addDockerContext(place.dir, here, swarmHost)
    addDockerContext(place.dir, far, nowhere)
    const none = { app: { deploy: { replicas: 0 } } }
    // Those with tasks first, so that they run by the time the others are there.
    const withTasks = ({ then, service: first }: LiveApp) => Number(then !== undefined || first !== undefined)
    const stacks = deployed
      .toSorted(([, a], [, b]) => withTasks(b) - withTasks(a))
      .map(([name, app]) => [stackOf(name), service(name, app)] as const)
    await forEachAtOnce([...stacks, [stranger, none] as const], [1, 2, 3, 4], ([stack, services]) =>
      deployStack(swarmHost, stack, services),
    )
    const moved = deployed.filter(([, { then }]) => then !== undefined)
    const names = moved.map(([name]) => name)
    await vi.waitFor(
      async () => {
        const running = Object.fromEntries(names.map((name) => [appOf(name), ['current']]))
        expect(statesIn(await read(names))).toEqual(running)
      },
      { timeout: 120_000, interval: 1000 },
    )
    await forEachAtOnce(moved, [1, 2, 3, 4], ([name, { labels, then }]) =>
      deployStack(swarmHost, stackOf(name), { app: { ...then, labels: labels?.(stackOf(name)) ?? {} } }),
    )
  }, 300_000)
  afterAll(async () => {
    const stacks = [...deployed.map(([name]) => stackOf(name)), stranger]
    await forEachAtOnce(stacks, [1, 2, 3, 4], (stack) => removeStack(swarmHost, stack).catch(() => {}))
    place?.remove()
  }, 120_000)

  it('has every state of the issue, each app in its own', async () => {
    const expected = {
      ...Object.fromEntries(Object.entries(apps).map(([name, app]) => [appOf(name), expectedStates(name, app)])),
      ...Object.fromEntries(Object.keys(elsewhere).map((name) => [appOf(name), ['unreachable']])),
    }
    expect(Object.keys(expected)).toHaveLength(30)
    await vi.waitFor(async () => expect(statesIn(await read())).toEqual(expected), { timeout: 110_000, interval: 1000 })
    const fleet = await read()
    expect(fleet.servers.map(({ name, error }) => [name, error?.code])).toEqual([
      [here, undefined],
      [far, 'SWARM_UNREACHABLE'],
    ])
    expect(fleet.servers[0]?.unknownStacks).toContain(stranger)
    const evidence = (name: string) =>
      fleet.apps.find(({ app }) => app === appOf(name))?.findings.flatMap((finding) => finding.evidence)
    expect(evidence('chaos-1')?.[0]).toBe('7ae7b0f7 = 0.7.0+3.3.1 and 9 commits')
    expect(evidence('behind-3')?.[0]).toBe('2 newer releases: 0.6.0+3.2.1, 0.7.0+3.3.1')
    expect(evidence('blocked')?.[0]).toContain('no suitable node')
    expect(evidence('current-1')).toContain('fleet-current-1_app asks for no tasks (0 replicas)')
    for (const name of ['rolled', 'paused']) expect(evidence(name)?.join()).toContain('non-zero exit (3)')
  })

  it('is a table, a page, a JUnit report and an exit code', async () => {
    const [html, junit] = ['fleet.html', 'junit.xml'].map((name) => join(process.env['FLEET_PAGE'] ?? place.dir, name))
    const env = { HOME: place.dir, ABRA_DIR: abraDir }
    const options = ['--html', html ?? '', '--junit', junit ?? '', '--fail-on', 'drifted,rolled-back']
    const { stdout, stderr, exitCode } = await runCli(['fleet', ...options], { env })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('30 apps: ')
    expect(stdout).toMatch(/^fleet-paused +one\.example\.com +paused /m)
    const xml = readFileSync(junit ?? '', 'utf8')
    await expectJunit(xml)
    // Drifted, drifted chaos and rolled back fail; a broken file and a far server are errors.
    expect(xml).toMatch(/tests="30" failures="3" errors="3"/)
    expect(readFileSync(html ?? '', 'utf8')).toContain('fleet-rolled')
    const alone = await runCli(['fleet', ...['current-1', 'chaos-1'].map(appOf), '--fail-on', 'drifted'], { env })
    expect(alone.exitCode).toBe(0)
  })

  it('is read again at an event of the Swarm', async () => {
    const stop = new AbortController()
    const options = { abraDir, home: place.dir, docker, apps: [appOf('behind-1')], signal: stop.signal }
    const readings = watchFleet({ ...options, everyMs: 3_600_000 })
    try {
      const first = (await readings.next()).value
      expect(first?.apps[0]?.state).toBe('behind')
      const second = readings.next()
      let heard = false
      void second.finally(() => {
        heard = true
      })
      // The stream of events may open a moment after the first reading, so the label changes until one is heard.
      for (let version = 0; !heard; version = 1 - version) {
        const stamp = version === 0 ? NEW : LATER
        const labels = release(stamp)(stackOf('behind-1'))
        await deployStack(swarmHost, stackOf('behind-1'), { app: { labels, deploy: { replicas: 0 } } })
        await pause(1000)
      }
      expect((await second).value?.apps[0]?.state).toBe('drifted')
    } finally {
      stop.abort()
    }
  })
})
