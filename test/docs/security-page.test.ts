import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hostileCatalogue } from '../../compare/hostile/hostile-catalogue.js'
import { faultKinds } from '../../compare/hostile/judge-run.js'
import { renderSecurity } from '../../compare/hostile/render-security.js'
import { pagePath, readSecurityRecord } from '../../compare/hostile/security-record.js'

describe('docs/security.md', () => {
  const record = readSecurityRecord()
  if (record === undefined) throw new Error('run npm run hostile -- --record')

  it('is what the recorded campaign and fuzz say', () => {
    expect(readFileSync(pagePath, 'utf8')).toBe(renderSecurity(record))
  })

  it('has every input of the catalogue: run npm run hostile -- --record --family NAME where it has not', () => {
    const counts = new Map<string, number>()
    for (const { family } of hostileCatalogue()) counts.set(family, (counts.get(family) ?? 0) + 1)
    expect(
      Object.entries(record.families)
        .map(([family, { inputs }]) => [family, inputs])
        .sort(),
    ).toEqual([...counts].sort())
  })

  it('has zeros in every column of faults, at least 20,000 damaged inputs, and keeps to the limits', () => {
    const faults = Object.entries(record.families).flatMap(([family, row]) =>
      faultKinds.map((kind) => [family, kind, row[kind]]),
    )
    expect(faults.filter(([, , count]) => count !== 0)).toEqual([])
    expect(record.fuzz).toMatchObject({ faults: 0 })
    expect(record.fuzz?.count).toBeGreaterThanOrEqual(20_000)
    for (const { cpuMs, peakMiB } of Object.values(record.families)) {
      expect(cpuMs).toBeLessThanOrEqual(record.limits.cpuMs)
      expect(peakMiB).toBeLessThanOrEqual(record.limits.peakMiB)
    }
  })
})
