import { decodeBytePath } from '../../byte-string/byte-path.js'
import { AbraVersionError } from '../../errors.js'

/** The three folders a scenario may touch: the checkout, the scratch home, and a sibling of the checkout. */
export type ScenarioRoot = 'checkout' | 'home' | 'outside'

export interface ScenarioPath {
  root: ScenarioRoot
  /** The path's segments, joined again and without `.`; empty for the root itself. */
  below: Buffer
}

/**
 * Reads a path of a scenario: below the checkout, or after `home:` or `outside:` below those folders. Bytes are written as
 * {@link decodeBytePath} reads them; a file of the checkout whose name begins with `home:` is `./home:…`.
 *
 * @throws `USAGE` where the path is absolute, has a `..` segment or a zero byte, or cannot be decoded
 */
export function parseScenarioPath(text: string): ScenarioPath {
  const prefix = /^(home|outside):/.exec(text)
  const root = (prefix?.[1] ?? 'checkout') as ScenarioRoot
  const below = decodeBytePath(text.slice(prefix?.[0].length ?? 0)).toString('latin1')
  if (text === '') throw refusedPath(text, 'is empty', 'name a file, or "." for the checkout itself')
  if (below.startsWith('/'))
    throw refusedPath(text, 'is absolute', 'begin it at the checkout, or with home: or outside:')
  if (below.includes('\0')) throw refusedPath(text, 'has a zero byte', 'no file name can hold one')
  const segments = below.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.includes('..'))
    throw refusedPath(text, 'has a ".." segment', 'begin it at the checkout, or with home: or outside:')
  return { root, below: Buffer.from(segments.join('/'), 'latin1') }
}

/** The error for a path that a scenario may not have. */
export function refusedPath(text: string, what: string, advice: string): AbraVersionError<'USAGE'> {
  return new AbraVersionError(
    'USAGE',
    `path ${JSON.stringify(text)} ${what}`,
    { argument: 'path', value: text },
    { advice },
  )
}
