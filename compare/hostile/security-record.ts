import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { ByteTally } from '../fuzz/bytes/fuzz-bytes.js'
import type { CampaignRow } from './campaign-table.js'

/** docs/security.json: how the last campaign of each family, and the last fuzz, ended. docs/security.md is made of it. */
export interface SecurityRecord {
  /** Of Node, as it was run. */
  readonly node: string
  readonly limits: { readonly cpuMs: number; readonly peakMiB: number }
  readonly families: Readonly<Record<string, CampaignRow>>
  readonly fuzz?: {
    readonly seed: number
    readonly count: number
    readonly faults: number
    readonly peakMiB: number
    readonly formats: Readonly<Record<string, ByteTally>>
  }
}

export const recordPath = 'docs/security.json'
export const pagePath = 'docs/security.md'

export function readSecurityRecord(): SecurityRecord | undefined {
  return existsSync(recordPath) ? JSON.parse(readFileSync(recordPath, 'utf8')) : undefined
}

/** Keeps what was not run this time. */
export function writeSecurityRecord(changes: Partial<SecurityRecord> & Pick<SecurityRecord, 'limits'>): SecurityRecord {
  const { families = {}, ...before } = readSecurityRecord() ?? { families: {} }
  const record = { ...before, ...changes, node: process.version, families: { ...families, ...changes.families } }
  writeFileSync(recordPath, `${JSON.stringify(record, null, 1)}\n`)
  return record
}
