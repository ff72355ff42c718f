import { resolve } from 'node:path'
import { AbraVersionError } from '../errors.js'

/** Where `ABRA_DIR` and the home folder are read from. */
export interface AbraDirOptions {
  /** The folder itself. It takes precedence over the environment. */
  readonly abraDir?: string
  /** The environment with `ABRA_DIR` and `HOME`. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Returns abra's folder, which holds `servers/` and `recipes/`: `options.abraDir`, else `ABRA_DIR`, else `~/.abra`. An empty `ABRA_DIR` counts as
 * unset.
 *
 * @returns an absolute path. Symlinks are not resolved, and the folder may be missing
 * @throws HOME_UNKNOWN if neither `ABRA_DIR` nor `HOME` is set; USAGE for an empty path or one with a NUL byte
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
      'neither ABRA_DIR nor HOME is set, so the folder of abra is unknown',
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
    `${JSON.stringify(dir)} is not a folder`,
    { argument: 'ABRA_DIR', value: dir },
    { advice: 'name the folder that holds servers and recipes' },
  )
}
