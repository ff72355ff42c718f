import type { AbraVersionError } from '../../errors.js'
import { sectionOf } from '../../git/config/git-config.js'
import { readRepositoryConfig } from '../../git/config/repository-config.js'
import { rethrowUnlessGoGit } from '../../git/go-git-failure.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import type { Repository } from '../../git/repository/open-repository.js'
import type { ForcedCheckout } from '../preview/preview-checkout.js'
import { commitOfReference } from './read-named-revision.js'
import type { DefaultBranch } from './recipe-facts.js'

/**
 * The branch that Ensure checks out without a version: `master`, else `main`, if `.git/config` has a `[branch]` section for it. If the config cannot
 * be read, there is no default branch.
 *
 * @throws SAFETY_LIMIT
 * @rule R35
 */
export function readDefaultBranch(
  repository: Repository,
  store: ObjectStore,
  preview: (commit: string) => ForcedCheckout,
): DefaultBranch {
  const name = findDefaultBranch(repository)
  if (name === null) return { name }
  try {
    return { name, ...preview(commitOfReference(repository, store, `refs/heads/${name}`)) }
  } catch (error) {
    rethrowUnlessGoGit(error)
    return { name, error: error as AbraVersionError }
  }
}

function findDefaultBranch({ gitDir }: Repository): 'master' | 'main' | null {
  try {
    const branches = sectionOf(readRepositoryConfig(gitDir), 'branch')?.subsections ?? []
    return (['master', 'main'] as const).find((name) => branches.some((branch) => branch.name === name)) ?? null
  } catch (error) {
    rethrowUnlessGoGit(error)
    return null
  }
}
