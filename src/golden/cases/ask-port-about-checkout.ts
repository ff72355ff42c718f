import { isDeepStrictEqual } from 'node:util'
import { ObjectStore } from '../../git/objects/object-store.js'
import type { GoGitProfile } from '../../git/profile.js'
import { openRepository, type Repository } from '../../git/repository/open-repository.js'
import { resolveRevision } from '../../git/revision/resolve-revision.js'
import { readHeadAndClean } from '../../git/worktree/read-head-and-clean.js'
import { readWorktreeStatus, shownPath } from '../../git/worktree/read-worktree-status.js'
import { previewCheckout } from '../../recipe/preview/preview-checkout.js'
import { PreviewReads } from '../../recipe/preview/preview-reads.js'
import type { BuiltScenario } from '../scenario/build-scenario.js'
import type { CheckoutInput } from './checkout-input.js'
import { askStage, failedStage, type PortAnswer, type PortStages } from './stage-answer.js'

/** What the port answers about a built checkout, stage by stage; where it cannot open the repository there are no more. */
export async function askPortAboutCheckout(
  { emptyHome, revisions, checkout }: CheckoutInput,
  { dir, home: scratchHome }: BuiltScenario,
  profile: GoGitProfile,
): Promise<PortStages> {
  const home = emptyHome ? '' : scratchHome
  let repository: Repository
  try {
    repository = openRepository(dir, profile)
  } catch (error) {
    return { open: failedStage(error) }
  }
  const stages: Record<string, PortAnswer> = {
    open: { answer: {} },
    head: await askHead(repository),
    tags: await askStage(() => listTags(repository)),
  }
  let head: unknown
  const status = await askStage(async () => {
    const { clean, files, profilesAgree, ...rest } = await readWorktreeStatus(dir, { profile, home })
    head = rest.head
    stages['profiles'] = { answer: profilesAgree }
    return { clean, files }
  })
  const short = await askStage(() => readHeadAndClean(dir, { profile, home }))
  stages['status'] = isSameAnswer(short, status, head)
    ? status
    : { bug: `chaosVersion would use ${JSON.stringify(short)}, the status is ${JSON.stringify({ head, ...status })}` }
  for (const revision of revisions)
    stages[`revision ${revision}`] = await askStage(() => resolveRevision(dir, revision, { profile }))
  if (checkout !== undefined)
    stages['checkout'] = await askStage(() => forceCheckout(repository, checkout, isClean(status)))
  return stages
}

/** Whether chaosVersion, which stops at the first difference, gets what the whole status says. */
function isSameAnswer(short: PortAnswer, status: PortAnswer, head: unknown): boolean {
  if (!('answer' in short) || !('answer' in status)) return isDeepStrictEqual(short, status)
  return isDeepStrictEqual(short.answer, { head, clean: isClean(status) })
}

function isClean(status: PortAnswer): boolean {
  return 'answer' in status && (status.answer as { clean: boolean }).clean
}

async function askHead({ references }: Repository): Promise<PortAnswer> {
  const answer = await askStage(() => references.resolve('HEAD'))
  if (!('answer' in answer)) return answer
  const head = answer.answer as ReturnType<typeof references.resolve>
  // An error of go-git's, but the port's answer is that there is no commit yet.
  if (head === undefined) return { failed: 'no commit yet', words: 'reference not found' }
  return { answer: { hash: head.hash, name: shownPath(head.name) } }
}

function listTags({ references }: Repository) {
  const tags = [...references.tags()].map(([name, tag]) => ({
    name: shownPath(name),
    ...('hash' in tag ? { hash: tag.hash } : { target: shownPath(tag.target) }),
  }))
  return tags.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Where a forced checkout leaves HEAD, and the files it deletes that are not tracked. @rule L19 L20 */
async function forceCheckout(repository: Repository, reference: string, worktreeIsClean: boolean) {
  const hash = await resolveRevision(repository.dir, reference, { profile: repository.profile })
  const name = reference.startsWith('refs/heads/') ? reference : 'HEAD'
  const store = new ObjectStore(repository.gitDir, repository.traits)
  try {
    const { deletes, failure } = previewCheckout(repository, store, hash, new PreviewReads(repository, worktreeIsClean))
    if (failure !== undefined) throw failure
    return { head: { hash, name }, deleted: deletes }
  } finally {
    store.close()
  }
}
