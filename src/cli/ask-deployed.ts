import type { App } from '../app/app.js'
import { readApp } from '../app/read-app.js'
import type { DeployedState } from '../decide/deploy-facts.js'
import { defined } from '../defined.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'

interface DeployedQuestion {
  readonly app: string
  readonly abraDir?: string
  readonly server?: string
  readonly home?: string
  readonly dockerHost?: string
  readonly context?: string
}

interface Answer {
  /** As it was read for the question; nothing where it cannot be read. */
  readonly app?: App
  readonly deployed?: DeployedState
  readonly caveat?: string
}

/**
 * What the app's server says is deployed: asked of the Docker that is named, else of the context that abra made for the server. Where there is
 * none, or it is out of reach, nothing is known; a Docker that was named and does not answer is told.
 *
 * @rule R54
 */
export async function askDeployed(question: DeployedQuestion): Promise<Answer> {
  const { app: name, abraDir, server, home, dockerHost, context } = question
  const env = home === undefined ? undefined : { ...process.env, HOME: home }
  let app: App | undefined
  try {
    app = await readApp(name, defined({ abraDir, server, env }))
    const { getDeployMeta } = await import('../swarm/identity.js')
    const docker: DockerChoice = { server: app.server, ...defined({ dockerHost, context }) }
    return { app, deployed: await getDeployMeta(app, docker) }
  } catch (error) {
    if (!(error instanceof AbraVersionError)) throw error
    const named = dockerHost !== undefined || context !== undefined
    const read = defined({ app })
    if (isAbraVersionError(error, 'CONTEXT_NOT_FOUND') && !named) return read
    // What is wrong with the app itself is said by the prediction.
    const isTold = error.code.startsWith('SWARM_') || named
    return isTold ? { ...read, caveat: `what is deployed is not known: ${error.message}` } : read
  }
}

/** Where the version depends on what is deployed, why the Swarm did not say is the thing to tell. */
export async function tellingWhy<T>(caveat: string | undefined, predict: () => Promise<T>): Promise<T> {
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
