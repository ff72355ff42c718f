import { describe, expect, it } from 'vitest'
import { renderGoldenReport } from '../../../src/golden/verify/render-golden-report.js'
import { verifyGoldens } from '../../../src/golden/verify/verify-goldens.js'

describe('the goldens of this package', () => {
  it('agree with the port, stage by stage, and are as they were recorded', async () => {
    const report = await verifyGoldens('golden')
    console.log(renderGoldenReport(report).join('\n'))
    expect(report.manifest).toEqual([])
    expect(report.stale).toEqual([])
    expect(report.results.flatMap(({ path, differences }) => differences.map((one) => ({ path, ...one })))).toEqual([])
    expect(report.passed).toBe(true)
  }, 600_000)
})
