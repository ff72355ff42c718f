import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeployedState, MissingSecret } from '../decide/deploy-facts.js'
import type { DeployFlags } from '../decide/deploy-flags.js'
import type { Prediction } from '../decide/prediction.js'
import { predict } from '../predict.js'
import { type BuiltScenario, buildScenario } from './build-scenario.js'
import type { Scenario } from './scenario.js'

/** A deploy as data: the recipe's checkout, the app's file, the flags, and what the server would say. */
export interface GivenDeploy {
  checkout: Scenario
  env: string
  flags: DeployFlags
  deployed?: DeployedState
  missingSecrets?: MissingSecret[]
}

/** Builds the checkout and an ABRA_DIR with the one app `app` around it, in an empty folder, and predicts the deploy. */
export async function predictGivenDeploy(
  { checkout, env, flags, deployed, missingSecrets }: GivenDeploy,
  into: string,
): Promise<{ prediction: Prediction; built: BuiltScenario }> {
  const built = await buildScenario(checkout, into)
  const abraDir = join(into, 'abra')
  mkdirSync(join(abraDir, 'servers', 'local'), { recursive: true })
  writeFileSync(join(abraDir, 'servers', 'local', 'app.env'), env)
  const prediction = await predict({
    app: 'app',
    abraDir,
    recipeDir: built.dir,
    home: built.home,
    ...flags,
    ...(deployed === undefined ? {} : { deployed }),
    ...(missingSecrets === undefined ? {} : { missingSecrets }),
  })
  return { prediction, built }
}
