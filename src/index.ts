export { meetsExpectation } from './decide/expectation.js'
export {
  AbraVersionError,
  type ErrorCode,
  type ErrorData,
  InternalError,
  isAbraVersionError,
} from './errors.js'
export { type GoGitProfile, profiles } from './git/profile.js'
export {
  type Head,
  readWorktreeStatus,
  type WorktreeStatus,
  type WorktreeStatusOptions,
} from './git/read-worktree-status.js'
export { resolveRevision } from './git/resolve-revision.js'
export type { BuildInfo, Module } from './go-binary/build-info.js'
export { readBuildInfo } from './go-binary/read-build-info.js'
export { type GoGitOfBinary, readGoGitProfile } from './go-binary/read-go-git-profile.js'
export {
  type ChaosVersionOptions,
  type ChaosVersionReport,
  chaosVersion,
  readChaosVersion,
} from './recipe/chaos-version.js'
export { type CheckoutFinding, type CheckoutFindingKind, checkoutFindingInfo } from './recipe/checkout-findings.js'
export type { ProfileDifference } from './recipe/compare-profiles.js'
export { smallSHA } from './recipe/small-sha.js'
export { type EvidenceClass, isUnconfirmed, type Rule, type RuleId, rule, rules, unconfirmedPart } from './rules.js'
export type { TraceStep } from './trace.js'
