import { expect, it } from 'vitest'
import { firstFew } from '../src/first-few.js'

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b', 'c'], 'a, b, c'],
  [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('%j in one line: %j', (texts, shown) => {
  expect(firstFew(texts)).toBe(shown)
})

it('shows as many as were asked for', () => {
  expect(firstFew(['a', 'b', 'c'], 2)).toBe('a, b and 1 more')
  expect(firstFew(['a', 'b'], 2)).toBe('a, b')
})
