import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DriftInput } from '../../../src/swarm/drift/drift-facts.js'
import { explainDrift } from '../../../src/swarm/drift/explain-drift.js'
import { type DriftKind, driftInfo, driftKinds } from '../../../src/swarm/drift/finding.js'
import type { Snapshot } from '../../../src/swarm/snapshot/snapshot.js'
import { service, snapshot, spec } from '../../support/swarm-states.js'
import { recording, rightAfter } from '../recordings.js'

const BASE = 'eb96de94+U'
const NEXT = '7ae7b0f7+U'

function explain(input: DriftInput) {
  const findings = explainDrift(input)
  const [first] = findings
  if (first === undefined) throw new Error('there is always a finding')
  return {
    ...first,
    said: first.evidence.join('\n'),
    all: findings.map(({ kind, certainty }) => `${kind} ${certainty}`),
  }
}

const overlay = { kind: 'overlay', path: 'compose.ccci.yml' }
const position = { place: 'before', commit: 'eb96de94', tags: ['0.7.0+3.3.1'], commits: 9 } as const

/** A test for each kind, from what was recorded on a real Swarm. The compiler asks for a new kind's. */
const cases: Record<DriftKind, () => void> = {
  none: () => {
    const found = explain({ ...recording('update'), expected: NEXT })
    expect(found.all).toEqual(['none certain'])
    expect(found.said).toContain(NEXT)
  },
  'nothing-expected': () => {
    const { expected, ...input } = recording('update')
    const now = explain({ ...input, checkout: { recorded: false, files: [overlay], position } })
    expect(now.all).toEqual(['nothing-expected certain'])
    expect(now.evidence).toEqual([
      expect.stringMatching(/_app carries 7ae7b0f7\+U, a chaos deploy of a checkout that was not clean$/),
      'that commit: tag 0.7.0+3.3.1, 9 commits before the expected one',
      'what makes the checkout dirty now: compose.ccci.yml (an overlay)',
      expect.stringMatching(/^converged: /),
    ])
    expect(now.advice).not.toMatch(/nothing/)
    expect(explain({ ...input, checkout: { recorded: true, files: [overlay] } }).said).toContain(
      'dirty when it was deployed',
    )
    expect(explain({ ...input, checkout: { recorded: false, files: [] } }).said).toContain('what made it dirty is gone')
    expect(explain({ snapshots: recording('release').snapshots }).said).toMatch(
      /carries 0\.7\.0\+3\.3\.1, a deploy of that release/,
    )
    // What went wrong is said without an expectation too.
    const { expected: wanted, ...failed } = recording('rolled-back')
    expect(explain(failed).all).toEqual(['rolled-back certain'])
    expect(() => explainDrift({ snapshots: [] })).toThrow(expect.objectContaining({ code: 'USAGE' }))
  },
  'not-deployed': () => {
    expect(explain({ ...recording('undeployed'), expected: NEXT }).all).toEqual(['not-deployed certain'])
  },
  'label-missing': () => {
    const found = explain({ ...recording('unlabelled'), expected: NEXT })
    expect(found.all).toEqual(['label-missing certain'])
    expect(found.said).toContain('coop-cloud.plain.version')
  },
  'rolled-back': () => {
    const found = explain({
      ...recording('rolled-back'),
      expected: NEXT,
      checkout: { recorded: true, files: [overlay], position },
    })
    expect(found.all).toEqual(['rolled-back certain'])
    expect(found.said).toContain(
      'expected 7ae7b0f7+U, deployed eb96de94+U (tag 0.7.0+3.3.1, 9 commits before the expected one)',
    )
    expect(found.said).toContain('task: non-zero exit (3), exit code 3')
    expect(found.said).toContain('failure_action rollback, order start-first, monitor 5 s')
    expect(found.said).toMatch(/stamped 7ae7b0f7\+U; the restored spec carries eb96de94\+U/)
    expect(found.said).toMatch(/of the former spec has served since .*, during the whole failed update/)
  },
  'rolled-back-by-hand': () => {
    const seen = recording('rolled-back-by-hand')
    const found = explain({ ...seen, expected: NEXT })
    expect(found).toMatchObject({ kind: 'rolled-back-by-hand', certainty: 'certain' })
    expect(found.all).not.toContain('concurrent-deploy likely')
    expect(found.said).toContain('Swarm keeps the spec that was left (7ae7b0f7+U) as PreviousSpec')
    expect(found.said).toContain('what was left is what we had deployed')
    const { deployed, ...rest } = seen
    expect(deployed).toBeDefined()
    const late = explain({ ...rest, snapshots: seen.snapshots.slice(-1), expected: NEXT })
    expect(late.all).toEqual(['rolled-back-by-hand likely'])
  },
  'rollback-paused': () => {
    const found = explain({ ...recording('rollback-paused'), expected: NEXT })
    expect(found).toMatchObject({ kind: 'rollback-paused', certainty: 'certain' })
    expect(found.said).toMatch(/exit code 3[\s\S]*exit code 4/)
  },
  paused: () => {
    const found = explain({ ...recording('paused'), expected: NEXT })
    expect(found.all).toEqual(['paused certain'])
    expect(found.said).toContain('failure_action pause')
    expect(found.said).toContain('exit code 3')
  },
  failed: () => {
    const found = explain({ ...recording('crash-loop'), expected: BASE })
    expect(found.all).toEqual(['failed certain'])
    expect(found.said).toContain('3 failures')
  },
  blocked: () => {
    const found = explain({ ...recording('blocked'), expected: NEXT })
    expect(found.all).toEqual(['blocked certain'])
    expect(found.said).toMatch(/slot 1 pending: no suitable node \(host-mode port already in use on 1 node\)/)
    expect(found.said).toContain('failure_action rollback, order start-first, monitor 2 s')
    const rejected = explain({ ...recording('rejected'), expected: NEXT })
    expect(rejected.all).toEqual(['blocked certain'])
    expect(rejected.said).toMatch(/rejects a task \(\d so far\): .* bind source path does not exist: \/nowhere\/data/)
    expect(rejected.said).not.toContain('no task has failed')
    expect(explain({ ...recording('blocked'), expected: '0123abcd' }).all).toEqual([
      'blocked certain',
      'wrong-commit certain',
    ])
  },
  'still-updating': () => {
    const found = explain({ ...rightAfter('rolled-back'), expected: NEXT })
    expect(found.all).toEqual(['still-updating certain'])
    expect(found.said).toMatch(/should it fail, eb96de94\+U may come back \(failure_action rollback/)
  },
  'concurrent-deploy': () => {
    const found = explain({ ...recording('overtaken'), expected: NEXT })
    expect(found.all).toEqual(['concurrent-deploy certain'])
    expect(found.said).toContain('0123abcd is not what we deployed (7ae7b0f7+U)')
    expect(explain({ ...recording('overlap'), expected: '0123abcd' }).all.slice(0, 2)).toEqual([
      'rolled-back certain',
      'concurrent-deploy certain',
    ])
  },
  'not-redeployed': () => {
    const { baseline } = recording('update')
    if (baseline === undefined) throw new Error('no baseline')
    const found = explain({ baseline, snapshots: [baseline], expected: NEXT })
    expect(found.all).toEqual(['not-redeployed certain'])
    expect(found.said).toContain('spec index')
  },
  'short-hash': () => {
    expect(explain({ ...recording('first-deploy'), expected: 'eb96de' }).all).toEqual(['short-hash certain'])
  },
  'not-chaos': () => {
    expect(explain({ ...recording('release'), expected: '7ae7b0f7' }).all).toEqual(['not-chaos certain'])
  },
  'unexpected-chaos': () => {
    expect(explain({ ...recording('first-deploy'), expected: '0.9.0+3.5.0' }).all).toEqual(['unexpected-chaos certain'])
  },
  'unexpected-clean': () => {
    const found = explain({ ...recording('overtaken'), deployed: undefined as never, expected: '0123abcd+U' })
    expect(found.all).toContain('unexpected-clean certain')
  },
  'dirty-worktree': () => {
    const input = { ...recording('first-deploy'), expected: 'eb96de94', strict: true }
    const recorded = explain({ ...input, checkout: { recorded: true, files: [overlay] } })
    expect(recorded.all).toEqual(['dirty-worktree certain'])
    expect(recorded.said).toContain('when it was deployed: compose.ccci.yml (an overlay)')
    const today = explain({ ...input, checkout: { recorded: false, files: [overlay] } })
    expect(today.all).toEqual(['dirty-worktree likely'])
    expect(explain({ ...input, strict: false }).all).toEqual(['none certain', 'dirty-worktree likely'])
  },
  'same-version': () => {
    const found = explain({ ...recording('no-op'), expected: NEXT })
    expect(found.all).toEqual(['same-version certain', 'wrong-commit certain'])
  },
  'wrong-commit': () => {
    const checkout = { recorded: false, files: [], position: { place: 'absent' } } as const
    const found = explain({ ...recording('first-deploy'), expected: NEXT, checkout })
    expect(found.all).toEqual(['wrong-commit certain'])
    expect(found.said).toBe('expected 7ae7b0f7+U, deployed eb96de94+U (not in this clone)')
  },
  'wrong-version': () => {
    expect(explain({ ...recording('release'), expected: '0.6.0+3.2.1' }).all).toEqual(['wrong-version certain'])
  },
  'other-service-drifted': () => {
    const { all } = explain({ ...recording('other-service'), expected: NEXT })
    expect(all).toEqual(['other-service-drifted certain', 'stamp-without-update likely'])
    const left = explainDrift({ ...recording('dropped-service'), expected: NEXT })
    expect(left.map(({ kind }) => kind)).toEqual(['none', 'other-service-drifted'])
    expect(left[1]?.evidence.join()).toContain('dropped_sidekiq')
  },
  'stack-shared': () => {
    const apps = ['a.example.org', 'b.example.org'].map((name) => ({ name, path: `s/${name}.env`, stackName: 'first' }))
    const input = { ...recording('first-deploy'), expected: NEXT }
    expect(explain({ ...input, apps }).all).toEqual(['wrong-commit certain', 'stack-shared possible'])
    expect(explain({ ...input, apps: apps.slice(1) }).all).toEqual(['wrong-commit certain'])
  },
  'stamp-without-update': () => {
    const found = explain({ ...recording('labels-only'), expected: NEXT })
    expect(found.all).toEqual(['none certain', 'stamp-without-update likely'])
    const [, remark] = explainDrift({ ...recording('labels-only'), expected: NEXT })
    expect(remark?.evidence[0]).toMatch(
      /changed the stamp of \S+_app from \S+ to 7ae7b0f7\+U, and left its task template/,
    )
    for (const name of ['update', 'no-op', 'rolled-back', 'release'] as const)
      expect(explain({ ...recording(name), expected: NEXT }).all.join()).not.toContain('stamp-without-update')
  },
  'job-restarted': () => {
    const found = explain({ ...recording('job-restarted'), expected: BASE })
    expect(found.all).toContain('job-restarted certain')
    const { baseline, ...rest } = recording('job-restarted')
    expect(baseline).toBeDefined()
    expect(explain({ ...rest, expected: BASE }).all).not.toContain('job-restarted certain')
  },
  'version-label-without-tag': () => {
    const input = { ...recording('update'), expected: NEXT }
    const checkout = { recorded: false, files: [] }
    const other = { ...input, checkout: { ...checkout, tags: ['0.7.0+3.3.1'] } }
    expect(explain({ ...other, remarks: true }).all).toEqual(['none certain', 'version-label-without-tag certain'])
    expect(explain(other).all).toEqual(['none certain'])
    const tagged = { ...input, checkout: { ...checkout, tags: ['0.9.0+3.5.0'] }, remarks: true }
    expect(explain(tagged).all).toEqual(['none certain'])
    // Without chaos the next deploy needs the tag.
    const release = { ...recording('release'), expected: '0.7.0+3.3.1' }
    expect(explain({ ...release, checkout: { ...checkout, tags: [] } }).all).toContain(
      'version-label-without-tag certain',
    )
  },
}

describe('a finding', () => {
  it.each(Object.entries(cases))('%s', (_, check) => check())

  it.each(driftKinds)('%s has its section in the docs', (kind) => {
    const [page, anchor] = driftInfo[kind].docs.split('#')
    expect(page).toBe('drift.md')
    expect(readFileSync(`docs/${page}`, 'utf8')).toMatch(new RegExp(`^## ${anchor}$`, 'm'))
  })
})

describe('a rollback', () => {
  it('without what was recorded during it is still told by the task history (one look, with a baseline)', () => {
    const { baseline, snapshots } = recording('rolled-back')
    const found = explain({ baseline: baseline as Snapshot, snapshots: snapshots.slice(-1), expected: NEXT })
    expect(found).toMatchObject({ kind: 'rolled-back', certainty: 'certain' })
    expect(found.said).toContain('exit code 3')
    expect(found.said).toContain('was not recorded')
  })

  it('is only likely ours when nobody looked before', () => {
    const { snapshots } = recording('rolled-back')
    const found = explain({ snapshots: snapshots.slice(-1), expected: NEXT })
    expect(found).toMatchObject({ kind: 'rolled-back', certainty: 'likely' })
  })

  it('says that the failed task is no longer listed where its history was pruned', () => {
    const { baseline, snapshots } = recording('rolled-back')
    const [last] = snapshots.slice(-1)
    const pruned = last?.services.map((one) => ({
      ...one,
      tasks: one.tasks.filter(({ state }) => state === 'running'),
    }))
    const found = explain({
      baseline: baseline as Snapshot,
      snapshots: [{ ...(last as Snapshot), services: pruned ?? [] }],
    })
    expect(found.said).toContain('no longer lists the task that failed')
  })
})

describe('another deploy', () => {
  it('is not concluded from the index having moved', () => {
    const { deployed, ...rest } = recording('update')
    expect(deployed).toBeDefined()
    expect(explain({ ...rest, expected: '1234567' }).all).not.toContain('concurrent-deploy certain')
  })

  it('is only possible, after the dirty checkout, where the stamps differ in +U alone: our own rerun fits', () => {
    const [clean, dirty] = ['7ae7b0f7', '7ae7b0f7+U'].map((stamp) => spec({ stamp }))
    const now = service({ spec: dirty as never, previous: clean as never })
    const found = explain({ snapshots: [snapshot([now])], expected: '7ae7b0f7', strict: true })
    expect(found.all.slice(0, 2)).toEqual(['dirty-worktree likely', 'concurrent-deploy possible'])
    const back = service({ spec: clean as never, previous: dirty as never })
    const reverse = explain({ snapshots: [snapshot([back])], expected: '7ae7b0f7+U' })
    expect(reverse.all.slice(0, 2)).toEqual(['unexpected-clean certain', 'concurrent-deploy possible'])
  })

  it('is likely where the spec before the last deploy carries what we expect', () => {
    const { deployed, baseline, ...rest } = recording('overtaken')
    expect([deployed, baseline]).not.toContain(undefined)
    expect(explain({ ...rest, expected: NEXT }).all[0]).toBe('concurrent-deploy likely')
  })
})
