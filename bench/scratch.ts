import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AbraVersionError } from '../src/errors.js'

/** The one folder in which everything happens, and the environment of every process that is started. */
export interface Scratch {
  readonly dir: string
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  /** Runs git in a folder and hands back what it printed. @throws USAGE where it fails */
  git(cwd: string, args: readonly string[], input?: Iterable<string>): Promise<string>
}

/** Of the caller's environment only PATH counts: no configuration of theirs, no NODE_OPTIONS. */
function fixedEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada Author',
    GIT_AUTHOR_EMAIL: 'author@example.com',
    GIT_AUTHOR_DATE: '1704067200 +0000',
    GIT_COMMITTER_NAME: 'Cleo Committer',
    GIT_COMMITTER_EMAIL: 'committer@example.com',
    GIT_COMMITTER_DATE: '1704067200 +0000',
    LC_ALL: 'C',
    TZ: 'UTC',
  }
}

const settings = ['init.defaultBranch=main', 'gc.auto=0', 'maintenance.auto=false', 'core.fsync=none'].flatMap(
  (setting) => ['-c', setting],
)

/** Removes the folder however the work ends, on Ctrl-C too. */
export async function withScratch<T>(use: (scratch: Scratch) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'))
  const remove = () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
  const stop = (_signal: string, number: number) => {
    remove()
    process.exit(128 + number)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.once(signal, stop)
  try {
    const home = join(dir, 'home')
    mkdirSync(home)
    const env = fixedEnvironment(home)
    return await use({ dir, home, env, git: (cwd, args, input) => runGit(cwd, args, env, input) })
  } finally {
    for (const signal of signals) process.off(signal, stop)
    remove()
  }
}

async function runGit(
  cwd: string,
  args: readonly string[],
  env: Record<string, string>,
  input: Iterable<string> = [],
): Promise<string> {
  const child = spawn('git', [...settings, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const printed: string[] = []
  const complaint: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaint.push(text))
  child.stdin.on('error', () => {})
  const closed = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  for (const text of input) {
    if (child.stdin.destroyed || child.exitCode !== null) break
    if (!child.stdin.write(text)) await Promise.race([new Promise((go) => child.stdin.once('drain', go)), closed])
  }
  child.stdin.end()
  if ((await closed) === 0) return printed.join('')
  const value = `git ${args.join(' ')}`
  const advice = complaint.join('').trim() || 'it gave no reason'
  throw new AbraVersionError('USAGE', `${value} failed`, { argument: 'git', value }, { advice })
}

/** The first line a program prints about its version. */
export async function readVersion(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args)
  return stdout.trim()
}
