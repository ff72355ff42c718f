import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The image of every service in live tests: busybox alone, imported, so that no registry is asked. */
export const IMAGE = 'local/busybox:1'
const APPLETS = ['sh', 'sleep', 'cat', 'echo', 'test', 'touch', 'rm', 'true', 'false']
const BUSYBOX = '/bin/busybox'

/** Why no Swarm can be started here; undefined where one can. Skip lines say it. */
export function whyNoSwarm(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root to start a Docker daemon'
  const missing = ['dockerd', 'docker', 'containerd'].filter((command) => !isThere(command))
  if (!existsSync(BUSYBOX)) missing.push('busybox')
  if (missing.length === 0) return undefined
  return `needs Docker: ${missing.join(', ')} not found (apt-get install docker.io busybox-static)`
}

function isThere(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A Docker daemon of our own, with its own socket, data and containerd. It touches no other. */
export class DockerDaemon {
  readonly host: string
  readonly #dir: string
  readonly #flags: readonly string[]
  #process: ChildProcess | undefined

  private constructor(dir: string, flags: readonly string[]) {
    this.#dir = dir
    this.#flags = flags
    this.host = `unix://${join(dir, 'docker.sock')}`
  }

  static async start(flags: readonly string[] = []): Promise<DockerDaemon> {
    const daemon = new DockerDaemon(await mkdtemp(join(tmpdir(), 'swarm-')), flags)
    await daemon.launch()
    return daemon
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
    const command = [
      'dockerd',
      `--config-file=${join(dir, 'daemon.json')}`,
      ...flags,
      ...quiet,
      `--host=${this.host}`,
      ...this.#flags,
    ]
    this.#process = spawn('sh', ['-c', 'exec "$0" "$@" >>"$LOG" 2>&1', ...command], {
      env: { ...process.env, LOG: log },
      stdio: 'ignore',
    })
    for (let tries = 0; tries < 150; tries++) {
      if (this.#process.exitCode !== null) break
      if (await this.docker('version').catch(() => undefined)) return
      await new Promise((done) => setTimeout(done, 200))
    }
    throw new Error(`dockerd did not start:\n${(await readFile(log, 'utf8')).slice(-2000)}`)
  }

  /** As a machine that loses power: no goodbye. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
    // It takes its containerd along; where nobody reaps it, the next dockerd would take the zombie for alive.
    await rm(join(this.#dir, 'exec/containerd/containerd.pid'), { force: true })
  }

  /** Ends the daemon and everything it started, and removes its folder. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    for (const pid of await this.#leftProcesses()) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {}
    }
    // What a killed daemon left mounted.
    const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '')
    for (const mount of mounts.filter((path) => path.startsWith(`${this.#dir}/`)).reverse()) {
      await promisify(execFile)('umount', ['-l', mount]).catch(() => {})
    }
    await rm(this.#dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
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

/** A single manager with the image in it. */
export async function startSwarm(flags: readonly string[] = []): Promise<DockerDaemon> {
  const daemon = await DockerDaemon.start(flags)
  try {
    await importImage(daemon)
    const listen = ['--advertise-addr', '127.0.0.1', '--listen-addr', `127.0.0.1:${await freePort()}`]
    // Two Swarms on one machine must not share it: their overlay networks bear the same numbers. It has to lie below 49152.
    const dataPath = ['--data-path-port', String(20_000 + ((await freePort()) % 12_000))]
    await daemon.docker('swarm', 'init', ...listen, ...dataPath)
    return daemon
  } catch (error) {
    await daemon.stop()
    throw error
  }
}

/** A daemon that is a worker of this manager's Swarm. */
export async function startWorker(manager: DockerDaemon): Promise<DockerDaemon> {
  const worker = await DockerDaemon.start()
  const token = (await manager.docker('swarm', 'join-token', '-q', 'worker')).trim()
  const [address = ''] = JSON.parse(await manager.docker('info', '--format', '{{json .Swarm.RemoteManagers}}')).map(
    ({ Addr }: { Addr: string }) => Addr,
  )
  const listen = `127.0.0.1:${await freePort()}`
  await worker.docker(
    'swarm',
    'join',
    '--token',
    token,
    '--advertise-addr',
    '127.0.0.1',
    '--listen-addr',
    listen,
    address,
  )
  return worker
}

export async function importImage(daemon: DockerDaemon): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'image-'))
  try {
    await mkdir(join(dir, 'root/bin'), { recursive: true })
    await mkdir(join(dir, 'root/tmp'))
    await promisify(execFile)('cp', [BUSYBOX, join(dir, 'root/bin/busybox')])
    // Debian's busybox-static needs none; its plain busybox does.
    const { stdout } = await promisify(execFile)('ldd', [BUSYBOX]).catch(() => ({ stdout: '' }))
    const libraries = [...stdout.matchAll(/\s(\/[^\s()]+)/g)].map(([, path = '']) => path)
    for (const path of libraries) await promisify(execFile)('cp', ['-L', '--parents', path, join(dir, 'root')])
    for (const name of APPLETS) await symlink('busybox', join(dir, 'root/bin', name))
    await promisify(execFile)('tar', ['-C', join(dir, 'root'), '-cf', join(dir, 'image.tar'), '.'])
    await daemon.docker('import', join(dir, 'image.tar'), IMAGE)
  } finally {
    await rm(dir, { recursive: true })
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Runs until it is told to stop, and then stops at once. */
export const GOOD = "trap 'exit 0' TERM; sleep 100000 & wait"

export interface StackService {
  /** Of `sh -c`. */
  command?: string
  labels?: Record<string, string>
  deploy?: Record<string, unknown>
  /** Other keys of a compose service. */
  more?: Record<string, unknown>
}

/** A compose file, as JSON. Nothing is published, nothing has a network of its own, and there is one volume, `mark`. */
export function composeFile(services: Record<string, StackService>): string {
  const all = Object.entries(services).map(([name, { command = GOOD, labels = {}, deploy = {}, more = {} }]) => [
    name,
    {
      image: IMAGE,
      command: ['sh', '-c', command],
      stop_grace_period: '1s',
      networks: ['host'],
      ...more,
      deploy: { labels, ...deploy },
    },
  ])
  const networks = { host: { external: true, name: 'host' } }
  return JSON.stringify({ version: '3.8', services: Object.fromEntries(all), networks, volumes: { mark: {} } })
}

/** `docker stack deploy`; returns when every service has been handed over. */
export async function deployStack(
  host: string,
  stack: string,
  services: Record<string, StackService>,
  ...flags: string[]
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'stack-'))
  try {
    const file = join(dir, 'compose.json')
    await writeFile(file, composeFile(services))
    const env = { ...process.env, DOCKER_HOST: host }
    const args = ['stack', 'deploy', '--resolve-image', 'never', ...flags, '-c', file, stack]
    await promisify(execFile)('docker', args, { env })
  } finally {
    await rm(dir, { recursive: true })
  }
}

export async function removeStack(host: string, stack: string): Promise<void> {
  await promisify(execFile)('docker', ['stack', 'rm', stack], { env: { ...process.env, DOCKER_HOST: host } })
}
