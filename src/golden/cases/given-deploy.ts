import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MissingSecret } from '../../compose/required-secrets.js'
import type { DeployedState } from '../../decide/deploy-facts.js'
import type { DeployFlags } from '../../decide/deploy-flags.js'
import type { Prediction, RefusalPrediction } from '../../decide/prediction.js'
import { type PredictOptions, predict } from '../../predict/predict.js'
import { type Stamp, stamp } from '../../stamp/stamp.js'
import { type BuiltScenario, buildScenario } from '../scenario/build-scenario.js'
import type { Scenario } from '../scenario/scenario.js'

/** A deploy as data: the recipe's checkout, the app's file, the flags, and what the server would say. */
export interface GivenDeploy {
  checkout: Scenario
  env: string
  flags: DeployFlags
  deployed?: DeployedState
  missingSecrets?: MissingSecret[]
}

/** The stack of the one app. */
export const givenStack = 'app'

/** Builds the checkout and an ABRA_DIR with the one app `app` around it, in an empty folder, and predicts the deploy. */
export async function predictGivenDeploy(
  deploy: GivenDeploy,
  into: string,
): Promise<{ prediction: Prediction; built: BuiltScenario }> {
  const { built, options } = await buildGivenDeploy(deploy, into)
  return { prediction: await predict(options), built }
}

/** The same, down to the labels and the line of the app's file. */
export async function stampGivenDeploy(deploy: GivenDeploy, into: string): Promise<Stamp | RefusalPrediction> {
  return stamp((await buildGivenDeploy(deploy, into)).options)
}

async function buildGivenDeploy(
  { checkout, env, flags, deployed, missingSecrets }: GivenDeploy,
  into: string,
): Promise<{ built: BuiltScenario; options: PredictOptions }> {
  const built = await buildScenario(checkout, into)
  const abraDir = join(into, 'abra')
  mkdirSync(join(abraDir, 'servers', 'local'), { recursive: true })
  writeFileSync(join(abraDir, 'servers', 'local', 'app.env'), env)
  const options = {
    app: 'app',
    abraDir,
    recipeDir: built.dir,
    home: built.home,
    ...flags,
    ...(deployed === undefined ? {} : { deployed }),
    ...(missingSecrets === undefined ? {} : { missingSecrets }),
  }
  return { built, options }
}
