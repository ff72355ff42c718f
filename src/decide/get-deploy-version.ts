import type { RecipeLine } from '../app/recipe-line.js'
import { AbraVersionError, InternalError } from '../errors.js'
import { smallSHA } from '../recipe/chaos-version/small-sha.js'
import { newestDoubt, type OrderedTags, upstreamRival } from '../recipe/tags/tag-order.js'
import { type TraceStep, traceStep } from '../trace.js'
import { type DeployedState, deployedVersion } from './deploy-facts.js'
import type { DeployFlags } from './deploy-flags.js'
import type { RefusalReason } from './refusal.js'

/** Where abra took the version from, in the order in which it tries. */
export type DeployVersionSource = 'chaos' | 'argument' | 'env-file' | 'deployed' | 'recipe'

/** What getDeployVersion knows: `.env` version, deployed version, tags, commit of HEAD. */
export interface DeployVersionFacts {
  /** The chaos version of the checkout; required if `flags.chaos` is set. */
  readonly chaosVersion?: string
  readonly recipe: Pick<RecipeLine, 'version' | 'rawVersion'>
  /** undefined if it is not known. */
  readonly deployed?: DeployedState
  readonly tags: OrderedTags
  /** HEAD's commit after Ensure, 40 hex digits; null before the first commit. */
  readonly head: string | null
  readonly stackName: string
}

/** The version that getDeployVersion chose, or the text it is refused with, and each step of the choice. */
export type DeployVersion =
  | {
      readonly outcome: 'version'
      readonly version: string
      readonly source: DeployVersionSource
      readonly trace: readonly TraceStep[]
    }
  | ({ readonly outcome: 'refuse'; readonly trace: readonly TraceStep[] } & RefusalReason)

/**
 * The version that `abra app deploy` takes. The first of these that applies: chaos, the argument, the `.env` file, the deployed version, the
 * recipe's newest tag, the recipe's commit.
 *
 * @throws DEPLOYED_UNKNOWN if the version depends on the deployed state and `facts.deployed` is undefined
 * @rule R10 R11 R12 R13 R14
 * @example
 * ```ts
 * const tags = orderTags(['0.6.0+3.2.1', '0.7.0+3.3.1'])
 * const facts = { recipe: { version: '0.6.0+3.2.1' }, tags, head: null, stackName: 'forum_example_com' }
 * const answer = getDeployVersion(facts, {})
 * answer.outcome === 'version' && answer.version // '0.6.0+3.2.1'
 * answer.outcome === 'version' && answer.source // 'env-file'
 * ```
 */
export function getDeployVersion(facts: DeployVersionFacts, flags: DeployFlags): DeployVersion {
  const { recipe, deployed } = facts
  // R10
  if (flags.chaos === true) {
    if (facts.chaosVersion === undefined) throw new InternalError('chaosVersion is missing for a chaos deploy')
    return taken(
      'chaos',
      facts.chaosVersion,
      traceStep('R10', `--chaos: the version is that of the checkout, ${facts.chaosVersion}`),
    )
  }
  // R11
  if (flags.version !== undefined)
    return taken('argument', flags.version, traceStep('R11', `the argument says ${flags.version}`))
  // R12
  if (recipe.version !== undefined && recipe.version !== '' && flags.latest !== true) {
    const raw = recipe.rawVersion ?? recipe.version
    if (raw.endsWith('+U')) {
      const message = `version: can not redeploy chaos version ${raw}`
      return {
        outcome: 'refuse',
        code: 'chaos-version-in-env',
        rule: 'R12',
        message,
        trace: [traceStep('R12', `the .env file says ${raw}`)],
      }
    }
    return taken('env-file', recipe.version, traceStep('R12', `the .env file says ${recipe.version}`))
  }
  // R13
  const skipped =
    flags.latest === true ? [traceStep('R12', '--latest: the .env file and the deployed version do not count')] : []
  if (flags.latest !== true) {
    if (deployed === undefined) throw deployedUnknown(facts.stackName)
    if (deployed.deployed) {
      const version = deployedVersion(deployed)
      const saw = `${facts.stackName} is deployed as ${version}`
      // S has that abra takes a deployed version, not what it does without one.
      const part = isUnknown({ version, source: 'deployed' }) ? 'K' : 'S'
      return taken('deployed', version, traceStep('R13', saw, part))
    }
  }
  // R14
  const newest = facts.tags.ordered.at(-1)
  if (newest !== undefined)
    return taken(
      'recipe',
      newest,
      ...skipped,
      traceStep('R14', newestTag(facts.tags, newest)),
      ...orderSteps(facts.tags, newest),
    )
  if (facts.head === null) throw new InternalError('a recipe without tags and without a commit has no version')
  const commit = smallSHA(facts.head)
  return taken('recipe', commit, ...skipped, traceStep('R14', `the recipe has no tags; its commit is ${facts.head}`))
}

/** Whether the version is the text that stands for a missing label. @rule R54 */
export function isUnknown({ version, source }: { version: string; source: DeployVersionSource }): boolean {
  return source === 'deployed' && version === 'unknown'
}

function newestTag({ ordered, unparsed }: OrderedTags, newest: string): string {
  return `the newest of ${ordered.length} ${ordered.length === 1 ? 'tag' : 'tags'} is ${newest}${unparsed.includes(newest) ? ', but no tag is a version (R83)' : ''}`
}

/** No recording shows the order of abra's tagcmp, so the trace says where it decides which tag is the newest. */
function orderSteps(tags: OrderedTags, newest: string): TraceStep[] {
  const doubt = newestDoubt(tags)
  const rival = upstreamRival(tags)
  const { unparsed } = tags
  return [
    ...(doubt === undefined
      ? []
      : [
          traceStep(
            'R81',
            `${newest} is the newest only by Renovate's order (${doubt.clause}); by numbers it would be ${doubt.byNumbers}`,
          ),
        ]),
    ...(rival === undefined
      ? []
      : [traceStep('R82', `${rival} has an equal part before the +; what follows makes ${newest} the newer`)]),
    ...(unparsed.length === 0 || unparsed.includes(newest)
      ? []
      : [
          traceStep(
            'R83',
            `${unparsed.length} of the tags, ${unparsed.at(-1)} the last, are no versions and come before`,
          ),
        ]),
  ]
}

function taken(source: DeployVersionSource, version: string, ...trace: TraceStep[]): DeployVersion {
  return { outcome: 'version', version, source, trace }
}

function deployedUnknown(stack: string): AbraVersionError<'DEPLOYED_UNKNOWN'> {
  return new AbraVersionError(
    'DEPLOYED_UNKNOWN',
    `the version depends on whether ${stack} is deployed, which is not known`,
    { stack },
    { advice: 'say so with --deployed VERSION or --no-swarm' },
  )
}
