import type { App } from '../app/app.js'
import { readApp } from '../app/read-app.js'
import type { DeployedState } from '../decide/deploy-facts.js'
import { defined } from '../defined.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'
import type { HeldSwarm } from './held-swarm.js'

interface DeployedQuestion {
  readonly app: string
  readonly abraDir?: string
  readonly server?: string
  readonly home?: string
}

interface Answer {
  /** undefined if its file cannot be read. */
  readonly app?: App
  readonly deployed?: DeployedState
  readonly caveat?: string
}

/**
 * Asks what is deployed: the Docker that was named, else the context that abra made for the app's server. Returns no `deployed` if there is no
 * such context or it does not answer; `caveat` says why, except for a missing context that was not named.
 *
 * @rule R54
 */
export async function askDeployed(question: DeployedQuestion, swarm: HeldSwarm): Promise<Answer> {
  const { app: name, abraDir, server, home } = question
  const env = home === undefined ? undefined : { ...process.env, HOME: home }
  let app: App | undefined
  try {
    app = await readApp(name, defined({ abraDir, server, env }))
    const { getDeployMeta } = await import('../swarm/identity.js')
    return { app, deployed: await getDeployMeta(app, await swarm.connect(app.server)) }
  } catch (error) {
    if (!(error instanceof AbraVersionError)) throw error
    const named = swarm.isNamed
    const read = defined({ app })
    if (isAbraVersionError(error, 'CONTEXT_NOT_FOUND') && !named) return read
    // A fault of the app's file is reported by the prediction.
    const isReported = error.code.startsWith('SWARM_') || named
    return isReported ? { ...read, caveat: `what is deployed is not known: ${error.message}` } : read
  }
}

/** Rewrites DEPLOYED_UNKNOWN so that it names why the Swarm could not be asked. */
export async function withReason<T>(caveat: string | undefined, predict: () => Promise<T>): Promise<T> {
  try {
    return await predict()
  } catch (error) {
    if (caveat === undefined || !isAbraVersionError(error, 'DEPLOYED_UNKNOWN')) throw error
    throw new AbraVersionError('DEPLOYED_UNKNOWN', `${caveat}; and it decides the version`, error.data, {
      advice: error.advice,
      cause: error,
    })
  }
}
