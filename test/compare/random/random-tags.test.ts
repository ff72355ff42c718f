import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { randomTagPairs } from '../../../compare/random/random-tags.js'

const folder = 'golden/library/tag-order/500-random-pairs'
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))

describe('the random pairs that Renovate was asked about', () => {
  it('are those of the generator', () => expect(read('input.json').pairs).toEqual(randomTagPairs(500, 15)))

  it('are answered otherwise with all that follows the + only if there is a +', () => {
    const { plus, order } = read('expected.json').answers[0].stages
    expect(order.answer).toHaveLength(500)
    expect(plus.answer.length).toBeGreaterThan(0)
    for (const [left, right] of plus.answer) expect(left + right).toContain('+')
  })
})
