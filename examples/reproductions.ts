// The three ways to one HEAD of published case G4, as a harness takes them with this package: whatever came before, a chaos deploy of head is
// stamped with head's commit. Needs git, no Docker and no abra.
import { join } from 'node:path'
import { chaosVersion, checkoutRef, ensure, fetchRecipe, getEnsureContext } from 'abra-deploy-version'

export interface ReproductionOptions {
  /** A folder to work in. */
  readonly scratch: string
  /** Where the recipe's releases are: a path, a bundle or a URL. */
  readonly upstream: string
  /** A clone of it without its tags, as a private fork is. */
  readonly mirror: string
  readonly baseTag: string
  readonly head: string
}

interface Reproduction {
  readonly case: 'G4a' | 'G4b' | 'G4c'
  readonly title: string
  /** What a chaos deploy would be stamped with at the end. */
  readonly stamp: string
}

/** Runs the three, each in a checkout of its own. */
export async function reproductions(options: ReproductionOptions): Promise<Reproduction[]> {
  return [await headBaseHead(options), await afterBaseDeploy(options), await mirrorWithUpstreamTags(options)]
}

/** Head, the base's tag, head again. */
async function headBaseHead({ scratch, upstream, baseTag, head }: ReproductionOptions): Promise<Reproduction> {
  const recipe = await fetchRecipe({ name: 'discourse', mirror: upstream, ref: head, ...own(scratch, 'a') })
  await checkoutRef(recipe, baseTag)
  await checkoutRef(recipe, head)
  return { case: 'G4a', title: 'head, the base tag, head again', stamp: await chaosVersion(recipe.dir) }
}

/** A release's deploy leaves HEAD at its tag, as abra's Ensure does it; then head is checked out over it. */
async function afterBaseDeploy({ scratch, upstream, baseTag, head }: ReproductionOptions): Promise<Reproduction> {
  const { name, dir } = await fetchRecipe({ name: 'discourse', mirror: upstream, ref: head, ...own(scratch, 'b') })
  await ensure({ name, dir, version: baseTag }, getEnsureContext({ offline: true }))
  await checkoutRef({ dir }, head, { force: true })
  return { case: 'G4b', title: 'a base deploy, then head by force', stamp: await chaosVersion(dir) }
}

/** What a pull request's run does: a mirror without releases, the upstream's tags, a base deploy, head. */
async function mirrorWithUpstreamTags(options: ReproductionOptions): Promise<Reproduction> {
  const { scratch, upstream, mirror, baseTag, head } = options
  const { name, dir, tags } = await fetchRecipe({
    name: 'discourse',
    mirror,
    ref: head,
    upstream,
    ...own(scratch, 'c'),
  })
  if (!tags.some((tag) => tag.name === `refs/tags/${baseTag}`)) throw new Error(`${upstream} gave no tag ${baseTag}`)
  await ensure({ name, dir, version: baseTag }, getEnsureContext({ offline: true }))
  await checkoutRef({ dir }, head)
  return { case: 'G4c', title: "a mirror, the upstream's tags, a base deploy, head", stamp: await chaosVersion(dir) }
}

/** An ABRA_DIR of its own for each; a real run makes it with makeRunAbraDir. */
function own(scratch: string, run: string): { abraDir: string } {
  return { abraDir: join(scratch, run) }
}
