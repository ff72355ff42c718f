import { fstatSync, readFileSync, readSync } from 'node:fs'

/** The process that holds a lock, as far as known. For messages only. */
export interface LockHolder {
  readonly pid: number
  /** ISO 8601. Only this package writes it. */
  readonly since?: string
}

const longestNote = 200

/**
 * The holder of an open file's lock: the process that wrote its id into the file, if it is alive, else the one in the kernel's list. The kernel lists
 * the process that asked for the lock. For this package and for harnesses in shell that was flock(1), which has already exited.
 */
export function readLockHolder(file: number): LockHolder | undefined {
  const written = readNote(file)
  return written !== undefined && isAlive(written.pid) ? written : listedHolder(file)
}

/** `held by pid 4711 since 2026-01-01T12:00:00.000Z` */
export function shownHolder(holder: LockHolder | undefined): string {
  if (holder === undefined) return 'held by an unknown process'
  return `held by pid ${holder.pid}${holder.since === undefined ? '' : ` since ${holder.since}`}`
}

function readNote(file: number): LockHolder | undefined {
  const bytes = Buffer.alloc(longestNote)
  const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, longestNote, 0))
  const [, pid, since] = /^\{"pid":(\d{1,9}),"since":"([\dT:.Z-]{1,30})"\}\n$/.exec(text) ?? []
  return pid === undefined || since === undefined ? undefined : { pid: Number(pid), since }
}

/** `1: FLOCK  ADVISORY  WRITE 4711 00:2a:1234 0 EOF`. Only Linux has this list. */
function listedHolder(file: number): LockHolder | undefined {
  const { ino } = fstatSync(file)
  let list: string
  try {
    list = readFileSync('/proc/locks', 'utf8')
  } catch {
    return undefined
  }
  for (const line of list.split('\n')) {
    const [, kind, , , pid, place] = line.trim().split(/ +/)
    if (kind === 'FLOCK' && place?.endsWith(`:${ino}`) === true && isAlive(Number(pid))) return { pid: Number(pid) }
  }
  return undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
