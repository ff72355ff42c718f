import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type FakeAnswers, withFakeDocker } from './fake-docker.js'
import { demandFreshBuild } from './fresh-build.js'
import { git } from './git.js'
import { sampleSwarm } from './sample-swarm.js'

export const BASE = '0.7.0+3.3.1'
export const HEAD = '7ae7b0f7'

/** With a comment, both line ends and no last line end: nothing of it may get lost. */
const APP_FILE =
  '# the forum\r\nTYPE=discourse:7ae7b0f7+U # pinned by hand\nDOMAIN=forum.example.com\r\nSECRET_DB_PASSWORD_VERSION=v1 # length=32\n# the end'

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * An app of the sample recipe on a Swarm of {@link sampleSwarm}, and the built command line as a process. The checkout is on the branch `main`. PATH has
 * what git needs, a `docker` and no `abra`.
 */
export class UpgradeSample {
  readonly dir: string
  readonly bin: string
  readonly recipe: string
  readonly appFile: string
  readonly journal: string
  readonly #home: string
  readonly #host: string
  readonly #docker: string

  static async use<T>(test: (sample: UpgradeSample) => Promise<T>): Promise<T> {
    demandFreshBuild()
    const dir = mkdtempSync(join(tmpdir(), 'upgrade-'))
    const bin = join(dir, 'bin')
    mkdirSync(bin)
    for (const tool of ['git', 'flock', 'sh', 'cat', 'ls', 'wc', 'sleep', 'touch', 'mv'])
      symlinkSync(
        ['/bin', '/usr/bin'].map((place) => join(place, tool)).find((path) => existsSync(path)) ?? tool,
        join(bin, tool),
      )
    try {
      const answers: FakeAnswers = { ...sampleSwarm(join(dir, 'deploys'), bin), '/networks': [] }
      return await withFakeDocker(answers, (host) => test(new UpgradeSample(dir, bin, host)))
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }

  private constructor(dir: string, bin: string, host: string) {
    this.dir = dir
    this.bin = bin
    this.#host = host
    this.#home = join(dir, 'home')
    this.recipe = join(dir, 'abra/recipes/discourse')
    this.appFile = join(dir, 'abra/servers/default/forum.example.com.env')
    this.journal = join(dir, 'locks/forum_example_com.upgrade.json')
    for (const folder of [this.#home, join(dir, 'abra/servers/default'), join(dir, 'abra/recipes')])
      mkdirSync(folder, { recursive: true })
    git(dir, 'clone', '-q', resolve('golden/recipes/discourse-sample.bundle'), this.recipe)
    git(this.recipe, 'checkout', '-q', '-B', 'main', HEAD)
    writeFileSync(this.appFile, APP_FILE)
    this.#docker = readFileSync(join(bin, 'docker'), 'utf8').replace('#!/bin/sh\n', '')
  }

  /** Lines of shell that come before what `docker` does: `$1 $2 $3` are its first words. */
  dockerDoes(script: string): void {
    writeFileSync(join(this.bin, 'docker'), `#!/bin/sh\n${script}\n${this.#docker}`)
    chmodSync(join(this.bin, 'docker'), 0o755)
  }

  /** `docker stack deploy` of the base never ends. The file `started` says that it has begun. */
  dockerHangs(first = ''): void {
    const deploy = `touch "${join(this.dir, 'started')}"; exec sleep 600`
    this.dockerDoes(`case "$1 $2 $3" in "stack deploy --help") ;; "stack deploy "*) ${first} ${deploy} ;; esac`)
  }

  /** What a deploy of the base leaves in the fake Swarm: its services are other ones afterwards. */
  get handsOver(): string {
    const services = 'services: {app: {image: "half", deploy: {labels: {}}}}'
    return `echo '${services}' > "${join(this.dir, 'deploys/0.yml')}";`
  }

  /** Commits another compose.yml on the branch that is checked out. @returns the commit */
  commit(edit: (text: string) => string): string {
    const path = join(this.recipe, 'compose.yml')
    writeFileSync(path, edit(readFileSync(path, 'utf8')))
    git(this.recipe, '-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qam', 'another compose file')
    return git(this.recipe, 'rev-parse', 'HEAD')
  }

  /** The compose files that were deployed. */
  get deploys(): string[] {
    return readdirSync(join(this.dir, 'deploys')).sort()
  }

  get state() {
    return {
      file: readFileSync(this.appFile, 'utf8'),
      head: readFileSync(join(this.recipe, '.git/HEAD'), 'utf8'),
      status: git(this.recipe, 'status', '--porcelain'),
      journal: existsSync(this.journal),
    }
  }

  start(...more: string[]) {
    const { dir, bin } = this
    const places = { 'abra-dir': join(dir, 'abra'), 'lock-dir': join(dir, 'locks'), 'docker-host': this.#host }
    const named = Object.entries(places).flatMap(([name, value]) => [`--${name}`, value])
    const env = { PATH: bin, HOME: this.#home }
    const args = [resolve('dist/cli/start.cjs'), 'upgrade', 'forum.example.com', ...named, ...more]
    const child = spawn(process.execPath, args, { env, cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const ended = new Promise<Ended>((done) => {
      child.once('close', (exitCode, signal) => done({ exitCode, signal, stdout, stderr }))
    })
    return { child, ended, stderr: () => stderr }
  }

  upgrade(...more: string[]): Promise<Ended> {
    return this.start('--from', BASE, '--to', HEAD, ...more).ended
  }

  /** Starts an upgrade that hangs while it deploys the base, and returns once it does. */
  async startHanging(...more: string[]) {
    const running = this.start('--from', BASE, '--to', HEAD, '--deployer', 'stack', ...more)
    const started = join(this.dir, 'started')
    while (!existsSync(started)) {
      if (running.child.exitCode !== null) throw new Error(`it ended: ${running.stderr()}`)
      await new Promise((done) => setTimeout(done, 20))
    }
    return running
  }
}
