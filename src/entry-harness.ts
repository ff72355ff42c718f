/**
 * The steps of a CI harness: checkouts, locks, deploys, upgrades, records.
 *
 * @module abra-deploy-version/harness
 */
export {
  AbraVersionError,
  type AbraVersionErrorOf,
  type ErrorCode,
  type ErrorData,
  InternalError,
  isAbraVersionError,
} from './errors.js'
export type { GitTransferOptions } from './git-client/clone-repository.js'
export type { MovedReference } from './git-client/fetch-into.js'
export type { SshAccess } from './git-client/run-git.js'
export { type ListedApp, type ListedServer, parseAppLs } from './harness/abra-lists/parse-app-ls.js'
export { type ListedService, parseAppPs } from './harness/abra-lists/parse-app-ps.js'
export { type AppDomainOptions, appDomain } from './harness/app-domain.js'
export { type CheckedOut, type CheckoutRefOptions, checkoutRef } from './harness/checkout/checkout-ref.js'
export type { ComposeFileEntry } from './harness/checkout/compose-file-entry.js'
export { type FetchedRecipe, type FetchRecipeOptions, fetchRecipe } from './harness/checkout/fetch-recipe.js'
export { type HeadComposeVersion, headComposeVersion } from './harness/checkout/head-compose-version.js'
export type { MirrorBesideUpstream } from './harness/checkout/mirror-beside-upstream.js'
export {
  type OverlayOptions,
  type OverlayUse,
  type ProvidedOverlay,
  provideOverlay,
  removeOverlay,
} from './harness/checkout/overlay.js'
export type { RecipeCheckout } from './harness/checkout/recipe-checkout.js'
export type { ResolvedRef, TakenRef } from './harness/checkout/resolve-ref.js'
export {
  type ChosenBase,
  chooseUpgradeBase,
  type UpgradeBase,
  type UpgradeBaseOptions,
} from './harness/checkout/upgrade-base.js'
export { type AbraDeployerOptions, abraDeployer } from './harness/deployer/abra-deployer.js'
export type {
  Deployer,
  DeployerCompose,
  DeployerQuestion,
  DeployerState,
  DeployReport,
  DeployRequest,
} from './harness/deployer/deployer.js'
export type { DifferenceKind, PredictionDifference, StatedVersion } from './harness/deployer/prediction-difference.js'
export { type StackDeployerOptions, stackDeployer } from './harness/deployer/stack-deployer.js'
export type { LockHolder } from './harness/lock/lock-holder.js'
export { type LockWait, type StackLockOptions, withStackLock } from './harness/lock/stack-lock.js'
export { type PrepullOptions, type PrepullProgress, type PulledImage, prepullImages } from './harness/prepull-images.js'
export { type Pruned, type PruneOptions, pruneOrphans } from './harness/prune-orphans.js'
export { readRun } from './harness/run/read-run.js'
export { type RecipeRuns, type RunHistory, type RunSummary, readRuns } from './harness/run/read-runs.js'
export { makeRunAbraDir, type RunAbraDirOptions } from './harness/run/run-abra-dir.js'
export {
  type Recorded,
  type RecordedWorktree,
  type RecordOutcome,
  type RunFacts,
  type RunRecord,
  type RunVerdict,
  recordRun,
} from './harness/run/run-record.js'
export { type Promotion, type PromotionContext, shouldPromote } from './harness/run/should-promote.js'
export { type SweepDecision, sweepDecision } from './harness/run/sweep-decision.js'
export { findStackCollisions, type StackCollision } from './harness/stack-collisions.js'
export { chaosRedeploy, type Redeploy, type RedeployOptions } from './harness/upgrade/chaos-redeploy.js'
export {
  assertUpgraded,
  checkUpgraded,
  type UpgradeCheck,
  type UpgradeEvidence,
} from './harness/upgrade/check-upgraded.js'
export type { UpgradeOptions } from './harness/upgrade/options.js'
export { performUpgrade } from './harness/upgrade/perform-upgrade.js'
export { type PutBackOptions, putBackUpgrade } from './harness/upgrade/put-back-upgrade.js'
export { recordUpgrade } from './harness/upgrade/record-upgrade.js'
export type { UpgradeOutcome, UpgradeRef, UpgradeReport } from './harness/upgrade/report.js'
export type { HandedOver, UpgradeStep, UpgradeStepName } from './harness/upgrade/steps.js'
export { type Fetch, type Health, type HealthOptions, type HttpAnswer, waitHealthy } from './harness/wait-healthy.js'
export type { RenamedOptions } from './renamed-options.js'
