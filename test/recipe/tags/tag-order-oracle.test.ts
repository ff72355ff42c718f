// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a compose file
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareTags, newestDoubt, orderTags, upstreamRival } from '../../../src/recipe/tags/tag-order.js'

/** Every recipe part that R81 tells apart, with every upstream part that R82 does, and what R83 sets apart. */
const recipeParts = [
  ...'1 1.0 1.0.0 v1.0.0 1.0.1 1.0.10 2.6 2.6.1 10.7.9 10.7.10 v11 0.9.9 00.9.9 v4.3.5'.split(' '),
  ...'1.0.0rc1 1.0.0rc2 1.0.0beta-a 1.0.0-a 1.0.0-b 1.0.0-a-b 4.3.5-alpine'.split(' '),
]
const upstreamParts =
  '+ +1 +1.0 +v1.1 +1.10 +1.9 +6-alpine +10-alpine +1.0_a +2024-9-1 +2024-10-1 +latest +1.0.0.0.1'.split(' ')
const noVersions = ['', '1.0.0 1.1.0', ...'latest stable v 7ae7b0f 1234567 12345678+1 1.2.3.4 ${TAG} +1'.split(' ')]
const versions = recipeParts.flatMap((recipe) => ['', ...upstreamParts].map((upstream) => recipe + upstream))
const tags = [...versions, ...noVersions]

interface Parts {
  readonly numbers: readonly number[]
  readonly letters: string
  readonly suffix: string
}

/** Written from the text of R81: `v`, numbers, letters right behind them, a suffix. */
function partsOf(text: string): Parts {
  const [, numbers = '', letters = '', suffix = ''] = /^v?(\d+(?:\.\d+)*)([a-z0-9]*)(-.*)?$/.exec(text) ?? []
  return { numbers: numbers.split('.').map(Number), letters, suffix }
}

/** R81 with what Renovate answers where the text calls it the better guess: below 0 if the left is the older; 0 if the text does not decide. */
function compareRecipe(left: Parts, right: Parts): number {
  for (let i = 0; i < Math.max(left.numbers.length, right.numbers.length); i++) {
    const [a, b] = [left.numbers[i], right.numbers[i]]
    if (a === b) continue
    // The shorter of two that begin alike is the greater.
    if (a === undefined || b === undefined) return a === undefined ? 1 : -1
    return a - b
  }
  // Letters behind the numbers are a prerelease; the text has no order of two.
  if (hasOwnLetters(left, right)) return 0
  if ((left.letters === '') !== (right.letters === '')) return left.letters === '' ? 1 : -1
  // A suffix is lower than none; the alphabetically later suffix is the lower.
  if (left.suffix === right.suffix) return 0
  if (left.suffix === '' || right.suffix === '') return left.suffix === '' ? 1 : -1
  return left.suffix < right.suffix ? 1 : -1
}

const hasOwnLetters = (a: Parts, b: Parts) => a.letters !== b.letters && a.letters !== '' && b.letters !== ''
const recipeOf = (tag: string) => tag.split('+', 1)[0] ?? ''

describe(`the order of ${tags.length} made tags, beside a second reading of R80 to R83`, () => {
  const byUs = orderTags(tags).ordered

  it('is one line: each tag is older than every later one, and never the other way round', () => {
    expect(new Set(tags).size).toBe(tags.length)
    expect(byUs).toHaveLength(tags.length)
    const wrong = byUs.flatMap((left, i) =>
      byUs.flatMap((right, j) => (Math.sign(compareTags(left, right)) === Math.sign(i - j) ? [] : [[left, right]])),
    )
    expect(wrong).toEqual([])
  })

  it('is that of the text wherever the parts before the + decide', () => {
    const wrong = versions.flatMap((left) =>
      versions.flatMap((right) => {
        const expected = Math.sign(compareRecipe(partsOf(recipeOf(left)), partsOf(recipeOf(right))))
        return expected === 0 || Math.sign(compareTags(left, right)) === expected ? [] : [[left, right, expected]]
      }),
    )
    expect(wrong).toEqual([])
  })

  it('puts all that is no version before, by code unit', () => {
    expect(byUs.slice(0, noVersions.length)).toEqual([...noVersions].sort())
    expect(orderTags(tags).unparsed).toEqual([...noVersions].sort())
  })

  it('has the same newest tag, and the same doubts about it, in whatever order the tags are listed', () => {
    const some = fc.shuffledSubarray(tags, { minLength: 1 })
    const both = some.chain((few) => fc.tuple(fc.constant(few), fc.shuffledSubarray(few, { minLength: few.length })))
    fc.assert(
      fc.property(both, ([few, others]) => {
        const [one, other] = [orderTags(few), orderTags(others)]
        expect(other.ordered.at(-1)).toBe(one.ordered.at(-1))
        expect(newestDoubt(other)).toEqual(newestDoubt(one))
        expect(upstreamRival(other)).toBe(upstreamRival(one))
      }),
      { numRuns: 200 },
    )
  })

  it('tells of a doubt for every pair in which another clause than numbers decides', () => {
    for (const left of recipeParts) {
      for (const right of recipeParts) {
        const [a, b] = [partsOf(left), partsOf(right)]
        const isNumbered = a.numbers.some((number, i) => b.numbers[i] !== undefined && number !== b.numbers[i])
        if (left === right || isNumbered || hasOwnLetters(a, b)) continue
        const ordered = orderTags([left, right])
        const told = newestDoubt(ordered) !== undefined || upstreamRival(ordered) !== undefined
        expect(told, `${left} ${right}`).toBe(true)
      }
    }
    for (const upstream of upstreamParts) {
      expect(upstreamRival(orderTags(['1.0.0', `1.0.0${upstream}`])), upstream).toBe('1.0.0')
      expect(upstreamRival(orderTags(['v1.0.0+1', `1.0.0${upstream}`])), upstream).toBeDefined()
    }
  })
})
