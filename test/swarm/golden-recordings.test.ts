import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { assess } from '../../src/swarm/assess.js'
import { appService } from '../../src/swarm/snapshot.js'
import { recording, recordingIds } from './recordings.js'

/** The verdicts that waiting went through, without repeats. */
function verdictsOf(id: string): string[] {
  const { baseline, snapshots } = recording(id)
  const verdicts: string[] = snapshots.map((snapshot) => assess(baseline, snapshot).verdict)
  return verdicts.filter((verdict, index) => verdict !== verdicts[index - 1])
}

const expected: Record<string, string[]> = {
  'crash-loop': ['updating', 'crash-looping'],
  'dropped-service': ['updating', 'converged'],
  'first-deploy': ['updating', 'converged'],
  global: ['updating', 'converged'],
  'labels-only': ['labels-only'],
  'no-op': ['unchanged'],
  'other-service': ['updating', 'rolled-back'],
  overlap: ['updating', 'rolling-back', 'rolled-back'],
  overtaken: ['updating', 'converged'],
  paused: ['updating', 'paused'],
  release: ['updating', 'converged'],
  'rollback-paused': ['updating', 'rolling-back', 'rollback-paused'],
  'rolled-back': ['updating', 'rolling-back', 'rolled-back'],
  'stop-first': ['updating', 'converged'],
  'two-replicas': ['updating', 'converged'],
  undeployed: ['updating', 'not-deployed'],
  unlabelled: ['labels-only'],
  update: ['updating', 'converged'],
}

describe('what a real Swarm showed', () => {
  it('is all expected to be here', () => {
    expect(recordingIds()).toEqual(Object.keys(expected).sort())
  })

  it.each(Object.entries(expected))('%s is judged as it was live', (id, verdicts) => {
    // How often the Swarm was looked at in between depends on the machine; that it ended, and how, does not.
    const seen = verdictsOf(id)
    expect(seen.at(-1)).toBe(verdicts.at(-1))
    expect(verdicts).toEqual(expect.arrayContaining(seen))
  })

  it('settles in the last look and not before', () => {
    for (const id of recordingIds()) {
      const { baseline, snapshots } = recording(id)
      const settled = snapshots.map((snapshot) => assess(baseline, snapshot).settled)
      expect(settled, id).toEqual([...settled.slice(0, -1).fill(false), true])
    }
  })

  it('holds no environment and no path of a machine', () => {
    for (const id of recordingIds()) {
      expect(readFileSync(`golden/swarm/${id}.json`, 'utf8'), id).not.toMatch(/"Env"|\/tmp\/|\/root|\/home|\/dev\/shm/)
    }
  })
})

describe('published cases', () => {
  const stamps = (id: string) =>
    recording(id).snapshots.map((snapshot) => {
      const app = appService(snapshot)
      const of = (spec: NonNullable<typeof app>['spec'] | undefined) =>
        spec?.labels[`coop-cloud.${snapshot.stack}.chaos-version`]
      return { state: app?.update?.state, spec: of(app?.spec), previous: of(app?.previous) }
    })

  it('G7: while it is updating, Spec is the new one and PreviousSpec the old one', () => {
    const during = stamps('rolled-back').filter(({ state }) => state === 'updating')
    expect(during.length).toBeGreaterThan(0)
    for (const look of during) expect(look).toEqual({ state: 'updating', spec: '7ae7b0f7+U', previous: 'eb96de94+U' })
  })

  it('G8: after the rollback the base is read', () => {
    expect(stamps('rolled-back').at(-1)).toEqual({
      state: 'rollback_completed',
      spec: 'eb96de94+U',
      previous: undefined,
    })
  })

  it('G26: a dropped service keeps its image', () => {
    const { baseline, snapshots } = recording('dropped-service')
    const sidekiq = [baseline, snapshots.at(-1)].map((look) =>
      look?.services.find(({ name }) => name.endsWith('_sidekiq')),
    )
    expect(sidekiq[1]?.spec.image).toBe(sidekiq[0]?.spec.image)
    expect(sidekiq[1]?.tasks.some(({ state, desired }) => state === 'running' && desired === 'running')).toBe(true)
  })
})
