import type { DriftInput } from '../drift/drift-facts.js'
import type { ServiceState, Snapshot } from '../snapshot/snapshot.js'
import type { TimelineSnapshot } from './deploy-timeline.js'

/** A snapshot with its place in time. */
export interface WatchedSnapshot {
  readonly what: TimelineSnapshot['what']
  readonly snapshot: Snapshot
  /** By name. */
  readonly services: ReadonlyMap<string, ServiceState>
  /** Milliseconds since 1970; never before that of the snapshot before. */
  readonly time: number
}

/** All snapshots of a deploy in the order in which they were taken, whatever the times in a file say. */
export function watchedSnapshots({ baseline, deployed, snapshots }: DriftInput): WatchedSnapshot[] {
  const named: [TimelineSnapshot['what'], Snapshot | undefined][] = [
    ['baseline', baseline],
    ['right after the deploy', deployed],
    ...snapshots.map((snapshot): [TimelineSnapshot['what'], Snapshot] => ['snapshot', snapshot]),
  ]
  const watched: WatchedSnapshot[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const [what, snapshot] of named) {
    if (snapshot === undefined) continue
    last = Math.max(last, Date.parse(snapshot.takenAt))
    const services = new Map(snapshot.services.map((service) => [service.name, service]))
    watched.push({ what, snapshot, services, time: last })
  }
  return watched
}

/** Milliseconds since 1970; undefined for a text that is no time. */
export function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : time
}

/** What a Date can hold, whatever a file says. */
const latest = 8_640_000_000_000_000

export function isoOf(time: number): string {
  return new Date(Math.min(Math.max(time, -latest), latest)).toISOString()
}
