import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fleetCommand } from '../../src/cli/fleet.js'
import { anError } from '../support/expect-error.js'
import { withFakeDocker } from '../support/fake-docker.js'
import { dockerWith, makeFleet } from '../support/fleet-sample.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { type Scratch, scratch } from '../support/scenario.js'

let place: Scratch
let abraDir: string
beforeAll(() => {
  demandFreshBuild()
  place = scratch()
  abraDir = makeFleet(place.dir, { 'one/a.org': 'TYPE=discourse:0.6.0+3.2.1\n' })
})
afterAll(() => place.remove())

interface Watch {
  readonly answers: Record<string, unknown>
  readonly child: ReturnType<typeof spawn>
  /** What was printed, as soon as it matches. */
  stdout(pattern: RegExp): Promise<string>
  /** What was printed so far. */
  stderr(): string
  /** The exit code. */
  ended(): Promise<number | null>
}

async function withWatch(options: readonly string[], use: (watch: Watch) => Promise<void>): Promise<void> {
  const answers: Record<string, unknown> = { ...dockerWith({ a_org: { version: '0.6.0+3.2.1' } }) }
  await withFakeDocker(answers, async (host) => {
    const args = ['fleet', '--watch', '--every', '100ms', '--abra-dir', abraDir, '--docker-host', host, ...options]
    const env = { PATH: process.env['PATH'] ?? '', HOME: place.dir }
    const child = spawn(process.execPath, [resolve('dist/cli/start.cjs'), ...args], { env })
    let [text, notes] = ['', '']
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.stderr.on('data', (chunk) => {
      notes += chunk
    })
    const exit = once(child, 'exit')
    try {
      await use({
        answers,
        child,
        async stdout(pattern) {
          while (!pattern.test(text)) {
            if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} after ${text}`)
            await pause(10)
          }
          return text
        },
        stderr: () => notes,
        ended: async () => (await exit)[0],
      })
    } finally {
      child.kill('SIGKILL')
    }
  })
}

describe('fleet --watch', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('prints the table, then a line for each change, and ends with %s', async (signal, code) => {
    const junit = join(place.dir, 'junit.xml')
    rmSync(junit, { force: true })
    const html = join(place.dir, 'fleet.html')
    rmSync(html, { force: true })
    await withWatch(
      ['--junit', junit, '--html', html, '--fail-on', 'failed'],
      async ({ answers, child, stdout, ended }) => {
        const first = await stdout(/what to do/)
        expect(first).toMatch(/^APP .*\na\.org +one +behind +0\.6\.0\+3\.2\.1/)
        expect(readFileSync(junit, 'utf8')).toContain('a.org (one)')
        expect(existsSync(html)).toBe(true)
        Object.assign(answers, dockerWith({ a_org: { version: '0.7.0+3.3.1' } }))
        const second = (await stdout(/deployed: /)).slice(first.length)
        expect(second).toMatch(
          /^\d{4}-.*Z a\.org \(one\) deployed: 0\.6\.0\+3\.2\.1 -> 0\.7\.0\+3\.3\.1; the app's file still names 0\.6\.0.*\n$/,
        )
        child.kill(signal)
        expect(await ended()).toBe(code)
      },
    )
  })

  it('ends with 1 as soon as an app is in a state of --fail-on', () =>
    withWatch(['--fail-on', 'drifted', '--json'], async ({ answers, stdout, ended }) => {
      expect(JSON.parse(await stdout(/\n/)).apps[0].state).toBe('behind')
      Object.assign(answers, dockerWith({ a_org: { version: '0.7.0+3.3.1' } }))
      expect(await ended()).toBe(1)
    }))

  it('says once why a server stops answering, and has what was deployed until it answers again', () =>
    withWatch([], async ({ answers, child, stdout, stderr, ended }) => {
      await stdout(/what to do/)
      delete answers['/services']
      await stdout(/state: behind -> unreachable/)
      await expect.poll(stderr).toContain('one: ')
      Object.assign(answers, dockerWith({ a_org: { version: '0.7.0+3.3.1' } }))
      const all = await stdout(/state: unreachable -> drifted/)
      expect(all).toContain('deployed: 0.6.0+3.2.1 -> 0.7.0+3.3.1; the app')
      await expect.poll(stderr).toContain('one answers again')
      expect(stderr().match(/^one: /gm)).toHaveLength(1)
      child.kill('SIGINT')
      expect(await ended()).toBe(130)
    }))

  it('ends after the time of --for; without a reading by then it knows nothing', () =>
    withWatch(['--for', '1ms'], async ({ ended }) => expect(await ended()).toBe(2)))

  it('refuses its options without --watch', async () => {
    await expect(fleetCommand.run([], { every: '5s' })).rejects.toThrow(anError('USAGE'))
    await expect(fleetCommand.run([], { for: '5s' })).rejects.toThrow(anError('USAGE'))
  })
})
