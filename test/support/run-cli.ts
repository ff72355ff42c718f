import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { expect } from 'vitest'
import { demandFreshBuild } from './fresh-build.js'

const program = resolve('dist/cli/start.cjs')

export interface Outcome {
  exitCode: number
  stdout: string
  stderr: string
}

/** The built command line as a process, with nothing of the caller's environment but PATH. */
export function runCli(
  args: readonly string[],
  { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Outcome> {
  demandFreshBuild()
  return new Promise((done, fail) => {
    const options = { env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env }, timeout: 50_000, cwd }
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') return fail(error)
      done({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}

/** Exit code 2, nothing on stdout, one line on stderr that begins with our name, and no stack trace. */
export function expectUnknown({ exitCode, stdout, stderr }: Outcome, ...parts: string[]): void {
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toMatch(/^abra-deploy-version: [^\n]+\n$/)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(stderr).not.toContain('this is a bug')
  for (const part of parts) expect(stderr).toContain(part)
}
