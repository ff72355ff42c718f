import { AbraVersionError } from '../errors.js'
import { assessLint } from '../lint/assess-lint.js'
import type { LintFinding } from '../lint/lint-finding.js'
import { chaosVersionOf } from '../recipe/chaos-version/small-sha.js'
import { getEnsureContext } from '../recipe/ensure/ensure-context.js'
import type { EnsureStep } from '../recipe/ensure/ensure-plan.js'
import { planEnsure } from '../recipe/ensure/plan-ensure.js'
import { planEnsureVersion } from '../recipe/ensure/plan-ensure-version.js'
import type { PresentRecipe } from '../recipe/facts/recipe-facts.js'
import { type TraceStep, traceStep } from '../trace.js'
import { type DeployFacts, deployedVersion } from './deploy-facts.js'
import type { DeployFlags } from './deploy-flags.js'
import { type DeployVersion, getDeployVersion, isUnknown } from './get-deploy-version.js'
import { lintSeen, lintWarnings } from './lint-warnings.js'
import type { Prediction, PredictionWarning } from './prediction.js'
import { warningsOf } from './prediction-warnings.js'
import type { RefusalReason } from './refusal.js'
import { refuseEarly } from './refuse-early.js'
import { secretMissing } from './secret-missing.js'
import { validateDeployFlags } from './validate-deploy-flags.js'

/**
 * The version that `abra app deploy` would stamp, or why it would refuse. Follows abra's order: flags, Ensure, lint, deployed state, version,
 * checkout of the version, secrets. A pure function: no I/O.
 *
 * @throws RECIPE_NOT_FOUND if abra would first clone the recipe; DEPLOYED_UNKNOWN if the version depends on the deployed state, which is not known;
 * USAGE if the facts were read without the version that the flags name; REVISION_UNSUPPORTED if the version counts from HEAD, which Ensure moves
 * @rule R1 R2 R3 R4 R5
 * @example
 * ```ts
 * const facts = await readDeployFacts({ app: 'forum.example.com' })
 * // What abra would choose if nothing were deployed.
 * const prediction = predictDeploy({ ...facts, deployed: { deployed: false } }, { latest: true })
 * prediction.outcome === 'stamp' && prediction.version // '0.7.0+3.3.1'
 * ```
 */
export function predictDeploy(facts: DeployFacts, flags: DeployFlags): Prediction {
  return new Decision(facts, flags).decide()
}

/** One deploy, step by step. Each step adds to the trace and may end the deploy with a refusal. */
class Decision {
  readonly #facts: DeployFacts
  readonly #flags: DeployFlags
  readonly #trace: TraceStep[] = []
  readonly #steps: EnsureStep[] = []
  readonly #warnings: PredictionWarning[] = []
  #lint: readonly LintFinding[] | undefined

  constructor(facts: DeployFacts, flags: DeployFlags) {
    this.#facts = facts
    this.#flags = flags
  }

  decide(): Prediction {
    const { app, recipe, missingSecrets } = this.#facts
    const conflict = validateDeployFlags(this.#flags)
    if (conflict !== undefined) return refuseEarly(conflict, [traceStep('R2', conflict.message)])

    // R1: Ensure runs before abra asks the server.
    const plan = planEnsure(recipe, getEnsureContext(this.#flags), app.recipe)
    this.#trace.push(...plan.trace)
    this.#steps.push(...plan.steps)
    if (plan.outcome === 'refuse') return this.#refuse(plan)
    if (recipe.state !== 'present') throw notCloned(recipe)

    this.#checkLint(plan.head?.hash)
    const deployed = this.#checkDeployed()
    if (deployed !== undefined) return this.#refuse(deployed)

    const chosen = this.#chooseVersion(recipe, plan.head?.hash ?? null)
    this.#trace.push(...chosen.trace)
    if (chosen.outcome === 'refuse') return this.#refuse(chosen)

    if (!this.#chaos) {
      demandSameHead(recipe, plan.head?.hash, chosen.version)
      const checkout = planEnsureVersion(recipe, chosen.version)
      this.#trace.push(...checkout.trace)
      this.#steps.push(...checkout.steps)
      if (checkout.outcome === 'refuse') return this.#refuse(checkout, chosen)
    }
    this.#warnings.push(...warningsOf(recipe, chosen, this.#steps, this.#chaos))

    // R5: abra checks secrets after it has chosen and logged the version.
    const [missing] = missingSecrets ?? []
    this.#trace.push(traceStep('R5', this.#secretsSeen()))
    if (missing !== undefined) return this.#refuse(secretMissing(missing), chosen)
    const { version, source } = chosen
    return { outcome: 'stamp', version, source, ...(this.#chaos ? { chaosVersion: version } : {}), ...this.#parts() }
  }

  get #chaos(): boolean {
    return this.#flags.chaos === true
  }

  /** Lint never refuses here: how far it stops a deploy no run shows. */
  #checkLint(commit: string | undefined): void {
    const { lint } = this.#facts
    if (this.#chaos) {
      const saw = '--chaos: the tree may be dirty; lint: not checked, since no run shows whether chaos skips it'
      this.#trace.push(traceStep('R4', saw))
      return
    }
    if (lint === undefined || 'problem' in lint || lint.commit !== commit) {
      const why = lint !== undefined && 'problem' in lint ? `: ${lint.problem}` : ''
      this.#trace.push(traceStep('R4', `lint: not checked${why}`, 'D'))
      return
    }
    const findings = assessLint(lint)
    this.#lint = findings
    this.#trace.push(traceStep('R4', lintSeen(findings), 'D'))
    this.#warnings.push(...lintWarnings(findings))
  }

  #checkDeployed(): RefusalReason | undefined {
    const { app, deployed } = this.#facts
    const passes = this.#chaos ? '--chaos' : this.#flags.force === true ? '--force' : undefined
    if (deployed === undefined) {
      this.#trace.push(
        traceStep(
          'R3',
          `whether ${app.stackName} is deployed is not known${passes === undefined ? '' : `; ${passes} deploys in both cases`}`,
          passes === undefined ? 'S' : 'K',
        ),
      )
      if (passes === undefined) {
        const text = `abra refuses if ${app.stackName} is already deployed, which is not known`
        this.#warnings.push({ kind: 'may-be-deployed', rule: 'R3', text })
      }
      return undefined
    }
    if (!deployed.deployed) {
      this.#trace.push(traceStep('R3', `${app.stackName} is not deployed`))
      return undefined
    }
    const version = deployed.chaos
      ? `${deployedVersion(deployed)}, chaos version ${deployed.chaosVersion ?? 'unknown'}`
      : deployedVersion(deployed)
    this.#trace.push(
      traceStep(
        'R3',
        `${app.stackName} is deployed (${version})${passes === undefined ? '' : `; ${passes} allows another deploy`}`,
        passes === undefined ? 'S' : 'K',
      ),
    )
    return passes === undefined
      ? { code: 'already-deployed', rule: 'R3', message: `${app.name} is already deployed` }
      : undefined
  }

