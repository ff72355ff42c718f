import { execFile, execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { stackDeployer } from '../../src/harness/deployer/stack-deployer.js'
import type { UpgradeOptions } from '../../src/harness/upgrade/options.js'
import type { DockerDaemon } from '../support/docker-daemon.js'
import { git } from '../support/git.js'

export const BASE = '0.7.0+3.3.1'
export const HEAD = '7ae7b0f7'

/**
 * The images of the sample recipe: busybox with its web server. With `broken` that of the head has nothing to serve, and so its server exits at
 * once.
 */
export async function importSampleImages(daemon: DockerDaemon, dir: string, broken = false): Promise<void> {
  for (const name of ['good', 'broken']) {
    const root = join(dir, name)
    mkdirSync(join(root, 'bin'), { recursive: true })
    cpSync('/bin/busybox', join(root, 'bin/busybox'))
    for (const applet of ['sh', 'sleep']) symlinkSync('busybox', join(root, 'bin', applet))
    for (const folder of ['tmp', 'data', 'var/lib/postgresql/data', ...(name === 'good' ? ['srv'] : [])])
      mkdirSync(join(root, folder), { recursive: true })
    if (name === 'good') writeFileSync(join(root, 'srv/index.html'), 'ok\n')
    execFileSync('tar', ['-C', root, '-cf', `${root}.tar`, '.'])
    await daemon.docker('import', `${root}.tar`, `sample:${name}`)
  }
  const tags = ['discourse-sample:3.3.1', 'discourse-sample:3.4.0', 'postgres-sample:13', 'postgres-sample:15']
  for (const tag of tags) await daemon.docker('tag', 'sample:good', tag)
  await daemon.docker('tag', broken ? 'sample:broken' : 'sample:good', 'discourse-sample:3.5.0')
}

/** An ABRA_DIR with the sample recipe and one app of it. */
export class SampleApp {
  readonly name: string
  readonly stack: string
  readonly abraDir: string
  readonly lockDir: string
  readonly daemon: DockerDaemon
  readonly dir: string

  constructor(daemon: DockerDaemon, dir: string, stack: string) {
    this.daemon = daemon
    this.dir = dir
    this.stack = stack
    this.name = `${stack}.example.com`
    this.abraDir = join(dir, 'abra')
    this.lockDir = join(dir, 'locks')
  }

  /**
   * Runs `test` with it. The stack stays until the daemon ends: Swarm would give the addresses of its networks to the next one at once, while the node
   * still has the old ones, and the node then rejects tasks (`Pool overlaps with other one on this address space`).
   */
  static async use<T>(
    daemon: DockerDaemon,
    dir: string,
    stack: string,
    test: (app: SampleApp) => Promise<T>,
  ): Promise<T> {
    const app = new SampleApp(daemon, dir, stack)
    app.makeFiles()
    await app.#makeSecret()
    return test(app)
  }

  makeFiles(): void {
    mkdirSync(join(this.abraDir, 'servers/default'), { recursive: true })
    mkdirSync(join(this.abraDir, 'recipes'), { recursive: true })
    git(
      this.dir,
      'clone',
      '-q',
      resolve('golden/recipes/discourse-sample.bundle'),
      join(this.abraDir, 'recipes/discourse'),
    )
    const lines = ['TYPE=discourse', `DOMAIN=${this.name}`, `STACK_NAME=${this.stack}`, 'SECRET_DB_PASSWORD_VERSION=v1']
    writeFileSync(join(this.abraDir, `servers/default/${this.name}.env`), `${lines.join('\n')}\n`)
  }

  get recipeDir(): string {
    return join(this.abraDir, 'recipes/discourse')
  }

  get docker() {
    return { dockerHost: this.daemon.host }
  }

  /** For performUpgrade. */
  options(more: Partial<UpgradeOptions> = {}): UpgradeOptions {
    const { abraDir, lockDir, dir: home, docker } = this
    const deployer = stackDeployer({ docker, resolveImage: 'never' })
    return { from: BASE, to: HEAD, deployer, abraDir, lockDir, home, swarm: docker, timeoutMs: 200_000, ...more }
  }

  /** For the command line. */
  arguments(...more: string[]): string[] {
    const places = {
      'abra-dir': this.abraDir,
      'lock-dir': this.lockDir,
      'docker-host': this.daemon.host,
      home: this.dir,
    }
    const named = Object.entries(places).flatMap(([name, value]) => [`--${name}`, value])
    return ['upgrade', this.name, '--from', BASE, '--to', HEAD, ...named, ...more]
  }

  async #makeSecret(): Promise<void> {
    const file = join(this.dir, 'secret')
    writeFileSync(file, 'x')
    await this.daemon.docker('secret', 'create', `${this.stack}_db_password_v1`, file)
  }
}

