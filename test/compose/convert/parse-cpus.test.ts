import { expect, it } from 'vitest'
import { parseCpus } from '../../../src/compose/convert/parse-cpus.js'

// Each as Go's big.Rat and docker/cli 28.5.2 answer.
it.each([
  ['0.5', 500_000_000n],
  ['1/2', 500_000_000n],
  ['-1/2', -500_000_000n],
  ['5e-1', 500_000_000n],
  ['0x1p-1', 500_000_000n],
  ['010', 10_000_000_000n],
  ['010/2', 4_000_000_000n],
  ['0b11', 3_000_000_000n],
  ['1_0', 10_000_000_000n],
  ['0e999999999', 0n],
])('%s is read', (text, nano) => {
  expect(parseCpus(text)).toBe(nano)
})

it.each(['x', '', '1__0', '_1', '1_', '1/0', '1/-2', '1e', '0x', '1.2.3', '1e1000001', '1 '])(
  '%s is no number',
  (text) => {
    expect(parseCpus(text)).toEqual({ problem: `failed to parse ${text} as a rational number` })
  },
)

it.each(['1/3', '0.0000000001', '1e-1000000'])('%s is too precise', (text) => {
  expect(parseCpus(text)).toEqual({ problem: 'value is too precise' })
})
