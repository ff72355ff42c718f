import { AbraVersionError } from '../errors.js'

/** Which references are fetched, and their names here. Either both sides end in `*` or none does. */
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
      `${JSON.stringify(text)} names no references to fetch`,
      { argument: 'refspecs', value: text },
      { advice: 'write it like refs/tags/* or refs/heads/*:refs/remotes/origin/*' },
    )
  }
  return { from, to }
}

/** The name a reference of the source gets here; undefined where it is not asked for. */
export function localNameOf({ from, to }: Refspec, name: string): string | undefined {
  if (!from.endsWith('*')) return name === from ? to : undefined
  const prefix = from.slice(0, -1)
  return name.startsWith(prefix) ? to.slice(0, -1) + name.slice(prefix.length) : undefined
}
