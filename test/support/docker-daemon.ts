import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chosenEngine, type Engine, engineEnv } from './engine.js'
import { NetworkNamespace } from './network-namespace.js'

/** A Docker daemon of our own, with its own socket, data, containerd and network. It touches no other. */
export class DockerDaemon {
  readonly host: string
  readonly engine: Engine
  readonly network: NetworkNamespace
  readonly #dir: string
  readonly #flags: readonly string[]
  #process: ChildProcess | undefined

  private constructor(dir: string, network: NetworkNamespace, flags: readonly string[]) {
    this.engine = chosenEngine()
    this.network = network
    this.#dir = dir
    this.#flags = flags
    this.host = `unix://${join(dir, 'docker.sock')}`
  }

  static async start(flags: readonly string[] = []): Promise<DockerDaemon> {
    const dir = await mkdtemp(join(tmpdir(), 'swarm-'))
    const daemon = new DockerDaemon(dir, await NetworkNamespace.make(), flags)
    try {
      await daemon.launch()
      return daemon
    } catch (error) {
      await daemon.stop()
      throw error
    }
  }

  /** Starts dockerd, also again after `kill`, and waits until it answers. */
  async launch(): Promise<void> {
    const dir = this.#dir
    const places = { 'data-root': 'data', 'exec-root': 'exec', pidfile: 'pid' }
    const flags = Object.entries(places).map(([flag, name]) => `--${flag}=${join(dir, name)}`)
    const quiet = ['--iptables=false', '--ip-forward=false', '--bridge=none', '--log-level=error']
    await rm(join(dir, 'pid'), { force: true })
    // Not the machine's own settings.
    await writeFile(join(dir, 'daemon.json'), '{}')
    const log = join(dir, 'log')
    const command = this.network.entering([
      'dockerd',
      `--config-file=${join(dir, 'daemon.json')}`,
      ...flags,
      ...quiet,
      `--host=${this.host}`,
      ...this.engine.flags,
      ...this.#flags,
    ])
    this.#process = spawn('sh', ['-c', 'exec "$0" "$@" >>"$LOG" 2>&1', ...command], {
      env: { ...engineEnv(this.engine), LOG: log },
      stdio: 'ignore',
    })
    for (let tries = 0; tries < 300; tries++) {
      if (this.#process.exitCode !== null) break
      if (await this.docker('version').catch(() => undefined)) return
      await new Promise((done) => setTimeout(done, 200))
    }
    throw new Error(`dockerd did not start:\n${(await readFile(log, 'utf8')).slice(-2000)}`)
  }

  /** dockerd ends without a goodbye; its containers run on. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
    // It takes its containerd along; where nobody reaps it, the next dockerd would take the zombie for alive.
    await rm(join(this.#dir, 'exec/containerd/containerd.pid'), { force: true })
  }

  /** As a machine that loses power: its containers end too. */
  async cutPower(): Promise<void> {
    await this.kill()
    await this.#endLeftProcesses()
    await this.#unmount()
  }

  /** Ends the daemon and everything it started, and removes its folder. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    await this.#endLeftProcesses()
    await this.#unmount()
    await rm(this.#dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    await this.network.remove()
  }

  async #endLeftProcesses(): Promise<void> {
    for (const pid of await this.#leftProcesses()) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {}
    }
  }

  /** What a killed daemon left mounted. */
  async #unmount(): Promise<void> {
    const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '')
    for (const mount of mounts.filter((path) => path.startsWith(`${this.#dir}/`)).reverse()) {
      await promisify(execFile)('umount', ['-l', mount]).catch(() => {})
    }
  }

  /** containerd and its shims, known by our folder in their command lines, and what the shims started. */
  async #leftProcesses(): Promise<number[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const left = await Promise.all(
      pids.map(async (pid) => {
        const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
        if (!command.includes(`${this.#dir}/`)) return []
        const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
        return [...children.split(' ').filter((child) => child !== ''), pid].map(Number)
      }),
    )
    return left.flat()
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const daemon = this.#process
    if (daemon === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return
    const ended = new Promise((done) => daemon.once('exit', done))
    daemon.kill(signal)
    await ended
  }

  /** Runs `docker` against this daemon. */
  async docker(...args: string[]): Promise<string> {
    const env = { ...process.env, DOCKER_HOST: this.host, DOCKER_TLS_VERIFY: '', DOCKER_CONTEXT: '' }
    const { stdout } = await promisify(execFile)('docker', args, { env, maxBuffer: 64 * 1024 * 1024 })
    return stdout
  }
}
