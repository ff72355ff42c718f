import { type FaultKind, faultKinds } from './judge-run.js'
import type { CampaignRun } from './run-campaign.js'

/** The counts of a family: how many inputs and runs, and how many runs had each fault. */
export type CampaignRow = { inputs: number; tried: number } & Record<FaultKind, number> & {
    cpuMs: number
    peakMiB: number
  }

/** The counts of each family, and of all. `cpuMs` and `peakMiB` are those of the run that took most. */
export function campaignTable(runs: readonly CampaignRun[]): Record<string, CampaignRow> {
  const families = [...new Set(runs.map(({ family }) => family))]
  const rows = families.map((family) => [family, rowOf(runs.filter((run) => run.family === family))] as const)
  return Object.fromEntries([...rows, ['all', rowOf(runs)]])
}

function rowOf(runs: readonly CampaignRun[]): CampaignRow {
  const counts = faultKinds.map((kind) => [
    kind,
    runs.filter(({ faults }) => faults.some((fault) => fault.kind === kind)).length,
  ])
  return {
    inputs: new Set(runs.map(({ family, name }) => `${family} ${name}`)).size,
    tried: runs.length,
    ...(Object.fromEntries(counts) as Record<FaultKind, number>),
    cpuMs: Math.round(Math.max(0, ...runs.map(({ cpuMs }) => cpuMs))),
    peakMiB: Math.round(Math.max(0, ...runs.map(({ peakBytes }) => peakBytes)) / 2 ** 20),
  }
}
