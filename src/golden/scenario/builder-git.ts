import { execFile } from 'node:child_process'
import { AbraVersionError } from '../../errors.js'
import { withFixedUmask } from './fixed-umask.js'

/** The first commit is made at 2024-01-01T00:00:00Z, each later one 60 seconds after the one before. */
const FIRST_COMMIT = 1_704_067_200
const SECONDS_APART = 60
const NULL_DEVICE = '/dev/null'
/** A git that waits longer than this waits for ever, on a FIFO for instance. */
const TIMEOUT_MS = 60_000

const SETTINGS = [
  'init.defaultBranch=main',
  'commit.gpgsign=false',
  'tag.gpgsign=false',
  'protocol.file.allow=always',
  `core.hooksPath=${NULL_DEVICE}`,
  'core.fsync=none',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting])

/** Commands that may make a commit: each moves the clock. */
const COMMITTING = new Set([
  'am',
  'cherry-pick',
  'commit',
  'commit-tree',
  'merge',
  'notes',
  'pull',
  'rebase',
  'revert',
  'stash',
])

interface BuilderGitOptions {
  cwd: string
  env?: Record<string, string>
  input?: string
  /** The exit code besides 0 that is an answer, not a failure. */
  allow?: number
}

/** Real git as the builder runs it: in an environment of its own, with a clock that only commits move. */
export interface BuilderGit {
  run(args: readonly string[], options: BuilderGitOptions): Promise<void>
}

/**
 * Of the caller's environment only PATH reaches git. HOME is the scratch home, so that `~` means what it means to the
 * scenario, but no configuration, ignore or attribute file is read from there or from the system. Repositories are looked
 * for below `ceiling` only.
 *
 * @throws (from `run`) `USAGE` where git cannot be started, fails, or does not end
 */
export function createBuilderGit(folders: { home: string; ceiling: string }): BuilderGit {
  const fixed = {
    PATH: process.env['PATH'] ?? '',
    HOME: folders.home,
    XDG_CONFIG_HOME: NULL_DEVICE,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: NULL_DEVICE,
    GIT_CEILING_DIRECTORIES: folders.ceiling,
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: ':',
    GIT_AUTHOR_NAME: 'Ada Author',
    GIT_AUTHOR_EMAIL: 'author@example.com',
    GIT_COMMITTER_NAME: 'Cleo Committer',
    GIT_COMMITTER_EMAIL: 'committer@example.com',
    LC_ALL: 'C',
    TZ: 'UTC',
  }
  let now = FIRST_COMMIT
  return {
    run(args, options) {
      const date = `${now} +0000`
      if (args.some((arg) => COMMITTING.has(arg))) now += SECONDS_APART
      return start(args, options, { ...fixed, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, ...options.env })
    },
  }
}

function start(args: readonly string[], options: BuilderGitOptions, env: Record<string, string>): Promise<void> {
  const { cwd, input, allow } = options
  const limits = { cwd, env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: Number.POSITIVE_INFINITY } as const
  return new Promise((resolve, reject) => {
    const child = withFixedUmask(() =>
      execFile('git', [...SETTINGS, ...args], limits, (error, _stdout, stderr) => {
        if (error === null || (allow !== undefined && error.code === allow)) resolve()
        else reject(failure(args, error, stderr))
      }),
    )
    // A git that ends without reading its input closes the pipe; its exit code says what matters.
    child.stdin?.on('error', () => {}).end(input)
  })
}

function failure(args: readonly string[], error: Error & { code?: unknown; killed?: unknown }, stderr: string): Error {
  const command = `git ${args.join(' ')}`
  const data = { argument: 'git', value: command }
  if (error.code === 'ENOENT') {
    const advice = 'install git, and see that the folder it runs in exists'
    return new AbraVersionError('USAGE', `${command} cannot be started`, data, { advice, cause: error })
  }
  const what = error.killed ? `was stopped after ${TIMEOUT_MS / 1000} seconds` : `failed with ${String(error.code)}`
  const advice = stderr.trim() || 'it gave no reason'
  return new AbraVersionError('USAGE', `${command} ${what}`, data, { advice, cause: error })
}
