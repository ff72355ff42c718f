import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chaosVersionCommand } from '../../src/cli/chaos-version.js'
import { explainCommand } from '../../src/cli/explain.js'
import { fleetCommand } from '../../src/cli/fleet.js'
import { renderJunit } from '../../src/cli/render-junit.js'
import { upgradeCommand } from '../../src/cli/upgrade.js'
import { renderUpgradeJunit } from '../../src/cli/upgrade-junit.js'
import { withJunitOfError } from '../../src/cli/write-junit.js'
import { AbraVersionError, InternalError } from '../../src/errors.js'
import type { UpgradeReport } from '../../src/harness/upgrade/report.js'
import { anError } from '../support/expect-error.js'
import { withFakeDocker } from '../support/fake-docker.js'
import { dockerWith, makeFleet } from '../support/fleet-sample.js'
import { expectJunit } from '../support/junit-schema.js'
import { withScratch } from '../support/scenario.js'

describe('renderJunit', () => {
  it('counts, times and names each case', () => {
    const failure = { type: 'rolled-back', message: 'a "task" <failed>', text: 'line 1\nline 2 & \u001b[2J' }
    expect(
      renderJunit('upgrade', [
        { name: 'lock', seconds: 0.25 },
        { name: 'wait', failure },
      ]),
    ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" errors="0">
  <testsuite name="upgrade" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="upgrade" name="lock" time="0.250"/>
    <testcase classname="upgrade" name="wait" time="0.000">
      <failure type="rolled-back" message="a &quot;task&quot; &lt;failed&gt;">line 1&#10;line 2 &amp; \\u{1b}[2J</failure>
    </testcase>
  </testsuite>
</testsuites>
`)
  })

  it.each([
    [[]],
    [
      [
        { name: 'a', error: { type: 'X', message: '', text: '' } },
        { name: 'b', seconds: 1234.5678 },
      ],
    ],
  ])('is what the schema of JUnit reports allows: %j', (cases) => expectJunit(renderJunit('any & all', cases)))

  it('is refused by the schema if it is wrong', async () => {
    const wrong = renderJunit('a', []).replace('tests=', 'test=')
    await expect(expectJunit(wrong)).rejects.toThrow()
  })

  it('lets no text break the report', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const report = renderJunit(text, [{ name: text, failure: { type: text, message: text, text } }])
        expect(report.split('\n')).toHaveLength(9)
        expect(report).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ufffe\uffff]/)
        expect(report.match(/</g)).toHaveLength(9)
      }),
    )
  })
})

describe('--junit', () => {
  it('of explain has one test, which fails where the exit code is 1', () =>
    withScratch(async (dir) => {
      const junit = join(dir, 'junit.xml')
      const run = (values: object) =>
        explainCommand.run([], { recording: 'golden/swarm/rolled-back.json', junit, ...values })
      expect((await run({})).exitCode).toBe(1)
      expect(readFileSync(junit, 'utf8')).toMatch(
        /failures="1"[\s\S]*<failure type="rolled-back" message="rolled-back: /,
      )
      await expectJunit(readFileSync(junit, 'utf8'))
      expect((await run({ recording: 'golden/swarm/update.json' })).exitCode).toBe(0)
      expect(readFileSync(junit, 'utf8')).toMatch(/tests="1" failures="0"/)
      await expect(run({ junit: dir })).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
    }))

  it('of an answer that is not known is an error, in place of the report of an earlier run', () =>
    withScratch(async (dir) => {
      const junit = join(dir, 'junit.xml')
      const runs = [
        () => explainCommand.run([], { recording: join(dir, 'nowhere'), junit }),
        () => chaosVersionCommand.run([join(dir, 'nowhere')], { expect: '7ae7b0f7', junit }),
        () => fleetCommand.run([], { 'abra-dir': dir, junit }),
        () => upgradeCommand.run(['forum.example.com'], { to: '7ae7b0f7', 'abra-dir': dir, junit }),
        () => upgradeCommand.run(['forum.example.com'], { to: '7ae7b0f7', from: '0.6.0', 'abra-dir': dir, junit }),
      ]
      for (const run of runs) {
        writeFileSync(junit, 'passed')
        await expect(run()).rejects.toThrow()
        const xml = readFileSync(junit, 'utf8')
        expect(xml).toMatch(/tests="1" failures="0" errors="1">[\s\S]*<error type="[A-Z_]+" message="[^"]+">/)
        await expectJunit(xml)
      }
    }))

  it('is an error for a bug too, and for another file that cannot be written', () =>
    withScratch(async (dir) => {
      const junit = join(dir, 'junit.xml')
      const data = { path: join(dir, 'page.html'), errno: 'ENOSPC' }
      const unwritable = new AbraVersionError('FILE_UNWRITABLE', 'the page cannot be written', data, { advice: 'x' })
      for (const [error, type] of [
        [new InternalError('no such state'), 'InternalError'],
        [unwritable, 'FILE_UNWRITABLE'],
      ] as const) {
        writeFileSync(junit, 'passed')
        await expect(withJunitOfError(junit, 'fleet', () => Promise.reject(error))).rejects.toBe(error)
        expect(readFileSync(junit, 'utf8')).toContain(`<error type="${type}" message="${error.message}">`)
      }
    }))

  it('of chaos-version has one test, which fails where the checkout is another one', () =>
    withScratch(async (dir) => {
      const checkout = join(makeFleet(dir, {}), 'recipes/discourse')
      const junit = join(dir, 'junit.xml')
      const run = (expect: string) => chaosVersionCommand.run([checkout], { expect, junit })
      expect((await run('7ae7b0f7')).exitCode).toBe(0)
      expect(readFileSync(junit, 'utf8')).toMatch(/tests="1" failures="0"/)
      writeFileSync(join(checkout, 'compose.ccci.yml'), '')
      expect((await run('eb96de94')).exitCode).toBe(1)
      const xml = readFileSync(junit, 'utf8')
      expect(xml).toContain('<failure type="unexpected-version" message="expected eb96de94, the answer is 7ae7b0f7+U">')
      expect(xml).toContain('compose.ccci.yml')
      await expectJunit(xml)
      await expect(chaosVersionCommand.run([checkout], { junit })).rejects.toThrow(anError('USAGE'))
    }))

  it('of fleet has a test for each app: failed by --fail-on, an error where its state is not known', () =>
    withScratch(async (dir) => {
      const junit = join(dir, 'junit.xml')
      const abraDir = makeFleet(dir, {
        'one/a.org': 'TYPE=discourse:0.7.0+3.3.1\n',
        'one/b.org': 'TYPE=discourse:0.6.0+3.2.1\n',
        'one/<c>.org': 'TYPE discourse\n',
      })
      const docker = dockerWith({ a_org: { version: '0.7.0+3.3.1' }, b_org: { version: '<0.6.0>\u001b[2J' } })
      await withFakeDocker(docker, (host) =>
        fleetCommand.run([], { 'abra-dir': abraDir, 'docker-host': host, junit, 'fail-on': 'drifted' }),
      )
      const xml = readFileSync(junit, 'utf8')
      await expectJunit(xml)
      expect(xml).toMatch(/tests="3" failures="1" errors="1"/)
      expect(xml).toContain('name="a.org (one)" time="0.000"/>')
      expect(xml).toMatch(/<error type="unreadable" message="unreadable: [^"]*&lt;c&gt;.org.env/)
      expect(xml).toContain('<failure type="drifted" message="drifted: the app\'s file names 0.6.0+3.2.1">')
      expect(xml).toContain('the labels name &lt;0.6.0&gt;\\u{1b}[2J')
    }))

  it('of upgrade has each step and the verdict', async () => {
    const step = (name: string, ok: boolean) => ({ step: name, ok, text: `${name} said`, elapsedMs: 1, tookMs: 1500 })
    const report = {
      ...{ outcome: 'timed-out', app: 'a', from: { ref: '1.0.0' }, to: { ref: 'main' }, reason: 'not done after 1 s' },
      ...{
        steps: [step('lock', true), step('wait', false)],
        findings: [],
        differences: [],
        warnings: [],
        orphans: [],
        removed: [],
      },
      step: 'wait',
    } as unknown as UpgradeReport
    const xml = renderUpgradeJunit(report)
    expect(xml).toMatch(/tests="3" failures="2"/)
    expect(xml).toContain('name="lock" time="1.500"/>')
    expect(xml).toContain('<failure type="timed-out" message="timed-out at wait: not done after 1 s">')
    await expectJunit(xml)
    expect(renderUpgradeJunit({ ...report, outcome: 'upgraded', steps: [] })).toMatch(/tests="1" failures="0"/)
  })
})
