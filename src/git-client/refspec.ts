import { AbraVersionError } from '../errors.js'

/** References to fetch, and their local names. Both sides end in `*`, or neither does. */
export interface Refspec {
  readonly from: string
  readonly to: string
}

/** @throws USAGE */
export function parseRefspec(text: string): Refspec {
  const [from = '', to = from, ...more] = text.replace(/^\+/, '').split(':')
  const wellFormed = [from, to].every((side) => /^refs\/[\w./-]+\*?$/.test(side) && !side.includes('..'))
  if (more.length > 0 || !wellFormed || from.endsWith('*') !== to.endsWith('*')) {
    throw new AbraVersionError(
      'USAGE',
      `${JSON.stringify(text)} is not a valid refspec`,
      { argument: 'refspecs', value: text },
      { advice: 'write it like refs/tags/* or refs/heads/*:refs/remotes/origin/*' },
    )
  }
  return { from, to }
}

/** The local name of a reference of the source; undefined if the refspec does not cover it. */
export function localNameOf({ from, to }: Refspec, name: string): string | undefined {
  if (!from.endsWith('*')) return name === from ? to : undefined
  const prefix = from.slice(0, -1)
  return name.startsWith(prefix) ? to.slice(0, -1) + name.slice(prefix.length) : undefined
}
