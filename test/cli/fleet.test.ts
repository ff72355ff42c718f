import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fleetCommand } from '../../src/cli/fleet.js'
import { renderFleet } from '../../src/cli/render-fleet.js'
import { readFleet } from '../../src/fleet/read-fleet.js'
import { anError } from '../support/expect-error.js'
import { withFakeDocker } from '../support/fake-docker.js'
import { dockerWith, makeFleet, sampleVariables } from '../support/fleet-sample.js'
import { type Scratch, scratch } from '../support/scenario.js'

const docker = dockerWith({
  a_org: { version: '0.6.0+3.2.1' },
  b_org: { version: '0.7.0+3.3.1', chaosVersion: 'eb96de94+U' },
  c_org: { version: '0.7.0+3.3.1' },
})

let place: Scratch
let abraDir: string
beforeAll(() => {
  place = scratch()
  abraDir = makeFleet(place.dir, {
    'one/a.org': `TYPE=discourse:0.6.0+3.2.1\n${sampleVariables}`,
    'one/b.org': `TYPE=discourse\n${sampleVariables.replace('TIMEOUT', '# ')}`,
    'one/c.org': `TYPE=discourse:0.7.0+3.3.1\n${sampleVariables}`,
  })
})
afterAll(() => place.remove())

const run = (values: Record<string, string | boolean>, ...apps: string[]) =>
  withFakeDocker(docker, (host) => fleetCommand.run(apps, { 'abra-dir': abraDir, 'docker-host': host, ...values }))

describe('fleet', () => {
  it('prints the table, and why an app is not current', async () => {
    const { stdout, stderr, exitCode } = await run({})
    expect(stdout.split('\n')).toEqual([
      'APP    SERVER  STATE    DEPLOYED     PINNED       PLAIN        CHAOS     NEWEST',
      'a.org  one     behind   0.6.0+3.2.1  0.6.0+3.2.1  0.6.0+3.2.1  7ae7b0f7  0.7.0+3.3.1',
      'b.org  one     dirty    eb96de94+U   -            0.7.0+3.3.1  7ae7b0f7  0.7.0+3.3.1',
      'c.org  one     current  0.7.0+3.3.1  0.7.0+3.3.1  0.7.0+3.3.1  7ae7b0f7  0.7.0+3.3.1',
      '',
      'a.org (one)',
      'behind: Newer releases exist in the clone of the recipe.',
      '  - 1 newer release: 0.7.0+3.3.1',
      '  what to do: run abra app upgrade a.org (docs/fleet.md#behind)',
      '',
      'b.org (one)',
      'dirty: A chaos deploy of a checkout with changes (+U): no commit holds what runs.',
      '  - eb96de94+U was deployed from a checkout with changes',
      '  what to do: deploy a clean checkout (docs/fleet.md#dirty)',
      'chaos: A chaos deploy: a commit runs, not a release.',
      '  - eb96de94+U = 0.7.0+3.3.1',
      '  what to do: deploy a release when one contains the commit (docs/fleet.md#chaos)',
      "warning: b.org.env lacks variables of the recipe's .env.sample, so they are empty: TIMEOUT (docs/warnings.md#env-variable-missing)",
    ])
    expect(stderr).toEqual(['3 apps: 1 behind, 1 dirty, 1 current'])
    expect(exitCode).toBe(0)
  })

  it('fails on the states that are named, in whichever place they stand', async () => {
    expect((await run({ 'fail-on': 'drifted,rolled-back' })).exitCode).toBe(0)
    expect((await run({ 'fail-on': 'chaos' })).exitCode).toBe(1)
    expect((await run({ 'fail-on': 'behind' }, 'c.org')).exitCode).toBe(0)
    expect((await run({ 'fail-on': 'drift' })).exitCode).toBe((await run({ 'fail-on': 'drifted' })).exitCode)
    expect((await run({ 'fail-on': 'drift,chaos' })).exitCode).toBe(1)
    await expect(run({ 'fail-on': 'drfit' })).rejects.toThrow(anError('USAGE'))
    await expect(run({ 'fail-on': 'drifted,' })).rejects.toThrow(anError('USAGE'))
  })

  it('ends with 2 where a server does not answer, and prints the apps', async () => {
    const { stdout, stderr, exitCode } = await run({
      'docker-host': 'unix:///nowhere/d.sock',
      'fail-on': 'unreachable',
    })
    expect(exitCode).toBe(2)
    expect(stdout.split('\n')).toHaveLength(4)
    expect(stderr[0]).toMatch(/^one: unix:\/\/\/nowhere\/d\.sock: no Docker answers/)
  })

  it('says what changed since an earlier answer', async () => {
    const since = join(place.dir, 'since.json')
    writeFileSync(since, (await run({ json: true })).stdout)
    expect((await run({ since })).stdout).toContain('\nSince last time\n  nothing has changed')
    const earlier = (await run({ json: true })).stdout.replace('"pinned":"0.7.0+3.3.1"', '"pinned":"0.5.0+3.1.0"')
    writeFileSync(since, earlier)
    expect((await run({ since })).stdout).toContain('\n  c.org (one) pinned: 0.5.0+3.1.0 -> 0.7.0+3.3.1')
  })

  it('fits a narrow terminal: fewer columns, then a paragraph an app', async () => {
    const fleet = await withFakeDocker(docker, (dockerHost) => readFleet({ abraDir, docker: () => ({ dockerHost }) }))
    const [head = '', first = ''] = renderFleet(fleet, 60)
    expect(head).toBe('APP    SERVER  STATE    DEPLOYED     PINNED')
    expect(first).toBe('a.org  one     behind   0.6.0+3.2.1  0.6.0+3.2.1')
    expect(renderFleet(fleet, 40).slice(0, 8)).toEqual([
      'a.org',
      '  one',
      '  state: behind',
      '  deployed: 0.6.0+3.2.1',
      '  pinned: 0.6.0+3.2.1',
      '  plain: 0.6.0+3.2.1',
      '  chaos: 7ae7b0f7',
      '  newest: 0.7.0+3.3.1',
    ])
  })

  it('prints no control character of a label', async () => {
    const hostile = dockerWith({ c_org: { version: '1\u001b[31m\nX' } })
    const { stdout } = await withFakeDocker(hostile, (host) =>
      fleetCommand.run(['c.org'], { 'abra-dir': abraDir, 'docker-host': host }),
    )
    expect(stdout).not.toContain('\u001b')
    expect(stdout.split('\n')[1]).toContain('1\\u{1b}[31m\\nX')
  })
})
