/** Why a deployed stamp is not the expected one, or may not stay it. In the order in which equally sure findings are given. */
export type DriftKind =
  | 'none'
  | 'not-deployed'
  | 'label-missing'
  | 'rolled-back'
  | 'rollback-paused'
  | 'paused'
  | 'failed'
  | 'still-updating'
  | 'concurrent-deploy'
  | 'not-redeployed'
  | 'short-hash'
  | 'not-chaos'
  | 'unexpected-chaos'
  | 'unexpected-clean'
  | 'dirty-worktree'
  | 'same-version'
  | 'wrong-commit'
  | 'wrong-version'
  | 'other-service-drifted'
  | 'stack-shared'
  | 'version-label-without-tag'

/** `certain`: what was recorded shows it. `likely`: all that is known fits, and nothing else does. `possible`: nothing speaks against it. */
export type Certainty = 'certain' | 'likely' | 'possible'

export interface DriftFinding {
  readonly kind: DriftKind
  readonly certainty: Certainty
  /** What was seen, a sentence each. May hold text of labels and task errors, control characters included. */
  readonly evidence: readonly string[]
  readonly advice: string
}

/** A cause explains a difference, which by itself only states it; a remark says nothing of the stamp. */
type Role = 'answer' | 'cause' | 'difference' | 'remark'

interface DriftInfo {
  /** What it means, in plain words. */
  readonly title: string
  /** Its section in docs/drift.md. */
  readonly docs: string
  readonly role: Role
}

/**
 * Wording, page and weight of each kind; the compiler asks for a new kind's.
 *
 * @example
 * ```ts
 * driftInfo['rolled-back'].docs // 'drift.md#rolled-back'
 * ```
 */
export const driftInfo = {
  none: { title: 'What is deployed is what was expected.', docs: 'drift.md#none', role: 'answer' },
  'not-deployed': {
    title: 'Nothing that carries a stamp is deployed.',
    docs: 'drift.md#not-deployed',
    role: 'cause',
  },
  'label-missing': {
    title: 'The service carries no label that says a version.',
    docs: 'drift.md#label-missing',
    role: 'cause',
  },
  'rolled-back': {
    title: 'The update failed, and Swarm put the former spec back, its labels included.',
    docs: 'drift.md#rolled-back',
    role: 'cause',
  },
  'rollback-paused': {
    title: 'The update failed, and so did the rollback; Swarm has stopped in between.',
    docs: 'drift.md#rollback-paused',
    role: 'cause',
  },
  paused: {
    title: 'The update failed and Swarm paused it: the new labels are there, the new tasks are not all.',
    docs: 'drift.md#paused',
    role: 'cause',
  },
  failed: { title: 'The tasks of the new spec do not keep running.', docs: 'drift.md#failed', role: 'cause' },
  'still-updating': {
    title: 'The update has not ended; what the labels say may still be taken back.',
    docs: 'drift.md#still-updating',
    role: 'cause',
  },
  'concurrent-deploy': {
    title: 'Somebody else deployed this stack as well.',
    docs: 'drift.md#concurrent-deploy',
    role: 'cause',
  },
  'not-redeployed': { title: 'No deploy reached the service.', docs: 'drift.md#not-redeployed', role: 'cause' },
  'short-hash': {
    title: 'A hash is too short to be compared: it takes 7 digits or more.',
    docs: 'drift.md#short-hash',
    role: 'cause',
  },
  'not-chaos': {
    title: 'A commit was expected, but this was no chaos deploy.',
    docs: 'drift.md#not-chaos',
    role: 'difference',
  },
  'unexpected-chaos': {
    title: 'A release was expected, but this was a chaos deploy, which is stamped with its commit.',
    docs: 'drift.md#unexpected-chaos',
    role: 'difference',
  },
  'unexpected-clean': {
    title: 'The commit is as expected, but the checkout was clean.',
    docs: 'drift.md#unexpected-clean',
    role: 'cause',
  },
  'dirty-worktree': {
    title: 'The commit is as expected, but the checkout was not clean.',
    docs: 'drift.md#dirty-worktree',
    role: 'cause',
  },
  'same-version': {
    title: 'The deploy stamped the same version that was there before.',
    docs: 'drift.md#same-version',
    role: 'cause',
  },
  'wrong-commit': { title: 'Another commit was deployed.', docs: 'drift.md#wrong-commit', role: 'difference' },
  'wrong-version': { title: 'Another release was deployed.', docs: 'drift.md#wrong-version', role: 'difference' },
  'other-service-drifted': {
    title: 'Another service of the stack is not where the deploy should have left it.',
    docs: 'drift.md#other-service-drifted',
    role: 'cause',
  },
  'stack-shared': {
    title: 'More than one app is deployed to this stack.',
    docs: 'drift.md#stack-shared',
    role: 'remark',
  },
  'version-label-without-tag': {
    title: 'The version label names a release that the recipe does not have.',
    docs: 'drift.md#version-label-without-tag',
    role: 'remark',
  },
} as const satisfies Record<DriftKind, DriftInfo>

export const driftKinds = Object.keys(driftInfo) as DriftKind[]

const certainties: readonly Certainty[] = ['certain', 'likely', 'possible']

const roles: readonly Role[] = ['answer', 'cause', 'difference', 'remark']

/** The best first: causes before differences before remarks, then the surest, then by kind. */
export function inOrder(findings: readonly DriftFinding[]): DriftFinding[] {
  const rank = ({ kind, certainty }: DriftFinding) =>
    roles.indexOf(driftInfo[kind].role) * 10_000 + certainties.indexOf(certainty) * 100 + driftKinds.indexOf(kind)
  return [...findings].sort((a, b) => rank(a) - rank(b))
}
