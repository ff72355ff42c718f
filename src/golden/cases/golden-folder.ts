import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { AbraVersionError } from '../../errors.js'
import { goldenInvalid } from './golden-json.js'
import { manifestPath } from './golden-manifest.js'
import { isPackedGolden, unpackGoldens } from './packed-goldens.js'

/**
 * The folder of the golden cases: `named`, or the one of this program. That is `golden` in a clone of the repository, and the packed
 * `dist/golden` in an installed package.
 *
 * @param root the folder that holds this program's package.json
 * @throws GOLDEN_INVALID where the folder is missing
 */
export function findGoldenFolder(named?: string, root = packageRoot()): string {
  const own = [join(root, 'golden'), join(root, 'dist/golden')]
  const found = own.find((folder) => existsSync(join(folder, manifestPath))) ?? join(root, 'golden')
  const folder = named === undefined ? found : resolve(named)
  if (existsSync(folder)) return folder
  throw goldenInvalid('', `is missing (${folder})`, 'name the folder of the golden cases with --golden')
}

/**
 * Calls `use` with the golden cases as files: packed ones are first unpacked into a temporary folder, which is removed afterwards.
 *
 * @throws GOLDEN_INVALID where they cannot be unpacked
 */
export async function withGoldenFiles<T>(folder: string, use: (golden: string) => Promise<T>): Promise<T> {
  if (!isPackedGolden(folder)) return use(folder)
  const into = await mkdtemp(join(tmpdir(), 'golden-'))
  try {
    unpackGoldens(folder, into)
    return await use(into)
  } finally {
    await rm(into, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * Only a clone can record: an installed package has neither the cases as files nor the source of the reference programs.
 *
 * @throws USAGE where `folder` is packed
 */
export function checkRecordable(folder: string): void {
  if (!isPackedGolden(folder)) return
  const advice = 'clone the repository and record there, or name its golden folder with --golden'
  const data = { argument: '--golden', value: folder }
  throw new AbraVersionError('USAGE', `the goldens of an installed package (${folder}) are packed`, data, { advice })
}

/** The sources and the built files lie at different depths below it. */
function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}
