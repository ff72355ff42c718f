/**
 * All public names. Those of the four subpaths are listed in their own entry files.
 *
 * @module abra-deploy-version
 */
export { type AbraDirOptions, abraDir } from './app/abra-dir.js'
export type { App } from './app/app.js'
export { type DeployLabels, parseLabels } from './app/deploy-labels.js'
export { dotenvDifferences, type EnvDifference, type EnvDifferenceKind } from './app/env/dotenv-differences.js'
export type { EnvModifiers } from './app/env/env-modifiers.js'
export { type EnvOptions, parseEnv } from './app/env/parse-env.js'
export { type FindAppOptions, findApp } from './app/find-app.js'
export { type AppList, type AppPlace, listApps } from './app/list-apps.js'
export { readApp } from './app/read-app.js'
export type { RecipeLine } from './app/recipe-line.js'
export { setEnv } from './app/set-env.js'
export { stackName } from './app/stack-name.js'
export { writeRecipeVersion } from './app/write-recipe-version.js'
export { type CheckConfigsOptions, checkConfigs } from './configs/check-configs.js'
export type { ConfigFinding, ConfigFindingKind } from './configs/config-finding.js'
export { type AbraLogLine, abraLog } from './decide/abra-log.js'
export type { DeployedState, DeployFacts, ReadDeployFacts } from './decide/deploy-facts.js'
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
  PredictionParts,
  PredictionWarning,
  RefusalPrediction,
  StampPrediction,
  WarningKind,
} from './decide/prediction.js'
export type { RefusalCode, RefusalReason } from './decide/refusal.js'
export { validateDeployFlags } from './decide/validate-deploy-flags.js'
export * from './entry-compose.js'
export * from './entry-git.js'
export * from './entry-harness.js'
export * from './entry-swarm.js'
export {
  AbraVersionError,
  type AbraVersionErrorOf,
  type ComposeErrorData,
  type ErrorCode,
  type ErrorData,
  type ErrorDetails,
  InternalError,
  isAbraVersionError,
} from './errors.js'
export { compareFleets, type FleetChange, type FleetChangeKind } from './fleet/compare-fleets.js'
export type {
  Fleet,
  FleetApp,
  FleetDeployed,
  FleetError,
  FleetFinding,
  FleetPrediction,
  FleetServer,
} from './fleet/fleet.js'
export { type FleetState, type FleetStateInfo, fleetStateInfo, fleetStates } from './fleet/fleet-state.js'
export { parseFleet } from './fleet/parse-fleet.js'
export { type FleetProgress, type ReadFleetOptions, readFleet } from './fleet/read-fleet.js'
export { type WatchFleetOptions, watchFleet } from './fleet/watch-fleet.js'
export type { UnseenHistory } from './git/repository/unseen-history.js'
export { assessLint } from './lint/assess-lint.js'
export type { LintedComposeFile, LintedService, LintFacts } from './lint/lint-facts.js'
export type { LintFinding, LintKind } from './lint/lint-finding.js'
export type { FleetPageOptions } from './page/fleet-drawings.js'
export { renderFleetPage } from './page/render-fleet-page.js'
export { type PageStep, renderTimelinePage, type TimelinePage } from './page/render-timeline-page.js'
export {
  type DeployFactsOptions,
  type PredictOptions,
  predict,
  readDeployFacts,
  readPrediction,
} from './predict/predict.js'
export { type AppIdentity, type AppPrediction, type PredictAppsOptions, predictApps } from './predict/predict-apps.js'
export type { DeployCompose } from './predict/read-deploy-compose.js'
export type { DeployDetails, DeployDetailsOptions } from './predict/read-deploy-details.js'
export type { VersionVariable } from './predict/read-file-objects.js'
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
export type { CommitPosition, FoundCommit } from './recipe/facts/commit-position.js'
export { type OpenRecipeOptions, type RecipeFactsOptions, readRecipeFacts } from './recipe/facts/read-recipe-facts.js'
export { readReleaseNotes, type VersionChange } from './recipe/facts/read-release-notes.js'
export type {
  DefaultBranch,
  MissingRecipe,
  NamedRevision,
  PresentRecipe,
  RecipeFacts,
  RecipeFolder,
  UnreadableRecipe,
} from './recipe/facts/recipe-facts.js'
export type { ReleasePosition } from './recipe/facts/release-history.js'
export type { ReleaseNote } from './recipe/facts/release-notes.js'
export type { ForcedCheckout } from './recipe/preview/preview-checkout.js'
export { recipeDir, recipeFolder } from './recipe/recipe-folder.js'
export { compareTags, type OrderedTags, orderTags } from './recipe/tags/tag-order.js'
export {
  type CheckoutFinding,
  type CheckoutFindingInfo,
  type CheckoutFindingKind,
  checkoutFindingInfo,
} from './recipe/worktree/checkout-findings.js'
export type { WorktreeFacts } from './recipe/worktree/worktree-facts.js'
export { type CheckRecipeOptions, checkRecipe, type RecipeCheck } from './recipe-check/check-recipe.js'
export type { RecipeFinding, RecipeFindingKind, RecipeSeverity } from './recipe-check/recipe-finding.js'
export type { RenamedOptions } from './renamed-options.js'
export type { AnyRuleId, Evidence, MeasuredEngine, OpenQuestion, RuleRecord, RuleSubject } from './rules/rule.js'
export { type EvidenceClass, isUnconfirmed, type Rule, type RuleId, rule, rules, unconfirmedPart } from './rules.js'
export { type Stamp, type StampOptions, stamp } from './stamp/stamp.js'
export type { TraceStep } from './trace.js'
