import { DockerDaemon } from './docker-daemon.js'
import { NetworkSwitch } from './network-namespace.js'
import { importImage } from './swarm.js'

/** Daemons on one machine that make one Swarm, each in a network of its own. */
export interface Cluster {
  /** Managers first; the first of them made the Swarm. */
  nodes: readonly [DockerDaemon, ...DockerDaemon[]]
  /** A daemon that is no part of the Swarm yet. */
  addWorker(): Promise<DockerDaemon>
  stop(): Promise<void>
}

export interface ClusterOptions {
  managers: 1 | 3
  workers: number
  /** Nodes that lack the image, by number from 0; none where it is left out. */
  withoutImage?: readonly number[]
}

/** @returns once every node is ready */
export async function startCluster({ managers, workers, withoutImage = [] }: ClusterOptions): Promise<Cluster> {
  const started: DockerDaemon[] = []
  const link = await NetworkSwitch.make()
  const stop = async () => {
    await Promise.all(started.map((daemon) => daemon.stop()))
    await link.remove()
  }
  const start = async (): Promise<[DockerDaemon, string]> => {
    const daemon = await DockerDaemon.start()
    started.push(daemon)
    return [daemon, await link.join(daemon.network)]
  }
  const join = async (leader: DockerDaemon, role: 'manager' | 'worker', image: boolean) => {
    const [daemon, address] = await start()
    if (image) await importImage(daemon)
    const token = (await leader.docker('swarm', 'join-token', '-q', role)).trim()
    const own = ['--advertise-addr', address, '--listen-addr', `${address}:2377`]
    await daemon.docker('swarm', 'join', '--token', token, ...own, '192.168.77.1:2377')
    return daemon
  }
  try {
    const [first, address] = await start()
    if (!withoutImage.includes(0)) await importImage(first)
    await first.docker('swarm', 'init', '--advertise-addr', address, '--listen-addr', `${address}:2377`)
    for (let node = 1; node < managers + workers; node++)
      await join(first, node < managers ? 'manager' : 'worker', !withoutImage.includes(node))
    return { nodes: [first, ...started.slice(1)], addWorker: () => join(first, 'worker', true), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The node's id, as `docker node` has it. */
export async function nodeId(daemon: DockerDaemon): Promise<string> {
  return (await daemon.docker('info', '--format', '{{.Swarm.NodeID}}')).trim()
}

/** `ready` or `down`, as a manager has it. */
export async function nodeState(manager: DockerDaemon, id: string): Promise<string> {
  return (await manager.docker('node', 'inspect', '--format', '{{.Status.State}}', id)).trim()
}

export async function leaderOf({ nodes }: Cluster): Promise<DockerDaemon> {
  for (const node of nodes) {
    const said = await node.docker('node', 'inspect', 'self', '--format', '{{with .ManagerStatus}}{{.Leader}}{{end}}')
    if (said.trim() === 'true') return node
  }
  throw new Error('no node is the leader')
}
