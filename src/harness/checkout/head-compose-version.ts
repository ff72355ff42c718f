// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text quotes `${…}` from compose files

import type { ComposeMap } from '../../compose/compose-value.js'
import { readComposeFiles } from '../../compose/files/compose-files.js'
import { openCommit } from '../../compose/files/recipe-tree.js'
import { parseYaml } from '../../compose/yaml/parse-yaml.js'
import { defaultProfile, type GoGitProfile } from '../../git/profile.js'
import { versionLabels } from '../../lint/version-labels.js'
import type { RecipeCheckout } from './recipe-checkout.js'
import { resolveRef } from './resolve-ref.js'

/** The version label of a commit's compose file. */
export type HeadComposeVersion =
  | { readonly commit: string; readonly version: string }
  /** `reason`: why there is no version. */
  | { readonly commit: string; readonly version: null; readonly reason: string }

const file = 'compose.yml'

/**
 * The version in the compose file of a ref: the label `coop-cloud.<stack>.version` of the service `app`, else of the only service that has the label;
 * never `.chaos-version`. Reads git's objects, not the worktree, and needs no app: the stack may be `${STACK_NAME}` or a name. A chaos deploy of the ref
 * has this label too, whether or not a tag of that name exists (R52), unless it is the key of a map with a variable in it, which docker does not fill (L35).
 *
 * @throws REF_NOT_FOUND COMPOSE_FILE_MISSING COMPOSE_SYNTAX SAFETY_LIMIT OBJECT_NOT_FOUND, and what opening the repository throws
 * @rule R50 R51 R52
 * @example
 * ```ts
 * const { commit, version } = await headComposeVersion({ dir: 'recipe' }, 'HEAD')
 * commit // '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
 * version // '0.9.0+3.5.0'
 * ```
 */
export async function headComposeVersion(
  recipe: Pick<RecipeCheckout, 'dir'>,
  ref: string,
  { profile = defaultProfile }: { profile?: GoGitProfile } = {},
): Promise<HeadComposeVersion> {
  const { commit } = await resolveRef(recipe.dir, ref, { profile })
  const tree = openCommit(recipe.dir, commit, profile)
  try {
    const [{ path, text } = { path: file, text: '' }] = readComposeFiles(tree, [file])
    return { commit, ...versionIn(parseYaml(path, text).tree) }
  } finally {
    tree.close()
  }
}

function versionIn(tree: ComposeMap): { version: string } | { version: null; reason: string } {
  const labelled = versionLabels(tree).filter(({ of }) => of === 'deploy')
  const app = labelled.filter(({ service }) => service === 'app')
  const versions = [...new Set((app.length > 0 ? app : labelled).map(({ version }) => version))]
  const [version] = versions
  const none = (reason: string) => ({ version: null, reason: `${file} ${reason}` })
  if (version === undefined) return none('has no label coop-cloud.${STACK_NAME}.version')
  if (versions.length > 1) return none(`has several version labels: ${versions.join(', ')}`)
  if (version === '') return none('has an empty version label')
  return version.includes('$') ? none(`has a version label with a variable in it: ${version}`) : { version }
}
