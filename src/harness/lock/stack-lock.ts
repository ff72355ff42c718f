import { closeSync, constants, fstatSync, ftruncateSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { flock } from '../../app/files/flock.js'
import { lockUnavailable } from '../../app/files/folder-lock.js'
import { AbraVersionError } from '../../errors.js'
import { withFileErrors } from '../../file-error/unwritable.js'
import { type RenamedOptions, refuseRenamedOptions } from '../../renamed-options.js'
import { demandStackName } from '../../swarm/stack-target.js'
import { type LockHolder, readLockHolder, shownHolder } from './lock-holder.js'

/** Where the lock files are, and how long to wait for one. */
export interface StackLockOptions extends RenamedOptions<'timeout'> {
  /** The folder of the lock files. All who deploy must use the same one. Default: `ABRA_LOCK_DIR`, else `~/.abra/locks`. */
  readonly dir?: string
  /** How long to wait for the lock, in milliseconds. Default: without limit. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Called when another process holds the lock, and again when the holder changes. */
  readonly onWait?: (wait: LockWait) => void
  /** The environment with `ABRA_LOCK_DIR` and `HOME`. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A lock that another process holds. */
export interface LockWait {
  readonly path: string
  /** undefined if unknown. */
  readonly holder: LockHolder | undefined
  /** `waiting for the lock PATH, held by pid 4711 since …` */
  readonly text: string
}

const holderPollMs = 5_000
const openFlags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW

/**
 * Runs `work` while no other process deploys to the stack. The lock is an exclusive flock(1) on the file `DIR/STACK.lock`, so harnesses in shell
 * (`flock DIR/STACK.lock command`) and Python (`fcntl.flock`) share it. The kernel frees it when its owner dies. Child processes do not inherit it.
 * The file is never removed: otherwise two processes could each lock a file of that name. Not re-entrant.
 *
 * @param stack the stack's name, as stackName gives it
 * @throws LOCK_FAILED, with `timedOut` if another process kept it; FILE_UNWRITABLE HOME_UNKNOWN USAGE; the `signal`'s reason
 * @example
 * ```ts
 * const version = await withStackLock('forum_example_com', async () => {
 *   const { version } = await deployedIdentity('forum_example_com')
 *   return version
 * })
 * version // '0.6.0+3.2.1'
 * ```
 */
export async function withStackLock<T>(
  stack: string,
  work: () => T | Promise<T>,
  options: StackLockOptions = {},
): Promise<T> {
  refuseRenamedOptions(options, { timeout: 'milliseconds' })
  const path = stackLockPath(stack, options)
  const file = await acquire(path, options)
  try {
    // Only for the messages of waiting processes.
    writeLockFile(file, `${JSON.stringify({ pid: process.pid, since: new Date().toISOString() })}\n`)
    return await work()
  } finally {
    writeLockFile(file, '')
    closeSync(file)
  }
}

/** The path of a stack's lock file. @throws USAGE HOME_UNKNOWN */
export function stackLockPath(stack: string, { dir, env = process.env }: StackLockOptions = {}): string {
  demandStackName(stack)
  if (/[\0/]/.test(stack)) {
    const data = { argument: 'stack', value: stack }
    const details = { advice: 'name it as docker stack ls does' }
    throw new AbraVersionError('USAGE', `${JSON.stringify(stack)} is not the name of a stack`, data, details)
  }
  return join(dir ?? defaultDir(env), `${stack}.lock`)
}

function defaultDir(env: NonNullable<StackLockOptions['env']>): string {
  const named = env['ABRA_LOCK_DIR']
  if (named) return named
  const home = env['HOME'] ?? ''
  if (home !== '') return join(home, '.abra', 'locks')
  const details = { advice: 'set HOME, or name the folder of the lock files with ABRA_LOCK_DIR' }
  throw new AbraVersionError('HOME_UNKNOWN', 'the folder of the lock files is unknown', { goGit: '' }, details)
}

/** Starts again if the file was removed or replaced while waiting: a lock on a removed file excludes no other process. */
async function acquire(path: string, options: StackLockOptions): Promise<number> {
  const deadline = options.timeoutMs === undefined ? undefined : performance.now() + options.timeoutMs
  for (;;) {
    const file = withFileErrors(path, () => {
      mkdirSync(join(path, '..'), { recursive: true })
      return openSync(path, openFlags, 0o666)
    })
    try {
      await lock(file, path, deadline, options)
      if (isSameFile(file, path)) return file
    } catch (error) {
      closeSync(file)
      throw error
    }
    closeSync(file)
  }
}

async function lock(file: number, path: string, deadline: number | undefined, options: StackLockOptions) {
  const { signal, onWait } = options
  const signalled = signal === undefined ? {} : { signal }
  let outcome = await flock(file, { waitSeconds: 0, ...signalled })
  if (!outcome.locked && outcome.why === 'busy') {
    const stop = reportHolders(path, file, onWait)
    try {
      const left = deadline === undefined ? undefined : Math.max(0, deadline - performance.now()) / 1000
      outcome = await flock(file, { ...(left === undefined ? {} : { waitSeconds: left }), ...signalled })
    } finally {
      stop()
    }
  }
  if (outcome.locked) return
  throw outcome.why === 'busy' ? timedOut(path, file, options.timeoutMs ?? 0) : lockUnavailable(path, outcome)
}

function reportHolders(path: string, file: number, onWait: StackLockOptions['onWait']): () => void {
  if (onWait === undefined) return () => {}
  let last: string | undefined
  const report = () => {
    const holder = readLockHolder(file)
    const text = `waiting for the lock ${path}, ${shownHolder(holder)}`
    if (text !== last) onWait({ path, holder, text })
    last = text
  }
  report()
  const timer = setInterval(report, holderPollMs)
  return () => clearInterval(timer)
}

function isSameFile(file: number, path: string): boolean {
  const ours = fstatSync(file)
  const there = statSync(path, { throwIfNoEntry: false })
  return there?.ino === ours.ino && there.dev === ours.dev
}

/** A failed write does not matter: the lock holds without the note. */
function writeLockFile(file: number, text: string): void {
  try {
    ftruncateSync(file)
    writeSync(file, text, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
  }
}

function timedOut(path: string, file: number, timeoutMs: number): AbraVersionError<'LOCK_FAILED'> {
  const reason = `after ${timeoutMs / 1000} s it is still ${shownHolder(readLockHolder(file))}`
  return new AbraVersionError(
    'LOCK_FAILED',
    `could not get the lock ${path} (${reason})`,
    { dir: path, reason, timedOut: true },
    { advice: 'wait until that deploy has ended, or stop it' },
  )
}
