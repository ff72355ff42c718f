import type { App } from '../../app/app.js'
import { editEnv } from '../../app/env/edit-env.js'
import { recipeVersionEdit } from '../../app/write-recipe-version.js'
import type { ComposeConfig } from '../../compose/compose-config.js'
import type { Prediction } from '../../decide/prediction.js'
import { defaultProfile } from '../../git/profile.js'
import { type PredictOptions, readPrediction } from '../../predict/predict.js'
import { readDeployDetails } from '../../predict/read-deploy-details.js'
import { readChaosVersion } from '../../recipe/chaos-version/read-chaos-version.js'
import type { CheckoutEvidence } from '../../swarm/drift/drift-facts.js'
import { takeSnapshot } from '../../swarm/snapshot/take-snapshot.js'
import type { SwarmReader } from '../../swarm/swarm-reader.js'
import { waitForConvergence } from '../../swarm/wait.js'
import { checkoutRef } from '../checkout/checkout-ref.js'
import { composeFileEdit } from '../checkout/compose-file-entry.js'
import { provideOverlay } from '../checkout/overlay.js'
import { prepullImages } from '../prepull-images.js'
import { pruneOrphans } from '../prune-orphans.js'
import type { UndoLog } from '../undo/undo-log.js'
import { foreseeUpgradeConfigs } from './foresee.js'
import { type Ahead, readAhead } from './read-ahead.js'
import { readAgain } from './resolve-upgrade.js'
import { readLeavingNetworks, waitForNetworks } from './stack-networks.js'

/** What a deploy would do. */
export interface DeployPreview {
  readonly prediction: Prediction
  /** Missing when abra would refuse, or when the compose files cannot be loaded. */
  readonly config?: ComposeConfig
}

/** The I/O of an upgrade. A test replaces it. */
export interface UpgradeDependencies {
  readonly checkoutRef: typeof checkoutRef
  readonly provideOverlay: typeof provideOverlay
  readonly readAhead: (...question: Parameters<typeof readAhead>) => Ahead | Promise<Ahead>
  readonly listOverlay: (undo: UndoLog, app: App, name: string) => Promise<void>
  readonly pin: (undo: UndoLog, app: App, version: string) => Promise<void>
  readonly setVariables: (undo: UndoLog, app: App, variables: Readonly<Record<string, string>>) => Promise<void>
  readonly readLeavingNetworks: typeof readLeavingNetworks
  readonly waitForNetworks: typeof waitForNetworks
  readonly prepull: typeof prepullImages
  readonly previewDeploy: (options: PredictOptions) => Promise<DeployPreview>
  readonly takeSnapshot: (reader: SwarmReader, stack: string) => ReturnType<typeof takeSnapshot>
  /** After a deployer has failed: tells whether the Swarm has the deploy. */
  readonly snapshotAfterFailure: (reader: SwarmReader, stack: string) => ReturnType<typeof takeSnapshot>
  readonly waitForConvergence: typeof waitForConvergence
  readonly readCheckout: (dir: string) => Promise<CheckoutEvidence>
  readonly pruneOrphans: typeof pruneOrphans
  readonly readAgain: (app: App) => Promise<App>
  readonly foreseeConfigs: typeof foreseeUpgradeConfigs
}

/** The real I/O. */
export const upgradeDependencies: UpgradeDependencies = {
  checkoutRef,
  provideOverlay,
  readAhead,
  listOverlay: (undo, { path }, name) => undo.editApp((bytes) => composeFileEdit(bytes, name, path).bytes),
  pin: (undo, { path }, version) => undo.editApp((bytes) => recipeVersionEdit(bytes, version, path).bytes),
  setVariables,
  readLeavingNetworks,
  waitForNetworks,
  prepull: prepullImages,
  previewDeploy,
  takeSnapshot,
  snapshotAfterFailure: takeSnapshot,
  waitForConvergence,
  readCheckout: readDirtyFiles,
  pruneOrphans,
  readAgain,
  foreseeConfigs: foreseeUpgradeConfigs,
}

function setVariables(undo: UndoLog, { path }: App, variables: Readonly<Record<string, string>>): Promise<void> {
  return undo.editApp((bytes) =>
    Object.entries(variables).reduce((edited, [name, value]) => editEnv(edited, name, value, path).bytes, bytes),
  )
}

async function previewDeploy(options: PredictOptions): Promise<DeployPreview> {
  const { prediction: chosen, facts } = await readPrediction(options)
  if (facts === undefined) return { prediction: chosen }
  const { profile = defaultProfile } = options
  const { prediction, details } = readDeployDetails(facts, chosen, { ...options, profile })
  return { prediction, ...(details === undefined ? {} : { config: details.config }) }
}

/** The files that make the checkout dirty now. */
async function readDirtyFiles(dir: string): Promise<CheckoutEvidence> {
  const { findings } = await readChaosVersion(dir)
  const files = findings.filter(({ change }) => change !== '!!').map(({ kind, path }) => ({ kind, path }))
  return { recorded: true, files }
}
