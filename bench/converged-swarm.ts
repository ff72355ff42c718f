import type { SwarmReader } from '../src/swarm/swarm-reader.js'

const then = '2026-01-02T03:04:05.000000000Z'

/** A stack of so many converged services, of one task each, without a server: what is left to measure is the work of a wait. */
export function convergedSwarm(stack: string, services: number): SwarmReader {
  const wire = Array.from({ length: services }, (_, i) => ({
    ID: `service${i}`,
    Version: { Index: 10 },
    CreatedAt: then,
    UpdatedAt: then,
    Spec: {
      Name: `${stack}_service${i}`,
      Labels: { 'com.docker.stack.namespace': stack },
      TaskTemplate: { ContainerSpec: { Image: 'example:1' } },
      Mode: { Replicated: { Replicas: 1 } },
    },
  }))
  const tasks = wire.map(({ ID, Spec }, i) => ({
    ID: `task${i}`,
    CreatedAt: then,
    ServiceID: ID,
    Slot: 1,
    NodeID: 'node1',
    Spec: Spec.TaskTemplate,
    Status: { Timestamp: then, State: 'running' },
    DesiredState: 'running',
  }))
  return {
    name: 'a measured Swarm',
    isSingleNode: true,
    readServices: async () => wire,
    readTasks: async () => tasks,
    readStackNames: async () => [stack],
    readTime: async () => Date.parse(then) + 3_600_000,
    readTaskLog: async () => '',
    watch: (_stack, _onEvent, signal, onOpen) => {
      onOpen?.()
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    },
  }
}

/** A Swarm without stacks that holds these configs, and no secrets. */
export function swarmWithConfigs(held: Readonly<Record<string, string>>): SwarmReader {
  const configs = new Map(Object.entries(held).map(([name, content]) => [name, Buffer.from(content)]))
  return {
    ...convergedSwarm('none', 0),
    readConfigs: async (names) => new Map([...configs].filter(([name]) => names.includes(name))),
    readSecretNames: async () => [],
  }
}
