import { writeOutput } from '../app/files/write-output.js'
import type { TimelinePage } from '../page/render-timeline-page.js'
import type { DriftInput } from '../swarm/drift/drift-facts.js'

/** A page of a deploy, as a command knows it. */
export interface PageRequest extends Omit<TimelinePage, 'timeline'> {
  /** undefined if nothing was seen of the Swarm. */
  readonly input?: DriftInput | undefined
}

/**
 * Writes the page whole or not at all, for its owner alone: it holds what labels and task errors say.
 *
 * @throws FILE_UNWRITABLE
 */
export async function writeTimelinePage(path: string, { input, ...page }: PageRequest): Promise<void> {
  // Most commands write none.
  const [{ renderTimelinePage }, { timelineOf }] = await Promise.all([
    import('../page/render-timeline-page.js'),
    import('../swarm/timeline/timeline-of.js'),
  ])
  const text = renderTimelinePage(input === undefined ? page : { ...page, timeline: timelineOf(input) })
  writeOutput(path, Buffer.from(text))
}
