// A deployer of your own: performUpgrade(app, { from, to, deployer: scriptDeployer('./deploy.sh') })
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Deployer, predict, writeRecipeVersion } from 'abra-deploy-version'

export function scriptDeployer(script: string): Deployer {
  const deployer = 'script'
  return {
    name: deployer,
    async deploy(request) {
      const prediction = await predict(request) // an app, flags, ABRA_DIR, and what is deployed
      if (prediction.outcome === 'refuse')
        return { deployer, outcome: 'refused', prediction, refusal: prediction.message, lines: [] }
      const { app, timeoutMs, signal } = request
      const limits = { timeout: timeoutMs, ...(signal === undefined ? {} : { signal }) }
      const { stdout } = await promisify(execFile)(script, [app.name, prediction.version], limits)
      await writeRecipeVersion(app, prediction.version) // as abra does after a deploy
      return { deployer, outcome: 'deployed', prediction, version: prediction.version, lines: stdout.split('\n') }
    },
  }
}
