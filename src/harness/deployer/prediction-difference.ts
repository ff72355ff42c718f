import type { ReadDeployFacts } from '../../decide/deploy-facts.js'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import type { DeployVersionSource } from '../../decide/get-deploy-version.js'
import type { Prediction } from '../../decide/prediction.js'
import type { GoGitProfile } from '../../git/profile.js'
import type { AbraOutput } from './parse-abra-output.js'

/** abra chose another version, or the same version by another rule; or abra refused or deployed against the prediction. */
export type DifferenceKind = 'other-version' | 'other-source' | 'abra-refused' | 'abra-deployed'

/** A difference between abra and the prediction, with all the facts for a new golden. Of the app's file it contains only the deciding lines. */
export interface PredictionDifference {
  readonly kind: DifferenceKind
  /** One sentence. */
  readonly text: string
  readonly predicted: StatedVersion
  readonly abra: StatedVersion & { readonly exitCode: number | null; readonly lines: readonly string[] }
  readonly golden: {
    /** The output of `abra --version`. undefined if that failed. */
    readonly of?: string
    readonly profile: GoGitProfile
    readonly arguments: readonly string[]
    readonly flags: DeployFlags
    /** The deciding lines of the app's file, as name and value. */
    readonly env: Readonly<Record<string, string>>
    /** The checkout before the deploy: HEAD, go-git's status, the tags, the default branch. */
    readonly checkout: unknown
    readonly trace: Prediction['trace']
  }
}

/** What one side says: a version and its source, or a refusal with its message. */
export interface StatedVersion {
  readonly outcome: 'stamp' | 'refuse'
  readonly version?: string
  readonly source?: DeployVersionSource
  readonly message?: string
}

export interface DifferenceFacts {
  readonly prediction: Prediction
  /** undefined if the refusal came before the facts were read. */
  readonly facts?: ReadDeployFacts
  readonly output: AbraOutput
  readonly exitCode: number | null
  readonly of?: string
  readonly profile: GoGitProfile
  readonly arguments: readonly string[]
  readonly flags: DeployFlags
}

/** Compares abra's output and exit code with the prediction. undefined if they agree, or if abra stopped for a reason that is not predicted here. */
export function predictionDifference(input: DifferenceFacts): PredictionDifference | undefined {
  const predicted = saidBy(input.prediction)
  const abra = saidByAbra(input)
  const found = compare(predicted, abra)
  if (found === undefined) return undefined
  const { facts, profile, flags, prediction, of, output, exitCode } = input
  return {
    ...found,
    predicted,
    abra: { ...abra, exitCode, lines: output.lines },
    golden: {
      ...(of === undefined ? {} : { of }),
      profile,
      arguments: input.arguments,
      flags,
      env: facts === undefined ? {} : decidingLines(facts),
      checkout: facts === undefined ? undefined : checkoutOf(facts),
      trace: prediction.trace,
    },
  }
}

function compare(predicted: StatedVersion, abra: StatedVersion): { kind: DifferenceKind; text: string } | undefined {
  const [ours, theirs] = [predicted.version, abra.version]
  if (ours !== undefined && theirs !== undefined && ours !== theirs)
    return { kind: 'other-version', text: `the prediction is ${ours}, abra took ${theirs}` }
  if (predicted.outcome === 'refuse' && abra.outcome === 'stamp')
    return { kind: 'abra-deployed', text: `the prediction is a refusal (${predicted.message}), but abra deployed` }
  // After the version is chosen, abra stops because of Docker, a secret or the compose file. The version does not depend on those.
  if (predicted.outcome === 'stamp' && abra.outcome === 'refuse' && theirs === undefined)
    return {
      kind: 'abra-refused',
      text: `the prediction is ${ours}, but abra stopped before it chose a version: ${abra.message}`,
    }
  if (predicted.source !== undefined && abra.source !== undefined && predicted.source !== abra.source)
    return {
      kind: 'other-source',
      text: `the prediction is ${ours} by ${predicted.source}, abra took it by ${abra.source}`,
    }
  return undefined
}

function saidBy(prediction: Prediction): StatedVersion {
  if (prediction.outcome === 'stamp')
    return { outcome: 'stamp', version: prediction.version, source: prediction.source }
  return { outcome: 'refuse', ...prediction.chosen, message: prediction.message }
}

function saidByAbra({ output: { versionLine, fatal }, exitCode }: DifferenceFacts): StatedVersion {
  const { version, source } = versionLine ?? {}
  return {
    outcome: exitCode === 0 && fatal.length === 0 ? 'stamp' : 'refuse',
    ...(version === undefined ? {} : { version }),
    ...(source === undefined ? {} : { source }),
    ...(fatal.length === 0 ? {} : { message: fatal.join('; ') }),
  }
}

/** Other lines may contain passwords. */
const deciding = ['RECIPE', 'TYPE', 'STACK_NAME', 'COMPOSE_FILE']

function decidingLines({ app }: ReadDeployFacts): Record<string, string> {
  return Object.fromEntries(deciding.flatMap((name) => (app.env.has(name) ? [[name, app.env.get(name) ?? '']] : [])))
}

function checkoutOf({ recipe, deployed }: ReadDeployFacts): unknown {
  if (recipe.state !== 'present') return { state: recipe.state }
  const { head, worktree, tags, defaultBranch } = recipe
  const status =
    'error' in worktree ? { error: worktree.error.message } : { clean: worktree.clean, files: worktree.files }
  return {
    head,
    status,
    tags: 'error' in tags ? { error: tags.error.message } : tags,
    defaultBranch: 'error' in defaultBranch ? { ...defaultBranch, error: defaultBranch.error.message } : defaultBranch,
    deployed,
  }
}
