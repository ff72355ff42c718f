import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DockerDaemon } from './docker-daemon.js'

/** The image of every service in live tests: busybox alone, imported, so that no registry is asked. */
export const IMAGE = 'local/busybox:1'
const APPLETS = ['sh', 'sleep', 'cat', 'echo', 'test', 'touch', 'rm', 'true', 'false']
const BUSYBOX = '/bin/busybox'

/** A single manager with the image in it. */
export async function startSwarm(flags: readonly string[] = []): Promise<DockerDaemon> {
  const daemon = await DockerDaemon.start(flags)
  try {
    await importImage(daemon)
    await daemon.docker('swarm', 'init', '--advertise-addr', '127.0.0.1', '--listen-addr', '127.0.0.1:2377')
    return daemon
  } catch (error) {
    await daemon.stop()
    throw error
  }
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
