import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** Memory is shown in millions of bytes. */
export function megabytes(kibibytes: number): number {
  return (kibibytes * 1024) / 1e6
}

/**
 * The most resident memory a process has held so far, in MB; undefined where it has ended, or where there is no `/proc`.
 * `resourceUsage().maxRSS` is not that: it also counts what its parent held when it was started.
 */
export function peakMemory(pid: number | 'self'): number | undefined {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kibibytes === undefined ? undefined : megabytes(Number(kibibytes))
  } catch {
    return undefined
  }
}

/**
 * The peak of a program that ends by itself: it is looked at without a pause until it has ended, which is why no run is both timed and
 * looked at. What it takes in its very last microseconds is not seen.
 */
export async function peakOfProgram(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<number | undefined> {
  const child = spawn(command, args, { ...options, stdio: 'ignore' })
  const closed = once(child, 'close')
  let peak: number | undefined
  if (child.pid !== undefined) {
    for (;;) {
      const seen = peakMemory(child.pid)
      if (seen === undefined) break
      peak = seen
    }
  }
  await closed
  return peak
}
