import { type ChildProcess, spawn } from 'node:child_process'

/** What flock(1) is told to exit with where somebody else has the lock. */
const BUSY = 75

export interface FlockOptions {
  /** Seconds to wait for it; without it, for ever. 0 does not wait at all. */
  readonly waitSeconds?: number
  readonly signal?: AbortSignal
}

/** Why a lock is not ours; `reason` is for messages. */
export type FlockOutcome =
  | { readonly locked: true }
  | { readonly locked: false; readonly why: 'busy' }
  | { readonly locked: false; readonly why: 'no-flock' | 'refused'; readonly reason: string; readonly cause?: unknown }

/**
 * Locks an open file or folder by flock(1), which gets it as its third descriptor: the lock belongs to the open file, which both share, so that it is
 * ours when flock has ended, until we close the file or die. Node opens files so that no other child inherits them.
 *
 * @throws the `signal`'s reason where it was aborted
 */
export async function flock(file: number, { waitSeconds, signal }: FlockOptions = {}): Promise<FlockOutcome> {
  signal?.throwIfAborted()
  const wait = waitSeconds === undefined ? [] : waitSeconds === 0 ? ['--nonblock'] : ['--wait', String(waitSeconds)]
  const args = ['--exclusive', ...wait, '--conflict-exit-code', String(BUSY), '3']
  const locking = spawn('flock', args, { stdio: ['ignore', 'ignore', 'pipe', file] })
  const stop = () => void locking.kill()
  signal?.addEventListener('abort', stop, { once: true })
  // Who ends while waiting leaves nobody behind who waits in vain.
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
