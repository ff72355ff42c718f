import { lstatSync, realpathSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { App } from '../../app/app.js'
import { readUserFile } from '../../app/files/read-user-file.js'
import { writePrivateFile } from '../../app/files/replace-file.js'
import { toByteString } from '../../byte-string/byte-string.js'
import { AbraVersionError } from '../../errors.js'
import { withFileErrors } from '../../file-error/unwritable.js'
import { readIndex } from '../../git/index/read-index.js'
import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { readChaosVersion } from '../../recipe/chaos-version/read-chaos-version.js'
import { addComposeFile, type ComposeFileEntry, removeComposeFile } from './compose-file-entry.js'
import type { RecipeCheckout } from './recipe-checkout.js'

/** Which deploys it is for: the base alone (it is taken away before head is deployed), or base and head. */
export type OverlayUse = 'base' | 'both'

export interface OverlayOptions extends WorktreeOptions {
  readonly for: OverlayUse
  /** Whose COMPOSE_FILE is to name it. Without one the entry is the caller's business. */
  readonly app?: Pick<App, 'path'>
}

export interface ProvidedOverlay {
  readonly for: OverlayUse
  /** As COMPOSE_FILE names it. */
  readonly name: string
  /** In the checkout. */
  readonly path: string
  /** What it is a copy of. */
  readonly source: string
  /** The app's entry; `before` undefined where there was none. */
  readonly composeFile?: ComposeFileEntry
  /** Every chaos deploy is stamped with `+U` from now on: the file is untracked, so the tree is dirty (R22). false only where git ignores it. */
  readonly carriesU: boolean
  /** What a chaos deploy would be stamped with now. */
  readonly chaosVersion: string
  /** The same in words, for a log. */
  readonly note: string
}

const largestOverlay = 1 << 20

/**
 * Puts a compose file of the harness into a recipe's checkout, untracked, and names it in the app's COMPOSE_FILE. The checkout keeps it when
 * checkoutRef moves to another ref; abra's own checkout deletes it (L20). Doing it twice is doing it once.
 *
 * @param file of the harness, outside the checkout; its name is the overlay's
 * @throws CHECKOUT_WOULD_OVERWRITE where the recipe, or somebody else, has a file of this name; FILE_UNREADABLE FILE_UNWRITABLE SAFETY_LIMIT USAGE, and
 *   the codes of setEnv and chaosVersion
 * @rule R22 R48 L20
 */
export async function provideOverlay(
  recipe: RecipeCheckout,
  file: string,
  options: OverlayOptions,
): Promise<ProvidedOverlay> {
  const { for: use, app, profile = defaultProfile, ...home } = options
  const { dir } = recipe
  const name = basename(file)
  if (!/^[\w][\w.-]*\.ya?ml$/.test(name)) throw badName(file)
  const bytes = readUserFile(file, largestOverlay)
  const path = join(realpathSync(dir), name)
  const tracked = readIndex(openRepository(dir, profile)).contents.entries.some(
    (entry) => entry.name === toByteString(name),
  )
  if (tracked) throw taken(dir, name, 'the recipe has a file of this name')
  if (!holds(path, bytes)) writePrivateFile(path, bytes)
  // The file first: a COMPOSE_FILE that names what is not there is fatal (R48).
  const composeFile = app === undefined ? undefined : await addComposeFile(app, name)
  const { clean, files, chaosVersion } = await readChaosVersion(dir, { profile, ...home })
  const carriesU = !clean && files.some((each) => each.path === name)
  return {
    for: use,
    name,
    path,
    source: file,
    ...(composeFile === undefined ? {} : { composeFile: { ...composeFile, path: app?.path ?? composeFile.path } }),
    carriesU,
    chaosVersion,
    note: carriesU
      ? `${name} is untracked in ${dir}: every chaos deploy is now stamped with +U (${chaosVersion})`
      : `${name} is ignored in ${dir}: it does not make the tree dirty, the stamp stays ${chaosVersion}`,
  }

  /** Ours from before; anything else of this name stays. */
  function holds(there: string, wanted: Buffer): boolean {
    const stat = lstatSync(there, { throwIfNoEntry: false })
    if (stat === undefined) return false
    if (stat.isFile() && stat.size === wanted.length && readUserFile(there, largestOverlay).equals(wanted)) return true
    throw taken(dir, name, 'there is another file of this name')
  }
}

/**
 * Takes an overlay away again, first from COMPOSE_FILE, then from the checkout. One that is gone already is no error: a checkout by abra deletes it.
 *
 * @throws CHECKOUT_WOULD_OVERWRITE where the file is not the overlay any more; FILE_UNWRITABLE, and the codes of setEnv
 */
export async function removeOverlay({ name, path, source, composeFile }: ProvidedOverlay): Promise<void> {
  if (composeFile !== undefined) await removeComposeFile(composeFile, name)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return
  if (!readUserFile(path, largestOverlay).equals(readUserFile(source, largestOverlay)))
    throw taken(dirname(path), name, 'it is not the overlay any more')
  withFileErrors(path, () => rmSync(path))
}

function taken(dir: string, name: string, why: string): AbraVersionError<'CHECKOUT_WOULD_OVERWRITE'> {
  const what = `${dir}/${name} is not touched: ${why}`
  const details = { advice: 'give the overlay another name, such as compose.ccci.yml' }
  return new AbraVersionError('CHECKOUT_WOULD_OVERWRITE', what, { dir, paths: [name] }, details)
}

function badName(file: string): AbraVersionError<'USAGE'> {
  const data = { argument: 'file', value: file }
  const details = { advice: 'name it like compose.ccci.yml: no colon, no space, ending in .yml' }
  return new AbraVersionError('USAGE', `${file} cannot be an overlay by its name`, data, details)
}
