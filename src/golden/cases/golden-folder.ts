import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { goldenInvalid } from './golden-json.js'

/**
 * The folder of the golden cases: the one that is named, else `golden` beside the package.json of this program.
 *
 * @throws GOLDEN_INVALID where there is none
 */
export function findGoldenFolder(named?: string): string {
  const folder = named === undefined ? join(packageRoot(), 'golden') : resolve(named)
  if (existsSync(folder)) return folder
  throw goldenInvalid('', `is not there (${folder})`, 'name the folder of the golden cases with --golden')
}

/** Sources and built files lie at different depths below it. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}
