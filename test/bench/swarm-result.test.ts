import { describe, expect, it } from 'vitest'
import { renderResults } from '../../bench/swarm/swarm-result.js'

describe('the table of bench:swarm', () => {
  it('shows each number with its target, and whether it was reached', () => {
    const rows = renderResults([
      { what: 'a look', value: 44.123, unit: 'ms' },
      { what: 'beside the calls', value: 1.5, unit: '×', most: 1.5 },
      { what: 'an idle wait', value: 0.201, unit: 's', most: 0.2 },
      { what: 'a long one', value: 1234.5, unit: 'ms' },
    ]).split('\n')
    expect(rows.slice(2)).toEqual([
      '| a look | 44.1 ms |  |  |',
      '| beside the calls | 1.5 × | at most 1.5 × | yes |',
      '| an idle wait | 0.201 s | at most 0.2 s | no |',
      '| a long one | 1235 ms |  |  |',
    ])
  })
})
