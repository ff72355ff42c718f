import type { DriftInput } from '../drift/drift-facts.js'
import type { ServiceState, Snapshot } from '../snapshot/snapshot.js'
import type { TimelineLook } from './deploy-timeline.js'

/** A snapshot with its place in time. */
export interface WatchedLook {
  readonly what: TimelineLook['what']
  readonly snapshot: Snapshot
  /** By name. */
  readonly services: ReadonlyMap<string, ServiceState>
  /** Milliseconds since 1970; never before the look before. */
  readonly time: number
}

/** All snapshots of a deploy in the order in which they were taken, whatever the times in a file say. */
export function watchedLooks({ baseline, deployed, snapshots }: DriftInput): WatchedLook[] {
  const named: [TimelineLook['what'], Snapshot | undefined][] = [
    ['baseline', baseline],
    ['right after the deploy', deployed],
    ...snapshots.map((snapshot): [TimelineLook['what'], Snapshot] => ['snapshot', snapshot]),
  ]
  const looks: WatchedLook[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const [what, snapshot] of named) {
    if (snapshot === undefined) continue
    last = Math.max(last, Date.parse(snapshot.takenAt))
    const services = new Map(snapshot.services.map((service) => [service.name, service]))
    looks.push({ what, snapshot, services, time: last })
  }
  return looks
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
