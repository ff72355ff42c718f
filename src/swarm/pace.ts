/** What the pause before the next snapshot depends on. */
interface Pace {
  /** The daemon sends its events, so that a change on its own node is known at once. */
  readonly hearsEvents: boolean
  /** The Swarm has one node, so the events of the daemon are all there are. */
  readonly isSingleNode: boolean
  /** Milliseconds since the last event or change. */
  readonly quietMs: number
}

/** Between two polls while no events are heard. */
const pollMs = 250
/** The shortest pause between two polls while events are heard. */
const heardPollMs = 1000
const longestPollMs = 10_000
const longestSingleNodePollMs = 30_000
/** A stream of events may have died without an end, so services are read again after this time. */
const fullAfterMs = 45_000

/**
 * Milliseconds until the next snapshot, if no event comes before. The tasks of other nodes send no event to a manager, so a Swarm of several nodes is
 * polled more often.
 */
export function pauseBetweenLooks({ hearsEvents, isSingleNode, quietMs }: Pace): number {
  if (!hearsEvents) return pollMs
  if (!isSingleNode) return Math.min(Math.max(heardPollMs, quietMs / 10), longestPollMs)
  return Math.min(Math.max(heardPollMs, 4 * quietMs), longestSingleNodePollMs)
}

/** Whether a poll may read the tasks alone: the daemon would have told of a change of the services. */
export function mayReadTasksAlone({ hearsEvents }: Pick<Pace, 'hearsEvents'>, sinceFullMs: number): boolean {
  return hearsEvents && sinceFullMs < fullAfterMs
}
