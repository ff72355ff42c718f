import type { Snapshot } from './snapshot.js'

const mostNames = 10

/** The names of a snapshot's services in one line: `a, b and 3 more`; '' if it has none. */
export function shownServices({ services }: Snapshot): string {
  const names = services.slice(0, mostNames).map(({ name }) => name)
  const more = services.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
