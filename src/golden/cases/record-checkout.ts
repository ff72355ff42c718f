import { encodeBytePath } from '../../byte-string/byte-path.js'
import { InternalError } from '../../errors.js'
import { profiles } from '../../git/profile.js'
import type { BuiltScenario } from '../scenario/build-scenario.js'
import { listFiles } from '../scenario/list-files.js'
import { withoutScratchPaths } from '../scenario/scratch-paths.js'
import { withBuiltScenario } from '../scenario/with-built-scenario.js'
import type { BuildAnswer, Libraries } from './case-kind.js'
import type { CheckoutInput } from './checkout-input.js'
import { goGitBuild } from './go-git-builds.js'
import type { Reference, ReferenceAnswer } from './reference-process.js'
import type { StageAnswer } from './stage-answer.js'

/** Asks each go-git about a checkout of its own, because a library may write into it. */
export async function recordCheckout(input: CheckoutInput, goGit: Libraries['goGit']): Promise<BuildAnswer[]> {
  const answers: BuildAnswer[] = []
  for (const profile of profiles) {
    const reference = goGit.get(profile)
    if (reference === undefined) throw new InternalError(`no reference for go-git ${profile}`)
    const stages = await withBuiltScenario(input.scenario, async (built) =>
      withoutScratchPaths(await askReference(input, built, reference), built),
    )
    answers.push({ build: goGitBuild(profile), stages })
  }
  return answers
}

async function askReference(
  { emptyHome, revisions, checkout }: CheckoutInput,
  { dir, home }: BuiltScenario,
  reference: Reference,
): Promise<Record<string, StageAnswer>> {
  const encoded = new Map(revisions.map((text) => [encodeBytePath(Buffer.from(text)), text]))
  const asked = { dir, home: emptyHome ? '' : home }
  const stages = ['tags', 'status', ...(encoded.size > 0 ? ['revision' as const] : [])] as const
  const answer = await reference.ask({ ...asked, stages: [...stages], revisions: [...encoded.keys()] })
  const recorded: Record<string, StageAnswer> = { open: recordStage(answer, answer.open) }
  if (!('answer' in (recorded['open'] ?? {}))) return recorded
  recorded['head'] = recordStage(answer, answer.head)
  recorded['tags'] = recordStage(answer, Array.isArray(answer.tags) ? [...answer.tags].sort(byName) : answer.tags)
  recorded['status'] = recordStage(answer, answer.status)
  for (const [code, text] of encoded) {
    const found = answer.revisions?.[code]
    recorded[`revision ${text}`] = recordStage(answer, found !== undefined && 'hash' in found ? found.hash : found)
  }
  if (checkout === undefined) return recorded
  const before = listFiles(dir)
  const after = await reference.ask({ ...asked, stages: ['checkout'], checkout: { branch: checkout } })
  const left = new Set(listFiles(dir))
  const deleted = before.filter((path) => !left.has(path))
  const trouble = after.checkout !== undefined && !('hash' in after.checkout)
  recorded['checkout'] = recordStage(after, trouble ? after.checkout : { head: after.checkout, deleted })
  return recorded
}

/** A hang is no golden: it depends on the machine, and the port declines to follow it anyway. */
function recordStage(answer: ReferenceAnswer, stage: unknown): StageAnswer {
  const { error, panic, timeout } = (stage ?? {}) as { error?: string; panic?: string; timeout?: true }
  if (stage === undefined || timeout === true) throw new InternalError(`no answer to record: ${JSON.stringify(answer)}`)
  if (error !== undefined) return { error }
  return panic === undefined ? { answer: stage } : { panic }
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1
}
