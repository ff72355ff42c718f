import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readPublishedCases } from '../../../src/golden/cases/published-cases.js'
import { assess } from '../../../src/swarm/assess/assess.js'
import { appService, type ServiceSpec, type Snapshot } from '../../../src/swarm/snapshot/snapshot.js'
import { isServing } from '../../../src/swarm/snapshot/task-facts.js'
import { recording, recordingIds } from '../recordings.js'

/** The verdicts that waiting went through, without repeats. */
function verdictsOf(id: string): string[] {
  const { baseline, snapshots } = recording(id)
  const verdicts: string[] = snapshots.map((snapshot) => assess(baseline, snapshot).verdict)
  return verdicts.filter((verdict, index) => verdict !== verdicts[index - 1])
}

const expected: Record<string, string[]> = {
  blocked: ['updating', 'blocked'],
  continued: ['updating', 'crash-looping'],
  'crash-loop': ['updating', 'crash-looping'],
  delayed: ['updating', 'converged'],
  drained: ['rolling-back', 'blocked'],
  'dropped-service': ['updating', 'converged'],
  'ended-well': ['updating', 'rolling-back', 'rolled-back'],
  'first-deploy': ['updating', 'converged'],
  'job-restarted': ['pending', 'updating', 'converged'],
  'job-retried': ['pending', 'updating', 'converged'],
  global: ['updating', 'converged'],
  'labels-only': ['labels-only'],
  'no-op': ['unchanged'],
  'other-service': ['updating', 'rolling-back', 'rolled-back'],
  overlap: ['updating', 'rolling-back', 'rolled-back'],
  overtaken: ['updating', 'converged'],
  paused: ['updating', 'paused'],
  rejected: ['updating', 'blocked'],
  release: ['updating', 'converged'],
  'replicas-0': ['converged'],
  'rollback-paused': ['updating', 'rolling-back', 'rollback-paused'],
  'rolled-back-by-hand': ['updating', 'rolling-back', 'rolled-back-by-hand'],
  'rolled-back': ['updating', 'rolling-back', 'rolled-back'],
  'stop-first': ['updating', 'converged'],
  'two-replicas': ['updating', 'converged'],
  undeployed: ['updating', 'not-deployed'],
  unlabelled: ['labels-only'],
  update: ['updating', 'converged'],
}

const engines = [
  { engine: '20.10.24', folder: '', said: 'Docker Engine 20.10.24' },
  { engine: '29', folder: 'engine-29', said: 'Docker Engine 29 series (github.com/moby/moby/v2 v2.0.0-beta.24)' },
] as const

describe.each(engines)('what a real Swarm of engine $engine showed', ({ folder, said }) => {
  const pathOf = (id: string) => (folder === '' ? id : `${folder}/${id}`)
  const all = () => recordingIds(folder).map(pathOf)

  it('is all expected to be here, and says where it was recorded', () => {
    expect(recordingIds(folder)).toEqual(Object.keys(expected).sort())
    for (const id of all()) expect(recording(id).about).toContain(`(recorded on ${said}`)
  })

  it.each(Object.entries(expected))('%s is judged as it was live', (id, verdicts) => {
    // How often the Swarm was looked at in between depends on the machine; that it ended, and how, does not.
    const seen = verdictsOf(pathOf(id))
    expect(seen.at(-1)).toBe(verdicts.at(-1))
    expect(verdicts).toEqual(expect.arrayContaining(seen))
  })

  it('settles in the last look and not before', () => {
    for (const id of all()) {
      const { baseline, snapshots } = recording(id)
      const settled = snapshots.map((snapshot) => assess(baseline, snapshot).settled)
      // A wait for a blocked service ends with --fail-blocked, not with the service.
      const isBlocked = assess(baseline, snapshots.at(-1) as Snapshot).verdict === 'blocked'
      expect(settled, id).toEqual([...settled.slice(0, -1).fill(false), !isBlocked])
    }
  })

  it('holds no environment and no path of a machine', () => {
    for (const id of all()) {
      expect(readFileSync(`golden/swarm/${id}.json`, 'utf8'), id).not.toMatch(/"Env"|\/tmp\/|\/root|\/home|\/dev\/shm/)
    }
  })
})

describe('published cases', () => {
  const published = new Map(readPublishedCases('golden').map((known) => [known.id, known.expected]))
  const labelsOf = (id: string) => Object.entries(published.get(id)?.labels ?? {}).map(([, value]) => value)

  /** Both specs of every look at the failed update, each as the published case whose labels it carries. */
  const looks = () =>
    recording('rolled-back').snapshots.map((snapshot) => {
      const app = appService(snapshot)
      const nameOf = (spec: ServiceSpec | undefined) =>
        ['G5', 'G6'].find(
          (id) => spec !== undefined && labelsOf(id).every((value) => Object.values(spec.labels).includes(value)),
        )
      return { 'UpdateStatus.State': app?.update?.state, Spec: nameOf(app?.spec), PreviousSpec: nameOf(app?.previous) }
    })

  it('G7: while it is updating, Spec is the new one and PreviousSpec the old one', () => {
    const during = looks().filter((look) => look['UpdateStatus.State'] === 'updating')
    expect(during.length).toBeGreaterThan(0)
    for (const look of during) expect(look).toEqual(published.get('G7'))
  })

  it('G8: after the rollback the base is read', () => {
    expect(looks().at(-1)).toMatchObject({ ...published.get('G8'), 'UpdateStatus.State': 'rollback_completed' })
  })

  it('G26: a dropped service keeps its image', () => {
    const { baseline, snapshots } = recording('dropped-service')
    const sidekiq = [baseline, snapshots.at(-1)].map((look) =>
      look?.services.find(({ name }) => name.endsWith('_sidekiq')),
    )
    expect(published.get('G26')).toEqual({ oldService: 'still runs on its old image' })
    expect(sidekiq[1]?.spec.image).toBe(sidekiq[0]?.spec.image)
    expect(sidekiq[1]?.tasks.some(isServing)).toBe(true)
  })
})
