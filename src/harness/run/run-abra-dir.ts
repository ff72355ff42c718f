import { mkdirSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { errnoOrEio, fileUnreadable } from '../../app/files/read-user-file.js'
import { AbraVersionError } from '../../errors.js'
import { withFileErrors } from '../../file-error/unwritable.js'

/** abra's folder as it is shared, and the folder of one run. */
export interface RunAbraDirOptions {
  /** With `servers/` and, where there is one, `catalogue/`. */
  readonly shared: string
  /** The run's own; made, or empty. */
  readonly into: string
}

/**
 * An ABRA_DIR for one run: `servers/` and `catalogue/` are links to the shared ones, `recipes/` is fresh, so that two runs never check out in one
 * clone. Remove it when the run is over; what the links lead to stays. Set ABRA_DIR to it before abra is called at all.
 *
 * @returns its absolute path, without links
 * @throws FILE_UNREADABLE where there are no shared servers; FILE_UNWRITABLE, for a folder that holds something already (EEXIST) too
 * @rule R40
 */
export function makeRunAbraDir({ shared, into }: RunAbraDirOptions): string {
  const servers = sharedFolder(shared, 'servers')
  if (servers === undefined) {
    const cause = Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
    throw fileUnreadable(join(shared, 'servers'), cause, 'name the folder of abra that holds the servers')
  }
  const catalogue = sharedFolder(shared, 'catalogue')
  return withFileErrors(into, () => {
    mkdirSync(into, { recursive: true, mode: 0o700 })
    if (readdirSync(into).length > 0) throw occupied(into)
    const dir = realpathSync(into)
    try {
      mkdirSync(join(dir, 'recipes'))
      symlinkSync(servers, join(dir, 'servers'))
      if (catalogue !== undefined) symlinkSync(catalogue, join(dir, 'catalogue'))
    } catch (error) {
      for (const name of ['recipes', 'servers', 'catalogue']) rmSync(join(dir, name), { recursive: true, force: true })
      throw error
    }
    return dir
  })
}

/** undefined where there is none. */
function sharedFolder(shared: string, name: string): string | undefined {
  const path = join(resolve(shared), name)
  try {
    if (statSync(path).isDirectory()) return realpathSync(path)
    throw Object.assign(new Error('ENOTDIR'), { code: 'ENOTDIR' })
  } catch (error) {
    if (errnoOrEio(error) === 'ENOENT') return undefined
    throw fileUnreadable(path, error)
  }
}

function occupied(path: string): AbraVersionError<'FILE_UNWRITABLE'> {
  const advice = 'give each run a folder of its own'
  return new AbraVersionError('FILE_UNWRITABLE', `${path} is not empty`, { path, errno: 'EEXIST' }, { advice })
}
