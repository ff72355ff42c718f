import type { RecipeLine } from '../../app/recipe-line.js'
import { firstFew } from '../../first-few.js'
import { type TraceStep, traceStep } from '../../trace.js'
import type { PresentRecipe, RecipeFacts } from '../facts/recipe-facts.js'
import { recipeUrl } from '../recipe-url.js'
import type { EnsureContext } from './ensure-context.js'
import type { EnsurePlan, EnsureRefusal, EnsureRefusalCode, EnsureStep } from './ensure-plan.js'
import { goGitWords, planCheckout, planEnsureVersion } from './plan-ensure-version.js'

/**
 * What abra's Ensure would do to a recipe's checkout before a deploy, or why it would refuse. It clones a missing recipe (R30). With chaos it stops
 * there (R31). It refuses a dirty worktree (R32), fetches tags and branch (R33), and checks out by force the version of `.env` (R34, R36) or the
 * default branch (R35). A pure function: no I/O.
 *
 * A missing recipe is cloned even with `offline` (K). What follows is not known before the clone exists, so the plan ends there.
 *
 * @param line the version of the app's `RECIPE=` or `TYPE=` line; `facts` must be read with that version among `revisions`
 * @throws RECIPE_NAME_INVALID if no URL can be made from a missing recipe's name
 * @rule R30 R31 R32 R33 R34 R35 R36
 * @example
 * ```ts
 * const facts = await readRecipeFacts({ name: 'discourse', dir: 'recipe', revisions: ['0.6.0+3.2.1'] })
 * const plan = planEnsure(facts, getEnsureContext({ offline: true }), { version: '0.6.0+3.2.1' })
 * plan.steps.map((step) => step.do) // ['checkout']
 * ```
 */
export function planEnsure(
  facts: RecipeFacts,
  context: EnsureContext,
  line: Pick<RecipeLine, 'version' | 'rawVersion'>,
): EnsurePlan {
  const { name, dir } = facts
  if (facts.state === 'missing') {
    const url = recipeUrl(name)
    const trace = [traceStep('R30', `${dir} does not exist: ${name} would be cloned from ${url}`)]
    return { outcome: 'plan', steps: [{ do: 'clone', url, dir }], head: undefined, assumesUpToDate: false, trace }
  }
  if (facts.state === 'unreadable') {
    const message = goGitWords(facts.error)
    return refusal('checkout-unreadable', 'R30', message, [traceStep('R30', facts.error.message)])
  }
  const trace = [traceStep('R30', `${dir} is a clone of ${name}`)]
  if (context.chaos) {
    trace.push(traceStep('R31', 'chaos: nothing is fetched or checked out'))
    return { outcome: 'plan', steps: [], head: facts.head, assumesUpToDate: false, trace }
  }
  return planWithoutChaos(facts, context, line, trace)
}

function planWithoutChaos(
  facts: PresentRecipe,
  context: EnsureContext,
  { version, rawVersion }: Pick<RecipeLine, 'version' | 'rawVersion'>,
  trace: TraceStep[],
): EnsurePlan {
  const { name, dir, worktree, unseen } = facts
  if ('error' in worktree) {
    const step = traceStep('R32', `whether the worktree is clean cannot be known: ${worktree.error.message}`)
    return refusal('checkout-unreadable', 'R32', goGitWords(worktree.error), [...trace, step])
  }
  if (!worktree.clean) {
    const message = `${name} (${dir}) has locally unstaged changes? please commit/remove your changes before proceeding`
    const why = unseen === undefined ? [] : [traceStep('L11', `${dir} ${unseen.what}, so every file counts as added`)]
    return refusal('dirty-worktree', 'R32', message, [...trace, traceStep('R32', changesIn(worktree.files)), ...why])
  }
  trace.push(traceStep('R32', 'the worktree is clean'))
  const steps: EnsureStep[] = context.offline ? [] : [{ do: 'fetch', dir }]
  trace.push(
    traceStep(
      'R33',
      context.offline
        ? 'offline: nothing is fetched'
        : 'tags and branch would be fetched: assuming the clone is up to date',
    ),
  )
  const rest = planRest(facts, context, version, rawVersion)
  const all = { steps: [...steps, ...rest.steps], trace: [...trace, ...rest.trace] }
  return rest.outcome === 'plan' ? { ...rest, ...all, assumesUpToDate: !context.offline } : { ...rest, ...all }
}

/** Ensure's last part: which commit it checks out. */
function planRest(
  facts: PresentRecipe,
  { ignoreEnvVersion }: EnsureContext,
  version: string | undefined,
  rawVersion: string | undefined,
): EnsurePlan {
  if (version === undefined || version === '') {
    const mark = rawVersion === undefined || rawVersion === '' ? '' : `, only ${rawVersion} (R42)`
    return planDefaultBranch(facts, `no version in .env${mark}`)
  }
  const raw = rawVersion ?? version
  if (ignoreEnvVersion) return planDefaultBranch(facts, `${raw} in .env is ignored`)
  if (raw.includes('+U')) {
    const message = `can not redeploy chaos version (${raw}) without --chaos`
    return refusal('chaos-version-in-env', 'R34', message, [traceStep('R34', `the version in .env is ${raw}`)])
  }
  const named = planEnsureVersion(facts, version)
  return { ...named, trace: [traceStep('R34', `the version in .env is ${raw}`), ...named.trace] }
}

function planDefaultBranch({ defaultBranch, dir }: PresentRecipe, why: string): EnsurePlan {
  if (defaultBranch.name === null) {
    const step = traceStep('R35', `${why}; .git/config has a [branch] section neither for master nor for main`)
    return refusal('no-default-branch', 'R35', `failed to select default branch in ${dir}`, [step])
  }
  const reference = `refs/heads/${defaultBranch.name}`
  if ('error' in defaultBranch) {
    const step = traceStep('R35', `${why}; ${reference} cannot be checked out: ${defaultBranch.error.message}`)
    return refusal('no-default-branch', 'R35', goGitWords(defaultBranch.error), [step])
  }
  const planned = planCheckout(defaultBranch, reference, [
    traceStep('R35', `${why}; ${reference} is at ${defaultBranch.commit}`),
  ])
  return planned.outcome === 'refuse' ? { ...planned, rule: 'R35' } : planned
}

function changesIn(files: readonly { path: string; change: string }[]): string {
  return `the worktree is not clean: ${firstFew(files.map(({ path, change }) => `${change} ${path}`))}`
}

function refusal(
  code: EnsureRefusalCode,
  rule: EnsureRefusal['rule'],
  message: string,
  trace: TraceStep[],
): EnsureRefusal {
  return { outcome: 'refuse', code, rule, message, steps: [], trace }
}