  #chooseVersion(recipe: PresentRecipe, head: string | null): DeployVersion {
    const { app, deployed } = this.#facts
    const { tags } = recipe
    const chaosVersion = this.#chaos ? this.#chaosVersion(recipe) : undefined
    if (typeof chaosVersion === 'object') return chaosVersion
    const answer = getDeployVersion(
      {
        recipe: app.recipe,
        stackName: app.stackName,
        tags: 'error' in tags ? { ordered: [], unparsed: [] } : tags,
        head,
        ...(chaosVersion === undefined ? {} : { chaosVersion }),
        ...(deployed === undefined ? {} : { deployed }),
      },
      this.#flags,
    )
    // abra lists the tags only if no other source gave a version.
    if (answer.outcome !== 'version' || answer.source !== 'recipe' || !('error' in tags)) return answer
    return {
      outcome: 'refuse',
      code: 'tags-unreadable',
      rule: 'R14',
      message: tags.error.message,
      trace: [traceStep('R14', tags.error.message)],
    }
  }

  #chaosVersion({
    worktree,
    head,
    dir,
    unseen,
  }: PresentRecipe): string | Extract<DeployVersion, { outcome: 'refuse' }> {
    if ('error' in worktree) {
      const { message } = worktree.error
      return {
        outcome: 'refuse',
        code: 'checkout-unreadable',
        rule: 'R22',
        message,
        trace: [traceStep('R22', message)],
      }
    }
    if (head === null) {
      const message = `${dir} ${unseen?.what ?? 'has no commit yet'}: reference not found`
      return { outcome: 'refuse', code: 'head-unborn', rule: 'R20', message, trace: [traceStep('L12', message)] }
    }
    return chaosVersionOf(head, worktree.clean)
  }

  #secretsSeen(): string {
    const missing = this.#facts.missingSecrets
    if (missing === undefined) return 'secrets: not checked'
    if (missing.length === 0) return 'no secret is missing'
    const names = missing.map(({ name, generate }) => (generate ? name : `${name} (#generate=false)`)).join(', ')
    return `missing: ${names}${missing.length === 1 ? '' : '; abra names one of them, and which is not known'}`
  }

  #refuse({ code, rule, message }: RefusalReason, chosen?: Extract<DeployVersion, { outcome: 'version' }>): Prediction {
    const isLabelMissing = chosen !== undefined && isUnknown(chosen)
    if (code === 'version-not-found' && this.#flags.offline !== true && !isLabelMissing) {
      const text = 'abra fetches before it looks up the version; this prediction assumes that the clone is up to date'
      this.#warnings.push({ kind: 'clone-may-be-behind', rule: 'R33', text })
    }
    return {
      outcome: 'refuse',
      code,
      rule,
      message,
      ...(chosen === undefined ? {} : { chosen: { version: chosen.version, source: chosen.source } }),
      ...this.#parts(),
    }
  }

  #parts() {
    const lint = this.#lint === undefined ? {} : { lint: this.#lint }
    return { steps: this.#steps, warnings: this.#warnings, ...lint, trace: this.#trace }
  }
}

/**
 * What a version such as `HEAD~1` names was read before Ensure, which may have moved HEAD since.
 *
 * @throws REVISION_UNSUPPORTED
 * @rule R1 R36
 */
function demandSameHead({ head, revisions }: PresentRecipe, moved: string | undefined, version: string): void {
  if (revisions.get(version)?.fromHead !== true || moved === head?.hash) return
  throw new AbraVersionError(
    'REVISION_UNSUPPORTED',
    `${version} counts from HEAD, which Ensure moves to ${moved} before the version is checked out`,
    { revision: version },
    { advice: 'name the commit' },
  )
}

function notCloned({ name, dir }: { name: string; dir: string }): AbraVersionError<'RECIPE_NOT_FOUND'> {
  return new AbraVersionError(
    'RECIPE_NOT_FOUND',
    `the recipe ${name} is not in ${dir}, so abra would clone it first`,
    { name, dir },
    {
      advice: 'clone it, for example with abra recipe fetch, and run this again',
    },
  )
}
