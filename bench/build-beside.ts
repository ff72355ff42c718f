import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AbraVersionError } from '../src/errors.js'
import type { Scratch } from './scratch.js'

const run = promisify(execFile)

/** Another revision of this package, built to be measured beside the present one. */
export interface BesideBuild {
  /** What the option named, for the tables. */
  readonly revision: string
  readonly dir: string
}

/**
 * Builds a revision of the package in the scratch folder, with the build tools that are installed here.
 *
 * @param root folder of the repository, with its node_modules
 * @throws USAGE if git does not know the revision, or it cannot be built
 */
export async function buildBeside(scratch: Scratch, root: string, revision: string): Promise<BesideBuild> {
  const dir = join(scratch.dir, 'beside')
  mkdirSync(dir)
  const script =
    'set -e; git -C "$0" archive "$1^{commit}" | tar -x -C "$2"; cd "$2"; ./node_modules/.bin/tsup --no-dts --silent'
  try {
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))
    await run('bash', ['-o', 'pipefail', '-c', script, root, revision, dir])
  } catch (error) {
    const advice = error instanceof Error ? error.message : String(error)
    throw new AbraVersionError(
      'USAGE',
      `--beside ${revision}: this revision could not be built`,
      { argument: '--beside', value: revision },
      { advice },
    )
  }
  return { revision, dir }
}
