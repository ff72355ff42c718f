import type { Fleet, FleetApp } from './fleet.js'

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
 * - `deployed`: the labels name another version. `redeployed`: the same version, but the service was written again.
 * - `pinned`: the app's file names another version.
 * - `released`: the clone of the recipe has a newer release.
 * - `state`: the app is in another state, and nothing of the above says why.
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
  const former = new Map(before.apps.map((app) => [keyOf(app), app]))
  const changes: FleetChange[] = []
  for (const app of now.apps) {
    const old = former.get(keyOf(app))
    former.delete(keyOf(app))
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
  if (changes.length > 0 || old.state === app.state) return changes
  return [{ kind: 'state', text: `${old.state} -> ${app.state}` }]
}

function deployChanges(old: FleetApp, app: FleetApp): Change[] {
  if (isUnknown(old) || isUnknown(app)) return []
  const [was, is] = [shownDeploy(old), shownDeploy(app)]
  if (was !== is) return [{ kind: 'deployed', text: `${was} -> ${is}` }]
  if (old.deployed?.updatedAt === app.deployed?.updatedAt) return []
  return [{ kind: 'redeployed', text: `${is} again, ${app.deployed?.updatedAt}` }]
}

function isUnknown({ findings }: FleetApp): boolean {
  return findings.some(({ state }) => state === 'unreachable' || state === 'unreadable')
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

/** A server and an app's name: two servers may have apps of one name. */
function keyOf({ app, server }: FleetApp): string {
  return `${server}/${app}`
}
