import { AbraVersionError } from '../../errors.js'
import { firstFew } from '../../first-few.js'
import { type TraceStep, traceStep } from '../../trace.js'
import { smallSHA } from '../chaos-version/small-sha.js'
import type { PresentRecipe } from '../facts/recipe-facts.js'
import type { ForcedCheckout } from '../preview/preview-checkout.js'
import type { CheckoutStep, EnsurePlan } from './ensure-plan.js'

/**
 * What EnsureVersion would do for a version: check out by force the tag of exactly that name, or the revision that the text names. Or why it would
 * fail.
 *
 * @param facts read with the version among `revisions`; the newest tag and HEAD's first 8 digits are always among them
 * @throws USAGE if the facts were read without the version
 * @rule R36 L17 L19 L20
 * @example
 * ```ts
 * const facts = await readRecipeFacts({ name: 'discourse', dir: 'recipe', revisions: ['0.5.0+3.1.0'] })
 * if (facts.state !== 'present') throw new Error(facts.state)
 * planEnsureVersion(facts, '0.5.0+3.1.0').steps.map((step) => step.do) // ['checkout']
 * ```
 */
export function planEnsureVersion({ revisions, dir }: PresentRecipe, version: string): EnsurePlan {
  const named = revisions.get(version)
  if (named === undefined)
    throw new AbraVersionError(
      'USAGE',
      `${JSON.stringify(version)} is not among the revisions that were read of ${dir}`,
      { argument: 'version', value: version },
      { advice: 'read the facts with readDeployFacts({ version }) or readRecipeFacts with that revision' },
    )
  if (named.kind === 'none') {
    const words = goGitWords(named.error)
    const message = `unable to resolve '${version}': ${words}`
    const trace = [traceStep('R36', `${JSON.stringify(version)} is neither a tag nor a revision: ${words}`)]
    return { outcome: 'refuse', code: 'version-not-found', rule: 'R36', message, steps: [], trace }
  }
  const reference = named.kind === 'tag' ? `refs/tags/${version}` : undefined
  const saw =
    reference === undefined
      ? `${JSON.stringify(version)} is not a tag; as a revision it is the commit ${named.commit}`
      : `${reference} is the commit ${named.commit}`
  const others =
    named.ambiguous.length === 0
      ? []
      : [traceStep('L17', `${named.ambiguous.map(smallSHA).join(', ')} also begin with it; go-git takes the lowest`)]
  return planCheckout(named, reference, [traceStep('R36', saw), ...others])
}

/** The forced checkout of a commit, and HEAD after it. @rule L19 L20 */
export function planCheckout(target: ForcedCheckout, reference: string | undefined, trace: TraceStep[]): EnsurePlan {
  const { commit, deletes, failure } = target
  if (failure !== undefined) {
    const message = goGitWords(failure)
    const step = traceStep(
      'L20',
      `the forced checkout of ${commit} would stop halfway, after HEAD has moved: ${failure.message}`,
    )
    return { outcome: 'refuse', code: 'checkout-fails', rule: 'R36', message, steps: [], trace: [...trace, step] }
  }
  const step: CheckoutStep = { do: 'checkout', ...(reference === undefined ? {} : { reference }), commit, deletes }
  const onBranch = reference?.startsWith('refs/heads/') === true
  const head = { hash: commit, name: onBranch ? (reference as string) : 'HEAD' }
  const left = traceStep('L19', onBranch ? `HEAD is left on ${reference}` : `HEAD is left detached at ${commit}`)
  const lost = deletes.length === 0 ? [] : [traceStep('L20', `the forced checkout deletes ${countOf(deletes)}`)]
  return { outcome: 'plan', steps: [step], head, assumesUpToDate: false, trace: [...trace, left, ...lost] }
}

function countOf(paths: readonly string[]): string {
  return `${paths.length} untracked or ignored ${paths.length === 1 ? 'file' : 'files'}: ${firstFew(paths)}`
}

/** go-git's likely message for a failure, if known; else our own. */
export function goGitWords(error: AbraVersionError): string {
  const { goGit } = error.data as { goGit?: string }
  return goGit ?? error.message
}
