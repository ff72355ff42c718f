import { defined } from '../defined.js'
import type { UpgradeReport } from '../harness/upgrade/report.js'
import type { DriftInput } from '../swarm/drift/drift-facts.js'
import { renderVerdict } from './render-upgrade.js'
import type { PageRequest } from './write-timeline-page.js'

/** What the page of an upgrade shows. */
export function upgradePage(report: UpgradeReport): PageRequest {
  const { app, findings, from, deployed = 'unknown', outcome, reason, goesOn, steps } = report
  const verdict = outcome === 'upgraded' ? `upgraded from ${from.ref} to ${deployed}` : renderVerdict(report)
  const said = [verdict, reason, goesOn ?? ''].filter((text) => text !== '').join('; ')
  return {
    name: app,
    input: inputOf(report),
    findings,
    run: { ok: outcome === 'upgraded', text: said },
    steps,
  }
}

/** The deploy of the head; that of the base, if it did not come so far. */
function inputOf({ evidence, expected, handedOver, outcome }: UpgradeReport): DriftInput | undefined {
  const { baseline0, baseline1, deployed, snapshots } = evidence
  if (handedOver === 'nothing') return undefined
  // Until the head is deployed, the snapshots are those of the base.
  if (deployed === undefined)
    return snapshots.length === 0
      ? undefined
      : { snapshots, ...defined({ baseline: baseline0, expected: outcome === 'base-failed' ? expected : undefined }) }
  const seen = snapshots.length > 0 ? snapshots : [deployed]
  return { snapshots: seen, deployed, ...defined({ baseline: baseline1, expected }) }
}
