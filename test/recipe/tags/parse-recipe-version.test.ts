// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of compose files
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isRecipeVersion,
  type NoVersionReason,
  parseRecipeVersion,
} from '../../../src/recipe/tags/parse-recipe-version.js'

/** `numbers letters suffix | numbers suffix`, or the reason. */
function shape(tag: string): string {
  const parsed = parseRecipeVersion(tag)
  if (!isRecipeVersion(parsed)) return parsed.why
  const { recipe, upstream } = parsed
  const shown = [
    [...recipe.numbers, recipe.letters, recipe.suffix].filter((text) => text !== ''),
    ...(upstream === undefined
      ? []
      : [[upstream.numbers.join(' '), ...(upstream.suffix === '' ? [] : [upstream.suffix])]]),
  ]
  return shown.map((texts) => texts.join(' ')).join(' | ')
}

describe('parseRecipeVersion', () => {
  it.each<[tag: string, shape: string]>([
    ['5', '5'],
    ['2.6', '2 6'],
    ['4.3.5', '4 3 5'],
    ['v5', '5'],
    ['v4.3.5', '4 3 5'],
    ['4.3.5-rc1', '4 3 5 -rc1'],
    ['4.3.5-rc.1', '4 3 5 -rc.1'],
    ['v2-fpm-alpine', '2 -fpm-alpine'],
    ['007.01.0', '007 01 0'],
    ['1.0.0rc1', '1 0 0 rc1'],
    ['1.0.0_alpine', '1 0 0 _alpine'],
    ['v1.0a-b+2a', '1 0 a -b | 2 a'],
    ['123456', '123456'],
    ['1.0.0+1.14.3', '1 0 0 | 1 14 3'],
    ['1.1.0+1.15', '1 1 0 | 1 15'],
    ['1.1.1+6-alpine', '1 1 1 | 6 -alpine'],
    ['1.1.1+v6_alpine', '1 1 1 | 6 _alpine'],
    ['1.1.1+2024-9-1', '1 1 1 | 2024 -9-1'],
    ['1.1.1+1.2.3.4.5', '1 1 1 | 1 2 3 4 5'],
    ['1.1.1+latest', '1 1 1 |  latest'],
    ['1.1.1+version1', '1 1 1 |  version1'],
    ['1.1.1+1.2+3', '1 1 1 | 1 2 +3'],
    ['1.1.1+1.', '1 1 1 | 1 .'],
    ['1.1.1+abcdef0', '1 1 1 |  abcdef0'],
    ['1.1.1+', '1 1 1 | '],
    ['1.1.1-a+b', '1 1 1 -a |  b'],
    ['9'.repeat(41), '9'.repeat(41)],
    [`${'9'.repeat(40)}.0`, `${'9'.repeat(40)} 0`],
  ])('takes %s apart', (tag, expected) => {
    expect(shape(tag)).toBe(expected)
  })

  it.each<[tag: string, why: NoVersionReason]>([
    ['', 'empty'],
    ['+1.0.0', 'empty'],
    ['${VERSION}', 'parametrised'],
    ['1.${MINOR}.0+2', 'parametrised'],
    ['7ae7b0f', 'commit'],
    ['7ae7b0f778b3867532e17fbb798dae1ab0c7b803', 'commit'],
    ['7ae7b0f7+1.0', 'commit'],
    ['1234567', 'commit'],
    ['20240901', 'commit'],
    ['deadbeef', 'commit'],
    ['9'.repeat(40), 'commit'],
    ['latest', 'letters only'],
    ['v', 'letters only'],
    ['Main+1.0', 'letters only'],
    ['1.2.3.4', 'too many parts'],
    ['1.2.3.4-alpine', 'too many parts'],
    ['1.0.0-2.0.0', 'several versions'],
    ['1.0.0-php7.4-fpm', 'several versions'],
    ['1.0.0-', 'no version'],
    ['1.0.0--a', 'no version'],
    ['1.0.', 'no version'],
    ['.1', 'no version'],
    ['1..2', 'no version'],
    ['-1', 'no version'],
    ['1.0a.1', 'no version'],
    ['1.0.0é', 'no version'],
    ['V1.0.0', 'no version'],
    ['vv1.0.0', 'no version'],
    ['release/1.0.0', 'no version'],
    ['release-1.0.0', 'no version'],
    [' 1.0.0', 'no version'],
    ['1.0.0\n', 'no version'],
    ['1.0.0-a\n', 'no version'],
    ['1.0.0-é', 'no version'],
    ['１.0.0', 'no version'],
    ['__proto__', 'no version'],
  ])('refuses %j: %s', (tag, why) => {
    expect(parseRecipeVersion(tag)).toEqual({ raw: tag, why })
  })

  it('keeps the tag and never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (tag) => {
        const parsed = parseRecipeVersion(tag)
        expect(parsed.raw).toBe(tag)
        expect(isRecipeVersion(parsed)).toBe(!('why' in parsed))
      }),
    )
  })

  it('loses nothing of a version: its parts put together are the tag', () => {
    const number = fc.nat(99).map(String)
    const part = (max: number) =>
      fc.tuple(
        fc.constantFrom('', 'v'),
        fc.array(number, { minLength: 1, maxLength: max }),
        fc.array(fc.constantFrom('-rc1', '-alpine', '-9'), { maxLength: 2 }),
      )
    fc.assert(
      fc.property(part(3), fc.option(part(5), { nil: undefined }), (recipe, upstream) => {
        const text = ([v, numbers, suffixes]: typeof recipe) => v + numbers.join('.') + suffixes.join('')
        const expected = ([, numbers, suffixes]: typeof recipe) => ({ numbers, suffix: suffixes.join('') })
        const letters = ''
        const tag = text(recipe) + (upstream === undefined ? '' : `+${text(upstream)}`)
        expect(parseRecipeVersion(tag)).toEqual({
          raw: tag,
          recipe: { ...expected(recipe), letters },
          upstream: upstream === undefined ? undefined : expected(upstream),
        })
      }),
    )
  })

  it.each<[string, string]>([
    ['numbers', `1.0.0+${'1.'.repeat(1_000_000)}1`],
    ['digits', '9'.repeat(2_000_000)],
    ['suffixes', `1${'-a'.repeat(1_000_000)}`],
    ['suffixes that end badly', `1${'-a'.repeat(1_000_000)}!`],
    ['points', '1'.padEnd(2_000_000, '.')],
    ['letters that end badly', `${'a'.repeat(2_000_000)}!`],
    ['a hash that does not end', 'a0'.repeat(1_000_000)],
  ])('copes with megabytes of %s', (_name, tag) => {
    expect(parseRecipeVersion(tag).raw).toBe(tag)
  })
})
