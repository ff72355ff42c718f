import type { UpgradeReport } from '../harness/upgrade/report.js'
import { type JunitCase, renderJunit } from './render-junit.js'
import { renderUpgradeNotes, renderVerdict } from './render-upgrade.js'

export function upgradeSuite(app: string): string {
  return `upgrade of ${app}`
}

/** The steps of an upgrade as test cases, and its verdict as the last one. */
export function renderUpgradeJunit(report: UpgradeReport): string {
  const { app, from, to, steps, outcome, findings, reason } = report
  const cases = steps.map(({ step, ok, text, tookMs }): JunitCase => {
    const failure = ok ? {} : { failure: { type: 'step', message: text, text } }
    return { name: step, seconds: tookMs / 1000, ...failure }
  })
  const type = findings[0]?.kind ?? outcome
  const text = [reason, ...renderUpgradeNotes(report)].join('\n')
  const failure = { type, message: `${renderVerdict(report)}: ${reason}`, text }
  const verdict = { name: `upgrade from ${from.ref} to ${to.ref}`, ...(outcome === 'upgraded' ? {} : { failure }) }
  return renderJunit(upgradeSuite(app), [...cases, verdict])
}
