import * as fs from 'node:fs'
import { hostname } from 'node:os'

/** The process that made a lock file, as this package writes it. */
interface LockNote {
  readonly pid: number
  /** When it was started, in ticks since the machine's boot; empty where the system does not say. */
  readonly started: string
  /** The boot and the process namespace in which the id counts: a checkout may be shared by containers or by machines. */
  readonly where: string
}

const form = /^abra-deploy-version (\d{1,9}) (\d{0,20}) ([\w.:[\]/-]{1,300})\n$/
/** In bytes. No note is longer. */
export const longestLockNote = 400

/** What a lock file of this process holds. git's own locks hold a part of an index or a hash, or nothing. */
export function renderLockNote(): string {
  const { pid } = process
  return `abra-deploy-version ${pid} ${startOf(pid) ?? ''} ${whereAmI()}\n`
}

/** undefined for the lock file of any other program. */
export function parseLockNote(text: string): LockNote | undefined {
  const [, pid, started = '', where = ''] = form.exec(text) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), started, where }
}

/** Whether the process has surely ended: of another machine, boot or container that is not known. */
export function isDead({ pid, started, where }: LockNote): boolean {
  if (where !== whereAmI()) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
  const now = startOf(pid)
  return started !== '' && now !== undefined && now !== started
}

function whereAmI(): string {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot}/${fs.readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname().replace(/[^\w.-]/g, '-') || 'unknown'
  }
}

/** The 22nd field; the name of the program, in parentheses, may hold blanks. */
function startOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
