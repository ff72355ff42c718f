import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import type { MadeStack } from './apps.js'

const services = ['app', 'db'] as const

/** Daemons on unix sockets that give the answers of a Swarm, one for each server; each has two services for each stack, and a task for each service. */
export class RecordedSwarms {
  readonly #servers: Server[] = []
  /** How many requests came, by path. */
  readonly asked = new Map<string, number>()

  /** @returns the address for DOCKER_HOST */
  async add(dir: string, name: string, stacks: readonly MadeStack[]): Promise<string> {
    const answers = new Map<string, Buffer>(
      Object.entries({
        '/version': { ApiVersion: '1.41' },
        '/info': { Swarm: { LocalNodeState: 'active', ControlAvailable: true, Nodes: 1 } },
        '/services': stacks.flatMap((stack) => services.map((one) => serviceOf(stack, one))),
        '/tasks': stacks.flatMap(({ stack }) => services.map((one) => taskOf(stack, one))),
      }).map(([path, answer]) => [path, Buffer.from(JSON.stringify(answer))]),
    )
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://docker')
      this.asked.set(pathname, (this.asked.get(pathname) ?? 0) + 1)
      const body = answers.get(pathname)
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body ?? '{}')
    })
    const socket = join(dir, `${name}.sock`)
    await new Promise<void>((done) => server.listen(socket, done))
    this.#servers.push(server)
    return `unix://${socket}`
  }

  close(): void {
    for (const server of this.#servers) {
      server.closeAllConnections()
      server.close()
    }
  }
}

const time = '2026-01-01T12:00:00.123456789Z'

const env = Array.from({ length: 30 }, (_, i) => `VARIABLE_NUMBER_${i}=a value of usual length ${i}`)

/** As large as that of a usual recipe: 30 variables, 13 labels. */
export function specOf({ stack, recipe, version }: MadeStack, name: string, replicas: number): object {
  const routes = Array.from({ length: 8 }, (_, i) => [`traefik.http.routers.${stack}.rule${i}`, `Host(\`${stack}\`)`])
  const labels = {
    'com.docker.stack.image': 'example/image:1.2.3',
    'com.docker.stack.namespace': stack,
    [`coop-cloud.${stack}.recipe`]: recipe,
    [`coop-cloud.${stack}.chaos`]: 'false',
    [`coop-cloud.${stack}.version`]: version,
    ...Object.fromEntries(routes),
  }
  return {
    Name: `${stack}_${name}`,
    Labels: labels,
    TaskTemplate: { ContainerSpec: { Image: 'example/image:1.2.3', Env: env }, ForceUpdate: 0, Runtime: 'container' },
    Mode: { Replicated: { Replicas: replicas } },
    UpdateConfig: { Parallelism: 1, FailureAction: 'rollback', Order: 'start-first' },
  }
}

/** With a former spec. */
function serviceOf(made: MadeStack, name: string): object {
  const { stack } = made
  const spec = specOf(made, name, 1)
  return {
    ...{
      ID: `${stack}-${name}`,
      Version: { Index: 7 },
      CreatedAt: time,
      UpdatedAt: time,
      Spec: spec,
      PreviousSpec: spec,
    },
    Endpoint: { Spec: { Mode: 'vip' } },
    UpdateStatus: { State: 'completed', StartedAt: time, CompletedAt: time, Message: 'update completed' },
  }
}

function taskOf(stack: string, name: string): object {
  return {
    ...{ ID: `${stack}-${name}-task`, ServiceID: `${stack}-${name}`, Slot: 1, NodeID: 'node', CreatedAt: time },
    Labels: {},
    Spec: { ContainerSpec: { Image: 'example/image:1.2.3', Env: env }, ForceUpdate: 0, Runtime: 'container' },
    DesiredState: 'running',
    Status: { Timestamp: time, State: 'running', Message: 'started', ContainerStatus: { ContainerID: 'a'.repeat(64) } },
  }
}
