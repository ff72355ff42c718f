import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { runAbra } from '../../../src/harness/deployer/abra-command.js'
import { makeStandIn, type StandInRun } from '../../support/abra-stand-in.js'
import { anError } from '../../support/expect-error.js'
import { withScratch } from '../../support/scenario.js'

const patient = 40_000

function run(
  script: StandInRun,
  options: { timeoutMs?: number; graceMs?: number; signal?: AbortSignal; maxOutput?: number } = {},
) {
  return withScratch((dir) => {
    const { path } = makeStandIn(dir, { runs: [script] })
    return runAbra(path, ['app', 'deploy'], { abraDir: dir, home: dir, timeoutMs: patient, ...options })
  })
}

/** A zombie that nobody has fetched yet does not run. */
function isRunning(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .startsWith('Z')
  } catch {
    return false
  }
}

describe('how a run ended', () => {
  it('gives exit code, stdout and stderr apart', async () => {
    expect(await run({ stdout: 'FATA no\n', stderr: 'warning\n', exit: 1 })).toEqual({
      exitCode: 1,
      signal: null,
      idled: false,
      stdout: 'FATA no\n',
      stderr: 'warning\n',
      timedOut: false,
      overflowed: false,
    })
  })

  it('reports a signal', async () => {
    expect(await run({ ending: 'die' })).toMatchObject({ exitCode: null, signal: 'SIGKILL', timedOut: false })
  })

  it('kills a process that hangs, and reports the timeout', async () => {
    expect(await run({ ending: 'hang' }, { timeoutMs: 1_500 })).toMatchObject({ timedOut: true, signal: 'SIGTERM' })
  })

  it('keeps the first bytes of too many and kills the rest', async () => {
    const ended = await run({ ending: 'print for ever' }, { maxOutput: 100_000 })
    expect(ended).toMatchObject({ overflowed: true, timedOut: false, signal: 'SIGKILL' })
    expect(ended.stdout.length).toBe(100_000)
  })

  it('keeps megabytes below the limit whole', async () => {
    const stdout = `${'y'.repeat(1023)}\n`.repeat(3 * 1024)
    const ended = await run({ stdout, exit: 1 })
    expect(ended.overflowed).toBe(false)
    expect(ended.stdout === stdout).toBe(true)
  })
})

describe('the children of a process', () => {
  it('ends with it, though it holds the pipes open', async () => {
    const { stdout, exitCode } = await run({ ending: 'leave a child', exit: 1 })
    const pid = Number(stdout.trim())
    expect(exitCode).toBe(1)
    expect(pid).toBeGreaterThan(1)
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000 })
  })

  it.each(['hang', 'hang, deaf to SIGTERM'] as const)(
    'ends when the run is aborted, before that is told: %s',
    async (ending) => {
      const reason = new Error('enough')
      await withScratch(async (dir) => {
        const standIn = makeStandIn(dir, { runs: [{ ending }] })
        const stop = new AbortController()
        const options = { abraDir: dir, home: dir, timeoutMs: patient, graceMs: 100, signal: stop.signal }
        const running = runAbra(standIn.path, [], options)
        await vi.waitFor(() => expect(standIn.calls()).toHaveLength(1), { timeout: 20_000 })
        stop.abort(reason)
        await expect(running).rejects.toBe(reason)
        expect(isRunning(standIn.calls()[0]?.pid ?? 0)).toBe(false)
      })
    },
  )

  it('is nothing where it was aborted before', async () => {
    await withScratch(async (dir) => {
      const standIn = makeStandIn(dir, { runs: [{}] })
      const options = { abraDir: dir, home: dir, timeoutMs: patient, signal: AbortSignal.abort('stop') }
      await expect(runAbra(standIn.path, [], options)).rejects.toBe('stop')
      expect(standIn.calls()).toEqual([])
    })
  })
})

describe('the input of a process', () => {
  it('is its arguments unchanged, the folder, and only the variables that abra needs', async () => {
    await withScratch(async (dir) => {
      const standIn = makeStandIn(dir, { runs: [{}] })
      const env = {
        PATH: process.env['PATH'],
        HOME: '/somebody',
        ABRA_DIR: '/somebody/.abra',
        DOCKER_HOST: 'unix:///nowhere',
        SSH_AUTH_SOCK: '/agent',
        GIT_DIR: '/elsewhere',
      }
      const args = ['app', '$(touch x)', '; exit 7', '']
      await runAbra(standIn.path, args, {
        abraDir: join(dir, 'a'),
        home: join(dir, 'h'),
        cwd: dir,
        timeoutMs: patient,
        env,
      })
      const [call] = standIn.calls()
      expect(call?.args).toEqual(args)
      expect(call?.cwd).toBe(dir)
      expect(call?.env).toEqual({
        PATH: process.env['PATH'],
        HOME: join(dir, 'h'),
        ABRA_DIR: join(dir, 'a'),
        DOCKER_HOST: 'unix:///nowhere',
      })
    })
  })
})

describe('a binary that cannot be started', () => {
  it.each<[string, (path: string) => void, string]>([
    ['does not exist', () => {}, 'ENOENT'],
    ['is not executable', (path) => writeFileSync(path, '#!/bin/sh\n'), 'EACCES'],
    ['is a folder', (path) => mkdirSync(path), 'EACCES'],
  ])('%s', async (_, make, errno) => {
    await withScratch(async (dir) => {
      const path = join(dir, 'abra')
      make(path)
      const error = await runAbra(path, [], { abraDir: dir, home: dir, timeoutMs: patient }).catch((thrown) => thrown)
      expect(error).toEqual(anError('ABRA_NOT_STARTED'))
      expect(error.data).toEqual({ path, errno })
      expect(error.message).toContain(path)
    })
  })
})
