import { spawnSync } from 'node:child_process'
import { InternalError } from '../src/errors.js'
import { peakOfProgram } from './peak-memory.js'
import type { Scratch } from './scratch.js'
import type { Subject } from './subject.js'

export interface Program {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** What its standard output must be like. */
  readonly prints: RegExp
}

const timesLookedAt = 9

/** A program as a whole process, from its start to its end, by our clock. */
export function programSubject(program: Program, scratch: Scratch): Subject {
  const { name, command, args, cwd, prints } = program
  const env = { ...scratch.env, GIT_OPTIONAL_LOCKS: '0' }
  return {
    name,
    async run() {
      const begun = performance.now()
      const { stdout, stderr, status } = spawnSync(command, args, { cwd, env, encoding: 'utf8' })
      const ms = performance.now() - begun
      if (status === 0 && prints.test(stdout)) return ms
      throw new InternalError(`${name} ended with ${status} and printed ${(stdout + stderr).slice(0, 300)}`)
    },
    async peak() {
      const peaks: number[] = []
      // On a busy machine a short program may be over before it is looked at.
      for (let i = 0; i < timesLookedAt; i++) {
        const peak = await peakOfProgram(command, args, { cwd, env })
        if (peak !== undefined) peaks.push(peak)
      }
      return peaks.length === 0 ? undefined : Math.max(...peaks)
    },
    close: () => {},
  }
}
