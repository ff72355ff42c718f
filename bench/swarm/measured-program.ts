import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { InternalError } from '../../src/errors.js'

export interface ProgramRun {
  readonly ms: number
  /** User and system time together. */
  readonly cpuMs: number
  readonly stdout: string
}

/** Runs a program to its end, whatever its exit code, and measures it with the shell's own `times`. */
export async function runMeasured(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ProgramRun> {
  const script = '"$@" 2>/dev/null; TIMEFORMAT=; times >&2'
  const begun = performance.now()
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, 'bash', ...command], {
    env,
    maxBuffer: 2 ** 28,
  })
  return { ms: performance.now() - begun, cpuMs: childrenMs(stderr), stdout }
}

/** The second line of `times` is that of the children: `0m0.123s 0m0.045s`. */
function childrenMs(times: string): number {
  const [, children = ''] = times.trim().split('\n')
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)]
  if (parts.length !== 2) throw new InternalError(`times says ${JSON.stringify(times)}`)
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0)
}
