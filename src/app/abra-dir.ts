import { resolve } from 'node:path'
import { AbraVersionError } from '../errors.js'

export interface AbraDirOptions {
  /** The folder itself; beats the environment. */
  readonly abraDir?: string
  /** Where `ABRA_DIR` and `HOME` are looked up. Default: the process's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * The folder with abra's servers and recipes: the one given, or `ABRA_DIR`, or `~/.abra`. An empty `ABRA_DIR` counts as none.
 *
 * @returns an absolute path; links in it are not resolved, and nobody looks whether it is there
 * @throws HOME_UNKNOWN where there is neither `ABRA_DIR` nor `HOME`; USAGE for an empty text, or one with a NUL
 * @rule R40
 * @example
 * ```ts
 * abraDir({ env: { HOME: '/home/maria' } }) // '/home/maria/.abra'
 * abraDir({ env: { HOME: '/home/maria', ABRA_DIR: '/abra' } }) // '/abra'
 * ```
 */
export function abraDir(options: AbraDirOptions = {}): string {
  const env = options.env ?? process.env
  const named = options.abraDir ?? (env['ABRA_DIR'] || undefined)
  if (named !== undefined) return checked(named)
  const home = env['HOME'] ?? ''
  if (home === '') {
    throw new AbraVersionError(
      'HOME_UNKNOWN',
      'neither ABRA_DIR nor HOME is set, so the folder of abra is not known',
      { goGit: '' },
      { advice: 'set ABRA_DIR, or HOME to the home folder of the user who runs abra' },
    )
  }
  return checked(resolve(home, '.abra'))
}

function checked(dir: string): string {
  if (dir !== '' && !dir.includes('\0')) return resolve(dir)
  throw new AbraVersionError(
    'USAGE',
    `${JSON.stringify(dir)} is no folder`,
    { argument: 'ABRA_DIR', value: dir },
    { advice: 'name the folder that holds servers and recipes' },
  )
}
