import { describe, expect, it } from 'vitest'
import { parseLabels, stampOf } from '../../../src/app/deploy-labels.js'
import { assertUpgraded, checkUpgraded } from '../../../src/harness/upgrade/check-upgraded.js'
import type { UpgradeReport } from '../../../src/harness/upgrade/report.js'
import type { Recording } from '../../../src/swarm/drift/recording.js'
import { appService } from '../../../src/swarm/snapshot/snapshot.js'
import { recording } from '../../swarm/recordings.js'

const other = `0badc0de${'0'.repeat(32)}`

function evidence(id: string, head?: string, stamped?: string) {
  const { baseline, deployed, snapshots } = recording(id)
  if (baseline === undefined || deployed === undefined) throw new Error(`${id} is not whole`)
  const said = stampIn({ ...recording(id), snapshots: [deployed] })
  const commit = said.replace('+U', '')
  return { baseline, deployed, snapshots, head: head ?? commit.padEnd(40, '0'), stamped: stamped ?? said }
}

function stampIn({ snapshots, stack }: Recording): string {
  const last = snapshots.at(-1)
  const app = last && appService(last)
  return (app && stampOf(parseLabels(app.spec.labels, stack))) ?? ''
}

describe('a recording of a real Swarm', () => {
  it('of a successful update is an upgrade to the deployed version', () => {
    expect(() => assertUpgraded(evidence('update'))).not.toThrow()
    const check = checkUpgraded(evidence('update'))
    expect(check).toMatchObject({ upgraded: true, finding: { kind: 'none' }, deployed: stampIn(recording('update')) })
  })

  it.each(['rolled-back', 'paused', 'rollback-paused'])('of %s is none, and the error says why', (id) => {
    const check = checkUpgraded(evidence(id))
    expect(check).toMatchObject({ upgraded: false, finding: { kind: id } })
    expect(() => assertUpgraded(evidence(id))).toThrow(
      expect.objectContaining({ code: 'NOT_UPGRADED', data: expect.objectContaining({ kind: id }) }),
    )
  })

  it('of a deploy that changed nothing, or was overtaken, is none', () => {
    expect(checkUpgraded(evidence('overtaken')).upgraded).toBe(false)
    expect(checkUpgraded(evidence('overtaken')).finding.kind).toBe('concurrent-deploy')
    expect(checkUpgraded(evidence('undeployed')).upgraded).toBe(false)
  })
})

describe('the expectation', () => {
  it('is the head, whatever the deployer says it deployed', () => {
    const { stamped } = evidence('update')
    const check = checkUpgraded(evidence('update', other, stamped))
    expect(check).toMatchObject({ upgraded: false, expected: other, finding: { kind: 'wrong-commit' } })
  })

  it('expects the +U of the deployer: a stamp without it is another version', () => {
    const { head, stamped } = evidence('update')
    const turned = stamped.endsWith('+U') ? stamped.slice(0, -2) : `${stamped}+U`
    expect(checkUpgraded(evidence('update', head, turned)).upgraded).toBe(false)
    const { stamped: _, ...silent } = evidence('update')
    expect(checkUpgraded(silent)).toMatchObject({ upgraded: true, expected: head })
  })
})

describe('a report of performUpgrade', () => {
  const report = {
    outcome: 'upgraded',
    app: 'a',
    server: 'default',
    path: '/a.env',
    stack: 's',
    recipe: 'r',
    dir: '/r',
    deployer: 'abra',
    startedAt: '2026-01-01T12:00:00Z',
    from: { ref: '1.0.0', commit: other, notes: [] },
    to: { ref: 'main', commit: other, notes: [] },
    steps: [],
    handedOver: 'head',
    reason: 'all is well',
    findings: [],
    differences: [],
    orphans: [],
    removed: [],
    warnings: [],
    evidence: { snapshots: [] },
  } as const satisfies UpgradeReport

  it('is asserted by its outcome', () => {
    expect(() => assertUpgraded(report)).not.toThrow()
    const finding = { kind: 'rolled-back', certainty: 'certain', evidence: ['it failed'], advice: 'mend it' } as const
    expect(() =>
      assertUpgraded({ ...report, outcome: 'not-upgraded', findings: [finding], deployed: '1.0.0' }),
    ).toThrow(
      expect.objectContaining({
        code: 'NOT_UPGRADED',
        data: {
          stack: 's',
          kind: 'rolled-back',
          certainty: 'certain',
          evidence: ['it failed'],
          expected: other,
          deployed: '1.0.0',
        },
      }),
    )
  })

  it.each(['refused', 'timed-out', 'interrupted', 'stopped', 'base-failed'] as const)(
    'that came to no finding is thrown by its outcome: %s',
    (outcome) => {
      expect(() => assertUpgraded({ ...report, outcome, reason: 'because' })).toThrow(
        expect.objectContaining({ data: expect.objectContaining({ kind: outcome, evidence: ['because'] }) }),
      )
    },
  )
})
