import type { DeployCase } from '../cases/binary-case.js'
import { argumentDeploys, flagDeploys } from './deploys/argument-deploys.js'
import { chaosDeploys } from './deploys/chaos-deploys.js'
import { branchDeploys, checkoutDeploys } from './deploys/checkout-deploys.js'
import { envDeploys } from './deploys/env-deploys.js'
import { excludeDeploys, trackedDeploys } from './deploys/exclude-deploys.js'
import { latestDeploys, newestDeploys } from './deploys/newest-deploys.js'
import { tagOrderDeploys } from './deploys/tag-order-deploys.js'

/**
 * Every deploy that a real abra is asked for. A deploy over one that runs already (R3, R13) is not among them: nothing is ever deployed, so
 * nothing runs.
 */
export const deployCases: readonly DeployCase[] = [
  ...chaosDeploys,
  ...argumentDeploys,
  ...envDeploys,
  ...newestDeploys,
  ...latestDeploys,
  ...flagDeploys,
  ...branchDeploys,
  ...checkoutDeploys,
  ...excludeDeploys,
  ...trackedDeploys,
  ...tagOrderDeploys,
]
