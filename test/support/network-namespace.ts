import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
let made = 0

/**
 * A network of its own for a daemon, as if it had a machine to itself: two Swarms on one machine would otherwise share the port of
 * their gossip (7946) and the numbers of their overlay networks.
 */
export class NetworkNamespace {
  readonly name: string

  private constructor(name: string) {
    this.name = name
  }

  static async make(): Promise<NetworkNamespace> {
    const namespace = new NetworkNamespace(`swarm-${process.pid}-${made++}`)
    await run('ip', ['netns', 'add', namespace.name])
    await namespace.ip('link', 'set', 'lo', 'up')
    return namespace
  }

  /** `ip` in it. */
  async ip(...args: readonly string[]): Promise<void> {
    await run('ip', ['-n', this.name, ...args])
  }

  /** The command that runs another one in it; it stays one process. */
  entering(command: readonly string[]): string[] {
    return ['nsenter', `--net=/run/netns/${this.name}`, ...command]
  }

  async remove(): Promise<void> {
    await run('ip', ['netns', 'del', this.name])
  }
}

/** Joins namespaces as a switch does; each gets an address of one network. */
export class NetworkSwitch {
  readonly #namespace: NetworkNamespace
  #ports = 0

  private constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace
  }

  static async make(): Promise<NetworkSwitch> {
    const namespace = await NetworkNamespace.make()
    await namespace.ip('link', 'add', 'br0', 'type', 'bridge')
    await namespace.ip('link', 'set', 'br0', 'up')
    return new NetworkSwitch(namespace)
  }

  /** @returns the address of the namespace from now on */
  async join(joining: NetworkNamespace): Promise<string> {
    const port = `port${++this.#ports}`
    const address = `192.168.77.${this.#ports}`
    const link = ['link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', joining.name]
    await this.#namespace.ip(...link)
    await this.#namespace.ip('link', 'set', port, 'master', 'br0', 'up')
    await joining.ip('address', 'add', `${address}/24`, 'dev', 'eth0')
    await joining.ip('link', 'set', 'eth0', 'up')
    return address
  }

  remove(): Promise<void> {
    return this.#namespace.remove()
  }
}
