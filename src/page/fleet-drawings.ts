import type { Fleet, FleetApp } from '../fleet/fleet.js'
import { fleetStates } from '../fleet/fleet-state.js'
import { verdictInfo } from '../swarm/assess/verdict.js'
import type { Snapshot } from '../swarm/snapshot/snapshot.js'
import { timelineOf } from '../swarm/timeline/timeline-of.js'
import { drawTimeline } from './draw-timeline.js'
import type { TimelineDrawing } from './timeline-drawing.js'

/** What a page of the fleet shows besides the fleet. */
export interface FleetPageOptions {
  /** The snapshot of a stack, as `onStacks` of readFleet gave it: then an app whose last deploy did not end well has its timeline. */
  readonly snapshots?: (server: string, stack: string) => Snapshot | undefined
}

/** Bytes of all drawings of a page; the most urgent apps have theirs. */
const mostBytes = 1024 * 1024

/** The last deploy of each app that it did not go well for. */
export function fleetDrawings({ apps }: Fleet, { snapshots }: FleetPageOptions): Map<FleetApp, TimelineDrawing> {
  const drawings = new Map<FleetApp, TimelineDrawing>()
  if (snapshots === undefined) return drawings
  const urgent = apps
    .filter(({ deployed }) => deployed !== undefined && !verdictInfo[deployed.verdict].ok)
    .sort((a, b) => fleetStates.indexOf(a.state) - fleetStates.indexOf(b.state))
  let bytes = 0
  for (const app of urgent) {
    const snapshot = app.stack === undefined ? undefined : snapshots(app.server, app.stack)
    if (snapshot === undefined || bytes > mostBytes) continue
    const drawing = drawTimeline(timelineOf({ snapshots: [snapshot] }))
    bytes += JSON.stringify(drawing).length
    if (bytes <= mostBytes) drawings.set(app, drawing)
  }
  return drawings
}
