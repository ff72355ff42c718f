import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { campaignTable } from './campaign-table.js'
import { hostileCatalogue } from './hostile-catalogue.js'
import { renderSecurity } from './render-security.js'
import { runByteFuzz } from './run-byte-fuzz.js'
import { type CampaignRun, runCampaign } from './run-campaign.js'
import { pagePath, type SecurityRecord, writeSecurityRecord } from './security-record.js'

const { values } = parseArgs({
  options: {
    /** The built hostile-calls.ts. */
    calls: { type: 'string' },
    family: { type: 'string' },
    /** Parts of names. */
    name: { type: 'string' },
    command: { type: 'string' },
    /** Damaged bytes in every format instead: `--count` inputs from `--seed`. */
    fuzz: { type: 'boolean', default: false },
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    /** Keeps the counts in docs/security.json, and renews docs/security.md. */
    record: { type: 'boolean', default: false },
    /** Prints every run. */
    verbose: { type: 'boolean', default: false },
  },
})

/** What issue and docs promise: no command takes longer, or more. */
const limits = { cpuMs: 10_000, peakBytes: 512 * 2 ** 20 }
/** Of the clock, on a machine that may be busy. */
const hungAfterMs = 45_000

function tell({ family, name, command, exitCode, cpuMs, peakBytes, faults }: CampaignRun): void {
  const used = `${(cpuMs / 1000).toFixed(2)} s, ${Math.round(peakBytes / 2 ** 20)} MiB, exit ${exitCode}`
  if (values.verbose || faults.length > 0)
    console.log(`${faults.length === 0 ? 'ok' : 'FAULT'} ${family}: ${name}: ${command} (${used})`)
  for (const { kind, what } of faults) console.log(`  ${kind}: ${what.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 400)}`)
}

async function campaign(): Promise<boolean> {
  const { calls = '', family, name = '', command = '' } = values
  const cases = hostileCatalogue().filter(
    (each) => (family === undefined || family === each.family) && each.name.includes(name),
  )
  const start = performance.now()
  const programs = { cli: resolve('dist/cli/start.cjs'), calls: resolve(calls) }
  const { runs, traced } = await runCampaign(
    cases,
    { programs, limits, hungAfterMs, isWanted: (each) => each.name.includes(command) },
    tell,
  )
  const rows = campaignTable(runs)
  console.table(rows)
  console.log(
    `${runs.length} runs on ${cases.length} inputs, ${((performance.now() - start) / 1000).toFixed(0)} s${traced ? '' : '; there is no strace: executions, writes and network are seen by what they left behind'}`,
  )
  const { all: _, ...families } = rows
  if (values.record) record({ families })
  return runs.length > 0 && runs.every(({ faults }) => faults.length === 0)
}

async function fuzz(): Promise<boolean> {
  const start = performance.now()
  const [seed, count] = [Number(values.seed), Number(values.count)]
  const { tallies, faults, peakMiB } = await runByteFuzz({ seed, count, mostCpuMs: limits.cpuMs })
  console.table(tallies)
  console.log(
    `seed ${seed}, ${count} inputs, ${faults} faults, ${peakMiB} MiB, ${((performance.now() - start) / 1000).toFixed(0)} s`,
  )
  if (values.record) record({ fuzz: { seed, count, faults, peakMiB, formats: tallies } })
  return faults === 0 && count > 0
}

function record(changes: Pick<Partial<SecurityRecord>, 'families' | 'fuzz'>): void {
  const shown = { cpuMs: limits.cpuMs, peakMiB: limits.peakBytes / 2 ** 20 }
  writeFileSync(pagePath, renderSecurity(writeSecurityRecord({ ...changes, limits: shown })))
}

if (!(values.fuzz ? await fuzz() : await campaign())) process.exitCode = 1
