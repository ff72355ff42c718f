import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainCommand } from '../../src/cli/explain.js'
import { renderJunit } from '../../src/cli/render-junit.js'
import { renderUpgradeJunit } from '../../src/cli/upgrade-junit.js'
import type { UpgradeReport } from '../../src/harness/upgrade/report.js'
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
<testsuites tests="2" failures="1" errors="0" skipped="0">
  <testsuite name="upgrade" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="upgrade" name="lock" time="0.250"/>
    <testcase classname="upgrade" name="wait" time="0.000">
      <failure type="rolled-back" message="a &quot;task&quot; &lt;failed&gt;">line 1&#10;line 2 &amp; \\u{1b}[2J</failure>
    </testcase>
  </testsuite>
</testsuites>
`)
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
      expect((await run({ recording: 'golden/swarm/update.json' })).exitCode).toBe(0)
      expect(readFileSync(junit, 'utf8')).toMatch(/tests="1" failures="0"/)
      await expect(run({ junit: dir })).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
    }))

  it('of upgrade has each step and the verdict', () => {
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
    expect(renderUpgradeJunit({ ...report, outcome: 'upgraded', steps: [] })).toMatch(/tests="1" failures="0"/)
  })
})
