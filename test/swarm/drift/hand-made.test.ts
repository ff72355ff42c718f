import { describe, expect, it } from 'vitest'
import { assess } from '../../../src/swarm/assess/assess.js'
import type { DriftInput } from '../../../src/swarm/drift/drift-facts.js'
import { explainDrift } from '../../../src/swarm/drift/explain-drift.js'
import { timeline } from '../../../src/swarm/drift/timeline.js'
import type { ServiceState } from '../../../src/swarm/snapshot/snapshot.js'
import { at, chaosLabels, failedTask, service, snapshot, spec, task, update } from '../../support/swarm-states.js'

const old = spec({ stamp: 'eb96de94+U' })
const next = spec({ stamp: '7ae7b0f7+U', task: 'new' })
const base = snapshot([service({ spec: old })], 50)

function said(input: DriftInput): string {
  return explainDrift(input)[0]?.evidence.join('\n') ?? ''
}

function kinds(input: DriftInput): string[] {
  return explainDrift(input).map(({ kind, certainty }) => `${kind} ${certainty}`)
}

const rolledBack = (tasks: ReturnType<typeof task>[], message = 'rollback completed') =>
  snapshot([service({ spec: old, specIndex: 30, update: update('rollback_completed', 100, message), tasks })])

describe('a rollback', () => {
  it('names the task that Swarm named before any other that failed', () => {
    const tasks = [
      failedTask({ id: 'first', task: 'new', createdAt: at(101), since: at(102), exitCode: 1 }),
      failedTask({ id: 'second', task: 'new', createdAt: at(101), since: at(103), exitCode: 2 }),
      task(),
    ]
    const during = snapshot(
      [service({ spec: old, specIndex: 29, update: update('rollback_started', 100, 'due to failure of task second') })],
      110,
    )
    const order = (snapshots: DriftInput['snapshots']) =>
      [...said({ baseline: base, snapshots }).matchAll(/^task (\w+) \(slot/gm)].map(([, id]) => id)
    expect(order([rolledBack(tasks)])).toEqual(['first', 'second'])
    expect(order([during, rolledBack(tasks)])).toEqual(['second', 'first'])
  })

  it('does not take failures from before for its own', () => {
    const before = failedTask({ id: 'before', task: 'new', createdAt: at(5) })
    expect(said({ baseline: base, snapshots: [rolledBack([before, task()])] })).toContain('no longer lists')
  })

  it('says when no task outlived it', () => {
    const snapshots = [rolledBack([task({ id: 'again', createdAt: at(110), since: at(111) })])]
    expect(said({ baseline: base, snapshots })).toContain(
      'no task outlived the failed update; task again of the former spec serves since',
    )
    expect(said({ baseline: base, snapshots: [rolledBack([])] })).toContain('no task serves now')
  })
})

describe('TYPE in the environment of the tasks', () => {
  const next = ['TYPE=discourse:7ae7b0f7+U']
  const failed = failedTask({ id: 'tried', task: 'new', createdAt: at(101), since: at(102), recipeVariables: next })

  it('names the version that was rolled back, if no snapshot shows its labels', () => {
    const line =
      "task tried had TYPE=discourse:7ae7b0f7+U in the environment: by a port of abra's source (R55) the version that was deployed, unless the compose file sets it"
    expect(said({ baseline: base, snapshots: [rolledBack([failed, task()])] }).split('\n')).toContain(line)
    const during = snapshot(
      [service({ spec: spec({ stamp: '7ae7b0f7+U', task: 'new' }), update: update('updating') })],
      105,
    )
    expect(said({ baseline: base, snapshots: [during, rolledBack([failed, task()])] })).not.toContain('TYPE')
    expect(said({ baseline: base, snapshots: [rolledBack([{ ...failed, task: 'old' }, task()])] })).not.toContain(
      'TYPE',
    )
  })

  it('is said where the labels name no version, or another one, and does not become the version', () => {
    const tasks = (options: Parameters<typeof spec>[0]) =>
      snapshot([service({ spec: { ...spec(options), recipeVariables: next } })])
    const missing = explainDrift({ expected: '7ae7b0f7+U', snapshots: [tasks({ labels: {} })] })
    expect(missing[0]).toMatchObject({ kind: 'label-missing', evidence: expect.arrayContaining([expect.any(String)]) })
    expect(missing[0]?.evidence.at(-1)).toMatch(/^its tasks have TYPE=discourse:7ae7b0f7\+U in the environment/)
    const other = explainDrift({ expected: '7ae7b0f7', snapshots: [tasks({ stamp: 'eb96de94' })] })
    expect(other[0]).toMatchObject({ kind: 'wrong-commit' })
    expect(other[0]?.evidence.at(-1)).toMatch(/^its tasks have TYPE=discourse:7ae7b0f7\+U/)
    expect(said({ expected: 'eb96de94', snapshots: [tasks({ stamp: '7ae7b0f7+U' })] })).not.toContain('TYPE')
  })
})

describe('the same version again', () => {
  it('is only likely where an update was under way in the baseline: that moves the index too', () => {
    // A deploy makes the former spec PreviousSpec (R63).
    const again = service({ spec: old, previous: old, specIndex: 30 })
    const deployed = { expected: '1234567', snapshots: [snapshot([again])] }
    expect(kinds({ ...deployed, baseline: base })).toEqual(['same-version certain', 'wrong-commit certain'])
    const moving = snapshot([service({ spec: old, update: update('updating', 40) })], 50)
    expect(kinds({ ...deployed, baseline: moving })).toEqual(['same-version likely', 'wrong-commit certain'])
  })

  it('is only possible where a deploy and the start of a manager leave the same', () => {
    const twice = (specIndex: number) => snapshot([service({ spec: old, previous: old, specIndex })])
    const input = { expected: '1234567', baseline: twice(20), snapshots: [twice(30)] }
    expect(kinds(input)).toEqual(['same-version possible', 'wrong-commit certain'])
    expect(said({ ...input, snapshots: [twice(20)] })).toContain('any deploy moves it')
  })

  it('is not where a manager was started and nothing was deployed: the index moves all the same (R70)', () => {
    const older = spec({ stamp: '0123abc', task: 'older' })
    const at = (specIndex: number, more: Partial<ServiceState>) =>
      snapshot([service({ spec: old, specIndex, ...more })])
    const states: Partial<ServiceState>[] = [
      {},
      { previous: older, update: update('completed') },
      { previous: old, update: update('completed') },
      { update: update('rollback_completed') },
    ]
    for (const state of states) {
      const input = { expected: '1234567', baseline: at(20, state), snapshots: [at(30, state)] }
      expect(kinds(input)).toEqual(['not-redeployed likely', 'wrong-commit certain'])
      expect(said(input)).toContain('a manager that starts moves the spec index alone (20 to 30)')
      expect(assess(input.baseline, at(30, state)).reason).toContain('no deploy reached it since the baseline')
      // The spec before is older than the baseline, also with the index of the baseline.
      expect(kinds({ ...input, snapshots: [at(20, state)] })).toEqual(['not-redeployed certain'])
    }
  })
})

describe('what is not deployed', () => {
  it('is told apart from a stack without a service app', () => {
    expect(said({ snapshots: [snapshot([])] })).toBe('the stack s has no services')
    expect(said({ snapshots: [snapshot([service({ name: 's_db' })])] })).toBe(
      'the stack s has no service s_app; its services are s_db',
    )
  })
})

describe('a missing label', () => {
  it('is said beside those that are there', () => {
    const labelled = (labels: Record<string, string>) => ({
      snapshots: [snapshot([service({ spec: spec({ labels }) })])],
    })
    expect(said(labelled({}))).toContain('it has no coop-cloud label at all')
    expect(said(labelled({ 'coop-cloud.s.recipe': 'x' }))).toContain('its coop-cloud labels are coop-cloud.s.recipe')
    const chaos = said(labelled({ 'coop-cloud.s.chaos': 'true' }))
    expect(chaos).toContain('no label coop-cloud.s.chaos-version')
  })
})

describe('a dirty checkout', () => {
  it('that is clean by now is said to be', () => {
    const input = { expected: 'eb96de94', strict: true, snapshots: [snapshot([service({ spec: old })])] }
    const clean = { recorded: false, files: [] }
    expect(said({ ...input, checkout: clean })).toContain('the checkout is clean now')
    expect(said(input)).not.toContain('is clean')
  })
})

describe('a chaos deploy', () => {
  it('is one too where only the chaos-version says so', () => {
    const labelled = (labels: Record<string, string>) => [snapshot([service({ spec: spec({ labels }) })])]
    const commit = { 'coop-cloud.s.chaos-version': 'eb96de94' }
    expect(kinds({ expected: '1.0.0+1', snapshots: labelled(commit) })).toEqual(['unexpected-chaos certain'])
    const release = { 'coop-cloud.s.version': '2.0.0+2', 'coop-cloud.s.chaos': 'false' }
    expect(kinds({ expected: '1.0.0+1', snapshots: labelled(release) })).toEqual(['wrong-version certain'])
    const bare = { 'coop-cloud.s.version': '2.0.0+2' }
    expect(kinds({ expected: 'eb96de94', snapshots: labelled(bare) })).toEqual(['not-chaos certain'])
  })
})

describe('advice', () => {
  const advice = (state: Parameters<typeof update>[0]) =>
    explainDrift({ snapshots: [snapshot([service({ spec: next, previous: old, update: update(state) })])] })[0]?.advice

  it('is to wait while it is moving, and to act where it is not', () => {
    expect(advice('updating')).toMatch(/^wait/)
    expect(advice('paused')).toContain('Swarm does nothing more')
    expect(advice('rollback_paused')).toContain('by hand')
  })
})

describe('another deploy', () => {
  const ours = service({ spec: next, previous: old, specIndex: 20, update: update('updating', 100) })
  const input = { baseline: base, deployed: snapshot([ours], 101), expected: '7ae7b0f7+U' }
  const other = spec({ labels: chaosLabels('0123abcd'), task: 'other' })

  it('is told where the baseline was deployed again after ours', () => {
    const again = service({ spec: old, previous: next, specIndex: 40, update: update('completed', 150) })
    expect(kinds({ ...input, snapshots: [snapshot([again])] })[0]).toBe('concurrent-deploy certain')
  })

  it('is not where ours was rolled back', () => {
    const back = service({ spec: old, specIndex: 40, update: update('rollback_completed', 100) })
    expect(kinds({ ...input, snapshots: [snapshot([back])] })).toEqual(['rolled-back certain'])
  })

  it('is where theirs was rolled back to ours: the update was begun again', () => {
    const back = service({
      spec: next,
      specIndex: 40,
      update: update('rollback_completed', 150),
      tasks: [task({ task: 'new' })],
    })
    expect(kinds({ ...input, snapshots: [snapshot([back])] })).toEqual([
      'rolled-back certain',
      'concurrent-deploy certain',
    ])
  })

  it('is where one came between the baseline and ours', () => {
    const second = { ...ours, previous: other }
    const done = { ...second, update: update('completed'), tasks: [task({ task: 'new' })] }
    const found = explainDrift({ ...input, deployed: snapshot([second], 101), snapshots: [snapshot([done])] })
    expect(found.map(({ kind }) => kind)).toEqual(['concurrent-deploy'])
    expect(found[0]?.evidence.join()).toContain('another deploy came in between')
  })

  it('is not where we ourselves deployed the same twice', () => {
    const twice = { ...ours, previous: next, tasks: [task({ task: 'new' })] }
    const done = { ...twice, update: update('completed') }
    const found = kinds({ ...input, deployed: snapshot([twice], 101), snapshots: [snapshot([done])] })
    expect(found).toEqual(['none certain'])
  })
})

describe('the timeline', () => {
  it('is in order of time, with what is known to have happened between looks, and without looks that are alike', () => {
    const failed = failedTask({ id: 'f', task: 'new', createdAt: at(101), since: at(103) })
    const updating = service({ spec: next, previous: old, specIndex: 20, update: update('updating', 100) })
    const looks = [snapshot([updating], 102), snapshot([updating], 102.5), rolledBack([failed, task()])]
    const entries = timeline({ baseline: base, snapshots: looks })
    expect(entries.map(({ at: time, what }) => [Date.parse(time) - Date.parse(at(0)), what])).toEqual([
      [50_000, 'baseline'],
      [100_000, 'update began'],
      [102_000, 'snapshot'],
      [103_000, 'task failed'],
      [120_000, 'update ended'],
      [200_000, 'snapshot'],
    ])
    expect(entries.at(-1)).toMatchObject({
      stamp: 'eb96de94+U',
      update: 'rollback_completed',
      tasks: '1 failed, 1 running',
    })
  })

  it('never puts a snapshot before the end of an update that it shows', () => {
    const early = { ...rolledBack([task()]), takenAt: at(119) }
    expect(timeline({ baseline: base, snapshots: [early] }).map(({ what }) => what)).toEqual([
      'baseline',
      'update began',
      'update ended',
      'snapshot',
    ])
  })
})
