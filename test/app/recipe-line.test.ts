import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRecipeLine, type RecipeLine } from '../../src/app/recipe-line.js'
import { isAbraVersionError } from '../../src/errors.js'

const place = { path: '/abra/servers/s/app.env' }

function parse(env: Record<string, string>): RecipeLine {
  return parseRecipeLine(new Map(Object.entries(env)), place)
}

describe('parseRecipeLine', () => {
  it.each<[env: Record<string, string>, line: RecipeLine]>([
    [{ TYPE: 'custom-html' }, { key: 'TYPE', name: 'custom-html' }],
    [{ RECIPE: 'custom-html' }, { key: 'RECIPE', name: 'custom-html' }],
    [
      { TYPE: 'custom-html:1.7.1+1.27.2' },
      { key: 'TYPE', name: 'custom-html', version: '1.7.1+1.27.2', rawVersion: '1.7.1+1.27.2' },
    ],
    [
      { TYPE: 'a:1.0.0', RECIPE: 'b:2.0.0' },
      { key: 'RECIPE', name: 'b', version: '2.0.0', rawVersion: '2.0.0' },
    ],
    [
      { RECIPE: 'mygit.org/myorg/cool-recipe:7ae7b0f7' },
      { key: 'RECIPE', name: 'mygit.org/myorg/cool-recipe', version: '7ae7b0f7', rawVersion: '7ae7b0f7' },
    ],
    [{ TYPE: 'a:7ae7b0f7+U' }, { key: 'TYPE', name: 'a', version: '7ae7b0f7', rawVersion: '7ae7b0f7+U' }],
    [{ TYPE: 'a:1+U+U' }, { key: 'TYPE', name: 'a', version: '1+U', rawVersion: '1+U+U' }],
    [{ TYPE: 'a:1+Ux' }, { key: 'TYPE', name: 'a', version: '1+Ux', rawVersion: '1+Ux' }],
    [{ TYPE: 'a:1+u' }, { key: 'TYPE', name: 'a', version: '1+u', rawVersion: '1+u' }],
    [{ TYPE: 'a+U:1' }, { key: 'TYPE', name: 'a+U', version: '1', rawVersion: '1' }],
    [{ TYPE: 'a:' }, { key: 'TYPE', name: 'a' }],
    [{ TYPE: 'a:+U' }, { key: 'TYPE', name: 'a', rawVersion: '+U' }],
    [{ TYPE: ' a : 1 ' }, { key: 'TYPE', name: ' a ', version: ' 1 ', rawVersion: ' 1 ' }],
  ])('reads %j', (env, line) => {
    expect(parse(env)).toEqual(line)
  })

  it.each<[string, env: Record<string, string>, value: string, message: string, abra: string]>([
    [
      'a second colon',
      { TYPE: 'a:1:2' },
      'a:1:2',
      'TYPE=a:1:2 has more than one colon (version seems invalid: a:1:2)',
      'version seems invalid: a:1:2',
    ],
    [
      'a URL',
      { RECIPE: 'https://git.org:x' },
      'https://git.org:x',
      'has more than one colon',
      'version seems invalid: https://git.org:x',
    ],
    ['only colons', { RECIPE: '::' }, '::', 'has more than one colon', 'version seems invalid: ::'],
    ['an empty value', { TYPE: '' }, '', 'TYPE= names no recipe', ''],
    ['a version alone', { TYPE: ':1' }, ':1', 'TYPE=:1 names no recipe', ''],
    ['an empty RECIPE beside a TYPE', { RECIPE: '', TYPE: 'a' }, '', 'RECIPE= names no recipe', ''],
  ])('refuses %s', (_name, env, value, message, abra) => {
    expect(() => parse(env)).toThrow(
      expect.objectContaining({ code: 'RECIPE_LINE_INVALID', data: { path: place.path, value, abra } }),
    )
    expect(() => parse(env)).toThrow(`${place.path}: `)
    expect(() => parse(env)).toThrow(message)
  })

  it('refuses a file without either', () => {
    expect(() => parse({ DOMAIN: 'a' })).toThrow(
      expect.objectContaining({ code: 'RECIPE_LINE_INVALID', data: { path: place.path, abra: '' } }),
    )
    expect(() => parse({})).toThrow(`${place.path} has neither RECIPE nor TYPE`)
  })

  it('names the line of the variable that counted', () => {
    const env = new Map([
      ['TYPE', 'a'],
      ['RECIPE', ''],
    ])
    const lineOf = (key: string) => ({ TYPE: 3, RECIPE: 7 })[key]
    expect(() => parseRecipeLine(env, { ...place, lineOf })).toThrow(
      expect.objectContaining({ data: { path: place.path, line: 7, value: '', abra: '' } }),
    )
    expect(() => parseRecipeLine(env, { ...place, lineOf })).toThrow(`${place.path}:7: RECIPE= names no recipe`)
  })

  it('takes apart what can be put together again, and refuses the rest', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', '.', ':', '+', 'U', '/', ' '), maxLength: 12 })
    fc.assert(
      fc.property(text, (value) => {
        try {
          const { name, version, rawVersion } = parse({ TYPE: value })
          expect([name, ...(rawVersion === undefined ? [] : [rawVersion])].join(':')).toBe(value.replace(/:$/, ''))
          expect([version ?? '', `${version ?? ''}+U`]).toContain(rawVersion ?? '')
          expect(version).not.toBe('')
        } catch (error) {
          if (!isAbraVersionError(error, 'RECIPE_LINE_INVALID')) throw error
          expect(value === '' || value.startsWith(':') || value.split(':').length > 2).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
