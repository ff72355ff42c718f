import type { ChildProcess } from 'node:child_process'

/** The exit code that flock(1) is given for a lock held by another process. */
const BUSY = 75

export interface FlockOptions {
  /** Seconds to wait for the lock. Default: no limit; 0 does not wait. */
  readonly waitSeconds?: number
  readonly signal?: AbortSignal
}

/** Whether the lock was taken, and why not; `reason` is for messages. */
export type FlockOutcome =
  | { readonly locked: true }
  | { readonly locked: false; readonly why: 'busy' }
  | { readonly locked: false; readonly why: 'no-flock' | 'refused'; readonly reason: string; readonly cause?: unknown }

/**
 * Locks an open file or folder with flock(1), which inherits it as descriptor 3. The lock belongs to the open file description that both processes
 * share, so it stays after flock exits, until this process closes the file or ends. Node sets close-on-exec, so no other child inherits it.
 *
 * @throws the `signal`'s reason if it is aborted
 */
export async function flock(file: number, { waitSeconds, signal }: FlockOptions = {}): Promise<FlockOutcome> {
  signal?.throwIfAborted()
  const wait = waitSeconds === undefined ? [] : waitSeconds === 0 ? ['--nonblock'] : ['--wait', String(waitSeconds)]
  const args = ['--exclusive', ...wait, '--conflict-exit-code', String(BUSY), '3']
  // Loaded late: it takes 2 ms, and most commands lock nothing.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const locking = spawn('flock', args, { stdio: ['ignore', 'ignore', 'pipe', file] })
  const stop = () => void locking.kill()
  signal?.addEventListener('abort', stop, { once: true })
  // Kill the waiting flock(1) when this process exits.
  process.once('exit', stop)
  try {
    return await outcomeOf(locking)
  } finally {
    signal?.removeEventListener('abort', stop)
    process.removeListener('exit', stop)
    signal?.throwIfAborted()
  }
}

function outcomeOf(locking: ChildProcess): Promise<FlockOutcome> {
  let complaint = ''
  locking.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  return new Promise((done) => {
    locking.once('error', (cause) => done({ locked: false, why: 'no-flock', reason: 'cannot be started', cause }))
    locking.once('close', (code, signal) => {
      if (code === 0) done({ locked: true })
      else if (code === BUSY) done({ locked: false, why: 'busy' })
      else done({ locked: false, why: 'refused', reason: complaint.trim() || `ended by ${signal ?? code}` })
    })
  })
}
