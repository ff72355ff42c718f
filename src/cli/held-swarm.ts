import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import type { SwarmConnection } from '../swarm/docker/swarm-connection.js'

/** The Docker that a command asks more than once: it is connected at the first question, and kept until `close`. */
export class HeldSwarm {
  readonly #choice: Pick<DockerChoice, 'dockerHost' | 'context'>
  #connection: Promise<SwarmConnection> | undefined

  constructor(choice: Pick<DockerChoice, 'dockerHost' | 'context'>) {
    this.#choice = choice
  }

  /** Whether the Docker was named, so that one which is not there is an error. */
  get isNamed(): boolean {
    return this.#choice.dockerHost !== undefined || this.#choice.context !== undefined
  }

  get hasContext(): boolean {
    return this.#choice.context !== undefined
  }

  /** @param server of the app, for the Docker context of its name. @throws as connectSwarm, and the same at each later call */
  connect(server: string): Promise<SwarmConnection> {
    this.#connection ??= this.#connect(server)
    return this.#connection
  }

  async close(): Promise<void> {
    await this.#connection?.then(
      (connection) => connection.close(),
      () => undefined,
    )
  }

  async #connect(server: string): Promise<SwarmConnection> {
    // Loaded here, because most calls ask no Swarm.
    const { connectSwarm } = await import('../swarm/docker/docker.js')
    return connectSwarm({ server, ...this.#choice })
  }
}
