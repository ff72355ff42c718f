import type { EnvDifference } from '../app/env/dotenv-differences.js'
import type { AbraLogLine } from '../decide/abra-log.js'
import type { Prediction } from '../decide/prediction.js'
import { refusalInfo } from '../decide/refusal.js'
import { defined } from '../defined.js'
import type { GoGitProfile } from '../git/profile.js'
import type { LintFinding } from '../lint/lint-finding.js'
import type { DeployDetails } from '../predict/read-deploy-details.js'
import type { EnsureStep } from '../recipe/ensure/ensure-plan.js'
import type { ReleaseNote } from '../recipe/facts/release-notes.js'
import type { CheckoutFinding } from '../recipe/worktree/checkout-findings.js'
import { shortened } from '../shortened.js'
import { renderFindings } from './render-findings.js'
import { renderTrace } from './render-trace.js'
import { oneLine } from './terminal.js'

const shownFixes = 20

/** A prediction and what is printed with it. */
export interface PredictionReport {
  readonly prediction: Prediction
  /** Where there is a version, and its compose files could be loaded. */
  readonly details?: DeployDetails
  /** Where it is known what is deployed. */
  readonly releaseNotes?: readonly ReleaseNote[]
  readonly profile: GoGitProfile
  readonly findings: readonly CheckoutFinding[]
  readonly envDifferences: readonly EnvDifference[]
  /** Empty unless it was asked for. */
  readonly log: readonly AbraLogLine[]
  readonly explain: boolean
}

/** The lines on stdout; none for a refusal without --explain. */
export function renderPrediction({
  prediction,
  details,
  releaseNotes = [],
  findings,
  envDifferences,
  log,
  explain,
}: PredictionReport): string[] {
  return [
    ...(prediction.outcome === 'stamp' ? [oneLine(prediction.version)] : []),
    ...log.map(({ text }) => oneLine(text)),
    ...(explain
      ? [
          ...renderTrace(prediction.trace),
          ...(prediction.lint ?? []).flatMap(renderLint),
          ...prediction.steps.flatMap(renderStep),
          ...renderDetails(details),
          ...releaseNotes.map(({ path }) => oneLine(`release notes: ${path} [R58]`)),
          ...renderFindings(findings),
          ...envDifferences.map(renderEnvDifference),
        ]
      : []),
  ]
}

/** The lines on stderr: warnings, and why abra would stop. */
export function predictionNotes({ prediction, log }: PredictionReport): string[] {
  const refusal =
    prediction.outcome === 'refuse'
      ? [
          `abra would refuse: ${shortened(prediction.message)} [${prediction.rule}]; to fix: ${refusalInfo[prediction.code].fix} (explain ${prediction.code})`,
        ]
      : []
  return [
    ...prediction.warnings.map(({ text, rule }) => `${text} [${rule}]`),
    ...log
      .filter(({ unconfirmed }) => unconfirmed)
      .map(({ text }) => `unconfirmed, as no published run shows this line: ${text}`),
    ...refusal,
  ]
}

export function predictionJson({
  prediction,
  details,
  releaseNotes,
  profile,
  findings,
  envDifferences,
  log,
  explain,
}: PredictionReport): object {
  return {
    schema: 1,
    ...prediction,
    ...detailsJson(details),
    ...defined({ releaseNotes }),
    profile,
    ...(explain ? { findings, envDifferences } : {}),
    ...(log.length > 0 ? { abraLog: log } : {}),
  }
}

/** The labels, the line of the `.env` file and the secrets of a deploy, as JSON has them. */
export function detailsJson(details: DeployDetails | undefined): object {
  if (details === undefined) return {}
  const { labels, envLine, requiredSecrets, missingSecrets } = details
  return { labels, envLine, requiredSecrets, ...(missingSecrets === undefined ? {} : { missingSecrets }) }
}

function renderLint({ kind, lintRule, class: evidence, unconfirmed, text, fixes }: LintFinding): string[] {
  const known = unconfirmed ? `${evidence}, unconfirmed` : evidence
  const shown = fixes.slice(0, shownFixes).map((fix) => oneLine(`   to fix: ${fix}`))
  const more = fixes.length > shownFixes ? [`   and ${fixes.length - shownFixes} more; --json has all`] : []
  return [oneLine(`lint ${lintRule ?? 'without a number'} ${kind} (${known}): ${text} [R4]`), ...shown, ...more]
}

function renderDetails(details: DeployDetails | undefined): string[] {
  if (details === undefined) return []
  const labels = Object.entries(details.labels).map(([name, value]) => `label: ${name}=${value} [R51]`)
  const missing = (details.missingSecrets ?? []).map(({ name, generate }) =>
    generate ? `missing secret: ${name} [R5]` : `missing secret: ${name} (#generate=false) [R5]`,
  )
  return [...labels, `.env line: ${details.envLine} [R46]`, ...missing].map(oneLine)
}

function renderStep(step: EnsureStep): string[] {
  if (step.do === 'clone') return [`step: clone ${oneLine(step.url)} into ${oneLine(step.dir)}`]
  if (step.do === 'fetch') return [`step: fetch tags and the current branch in ${oneLine(step.dir)}`]
  const target = step.reference === undefined ? step.commit : `${step.reference} (${step.commit})`
  const deletes = step.deletes.map((path) => `   deletes ${oneLine(path)} [L20]`)
  return [`step: check out ${oneLine(target)} by force`, ...deletes]
}

function renderEnvDifference({ key, line, godotenv, dotenv }: EnvDifference): string {
  const says = (value: string | undefined) => (value === undefined ? 'nothing' : JSON.stringify(value))
  return oneLine(`line ${line}: ${key} is ${says(godotenv)} to abra and ${says(dotenv)} to npm dotenv [L22]`)
}
