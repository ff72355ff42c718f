import fc from 'fast-check'
import semver from 'semver'
import { describe, expect, it } from 'vitest'
import { compareByNumbers } from '../../../src/recipe/tags/compare-recipe-parts.js'
import { isRecipeVersion, parseRecipeVersion, type RecipePart } from '../../../src/recipe/tags/parse-recipe-version.js'
import { compareTags, newestDoubt, orderTags, upstreamRival } from '../../../src/recipe/tags/tag-order.js'

const sign = (left: string, right: string) => Math.sign(compareTags(left, right))

/** Tags close enough to each other that every rule gets to decide, odd ones, and any text. */
const number = fc.oneof(fc.constantFrom('0', '1', '2', '9', '10', '00', '01'), fc.bigInt({ min: 0n }).map(String))
const numbers = (max: number) => fc.array(number, { minLength: 1, maxLength: max }).map((parts) => parts.join('.'))
const suffix = fc.array(fc.constantFrom('-rc1', '-rc9', '-rc10', '-alpine', '_alpine', '-9-1', '-10-1', '.x', '-'), {
  maxLength: 2,
})
const part = (max: number) =>
  fc
    .tuple(fc.constantFrom('', '', 'v'), numbers(max), suffix)
    .map(([v, text, suffixes]) => v + text + suffixes.join(''))
