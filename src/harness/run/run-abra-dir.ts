import { mkdirSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { errnoOrEio, fileUnreadable } from '../../app/files/read-user-file.js'
import { AbraVersionError } from '../../errors.js'
import { withFileErrors } from '../../file-error/unwritable.js'

/** The shared ABRA_DIR and the folder of one run. */
export interface RunAbraDirOptions {
  /** Contains `servers/`, and may contain `catalogue/`. */
  readonly shared: string
  /** The folder of this run. Created if missing; must be empty. */
  readonly into: string
}

/**
 * Creates an ABRA_DIR for one run: `servers/` and `catalogue/` are links to the shared ones, `recipes/` is new, so two runs never share a checkout.
 * Set ABRA_DIR to it before the first call of abra. Remove it after the run; the targets of the links stay.
 *
 * @returns its absolute path, with links resolved
 * @throws FILE_UNREADABLE if the shared folder has no `servers/`; FILE_UNWRITABLE, also if `into` is not empty (EEXIST)
 * @rule R40
 * @example
 * ```ts
 * const runDir = makeRunAbraDir({ shared: abraDir(), into: 'run' })
 * const { server } = await findApp('forum.example.com', { abraDir: runDir })
 * server // 'one.example.com'
 * ```
 */
export function makeRunAbraDir({ shared, into }: RunAbraDirOptions): string {
  const servers = sharedFolder(shared, 'servers')
  if (servers === undefined) {
    const cause = Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
    throw fileUnreadable(join(shared, 'servers'), cause, 'name the ABRA_DIR that contains servers/')
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

/** undefined if the folder is missing. */
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
