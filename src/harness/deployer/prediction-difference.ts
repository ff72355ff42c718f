import type { ReadDeployFacts } from '../../decide/deploy-facts.js'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import type { DeployVersionSource } from '../../decide/get-deploy-version.js'
import type { Prediction } from '../../decide/prediction.js'
import type { GoGitProfile } from '../../git/profile.js'
import type { AbraOutput } from './parse-abra-output.js'

/** How abra differed: another version; the same for another reason; it stopped, or did not stop, where the opposite was predicted. */
export type DifferenceKind = 'other-version' | 'other-source' | 'abra-refused' | 'abra-deployed'

/** abra and our prediction of it disagree, with all that is needed to make a golden of it; of the app's file only what decides. */
export interface PredictionDifference {
  readonly kind: DifferenceKind
  /** One sentence. */
  readonly text: string
  readonly predicted: StatedVersion
  readonly abra: StatedVersion & { readonly exitCode: number | null; readonly lines: readonly string[] }
  readonly golden: {
    /** What `abra --version` prints; undefined where it could not be asked. */
    readonly of?: string
    readonly profile: GoGitProfile
    readonly arguments: readonly string[]
    readonly flags: DeployFlags
    /** The lines of the app's file that have a say, as name and value. */
    readonly env: Readonly<Record<string, string>>
    /** The checkout as it was before: HEAD, go-git's status, the tags, what Ensure would fall back to. */
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
  /** undefined where the refusal came before they could be read. */
  readonly facts?: ReadDeployFacts
  readonly output: AbraOutput
  readonly exitCode: number | null
  readonly of?: string
  readonly profile: GoGitProfile
  readonly arguments: readonly string[]
  readonly flags: DeployFlags
}

/** Compares what abra said and did with what was predicted; undefined where they agree, or where abra stopped for a reason nobody can foretell here. */
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
    return { kind: 'other-version', text: `predicted was ${ours}, abra took ${theirs}` }
  if (predicted.outcome === 'refuse' && abra.outcome === 'stamp')
    return { kind: 'abra-deployed', text: `a refusal was predicted (${predicted.message}), and abra deployed` }
  // With the version chosen, what stops abra is Docker, a secret, the compose file: nothing that the version rests on.
  if (predicted.outcome === 'stamp' && abra.outcome === 'refuse' && theirs === undefined)
    return { kind: 'abra-refused', text: `predicted was ${ours}, abra stopped before it chose: ${abra.message}` }
  if (predicted.source !== undefined && abra.source !== undefined && predicted.source !== abra.source)
    return {
      kind: 'other-source',
      text: `${ours} was predicted by ${predicted.source}, abra took it by ${abra.source}`,
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

/** Passwords may stand in the others. */
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