const upstream = fc.oneof(
  fc.constant(''),
  part(5).map((text) => `+${text}`),
  fc.constantFrom('+', '+latest', '+v', '+RELEASE.2024', '+1+1'),
)
const version = fc.tuple(part(4), upstream).map((texts) => texts.join(''))
const tag = fc.oneof(
  { weight: 6, arbitrary: version },
  { weight: 1, arbitrary: fc.constantFrom('', 'latest', '7ae7b0f', '+1', 'v', '1234567', 'v1234567') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
)

describe('the order of tags', () => {
  it.each<[rule: string, ordered: string[]]>([
    ['numbers, not text (G24)', ['10.7.9', '10.7.10']],
    ['upstream numbers (L43)', ['0.5.0+3.1.0', '0.5.0+3.10.0']],
    ['upstream with a suffix (L43)', ['1.1.1+6-alpine', '1.1.1+10-alpine']],
    ['upstream with a v (L43)', ['1.0.0+v9', '1.0.0+v10']],
    ['an image tag of three numbers and a suffix (L43)', ['1.0.0+29.0.5-fpm', '1.0.0+29.0.10-fpm']],
    ['a date (L43)', ['1.0.0+2024-9-1', '1.0.0+2024-10-1']],
    ['an underscore (L43)', ['1.0.0+1.0.0', '1.0.0+1.0.0_alpine', '1.0.0+1.0.1_alpine', '1.0.0+1.0.10_alpine']],
    ['releases of the sample recipe', ['0.7.0+3.3.1', '0.8.0+3.4.0', '0.9.0+3.5.0', '0.10.0+3.4.0']],
    ['the recipe part before the upstream part', ['1.0.0+9.0', '1.0.1+1.0', '1.1.0+0', '2.0.0']],
    ['numbers beyond 2^53', ['9007199254740992.0.0', '9007199254740993.0.0']],
    ['numbers, not text, and the shorter last (G24)', ['10.7.9', '10.7.10', '10.7', '10.8.0']],
    ['the shorter of two that begin alike after the other', ['0.9', '1.0.0', '1.0.1', '1.0', '1.1.0', '1.1', '1']],
    ['the shorter before the suffix is asked', ['1.0.0-alpine', '1.0.0', '1.0-alpine']],
    [
      'a suffix before none, and the alphabetically later first',
      ['1.0.0-rc2', '1.0.0-rc10', '1.0.0-rc1', '1.0.0', '1.0.1'],
    ],
    ['a suffix after what begins with it', ['1.0.0-ab', '1.0.0-a1', '1.0.0-a-b', '1.0.0-a']],
    ['letters before none', ['1.0.0beta', '1.0.0rc1', '1.0.0rc2', '1.0.0-alpine', '1.0.0']],
    ['real tags: a v beside a label', ['v1.0.3', '1.0.3+1.0.3', '1.0.4']],
    [
      'real tags: words behind the +',
      ['2.0.0+1.0.6-social-amd64', '2.0.1+1.0.6-social-amd64', '2.0.1+1.0.10-social-amd64'],
    ],
    ['real tags: a v and a build behind the +', ['1.0.0+v1.6.870-0', '1.0.0+v1.6.1000-0', '1.0.1+v1.6.870-0']],
    ['real tags: a variant behind the +', ['3.5.3+1.24.2-rootless', '3.5.3+1.24.10-rootless', '3.6.0+1.24.2-rootless']],
    ['a v does not count', ['v1.2.2', '1.2.3', 'v1.2.3', '1.2.4', 'v10', '11']],
    ['no upstream part before any', ['v1.0.0', '1.0.0+', '1.0.0+0', 'v1.0.0+1']],
    ['a v of the upstream part does not count', ['1.0.0+v1.2', '1.0.0+1.3', '1.0.0+v1.4']],
    ['a recipe suffix before the upstream part', ['1.0.0-b+9', '1.0.0-a+1', '1.0.0+0']],
    [
      'upstream parts of different length',
      ['1.0.0', '1.0.0+', '1.0.0+0', '1.0.0+6', '1.0.0+6.0.0.0', '1.0.0+6.0.0.0.1'],
    ],
    ['upstream parts without a number', ['1.0.0+latest', '1.0.0+stable', '1.0.0+0.1']],
    [
      'upstream releases named by time',
      ['1.0.0+RELEASE.2024-9-1T2', '1.0.0+RELEASE.2024-9-1T10', '1.0.0+RELEASE.2024-10-1T0'],
    ],
    ['the raw text where nothing else decides', ['1.0.0+1.0-a', '1.0.0+1.0_a', '1.0.0+v1.0-a']],
    ['leading zeros decide last', ['01.0.0', '1.0.0', '1.0.00']],
    ['what is no version comes first, by code unit', ['', '7ae7b0f', 'Z', 'latest', 'ﬀ', '0.0.0']],
    ['by code unit, not by code point', ['\u{1f600}', '\uffee', '0']],
  ])('%s', (_rule, ordered) => {
    for (const [i, left] of ordered.entries()) {
      for (const [j, right] of ordered.entries()) expect(sign(left, right), `${left} ${right}`).toBe(Math.sign(i - j))
    }
    expect(orderTags([...ordered].reverse()).ordered).toEqual(ordered)
  })

  it('is total: every tag equals itself only, and pairs agree both ways', () => {
    fc.assert(
      fc.property(tag, tag, (left, right) => {
        expect(compareTags(left, left)).toBe(0)
        expect(sign(left, right)).toBe(0 - sign(right, left))
        expect(compareTags(left, right) === 0).toBe(left === right)
      }),
      { numRuns: 5000 },
    )
  })

  it('is transitive', () => {
    fc.assert(
      fc.property(tag, tag, tag, (a, b, c) => {
        const [low = '', middle = '', high = ''] = [a, b, c].sort(compareTags)
        expect(compareTags(low, middle)).toBeLessThanOrEqual(0)
        expect(compareTags(middle, high)).toBeLessThanOrEqual(0)
        expect(compareTags(low, high)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 10_000 },
    )
  })

  it('agrees with semver on every pair of x.y.z versions', () => {
    const plain = fc.tuple(fc.nat(12), fc.nat(12), fc.nat(12)).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(plain, plain, (left, right) => sign(left, right) === semver.compare(left, right)),
      { numRuns: 2000 },
    )
  })

  it('agrees with semver on the recipe part of release tags', () => {
    const release = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(release, upstream, release, upstream, (left, more, right, other) => {
        fc.pre(left !== right)
        expect(sign(left + more, right + other)).toBe(semver.compare(left, right))
      }),
    )
  })

  it.each([
    ['0.5.0+3.1.0', '0.5.0+3.10.0'],
    ['1.0.0-rc2', '1.0.0-rc1'],
    ['1.1.1+6-alpine', '1.1.1+10-alpine'],
  ])('knows better than semver about %s and %s', (older, newer) => {
    expect(compareTags(older, newer)).toBeLessThan(0)
    expect([semver.compareBuild(older, newer), semver.compare(older, newer)]).not.toEqual([-1, -1])
  })
})

describe('orderTags', () => {
  it('of nothing is nothing', () => {
    expect(orderTags([])).toEqual({ ordered: [], unparsed: [] })
  })

  it('takes any iterable and sets apart what is no version', () => {
    expect(orderTags(new Set(['1.0.0+2', 'latest', '0.9.0', 'abcdef0', '1.2.3.4']))).toEqual({
      ordered: ['1.2.3.4', 'abcdef0', 'latest', '0.9.0', '1.0.0+2'],
      unparsed: ['1.2.3.4', 'abcdef0', 'latest'],
    })
  })

  it('does not depend on the order it is given', () => {
    const shuffled = fc
      .uniqueArray(tag, { maxLength: 20 })
      .chain((tags) => fc.tuple(fc.constant(tags), fc.shuffledSubarray(tags, { minLength: tags.length })))
    fc.assert(
      fc.property(shuffled, ([tags, others]) => {
        const { ordered, unparsed } = orderTags(others)
        expect(orderTags(tags)).toEqual({ ordered, unparsed })
        expect([...ordered].sort()).toEqual([...tags].sort())
        // The unparsed ones are the beginning, whole.
        expect(ordered.slice(0, unparsed.length)).toEqual(unparsed)
      }),
    )
  })

  it('keeps what it was given', () => {
    const tags = ['2', '1']
    orderTags(tags)
    expect(tags).toEqual(['2', '1'])
  })

  it('copes with tags of a megabyte', () => {
    const long = (end: string) => `1.0.0+${'1.'.repeat(500_000)}${end}`
    const text = (end: string) => `1.0.0+${'-9a'.repeat(300_000)}${end}`
    expect(orderTags([long('10'), text('10'), long('9'), text('9')]).ordered).toEqual([
      text('9'),
      text('10'),
      long('9'),
      long('10'),
    ])
  })

  it('copes with 5,000 tags, half of them no versions', () => {
    const names = Array.from({ length: 5000 }, (_, i) => (i % 2 === 0 ? `1.${i}.0+2.${i}` : `build-${i}`))
    const { ordered, unparsed } = orderTags(names)
    expect(unparsed).toHaveLength(2500)
    expect(ordered.slice(0, 2500).every((name) => name.startsWith('build-'))).toBe(true)
    expect(ordered.at(-1)).toBe('1.4998.0+2.4998')
    expect(newestDoubt({ ordered })).toBeUndefined()
  })
})

describe('newestDoubt', () => {
  it.each<[clause: string, tags: string[], newest: string, byNumbers: string]>([
    ['the shorter of two that begin alike is the newer', ['10.7.9', '10.7.10', '10.7'], '10.7', '10.7.10'],
    ['letters right behind the numbers make an older version', ['1.0.0', '1.0.0rc1'], '1.0.0', '1.0.0rc1'],
    [
      'of two with letters right behind the numbers the alphabetically later is the newer',
      ['1.0.0rc9', '1.0.0rc10'],
      '1.0.0rc9',
      '1.0.0rc10',
    ],
    ['a suffix makes an older version', ['1.0.0+1', '1.0.0-beta+1'], '1.0.0+1', '1.0.0-beta+1'],
    ['of two suffixes the alphabetically later is the older', ['1.0.0-b', '1.0.0-a'], '1.0.0-a', '1.0.0-b'],
  ])('names the clause: %s', (clause, tags, newest, byNumbers) => {
    expect(newestDoubt(orderTags(tags))).toEqual({ newest, byNumbers, clause })
  })

  it.each([
    ['numbers decide', ['1.0.0', '1.0.1', '1.1.0-beta', '1.2.0']],
    ['an older tag is in doubt', ['10.7', '10.7.10', '11.0.0']],
    ['two suffixes are numbered', ['1.0.0-rc9', '1.0.0-rc10']],
    ['the upstream part decides', ['1.0.0+1', '1.0.0+2']],
    ['no tag is a version', ['latest', 'stable']],
    ['there is no tag', []],
  ])('is none where %s', (_case, tags) => expect(newestDoubt(orderTags(tags))).toBeUndefined())
})

describe('newestDoubt of any tags', () => {
  it('finds the tag that numbers alone would make the newest, though it looks only at those that begin alike', () => {
    const close = fc
      .tuple(fc.constantFrom('1', '1.0', '1.0.0', '1.2', '1.2.3', '2', 'v1'), suffix)
      .map((all) => all.flat().join(''))
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(close, tag), { maxLength: 12 }), (tags) => {
        const { ordered } = orderTags(tags)
        const parsed = ordered.map(parseRecipeVersion).filter(isRecipeVersion)
        const newest = parsed.at(-1)
        const last = parsed.reduceRight(
          (a, b) => (compareByNumbers(b.recipe, a.recipe) > 0 ? b : a),
          newest ?? parsed[0] ?? none,
        )
        const doubt = newestDoubt({ ordered })
        if (doubt === undefined)
          expect(newest === undefined || compareByNumbers(last.recipe, newest.recipe) === 0).toBe(true)
        else expect(compareByNumbers(last.recipe, partOf(doubt.byNumbers))).toBe(0)
      }),
      { numRuns: 3000 },
    )
  })
})

const none = { raw: '', recipe: { numbers: [], letters: '', suffix: '' }, upstream: undefined }

function partOf(one: string): RecipePart {
  const parsed = parseRecipeVersion(one)
  if (!isRecipeVersion(parsed)) throw new Error(`${one} is no version`)
  return parsed.recipe
}

describe('upstreamRival', () => {
  it('is the tag before, if only what follows the + differs', () => {
    expect(upstreamRival(orderTags(['0.9.0+3', '1.0.0+1', 'v1.0.0+2']))).toBe('1.0.0+1')
    expect(upstreamRival(orderTags(['1.0.3+1.0.3', 'v1.0.3']))).toBe('v1.0.3')
    for (const tags of [['1.0.0+1', '1.0.1+1'], ['latest', '1.0.0'], ['1.0.0'], ['a', 'b'], []])
      expect(upstreamRival(orderTags(tags))).toBeUndefined()
  })
})
