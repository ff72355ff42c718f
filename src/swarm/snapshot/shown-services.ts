import { firstFew } from '../../first-few.js'
import type { Snapshot } from './snapshot.js'

const mostNames = 10

/** The names of a snapshot's services in one line: `a, b and 3 more`; '' if it has none. */
export function shownServices({ services }: Snapshot): string {
  return firstFew(
    services.map(({ name }) => name),
    mostNames,
  )
}
