import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { Agent } from 'node:http'
import { Duplex } from 'node:stream'
import type { DockerAddress } from './docker-host.js'

type SshAddress = Extract<DockerAddress, { kind: 'ssh' }>

const mostStderr = 4096

/**
 * Connects to a Docker behind ssh as Docker's own client does: runs `docker system dial-stdio` on the remote machine through the user's ssh, with its
 * config, keys and known hosts. ssh runs in batch mode and never prompts.
 */
export class SshAgent extends Agent {
  readonly #command: readonly string[]

  constructor(address: SshAddress) {
    super({ keepAlive: true, maxSockets: 4 })
    this.#command = sshArguments(address)
  }

  override createConnection(): Duplex {
    return new SshStream(spawn('ssh', this.#command, { stdio: 'pipe' }))
  }
}

export function sshArguments({ host, user, port, socketPath }: SshAddress): string[] {
  const remote = socketPath === undefined ? [] : ['--host', `unix://${socketPath}`]
  return [
    '-T',
    '-o',
    'BatchMode=yes',
    '-o',
    'ConnectTimeout=10',
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    host,
    'docker',
    ...remote,
    'system',
    'dial-stdio',
  ]
}

/** ssh's pipes as a socket for Node's http. */
class SshStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams
  #stderr = ''

  constructor(child: ChildProcessWithoutNullStreams) {
    super()
    this.#child = child
    child.stdout.on('data', (chunk) => {
      if (!this.push(chunk)) child.stdout.pause()
    })
    child.stderr.on('data', (chunk) => {
      this.#stderr = (this.#stderr + chunk).slice(0, mostStderr)
    })
    child.stdin.on('error', () => {})
    child.on('error', (error) => this.destroy(error))
    child.on('close', (code) => {
      if (code === 0) this.push(null)
      else this.destroy(Object.assign(new Error(this.#stderr.trim() || `ssh ended with ${code}`), { code: 'ESSH' }))
    })
  }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, done)
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill()
    done(error)
  }

  // What http asks of a socket and a pipe cannot do.
  setKeepAlive(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
  setTimeout(): this {
    return this
  }
  ref(): this {
    this.#child.ref()
    return this
  }
  unref(): this {
    this.#child.unref()
    return this
  }
}
