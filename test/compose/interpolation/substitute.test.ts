import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { substitute, TemplateProblem } from '../../../src/compose/interpolation/substitute.js'

const VARIABLES = new Map([
  ['A', 'va'],
  ['B', 'vb'],
  ['EMPTY', ''],
])
const put = (text: string) => substitute(text, (name) => VARIABLES.get(name))

describe('substitute', () => {
  it.each([
    ['$A', 'va'],
    ['x$' + '{A}y', 'xvay'],
    ['$' + '{A}}', 'va}'],
    ['$UNSET', ''],
    ['$' + '{UNSET:-d}', 'd'],
    ['$' + '{EMPTY:-d}', 'd'],
    ['$' + '{EMPTY-d}', ''],
    ['$' + '{UNSET-d}', 'd'],
    ['$' + '{A:-d}', 'va'],
    ['$' + '{A:?e}', 'va'],
    ['$' + '{EMPTY?e}', ''],
    ['$$A', '$A'],
    ['$$$A', '$va'],
    // Nothing is nested, and unbraced names take suffixes too.
    ['$' + '{A:-$' + '{B}}', 'va}'],
    ['$' + '{UNSET:-$' + '{B}}', '$' + '{B}'],
    ['$A-$B', 'va'],
    ['$UNSET-x}y', 'x}y'],
    ['$A:-', 'va'],
    // Go folds case by Unicode: this long s is a letter of a name.
    ['$ſ', ''],
  ])('makes of %j %j', (text, made) => {
    expect(put(text)).toBe(made)
  })

  it.each(['a$', '$1', '$' + '{}', '$' + '{ A }', '$(A)', '$' + '{A:+x}', '$' + '{A', '$é'])(
    'refuses %j, quoting it whole',
    (text) => {
      expect(() => put(text)).toThrow(new TemplateProblem(text))
    },
  )

  it.each([
    ['$' + '{UNSET:?say so}', 'required variable UNSET is missing a value: say so'],
    ['$' + '{EMPTY:?e}', 'required variable EMPTY is missing a value: e'],
    ['$' + '{UNSET?e}', 'required variable UNSET is missing a value: e'],
  ])('says of %j that the variable is missing', (text, message) => {
    expect(() => put(text)).toThrow(message)
  })

  it('lets a variable that works hide a mistake before it, as docker/cli does, but not one after it', () => {
    expect(put('$1 $A')).toBe('1 va')
    expect(put('$' + '{UNSET:?e} $A')).toBe(' va')
    expect(() => put('$A $1')).toThrow(TemplateProblem)
    expect(() => put('$1 $$')).toThrow(TemplateProblem)
  })

  it('leaves any text without a dollar sign as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => !text.includes('$')),
        (text) => put(text) === text,
      ),
    )
  })

  it('gives a text or a TemplateProblem for anything', () => {
    const pieces = fc.constantFrom('$', '{', '}', 'A', ':', '-', '?', '_', '1', ' ')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        try {
          expect(put(parts.join(''))).toBeTypeOf('string')
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateProblem)
        }
      }),
    )
  })

  it('takes a million unclosed braces', () => {
    expect(() => put('${A:-'.repeat(200_000))).toThrow(TemplateProblem)
    expect(put('$A-'.repeat(300_000))).toBe('va')
    expect(() => put('${A:-'.repeat(200_000))).toThrow(TemplateProblem)
  })
})
