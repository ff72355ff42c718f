import type { DeployVersionSource } from './get-deploy-version.js'
import type { Prediction } from './prediction.js'

/** A line of abra's debug output. */
export interface AbraLogLine {
  readonly text: string
  /** true if no published run shows this line. */
  readonly unconfirmed: boolean
}

const words = {
  chaos: 'taking chaos version',
  argument: 'taking version from cli arg',
  'env-file': 'taking version from .env file',
  deployed: 'taking deployed version',
  recipe: 'taking new recipe version',
} as const satisfies Record<DeployVersionSource, string>

/**
 * The line that `abra app deploy --debug` prints when it has chosen a version. Published runs show only the line of a chaos deploy; for the other
 * sources the line number is unknown and printed as `?`.
 *
 * @rule R7 R10 R11 R12 R13 R14
 */
export function versionLine(source: DeployVersionSource, version: string): AbraLogLine {
  const chaos = source === 'chaos'
  return {
    text: `DEBU app/deploy.go:${chaos ? '372' : '?'} version: ${words[source]}: ${version}`,
    unconfirmed: !chaos,
  }
}

/**
 * The lines that abra would print: the version it chose, if it got so far, then the refusal, if any. @rule R6 R7
 *
 * @example
 * ```ts
 * const prediction = await predict({ app: 'forum.example.com', chaos: true })
 * abraLog(prediction)[0].text // 'DEBU app/deploy.go:372 version: taking chaos version: 7ae7b0f7'
 * ```
 */
export function abraLog(prediction: Prediction): AbraLogLine[] {
  if (prediction.outcome === 'stamp') return [versionLine(prediction.source, prediction.version)]
  const fatal = { text: `FATA ${prediction.message}`, unconfirmed: true }
  const { chosen } = prediction
  return chosen === undefined ? [fatal] : [versionLine(chosen.source, chosen.version), fatal]
}
