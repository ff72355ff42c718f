import { describe, expect, it } from 'vitest'
import { KeptSnapshots } from '../../../src/swarm/drift/kept-snapshots.js'
import type { Snapshot } from '../../../src/swarm/snapshot/snapshot.js'
import { recording } from '../recordings.js'

/** A snapshot of one service, at a second, in one of several states. */
function snapshot(second: number, state: string): Snapshot {
  const [first] = recording('rolled-back').snapshots
  if (first === undefined) throw new Error('the recording has no snapshot')
  const [service] = first.services
  if (service === undefined) throw new Error('it has no service')
  const takenAt = `2026-01-01T12:00:${String(second).padStart(2, '0')}.000Z`
  return { ...first, takenAt, services: [{ ...service, name: `${service.name}-${state}` }] }
}

const size = JSON.stringify(snapshot(0, 'a').services).length

describe('the snapshots of a wait', () => {
  it('are all kept while they are few', () => {
    const kept = new KeptSnapshots(size * 5)
    const taken = [snapshot(1, 'a'), snapshot(2, 'a'), snapshot(3, 'b')]
    for (const one of taken) kept.add(one)
    expect(kept.all).toEqual(taken)
    kept.clear()
    expect(kept.all).toEqual([])
  })

  it('lose the repeats first', () => {
    const kept = new KeptSnapshots(size * 8)
    for (let second = 0; second < 9; second++) kept.add(snapshot(second, second < 7 ? 'a' : 'b'))
    expect(kept.all.map(({ takenAt }) => takenAt.slice(17, 19))).toEqual(['00', '07', '08'])
  })

  it('keep the first and the last, however many there are and however they differ', () => {
    const kept = new KeptSnapshots(size * 8)
    for (let second = 0; second < 50; second++) {
      kept.add(snapshot(second, String.fromCharCode(97 + (second % 26))))
      expect(kept.all.length).toBeLessThanOrEqual(8)
    }
    const seconds = kept.all.map(({ takenAt }) => takenAt.slice(17, 19))
    expect([seconds.at(0), seconds.at(-1)]).toEqual(['00', '49'])
    expect(seconds).toEqual([...seconds].sort())
  })
})
