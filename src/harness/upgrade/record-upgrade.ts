import { type RecordOutcome, recordRun } from '../run/run-record.js'
import type { UpgradeReport } from './report.js'

/**
 * Writes the record of an upgrade, for `explain --run`. Never throws: a failed write must not change the verdict.
 *
 * @example
 * ```ts
 * const deployer = stackDeployer()
 * const report = await performUpgrade('forum.example.com', { from: '0.6.0+3.2.1', to: '7ae7b0f7', deployer })
 * const { written } = await recordUpgrade('run.json', report)
 * written // true
 * readRun('run.json').verdict.kind // 'upgraded'
 * ```
 */
export function recordUpgrade(file: string, report: UpgradeReport, home?: string): Promise<RecordOutcome> {
  const { outcome, findings, reason, base, prediction, evidence, expected, goesOn, warnings } = report
  const { baseline0, baseline1, deployed, snapshots, checkout } = evidence
  const [finding] = findings
  const kind = outcome === 'not-upgraded' ? (finding?.kind ?? outcome) : outcome
  const predictions = { ...known('base', base?.prediction), ...known('head', prediction) }
  return recordRun(file, {
    app: { name: report.app, server: report.server, path: report.path, stackName: report.stack },
    recipe: { name: report.recipe, dir: report.dir },
    from: report.from.ref,
    to: report.to.ref,
    startedAt: report.startedAt,
    verdict: { ok: outcome === 'upgraded', kind, reason },
    predictions,
    baselines: { ...known('base', baseline0), ...known('head', baseline1) },
    snapshots,
    ...known('expected', expected),
    ...known('deployed', deployed),
    ...known('checkout', checkout),
    ...known('goesOn', goesOn),
    handedOver: report.handedOver,
    warnings,
    ...known('home', home),
  })
}

function known<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value }
}
