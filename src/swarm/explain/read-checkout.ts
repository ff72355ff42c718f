import { defaultProfile } from '../../git/profile.js'
import { openRepository } from '../../git/repository/open-repository.js'
import type { WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { readChaosVersion } from '../../recipe/chaos-version/read-chaos-version.js'
import { readCommitPosition } from '../../recipe/facts/read-commit-position.js'
import { readTags } from '../../recipe/tags/read-tags.js'
import type { CheckoutEvidence } from '../drift/drift-facts.js'

/** What a checkout shows of a stamp: what makes it dirty, its tags, and where the deployed commit stands. @throws as readChaosVersion */
export async function readCheckout(
  dir: string,
  stamp: string | undefined,
  expected: string | undefined,
  recorded: boolean,
  options: WorktreeOptions = {},
): Promise<CheckoutEvidence> {
  const { findings } = await readChaosVersion(dir, options)
  const tags = readTags(openRepository(dir, options.profile ?? defaultProfile))
  const position =
    stamp === undefined ? undefined : await readCommitPosition(dir, bare(stamp), expected && bare(expected))
  return {
    recorded,
    files: findings.filter(({ change }) => change !== '!!').map(({ kind, path }) => ({ kind, path })),
    ...('error' in tags ? {} : { tags: [...tags.references.keys()].sort() }),
    ...(position === undefined ? {} : { position }),
  }
}

function bare(version: string): string {
  return version.endsWith('+U') ? version.slice(0, -2) : version
}
