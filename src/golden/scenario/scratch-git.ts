import { execFile } from 'node:child_process'
import { InternalError } from '../../errors.js'

const maxOutput = 64 * 1024 * 1024
const nothing = '/dev/null'

/**
 * What git prints about a repository that we built ourselves. It reads no configuration but the repository's own, and writes nothing.
 *
 * @param allow the exit code besides 0 that is an answer: undefined is returned
 */
export function readGit(dir: string, args: readonly string[], allow?: number): Promise<string | undefined> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: nothing,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: nothing,
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  }
  const settings = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=true', '-c', 'safe.directory=*']
  return new Promise((resolve, reject) => {
    execFile('git', [...settings, ...args], { cwd: dir, env, maxBuffer: maxOutput }, (error, stdout) => {
      if (error === null) resolve(stdout)
      else if (allow !== undefined && error.code === allow) resolve(undefined)
      else reject(new InternalError(`git ${args.join(' ')} failed in a scratch checkout`, error))
    })
  })
}
