import { execFileSync } from 'node:child_process'

interface GitInput {
  input?: string | Buffer
  env?: Record<string, string>
}

/** Real git, without the caller's configuration, for what it says about a repository. */
export function gitBytes(dir: string, args: readonly string[], { input, env }: GitInput = {}): Buffer {
  const fixed = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  }
  const stdio: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe']
  return execFileSync('git', args, {
    cwd: dir,
    env: { ...fixed, ...env },
    stdio,
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  })
}

/** As {@link gitBytes}, as text without its last line end. */
export function git(dir: string, ...args: string[]): string {
  return gitBytes(dir, args).toString('utf8').replace(/\n$/, '')
}
