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

/** The deploys that use the overlay: only the base (remove it before head is deployed), or base and head. */
export type OverlayUse = 'base' | 'both'

/** Which versions an overlay is for, and the app that lists it. */
export interface OverlayOptions extends WorktreeOptions {
  readonly for: OverlayUse
  /** The app whose COMPOSE_FILE should list the overlay. Without it the caller edits COMPOSE_FILE. */
  readonly app?: Pick<App, 'path'>
}

/** The overlay that was put into a checkout, and what that changed. removeOverlay takes it away. */
export interface ProvidedOverlay {
  readonly for: OverlayUse
  /** Its name in COMPOSE_FILE. */
  readonly name: string
  /** Its path in the checkout. */
  readonly path: string
  /** The original file. */
  readonly source: string
  /** The app's COMPOSE_FILE. `before` is undefined if there was none. */
  readonly composeFile?: ComposeFileEntry
  /** true: every chaos deploy is now stamped with `+U`, because the untracked file makes the worktree dirty (R22). false only if git ignores the file. */
  readonly carriesU: boolean
  /** The stamp of a chaos deploy now. */
  readonly chaosVersion: string
  /** One sentence on both, for a log. */
  readonly note: string
}

const largestOverlay = 1 << 20

/**
 * Copies a compose file, untracked, into a recipe's checkout and adds it to the app's COMPOSE_FILE. checkoutRef keeps the file; abra's own checkout
 * deletes it (L20). A second call changes nothing.
 *
 * @param file outside the checkout; the overlay gets its name
 * @throws CHECKOUT_WOULD_OVERWRITE if the checkout has another file of this name; FILE_UNREADABLE FILE_UNWRITABLE SAFETY_LIMIT USAGE, and
 *   the codes of setEnv and chaosVersion
 * @rule R22 R48 L20
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises'
 *
 * await writeFile('compose.ccci.yml', 'version: "3.8"\n')
 * const recipe = { name: 'discourse', dir: 'recipe' }
 * const overlay = await provideOverlay(recipe, 'compose.ccci.yml', { for: 'both' })
 * overlay.chaosVersion // '7ae7b0f7+U'
 * await removeOverlay(overlay)
 * ```
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
  // Write the file first: a COMPOSE_FILE that names a missing file is fatal (R48).
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
      : `${name} is ignored in ${dir}: the worktree stays clean, and the stamp stays ${chaosVersion}`,
  }

  /** true if the same file exists. Another file of this name is an error. */
  function holds(there: string, wanted: Buffer): boolean {
    const stat = lstatSync(there, { throwIfNoEntry: false })
    if (stat === undefined) return false
    if (stat.isFile() && stat.size === wanted.length && readUserFile(there, largestOverlay).equals(wanted)) return true
    throw taken(dir, name, 'another file of this name exists')
  }
}

/**
 * Removes an overlay, first from COMPOSE_FILE, then from the checkout. A missing file is no error: a checkout by abra deletes it.
 *
 * @throws CHECKOUT_WOULD_OVERWRITE if the file has changed since; FILE_UNWRITABLE, and the codes of setEnv
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises'
 *
 * await writeFile('compose.ccci.yml', 'version: "3.8"\n')
 * const overlay = await provideOverlay({ name: 'discourse', dir: 'recipe' }, 'compose.ccci.yml', { for: 'base' })
 * await removeOverlay(overlay)
 * await chaosVersion('recipe') // '7ae7b0f7'
 * ```
 */
export async function removeOverlay({ name, path, source, composeFile }: ProvidedOverlay): Promise<void> {
  if (composeFile !== undefined) await removeComposeFile(composeFile, name)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return
  if (!readUserFile(path, largestOverlay).equals(readUserFile(source, largestOverlay)))
    throw taken(dirname(path), name, 'it has changed since it was copied')
  withFileErrors(path, () => rmSync(path))
}

function taken(dir: string, name: string, why: string): AbraVersionError<'CHECKOUT_WOULD_OVERWRITE'> {
  const what = `${dir}/${name} is left as it is: ${why}`
  const details = { advice: 'give the overlay another name, such as compose.ccci.yml' }
  return new AbraVersionError('CHECKOUT_WOULD_OVERWRITE', what, { dir, paths: [name] }, details)
}

function badName(file: string): AbraVersionError<'USAGE'> {
  const data = { argument: 'file', value: file }
  const details = { advice: 'use a name like compose.ccci.yml: no colon, no space, ending in .yml' }
  return new AbraVersionError('USAGE', `${file} cannot be an overlay: its name is not allowed`, data, details)
}
