import { describe, expect, it } from 'vitest'
import { renderGoldenReport } from '../../../src/golden/verify/render-golden-report.js'
import { unknownDifferences, verifyGoldens } from '../../../src/golden/verify/verify-goldens.js'

describe('the goldens of this package', () => {
  it('agree with the port, stage by stage, and are as they were recorded', async () => {
    const report = await verifyGoldens('golden')
    console.log(renderGoldenReport(report).join('\n'))
    expect(report.manifest).toEqual([])
    expect(report.stale).toEqual([])
    const unknown = report.results.flatMap((result) =>
      unknownDifferences(result, report.known).map((one) => ({ path: result.path, ...one })),
    )
    expect(unknown).toEqual([])
    expect(report.passed).toBe(true)
  }, 600_000)
})
