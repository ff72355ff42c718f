import type { NodeClock } from './deploy-timeline.js'

/**
 * Milliseconds by which a time may lie beyond a snapshot that shows it: the tasks are read after the moment that the snapshot names.
 */
export const readingMs = 1000

/** A difference that is worth naming. */
const noteworthyMs = 2000

/** What a snapshot says of a node's clock: by it something happened at `stamped`, by the manager's between the other two. */
export interface ClockSighting {
  readonly nodeId: string
  readonly stamped: number
  readonly after: number
  readonly before: number
}

/** How far the clocks of nodes are from the manager's. */
export class NodeClocks {
  readonly #bounds = new Map<string, { least: number; most: number }>()

  add({ nodeId, stamped, after, before }: ClockSighting): void {
    const bounds = this.#bounds.get(nodeId) ?? { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY }
    bounds.least = Math.max(bounds.least, stamped - before - readingMs)
    bounds.most = Math.min(bounds.most, stamped - after + readingMs)
    this.#bounds.set(nodeId, bounds)
  }

  /** Milliseconds that a node's clock is ahead; 0 if nothing speaks against it; undefined if its times contradict each other. */
  aheadMs(nodeId: string): number | undefined {
    const { least, most } = this.#bounds.get(nodeId) ?? { least: 0, most: 0 }
    if (least <= 0 && most >= 0) return 0
    if (least > most) return undefined
    if (!Number.isFinite(least)) return most
    return Number.isFinite(most) ? Math.round((least + most) / 2) : least
  }

  /** The clocks that differ, by node. */
  differing(): NodeClock[] {
    return [...this.#bounds.keys()].sort().flatMap((nodeId) => {
      const aheadMs = this.aheadMs(nodeId)
      if (aheadMs === undefined) return [{ nodeId }]
      return Math.abs(aheadMs) < noteworthyMs ? [] : [{ nodeId, aheadMs }]
    })
  }
}
