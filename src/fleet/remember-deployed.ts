import { defined } from '../defined.js'
import type { Fleet, FleetApp } from './fleet.js'

/**
 * A reading for comparing the next one with: a row that does not know what is deployed has it from the reading before. So a deploy that came while
 * a server was away is a change once it is back.
 */
export function rememberDeployed(before: Fleet | undefined, now: Fleet): Fleet {
  const known = new Map(before?.apps.map((app) => [rowKey(app), app.deployed]))
  const apps = now.apps.map(
    (app): FleetApp => (isDeployKnown(app) ? app : { ...app, ...defined({ deployed: known.get(rowKey(app)) }) }),
  )
  return { ...now, apps }
}

/** Whether what is deployed was read. */
export function isDeployKnown({ findings }: FleetApp): boolean {
  return !findings.some(({ state }) => state === 'unreachable' || state === 'unreadable')
}

/** A server and an app's name: two servers may have apps of one name. */
export function rowKey({ app, server }: FleetApp): string {
  return `${server}/${app}`
}
