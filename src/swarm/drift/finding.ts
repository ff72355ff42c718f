/** Why a deployed stamp is not the expected one, or may not stay. Findings of equal certainty are sorted in this order. */
export type DriftKind =
  | 'none'
  | 'nothing-expected'
  | 'not-deployed'
  | 'label-missing'
  | 'rolled-back'
  | 'rolled-back-by-hand'
  | 'rollback-paused'
  | 'paused'
  | 'failed'
  | 'blocked'
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
  | 'job-restarted'
  | 'version-label-without-tag'
  | 'stamp-without-update'

/** `certain`: the recorded facts prove it. `likely`: it is the only known explanation that fits all facts. `possible`: no fact contradicts it. */
export type Certainty = 'certain' | 'likely' | 'possible'

/** One explanation of a difference: its kind, how certain it is, and the evidence. */
export interface DriftFinding {
  readonly kind: DriftKind
  readonly certainty: Certainty
  /** The observed facts, one sentence each. They may quote labels and task errors with control characters. */
  readonly evidence: readonly string[]
  readonly advice: string
}

/** `cause` explains a difference; `difference` only states it; `remark` is not about the stamp. */
type Role = 'answer' | 'cause' | 'difference' | 'remark'

interface DriftInfo {
  /** What it means, in one sentence. */
  readonly title: string
  /** Its section in docs/drift.md. */
  readonly docs: string
  readonly role: Role
}

/**
 * Title, docs section and role of each kind. The compiler demands an entry for a new kind.
 *
 * @example
 * ```ts
 * driftInfo['rolled-back'].docs // 'drift.md#rolled-back'
 * ```
 */
export const driftInfo = {
  none: { title: 'What is deployed is what was expected.', docs: 'drift.md#none', role: 'answer' },
  'nothing-expected': {
    title: 'No expectation was given: this is what is deployed.',
    docs: 'drift.md#nothing-expected',
    role: 'answer',
  },
  'not-deployed': {
    title: 'The stack has no service that carries a stamp.',
    docs: 'drift.md#not-deployed',
    role: 'cause',
  },
  'label-missing': {
    title: 'The service has no version label, or an empty one.',
    docs: 'drift.md#label-missing',
    role: 'cause',
  },
  'rolled-back': {
    title: 'The update failed, and Swarm restored the former spec, labels included.',
    docs: 'drift.md#rolled-back',
    role: 'cause',
  },
  'rolled-back-by-hand': {
    title: 'A user had the service rolled back to its former spec, labels included.',
    docs: 'drift.md#rolled-back-by-hand',
    role: 'cause',
  },
  'rollback-paused': {
    title: 'The update and its rollback failed; Swarm stopped halfway.',
    docs: 'drift.md#rollback-paused',
    role: 'cause',
  },
  paused: {
    title: 'The update failed and Swarm paused it: the labels are new, but not all tasks are.',
    docs: 'drift.md#paused',
    role: 'cause',
  },
  failed: { title: 'The tasks of the new spec do not keep running.', docs: 'drift.md#failed', role: 'cause' },
  blocked: {
    title: 'No node runs a task of the new spec: none takes it, or each one rejects it. Swarm goes on trying.',
    docs: 'drift.md#blocked',
    role: 'cause',
  },
  'still-updating': {
    title: 'The deploy has not ended: Swarm still starts, watches or rolls back tasks.',
    docs: 'drift.md#still-updating',
    role: 'cause',
  },
  'concurrent-deploy': {
    title: 'Another deploy changed this stack too.',
    docs: 'drift.md#concurrent-deploy',
    role: 'cause',
  },
  'not-redeployed': { title: 'No deploy reached the service.', docs: 'drift.md#not-redeployed', role: 'cause' },
  'short-hash': {
    title: 'A commit hash is too short to compare: it needs 7 digits or more.',
    docs: 'drift.md#short-hash',
    role: 'cause',
  },
  'not-chaos': {
    title: 'A commit was expected, but this was not a chaos deploy.',
    docs: 'drift.md#not-chaos',
    role: 'difference',
  },
  'unexpected-chaos': {
    title: 'A release was expected, but this was a chaos deploy, which stamps the commit.',
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
    title: 'The deploy stamped the same version as before.',
    docs: 'drift.md#same-version',
    role: 'cause',
  },
  'wrong-commit': { title: 'Another commit was deployed.', docs: 'drift.md#wrong-commit', role: 'difference' },
  'wrong-version': { title: 'Another release was deployed.', docs: 'drift.md#wrong-version', role: 'difference' },
  'other-service-drifted': {
    title: 'Another service of the stack failed, has too few tasks, or was not reached by the deploy.',
    docs: 'drift.md#other-service-drifted',
    role: 'cause',
  },
  'stack-shared': {
    title: 'More than one app is deployed to this stack.',
    docs: 'drift.md#stack-shared',
    role: 'remark',
  },
  'job-restarted': {
    title: 'The deploy ran a job again although its spec did not change.',
    docs: 'drift.md#job-restarted',
    role: 'remark',
  },
  'version-label-without-tag': {
    title: 'The version label names a release that the recipe does not have.',
    docs: 'drift.md#version-label-without-tag',
    role: 'remark',
  },
  'stamp-without-update': {
    title: 'The stamp changed without an update; abra changes TYPE in the tasks too, which starts one.',
    docs: 'drift.md#stamp-without-update',
    role: 'remark',
  },
} as const satisfies Record<DriftKind, DriftInfo>

export const driftKinds = Object.keys(driftInfo) as DriftKind[]

const certainties: readonly Certainty[] = ['certain', 'likely', 'possible']

const roles: readonly Role[] = ['answer', 'cause', 'difference', 'remark']

/** Sorts findings: causes, then differences, then remarks; within these by certainty, then by kind. */
export function inOrder(findings: readonly DriftFinding[]): DriftFinding[] {
  const rank = ({ kind, certainty }: DriftFinding) =>
    roles.indexOf(driftInfo[kind].role) * 10_000 + certainties.indexOf(certainty) * 100 + driftKinds.indexOf(kind)
  return [...findings].sort((a, b) => rank(a) - rank(b))
}
