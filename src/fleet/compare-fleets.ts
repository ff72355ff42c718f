import { meetsExpectation } from '../decide/expectation.js'
import { deployedBetween } from '../swarm/snapshot/deployed-since.js'
import type { Fleet, FleetApp } from './fleet.js'
import { fleetStates } from './fleet-state.js'
import { isDeployKnown, rowKey } from './remember-deployed.js'

/** Something that happened to an app between two readings. Texts may quote labels with control characters. */
export interface FleetChange {
  readonly app: string
  readonly server: string
  readonly kind: FleetChangeKind
  /** `0.6.0+3.2.1 -> 0.7.0+3.3.1`, one sentence. */
  readonly text: string
}

/**
 * - `added`, `removed`: the app's file appeared or is gone.
 * - `deployed`: the labels name another version. `redeployed`: the same version, but a deploy, a rollback or `docker service update` wrote the service again.
 * - `pinned`: the app's file names another version.
 * - `released`: the clone of the recipe has a newer release.
 * - `state`: the app is in another state, and nothing of the above says why; or it is in one that asks for help, from `paused` to `unreachable`.
 */
export type FleetChangeKind = 'added' | 'removed' | 'deployed' | 'redeployed' | 'pinned' | 'released' | 'state'

/**
 * What changed between two readings of a fleet. What one of them does not know is no change: a server that did not answer says nothing about its apps.
 *
 * @example
 * ```ts
 * const before = await readFleet()
 * await writeRecipeVersion(await readApp('forum.example.com'), '0.7.0+3.3.1')
 * compareFleets(before, await readFleet()).map(({ kind, text }) => `${kind}: ${text}`)[0] // 'pinned: 0.6.0+3.2.1 -> 0.7.0+3.3.1'
 * ```
 */
export function compareFleets(before: Fleet, now: Fleet): FleetChange[] {
  const former = new Map(before.apps.map((app) => [rowKey(app), app]))
  const changes: FleetChange[] = []
  for (const app of now.apps) {
    const old = former.get(rowKey(app))
    former.delete(rowKey(app))
    const found = old === undefined ? [{ kind: 'added' as const, text: app.state }] : changesOf(old, app)
    changes.push(...found.map((change) => ({ app: app.app, server: app.server, ...change })))
  }
  const asked = new Set(now.servers.flatMap(({ name, unlisted }) => (unlisted === true ? [] : [name])))
  for (const { app, server, state } of former.values()) {
    if (asked.has(server)) changes.push({ app, server, kind: 'removed', text: `it was ${state}` })
  }
  return changes
}

type Change = Pick<FleetChange, 'kind' | 'text'>

function changesOf(old: FleetApp, app: FleetApp): Change[] {
  const changes = [...deployChanges(old, app), ...pinChanges(old, app), ...releaseChanges(old, app)]
  // The same version again does not say why an app is in another state: it may have been scaled to nothing.
  const isExplained = changes.some(({ kind }) => kind !== 'redeployed') && !asksForHelp(app) && !asksForHelp(old)
  if (old.state === app.state || isExplained) return changes
  return [...changes, { kind: 'state', text: `${old.state} -> ${app.state}` }]
}

/** No deploy or pin as such brings an app there. */
function asksForHelp({ state }: FleetApp): boolean {
  return fleetStates.indexOf(state) < fleetStates.indexOf('updating')
}

function deployChanges(old: FleetApp, app: FleetApp): Change[] {
  // An unknown row may have what was read before.
  if (!isDeployKnown(app) || (!isDeployKnown(old) && old.deployed === undefined)) return []
  const [was, is] = [shownDeploy(old), shownDeploy(app)]
  if (was !== is) return [{ kind: 'deployed', text: `${was} -> ${is}${besidePin(old, app)}` }]
  const [before, now] = [old.deployed?.trace, app.deployed?.trace]
  if (before === undefined || now === undefined || deployedBetween(before, now) !== 'yes') return []
  return [{ kind: 'redeployed', text: `${is} again, last written ${app.deployed?.updatedAt}${besidePin(old, app)}` }]
}

/** abra writes the version that it deploys into the app's file; on another machine that is another file. @rule R1 */
function besidePin(old: FleetApp, { deployed, pinned }: FleetApp): string {
  if (deployed?.stamp === undefined || pinned === undefined || old.pinned !== pinned) return ''
  return meetsExpectation(deployed.stamp, pinned)
    ? ''
    : `; the app's file still names ${pinned}, so the deploy left no trace in it`
}

function shownDeploy({ deployed }: FleetApp): string {
  return deployed === undefined ? 'not deployed' : (deployed.stamp ?? 'unknown')
}

function pinChanges(old: FleetApp, app: FleetApp): Change[] {
  if (old.error !== undefined || app.error !== undefined || old.pinned === app.pinned) return []
  return [{ kind: 'pinned', text: `${old.pinned ?? 'no version'} -> ${app.pinned ?? 'no version'}` }]
}

function releaseChanges(old: FleetApp, app: FleetApp): Change[] {
  if (old.newest === undefined || app.newest === undefined || old.newest === app.newest) return []
  return [{ kind: 'released', text: `${old.newest} -> ${app.newest}` }]
}
