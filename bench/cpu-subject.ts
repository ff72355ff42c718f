import { spawnSync } from 'node:child_process'
import { InternalError } from '../src/errors.js'
import { type Program, programSubject } from './program-subject.js'
import type { Scratch } from './scratch.js'
import type { Subject } from './subject.js'

/** A program as a whole process, in milliseconds of CPU time of all its threads, as bash tells it. */
export function cpuSubject(program: Program, scratch: Scratch): Subject {
  const { name, command, args, cwd, prints } = program
  const timed = ['-c', `TIMEFORMAT=$'\\ncpu %3U %3S'; time "$@"`, 'bash', command, ...args]
  return {
    ...programSubject(program, scratch),
    async run() {
      const { stdout, stderr, status } = spawnSync('bash', timed, { cwd, env: scratch.env, encoding: 'utf8' })
      const [, user, system] = /\ncpu (\S+) (\S+)\n$/.exec(stderr) ?? []
      if (status === 0 && prints.test(stdout) && user !== undefined) return (Number(user) + Number(system)) * 1000
      throw new InternalError(`${name} ended with ${status} and printed ${(stdout + stderr).slice(0, 300)}`)
    },
  }
}
