export { abraDir } from './app/abra-dir.js'
export type { App } from './app/app.js'
export { type DeployLabels, parseLabels } from './app/deploy-labels.js'
export { dotenvDifferences, type EnvDifference, type EnvDifferenceKind } from './app/env/dotenv-differences.js'
export type { EnvModifiers } from './app/env/env-modifiers.js'
export { parseEnv } from './app/env/parse-env.js'
export { type FindAppOptions, findApp } from './app/find-app.js'
export { type AppPlace, listApps } from './app/list-apps.js'
export { readApp } from './app/read-app.js'
export type { RecipeLine } from './app/recipe-line.js'
export { setEnv } from './app/set-env.js'
export { stackName } from './app/stack-name.js'
export { writeRecipeVersion } from './app/write-recipe-version.js'
export type { ComposeConfig, ComposeService } from './compose/compose-config.js'
export { type ComposeFile, type LoadComposeOptions, loadCompose } from './compose/load-compose.js'
export { missingSecrets, type RequiredSecret, requiredSecrets } from './compose/required-secrets.js'
export {
  exposeAllEnv,
  setChaosLabel,
  setChaosVersionLabel,
  setRecipeLabel,
  setVersionLabel,
} from './compose/set-labels.js'
export { renderCompose } from './compose/write/render-compose.js'
export { type AbraLogLine, abraLog } from './decide/abra-log.js'
export type { DeployedState, DeployFacts, MissingSecret, ReadDeployFacts } from './decide/deploy-facts.js'
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
export { resolveRevision } from './git/revision/resolve-revision.js'
export type { ProfileDifference } from './git/worktree/compare-profiles.js'
export {
  type Head,
  readWorktreeStatus,
  type WorktreeStatus,
  type WorktreeStatusOptions,
} from './git/worktree/read-worktree-status.js'
export type { WorktreeOptions } from './git/worktree/worktree-options.js'
export type { BuildInfo, Module } from './go-binary/build-info.js'
export { readBuildInfo } from './go-binary/read-build-info.js'
export { type GoGitOfBinary, readGoGitProfile } from './go-binary/read-go-git-profile.js'
export { type AppDomainOptions, appDomain } from './harness/app-domain.js'
export { type CheckedOut, type CheckoutRefOptions, checkoutRef } from './harness/checkout/checkout-ref.js'
export { type FetchedRecipe, type FetchRecipeOptions, fetchRecipe } from './harness/checkout/fetch-recipe.js'
export { type HeadComposeVersion, headComposeVersion } from './harness/checkout/head-compose-version.js'
export { type OverlayOptions, type ProvidedOverlay, provideOverlay, removeOverlay } from './harness/checkout/overlay.js'
export { chooseUpgradeBase, type UpgradeBase, type UpgradeBaseOptions } from './harness/checkout/upgrade-base.js'
export { type AbraDeployerOptions, abraDeployer } from './harness/deployer/abra-deployer.js'
export type { Deployer, DeployReport, DeployRequest } from './harness/deployer/deployer.js'
export { type StackDeployerOptions, stackDeployer } from './harness/deployer/stack-deployer.js'
export { type StackLockOptions, withStackLock } from './harness/lock/stack-lock.js'
export { type PrepullOptions, type PulledImage, prepullImages } from './harness/prepull-images.js'
export { type Pruned, type PruneOptions, pruneOrphans } from './harness/prune-orphans.js'
export { readRun } from './harness/run/read-run.js'
export { makeRunAbraDir, type RunAbraDirOptions } from './harness/run/run-abra-dir.js'
export { type RunFacts, type RunRecord, recordRun } from './harness/run/run-record.js'
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
export { recordUpgrade } from './harness/upgrade/record-upgrade.js'
export type { UpgradeOutcome, UpgradeReport } from './harness/upgrade/report.js'
export { type Health, type HealthOptions, waitHealthy } from './harness/wait-healthy.js'
export {
  type DeployFactsOptions,
  type PredictOptions,
  predict,
  readDeployFacts,
  readPrediction,
} from './predict/predict.js'
export { type AppPrediction, type PredictAppsOptions, predictApps } from './predict/predict-apps.js'
export { type ChaosVersionOptions, chaosVersion } from './recipe/chaos-version/chaos-version.js'
export { type ChaosVersionReport, readChaosVersion } from './recipe/chaos-version/read-chaos-version.js'
export { smallSHA } from './recipe/chaos-version/small-sha.js'
export { type EnsureOptions, type EnsureRecipe, type EnsureResult, ensure } from './recipe/ensure/ensure.js'
export { type EnsureContext, getEnsureContext } from './recipe/ensure/ensure-context.js'
export type {
  CheckoutStep,
  EnsurePlan,
  EnsureRefusal,
  EnsureRefusalCode,
  EnsureStep,
  EnsureSuccess,
} from './recipe/ensure/ensure-plan.js'
export { planEnsure } from './recipe/ensure/plan-ensure.js'
export { planEnsureVersion } from './recipe/ensure/plan-ensure-version.js'
export { readRecipeFacts } from './recipe/facts/read-recipe-facts.js'
export type { DefaultBranch, NamedRevision, RecipeFacts } from './recipe/facts/recipe-facts.js'
export { recipeDir, recipeFolder } from './recipe/recipe-folder.js'
export { compareTags, type OrderedTags, orderTags } from './recipe/tags/tag-order.js'
export {
  type CheckoutFinding,
  type CheckoutFindingKind,
  checkoutFindingInfo,
} from './recipe/worktree/checkout-findings.js'
export { type EvidenceClass, isUnconfirmed, type Rule, type RuleId, rule, rules, unconfirmedPart } from './rules.js'
export { type Stamp, type StampOptions, stamp } from './stamp/stamp.js'
export { assess } from './swarm/assess/assess.js'
export { type ServiceAssessment, type StackAssessment, type Verdict, verdictInfo } from './swarm/assess/verdict.js'
export type { DockerChoice } from './swarm/docker/docker-endpoint.js'
export type { CheckoutEvidence, DriftInput } from './swarm/drift/drift-facts.js'
export { explainDrift } from './swarm/drift/explain-drift.js'
export { type Certainty, type DriftFinding, type DriftKind, driftInfo } from './swarm/drift/finding.js'
export { type DeployedIdentity, deployedIdentity, getDeployMeta } from './swarm/identity.js'
export { type Baseline, takeBaseline } from './swarm/snapshot/baseline.js'
export type { ServiceSpec, ServiceState, Snapshot, TaskState, UpdateState } from './swarm/snapshot/snapshot.js'
export { takeSnapshot } from './swarm/snapshot/take-snapshot.js'
export type { StackTarget } from './swarm/stack-target.js'
export type { SwarmReader } from './swarm/swarm-reader.js'
export { type WaitOptions, type WaitResult, waitForConvergence } from './swarm/wait.js'
export type { TraceStep } from './trace.js'
