import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isSameJson } from '../../../src/swarm/snapshot/is-same-json.js'
import '../../support/property-seed.js'

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, 1, '', 'a', '0'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('0', '1', 'a', 'length', '__proto__'), tie('value'), { maxKeys: 3 }),
  ),
})).value

it('isSameJson says what isDeepStrictEqual says of parsed JSON', () => {
  const parsed = json.map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  fc.assert(
    fc.property(parsed, parsed, (a, b) => {
      expect(isSameJson(a, b)).toBe(isDeepStrictEqual(a, b))
      expect(isSameJson(a, structuredClone(a))).toBe(true)
    }),
    { numRuns: 5_000 },
  )
})
