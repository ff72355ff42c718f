import { AbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import { readHeadAndClean } from '../git/read-head-and-clean.js'
import type { Head } from '../git/read-worktree-status.js'
import { type TraceStep, traceStep } from '../trace.js'
import { chaosVersionOf } from './chaos-version-of.js'
import type { CheckoutFinding } from './checkout-findings.js'
import type { ProfileDifference } from './compare-profiles.js'
import { readWorktreeFacts } from './read-worktree-facts.js'
import type { WorktreeFacts } from './worktree-facts.js'

export interface ChaosVersionOptions {
  /** Which releases of go-git to answer like. Default `5.16`. */
  profile?: GoGitProfile
  /** The home folder of the user who runs abra, whose `~/.gitconfig` counts. Default: HOME. */
  home?: string
}

/** A chaos version with all that led to it. */
export interface ChaosVersionReport {
  /** `7ae7b0f7` or `7ae7b0f7+U`. */
  chaosVersion: string
  head: Head
  clean: boolean
  /** As {@link readWorktreeStatus} lists them. */
  files: { path: string; change: string }[]
  profile: GoGitProfile
  /** false when another profile would answer differently; `differences` says how. */
  profilesAgree: boolean
  differences: ProfileDifference[]
  /** What makes the tree dirty, or keeps a file from doing so, and what would mend it. */
  findings: CheckoutFinding[]
  trace: TraceStep[]
}

/**
 * What a chaos deploy (`abra app deploy -C`) of this checkout is stamped with: the first 8 digits of HEAD, and `+U` unless the worktree is clean
 * in go-git's eyes. A release tag on the commit makes no difference.
 *
 * @param dir the recipe's checkout
 * @returns `7ae7b0f7` or `7ae7b0f7+U`
 * @throws HEAD_UNBORN where there is no commit yet, and every code of {@link readWorktreeStatus}
 * @rule R20 R21 R22 R23 R24
 */
export async function chaosVersion(dir: string, options: ChaosVersionOptions = {}): Promise<string> {
  const { head, clean } = readHeadAndClean(dir, options)
  if (head === null) throw unborn(dir)
  return chaosVersionOf(head, clean)
}

/** {@link chaosVersion} with the trace, the findings and what other releases of go-git would say. @throws as chaosVersion */
export async function readChaosVersion(dir: string, options: ChaosVersionOptions = {}): Promise<ChaosVersionReport> {
  const { head, worktree } = await readWorktreeFacts(dir, options)
  if (head === null) throw unborn(dir)
  const { clean, files, profile, profilesAgree, differences, findings } = worktree
  const version = chaosVersionOf(head, clean)
  return {
    chaosVersion: version,
    head,
    clean,
    files: [...files],
    profile,
    profilesAgree,
    differences: [...differences],
    findings: [...findings],
    trace: traceOf(version, head, worktree),
  }
}

function traceOf(
  version: string,
  head: Head,
  { files, globalPatterns, profile, differences }: WorktreeFacts,
): TraceStep[] {
  const named = files.slice(0, 3).map(({ path, change }) => `${change} ${path}`)
  const more = files.length > named.length ? ` and ${files.length - named.length} more` : ''
  return [
    traceStep('R20', `HEAD is ${head.hash} (${head.name === 'HEAD' ? 'detached' : head.name})`),
    traceStep('R21', 'tags are not looked at'),
    traceStep(
      'R23',
      globalPatterns === undefined
        ? 'no patterns from core.excludesfile of ~/.gitconfig'
        : `${globalPatterns.count} patterns from ${globalPatterns.file}, the core.excludesfile of ~/.gitconfig`,
    ),
    traceStep(
      'R22',
      files.length === 0 ? 'the worktree is clean' : `the worktree is not clean: ${named.join(', ')}${more}`,
    ),
    traceStep('R24', `as go-git ${profile} answers: ${version}`),
    ...differences.map((difference) => traceStep(difference.rule, difference.text)),
  ]
}

function unborn(dir: string): AbraVersionError<'HEAD_UNBORN'> {
  return new AbraVersionError(
    'HEAD_UNBORN',
    `${dir} has no commit yet`,
    { dir, goGit: 'reference not found' },
    {
      advice: 'commit something, or check out a branch that has commits',
    },
  )
}
