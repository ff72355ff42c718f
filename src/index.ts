export { abraDir } from './app/abra-dir.js'
export type { App } from './app/app.js'
export { dotenvDifferences, type EnvDifference, type EnvDifferenceKind } from './app/dotenv-differences.js'
export type { EnvModifiers } from './app/env-modifiers.js'
export { type FindAppOptions, findApp } from './app/find-app.js'
export { type AppPlace, listApps } from './app/list-apps.js'
export { parseEnv } from './app/parse-env.js'
export { readApp } from './app/read-app.js'
export type { RecipeLine } from './app/recipe-line.js'
export { stackName } from './app/stack-name.js'
export { type AbraLogLine, abraLog } from './decide/abra-log.js'
export type { DeployedState, DeployFacts, MissingSecret } from './decide/deploy-facts.js'
export type { DeployFlags } from './decide/deploy-flags.js'
export { meetsExpectation } from './decide/expectation.js'
export {
  type DeployVersion,
  type DeployVersionFacts,
  type DeployVersionSource,
  getDeployVersion,
} from './decide/get-deploy-version.js'
export { predictDeploy } from './decide/predict-deploy.js'
export type {
  Prediction,
  PredictionWarning,
  RefusalPrediction,
  StampPrediction,
  WarningKind,
} from './decide/prediction.js'
export type { RefusalCode, RefusalReason } from './decide/refusal.js'
export { validateDeployFlags } from './decide/validate-deploy-flags.js'
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
  type DeployFactsOptions,
  type PredictOptions,
  predict,
  type ReadDeployFacts,
  readDeployFacts,
  readPrediction,
} from './predict.js'
export {
  type ChaosVersionOptions,
  type ChaosVersionReport,
  chaosVersion,
  readChaosVersion,
} from './recipe/chaos-version.js'
export { type CheckoutFinding, type CheckoutFindingKind, checkoutFindingInfo } from './recipe/checkout-findings.js'
export type { ProfileDifference } from './recipe/compare-profiles.js'
export { type EnsureOptions, type EnsureRecipe, type EnsureResult, ensure } from './recipe/ensure.js'
export { type EnsureContext, getEnsureContext } from './recipe/ensure-context.js'
export type {
  CheckoutStep,
  EnsurePlan,
  EnsureRefusal,
  EnsureRefusalCode,
  EnsureStep,
  EnsureSuccess,
} from './recipe/ensure-plan.js'
export { planEnsure } from './recipe/plan-ensure.js'
export { planEnsureVersion } from './recipe/plan-ensure-version.js'
export { readRecipeFacts } from './recipe/read-recipe-facts.js'
export type { DefaultBranch, NamedRevision, RecipeFacts } from './recipe/recipe-facts.js'
export { recipeDir, recipeFolder } from './recipe/recipe-folder.js'
export { smallSHA } from './recipe/small-sha.js'
export { compareTags, type OrderedTags, orderTags } from './recipe/tag-order.js'
export { type EvidenceClass, isUnconfirmed, type Rule, type RuleId, rule, rules, unconfirmedPart } from './rules.js'
export type { TraceStep } from './trace.js'
