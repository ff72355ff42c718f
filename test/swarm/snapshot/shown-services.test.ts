import { expect, it } from 'vitest'
import { shownServices } from '../../../src/swarm/snapshot/shown-services.js'
import { recording } from '../recordings.js'

it('names ten services, and says how many more there are', () => {
  const [first] = recording('rolled-back').snapshots
  const [service] = first?.services ?? []
  if (first === undefined || service === undefined) throw new Error('no service')
  const of = (count: number) => ({
    ...first,
    services: Array.from({ length: count }, (_, i) => ({ ...service, name: `s${i}` })),
  })
  expect(shownServices(of(0))).toBe('')
  expect(shownServices(of(2))).toBe('s0, s1')
  expect(shownServices(of(3000))).toBe('s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 2990 more')
})
