import { abraDir as chooseAbraDir } from '../../app/abra-dir.js'
import type { App } from '../../app/app.js'
import { readApp } from '../../app/read-app.js'
import { toByteString } from '../../byte-string/byte-string.js'
import { AbraVersionError } from '../../errors.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import { recipeDir } from '../../recipe/recipe-folder.js'
import { resolveRef } from '../checkout/resolve-ref.js'
import type { UpgradeRef } from './report.js'

export interface UpgradeTarget {
  /** The app, or its name. */
  readonly app: string | App
  /** Default: the environment's ABRA_DIR, else `~/.abra`. */
  readonly abraDir?: string
  readonly server?: string
  /** The recipe under test. An app of another recipe is a USAGE error. */
  readonly recipe?: string
  /** A tag, branch or commit. */
  readonly from: string
  readonly to: string
  readonly profile?: GoGitProfile
}

export interface ResolvedUpgrade {
  readonly app: App
  readonly abraDir: string
  /** The recipe's checkout. */
  readonly dir: string
  readonly from: UpgradeRef
  readonly to: UpgradeRef
}

/**
 * Resolves base and head of an upgrade before anything is changed. Both are required and must differ: a test of an upgrade to the same commit would
 * always pass.
 *
 * @throws USAGE REF_NOT_FOUND, the codes of readApp and of opening the repository
 */
export async function resolveUpgrade(target: UpgradeTarget): Promise<ResolvedUpgrade> {
  for (const side of ['from', 'to'] as const) if (!target[side]) throw missing(side)
  const { app, abraDir, dir } = await readUpgradeRecipe(target.app, target)
  const { profile = defaultProfile } = target
  const [from, to] = [await readRef(dir, target.from, profile), await readRef(dir, target.to, profile)]
  if (from.commit === to.commit) throw same(from, to)
  return { app, abraDir, dir, from, to }
}

/** The app, and the checkout of its recipe. @throws the codes of readApp */
export async function readUpgradeRecipe(
  named: string | App,
  where: Pick<UpgradeTarget, 'abraDir' | 'server' | 'recipe'>,
): Promise<{ app: App; abraDir: string; dir: string }> {
  const abraDir = chooseAbraDir(where.abraDir === undefined ? {} : { abraDir: where.abraDir })
  const app = await readAgain(named, { abraDir, ...(where.server === undefined ? {} : { server: where.server }) })
  if (where.recipe !== undefined && where.recipe !== app.recipe.name) throw otherRecipe(app, where.recipe)
  return { app, abraDir, dir: recipeDir(abraDir, app.recipe.name) }
}

/** Reads the app's file again. */
export function readAgain(app: string | App, options: { abraDir?: string; server?: string } = {}): Promise<App> {
  return typeof app === 'string'
    ? readApp(app, options)
    : readApp({ name: app.name, server: app.server, path: app.path })
}

async function readRef(dir: string, ref: string, profile: GoGitProfile): Promise<UpgradeRef> {
  const { commit, taken, passedOver } = await resolveRef(dir, ref, { profile })
  const notes = passedOver.map((other) => `${ref} is ${taken.name}, not ${other.name} (${other.commit.slice(0, 8)})`)
  if (taken.kind !== 'tag') return { ref, commit, notes }
  const tag = taken.name.slice('refs/tags/'.length)
  const { references } = openRepository(dir, profile)
  // abra's lint refuses lightweight tags (R014), so the commit is deployed instead.
  if (references.resolve(toByteString(taken.name))?.hash !== commit) return { ref, commit, tag, notes }
  return { ref, commit, notes: [...notes, `${tag} is a lightweight tag, so its commit is deployed in chaos mode`] }
}

function missing(side: 'from' | 'to'): AbraVersionError<'USAGE'> {
  const what = side === 'to' ? 'the version under test' : 'the version to upgrade from'
  const details = { advice: `name ${what}: a tag, a branch or a commit` }
  return new AbraVersionError('USAGE', `an upgrade needs \`${side}\``, { argument: side }, details)
}

function otherRecipe({ path, recipe }: App, wanted: string): AbraVersionError<'USAGE'> {
  const what = `${path} is an app of ${recipe.name}, not of ${wanted}`
  return new AbraVersionError(
    'USAGE',
    what,
    { argument: 'recipe', value: wanted },
    { advice: 'name an app of that recipe' },
  )
}

function same(from: UpgradeRef, to: UpgradeRef): AbraVersionError<'USAGE'> {
  const what = `${from.ref} and ${to.ref} are the same commit ${to.commit.slice(0, 8)}, so there is nothing to upgrade`
  return new AbraVersionError('USAGE', what, { argument: 'from', value: from.ref }, { advice: 'name an older base' })
}
