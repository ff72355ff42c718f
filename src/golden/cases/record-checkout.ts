import { encodeBytePath } from '../../byte-string/byte-path.js'
import type { GoGitProfile } from '../../git/profile.js'
import type { BuiltScenario } from '../scenario/build-scenario.js'
import { listFiles } from '../scenario/list-files.js'
import { withoutScratchPaths } from '../scenario/scratch-paths.js'
import { withBuiltScenario } from '../scenario/with-built-scenario.js'
import type { BuildAnswer, Libraries } from './case-kind.js'
import { checkoutFingerprint } from './checkout-fingerprint.js'
import type { CheckoutInput } from './checkout-input.js'
import { goGitBuild } from './go-git-builds.js'
import type { Reference } from './reference-process.js'
import { type StageAnswer, stageOf } from './stage-answer.js'

/**
 * Asks each go-git of `goGit` about a checkout. They share one until a go-git writes into it; the next one then gets a new one.
 *
 * @param before called with the checkout before each go-git is asked: the port is asked there, since it writes nothing
 * @throws `USAGE` where the scenario cannot be built or a reference cannot be started
 */
export async function recordCheckout(
  input: CheckoutInput,
  goGit: Libraries['goGit'],
  before: (built: BuiltScenario, profile: GoGitProfile) => Promise<void> = async () => {},
): Promise<BuildAnswer[]> {
  const waiting = [...goGit]
  const answers: BuildAnswer[] = []
  while (waiting.length > 0) {
    await withBuiltScenario(input.scenario, async (built) => {
      const fresh = checkoutFingerprint(built)
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [profile, reference] = next
        await before(built, profile)
        const stages = await askReference(input, built, reference)
        answers.push({ build: goGitBuild(profile), stages: withoutScratchPaths(stages, built) })
        if (checkoutFingerprint(built) !== fresh) return
      }
    })
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
  if (answer.died !== undefined) return { open: { hang: `died: ${answer.died}` } }
  const recorded: Record<string, StageAnswer> = { open: stageOf(answer, answer.open) }
  if (!('answer' in (recorded['open'] ?? {}))) return recorded
  recorded['head'] = stageOf(answer, answer.head)
  recorded['tags'] = stageOf(answer, Array.isArray(answer.tags) ? [...answer.tags].sort(byName) : answer.tags)
  recorded['status'] = stageOf(answer, answer.status)
  for (const [code, text] of encoded) {
    const found = answer.revisions?.[code]
    recorded[`revision ${text}`] = stageOf(answer, found !== undefined && 'hash' in found ? found.hash : found)
  }
  if (checkout === undefined) return recorded
  const before = listFiles(dir)
  const after = await reference.ask({ ...asked, stages: ['checkout'], checkout: { branch: checkout } })
  const left = new Set(listFiles(dir))
  const deleted = before.filter((path) => !left.has(path))
  const trouble = after.checkout !== undefined && !('hash' in after.checkout)
  recorded['checkout'] = stageOf(after, trouble ? after.checkout : { head: after.checkout, deleted })
  return recorded
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1
}
