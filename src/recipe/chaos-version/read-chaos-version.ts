import { firstFew } from '../../first-few.js'
import type { GoGitProfile } from '../../git/profile.js'
import type { ProfileDifference } from '../../git/worktree/compare-profiles.js'
import type { Head } from '../../git/worktree/read-worktree-status.js'
import { demandCheckout, type WorktreeOptions } from '../../git/worktree/worktree-options.js'
import { type TraceStep, traceStep } from '../../trace.js'
import type { CheckoutFinding } from '../worktree/checkout-findings.js'
import { type ChaosFacts, readChaosFacts } from './chaos-version.js'

/** A chaos version with the facts and rules that it follows from. */
export interface ChaosVersionReport {
  /** `7ae7b0f7` or `7ae7b0f7+U`. */
  chaosVersion: string
  head: Head
  clean: boolean
  /** As {@link readWorktreeStatus} lists them. */
  files: { path: string; change: string }[]
  profile: GoGitProfile
  /** false if another profile would answer differently; see `differences`. */
  profilesAgree: boolean
  differences: ProfileDifference[]
  /** Each file that makes the worktree dirty, or that an ignore pattern hides; `checkoutFindingInfo` says how to fix it. */
  findings: CheckoutFinding[]
  trace: TraceStep[]
}

/**
 * {@link chaosVersion} with the trace, the findings and the answers of other go-git releases. @throws as chaosVersion
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises'
 *
 * await writeFile('recipe/compose.ccci.yml', 'version: "3.8"\n')
 * const { chaosVersion, findings, trace } = await readChaosVersion('recipe')
 * chaosVersion // '7ae7b0f7+U'
 * findings.map(({ kind, path }) => `${kind} ${path}`) // ['overlay compose.ccci.yml']
 * trace.map((step) => step.rule) // ['R20', 'R21', 'R23', 'R22', 'R24']
 * ```
 */
export async function readChaosVersion(dir: string, options: WorktreeOptions = {}): Promise<ChaosVersionReport> {
  demandCheckout(dir, options, "readChaosVersion('recipe')")
  const facts = await readChaosFacts(dir, options)
  const { chaosVersion, head, worktree } = facts
  const { clean, files, profile, profilesAgree, differences, findings } = worktree
  return {
    chaosVersion,
    head,
    clean,
    files: [...files],
    profile,
    profilesAgree,
    differences: [...differences],
    findings: [...findings],
    trace: chaosTrace(facts),
  }
}

/** The rules that led to a chaos version, each with the facts it was applied to. */
export function chaosTrace({ chaosVersion, head, worktree }: ChaosFacts): TraceStep[] {
  const { files, globalPatterns, profile, differences } = worktree
  const named = files.map(({ path, change }) => `${change} ${path}`)
  return [
    traceStep('R20', `HEAD is ${head.hash} (${head.name === 'HEAD' ? 'detached' : head.name})`),
    traceStep('R21', 'tags are not looked at'),
    traceStep(
      'R23',
      globalPatterns === undefined
        ? 'no patterns from core.excludesfile of ~/.gitconfig'
        : `${globalPatterns.count} patterns from ${globalPatterns.file}, the core.excludesfile of ~/.gitconfig`,
    ),
    traceStep('R22', files.length === 0 ? 'the worktree is clean' : `the worktree is not clean: ${firstFew(named)}`),
    traceStep('R24', `as go-git ${profile} answers: ${chaosVersion}`),
    ...differences.map((difference) => traceStep(difference.rule, difference.text)),
  ]
}