/** The command line as it is now, built into a folder. @returns the program */
export async function buildCommandLine(dir: string): Promise<string> {
  const { build } = await import('esbuild')
  await build({
    entryPoints: ['src/cli/main.ts'],
    outdir: join(dir, 'built'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    target: 'node20',
  })
  symlinkSync(resolve('node_modules'), join(dir, 'node_modules'))
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}')
  return join(dir, 'built/main.js')
}

export interface RunningCommand {
  pid: number
  stderr(): string
  /** Resolves once stderr has the text, or fails when the process has ended without it. */
  said(text: string): Promise<void>
  ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>
}

export function startCommand(program: string, args: readonly string[], cwd: string): RunningCommand {
  const env = { PATH: process.env['PATH'], HOME: cwd }
  const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  const waiting = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    for (const look of waiting) look()
  })
  const ended = new Promise<Awaited<RunningCommand['ended']>>((done) => {
    child.once('close', (exitCode, signal) => {
      done({ exitCode, signal, stdout, stderr })
      for (const look of waiting) look()
    })
  })
  const said = (text: string) =>
    new Promise<void>((done, fail) => {
      const look = () => {
        if (stderr.includes(text)) done()
        else if (child.exitCode !== null || child.signalCode !== null)
          fail(new Error(`ended without ${text}: ${stderr}`))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  return { pid: child.pid ?? 0, stderr: () => stderr, said, ended }
}

/**
 * An abra that deploys: this program's own stamp, handed to docker, with the line that abra prints. It checks nothing out and writes no file, as no
 * upgrade relies on that.
 */
export function makeWorkingAbra(dir: string, program: string): string {
  const path = join(dir, 'bin/abra')
  mkdirSync(dirname(path), { recursive: true })
  const script = `#!/bin/sh
chaos= version= app=
for word in "$@"; do
  case $word in
    app|deploy) ;;
    -C) chaos=-C ;;
    -*) ;;
    *) if [ -z "$app" ]; then app=$word; else version=$word; fi ;;
  esac
done
stack=$(sed -n 's/^STACK_NAME=//p' "$ABRA_DIR/servers/default/$app.env")
stamped=$('${process.execPath}' '${program}' stamp "$app" $version $chaos -o --no-swarm) || exit 1
chosen=$('${process.execPath}' '${program}' predict "$app" $version $chaos -o --no-swarm --abra-log) || exit 1
printf '%s\\n' "$chosen" | sed -e 1d -e 's/deploy.go:?/deploy.go:372/'
printf '%s\\n' "$stamped" | docker stack deploy --resolve-image never -c - "$stack"
`
  writeFileSync(path, script)
  chmodSync(path, 0o755)
  return path
}

/** The stamp of a service, by docker's own word. */
export async function stampLabels(daemon: DockerDaemon, stack: string): Promise<Record<string, string>> {
  const labels = await daemon.docker('service', 'inspect', '--format', '{{json .Spec.Labels}}', `${stack}_app`)
  return JSON.parse(labels) as Record<string, string>
}

export const run = promisify(execFile)
