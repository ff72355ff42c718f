import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../../src/compose/yaml/parse-yaml.js'
import { isAbraVersionError } from '../../../src/errors.js'
import { anError } from '../../support/expect-error.js'

const read = (text: string) => parseYaml('/w/compose.yml', text).tree
const plain = (value: unknown): unknown =>
  value instanceof Map
    ? Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]))
    : Array.isArray(value)
      ? value.map(plain)
      : value

describe('parseYaml', () => {
  it.each<[string, string, unknown]>([
    ['the first document only', 'a: 1\n---\nb: 2\n', { a: 1n }],
    ['CRLF', 'a:\r\n  - x\r\n', { a: ['x'] }],
    ['a byte order mark', '\ufeffa: 1\n', { a: 1n }],
    ['YAML 1.1', '%YAML 1.1\n---\na: 1\n', { a: 1n }],
    ['a merge', 'b: &b {x: 1, y: 2}\na:\n  <<: *b\n  y: 3\n', { b: { x: 1n, y: 2n }, a: { x: 1n, y: 3n } }],
    [
      'a list of merges, the first of which wins',
      'b: &b {x: 1}\nc: &c {x: 2, y: 2}\na: {<<: [*b, *c]}\n',
      { b: { x: 1n }, c: { x: 2n, y: 2n }, a: { x: 1n, y: 2n } },
    ],
    ['a quoted merge key', 'b: &b {x: 1}\na: {"<<": *b}\n', { b: { x: 1n }, a: { '<<': { x: 1n } } }],
    ['the last anchor of a name', 'a: &x 1\nb: &x 2\nc: *x\n', { a: 1n, b: 2n, c: 2n }],
    ['a block text that ends with the file', 'a: |\n  x\n  y', { a: 'x\ny' }],
    ['a key without a value', 'a:\nb: {c}\n', { a: null, b: { c: null } }],
    [
      'a block text, with empty lines right behind its mark',
      'a: |\n\n\n  x\nb: |+\n\nc: >-\n  x\n  y\n\n  z\n',
      { a: '\n\nx\n', b: '\n', c: 'x y\nz' },
    ],
    ['indentation that a block text states', 'a: |2-\n    x\n   y\n', { a: '  x\n y' }],
    ['a list that is not indented', 'a:\n- x\n-\n- - y\n', { a: ['x', null, ['y']] }],
    ['plain texts over lines', 'a: x\n  y\n\n  z # c\nb: [p\n  q, r]\n', { a: 'x y\nz', b: ['p q', 'r'] }],
    ['escapes', 'a: "\\x41\\u00e9\\U0001F600\\\n  b\\tc"\n', { a: 'Aé😀b\tc' }],
    ['quotes within quotes', "a: 'it''s'\nb: \"x\\\"y\"\n", { a: "it's", b: 'x"y' }],
    ['a key with a question mark', '? a\n: b\n? [c]: d\n'.slice(0, 8), { a: 'b' }],
    ['a pair in a list', 'a: [b: c, ? d]\n', { a: [{ b: 'c' }, { d: null }] }],
    ['a tag directive', '%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 5\n', { a: '5' }],
    ['a comment right behind a quote', 'a: "x"#c\n', { a: 'x' }],
    ['an odd number, quoted', 'a: "0777"\n', { a: '0777' }],
  ])('reads %s', (_, text, value) => {
    expect(plain(read(text))).toEqual(value)
  })

  it('keeps __proto__ a key like any other', () => {
    const tree = read('__proto__: {polluted: 1}\n')
    expect([...tree.keys()]).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each<[string, string, number]>([
    ['an empty file', '', 1],
    ['a list', '- a\n', 1],
    ['a key that is a number', '1: 2\n', 1],
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', 3],
    ['a duplicate key, quoted', 'a: 1\n"a": 3\n', 2],
    ['two merge keys', 'b: &b {x: 1}\na:\n  <<: *b\n  <<: *b\n', 4],
    ['a merge of a text', 'b: &b x\na:\n  <<: *b\n', 3],
    ['an unknown alias', 'a: 1\nb: *c\n', 2],
    ['an alias to itself', 'a: &a [*a]\n', 1],
    ['a merge of itself', 'a: &a {<<: *a}\n', 1],
    ['YAML 1.2', '%YAML 1.2\n---\na: 1\n', 1],
    ['a template without quotes', 'a: 1\nb: {{ x }}\n', 2],
    ['a tab before a key', 'a:\n\tb: 1\n', 2],
    ['a line of a tab alone', 'a:\n  b: c\n\t\n', 3],
    ['a colon in a plain text', 'a: b: c\n', 1],
    ['a key without a colon', 'a: 1\nb\nc: 2\n', 3],
    ['an at sign', 'a: @x\n', 1],
    ['an unknown escape', 'a: "\\q"\n', 1],
    ['an escaped slash, which go-yaml does not know', 'a: "\\/"\n', 1],
    ['an escaped slash in a key', '"a\\/b": 1\n', 1],
    ['an escaped slash in a list', 'a:\n- "\\/"\n', 2],
    ['an unknown directive', '%FOO\n---\na: 1\n', 1],
    ['an unknown tag handle', 'a: !x!y z\n', 1],
    ['a document mark in quotes', 'a: "x\n---\n"\n', 2],
    ['an unclosed list', 'a: [1\n', 2],
    ['a control character', 'a: "\u0001"\n', 1],
    ['a tag that does not fit', 'a: !!int x\n', 1],
  ])('refuses %s, with its line', (_, text, line) => {
    expect(() => read(text)).toThrow(anError('COMPOSE_SYNTAX'))
    try {
      read(text)
    } catch (error) {
      expect(error).toMatchObject({
        data: { path: '/w/compose.yml', line, docker: expect.stringContaining('yaml: line') },
      })
    }
  })

  it('finds a place again, through aliases and merge keys', () => {
    const { locate } = parseYaml(
      'f',
      'x: &x\n  labels:\n    - one\n    - two\nservices:\n  app:\n    <<: *x\n    image: y\n',
    )
    expect(locate(['services', 'app', 'image'])).toEqual({ line: 8, column: 5 })
    expect(locate(['services', 'app', 'labels', 1])).toEqual({ line: 4, column: 7 })
    expect(locate(['services', 'app', 'nowhere', 'further'])).toEqual({ line: 6, column: 3 })
    expect(locate([])).toEqual({ line: 1, column: 1 })
  })

  it.each([
    ['at the end of a value', 'a: 1\nb: x\ufeff\n', 'line 2, column 5'],
    ['twice at the start', '\ufeff\ufeffa: 1\n', 'line 1, column 2'],
    ['at the start of a line', 'a: 1\n\ufeffb: 2\n', 'line 2, column 1'],
  ])('does not say what docker makes of a byte order mark %s', (_, text, place) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'SAFETY_LIMIT', message: expect.stringContaining(`(U+FEFF) in ${place}`) }),
    )
  })

  describe('hostile files', () => {
    it('refuses a large file before it is parsed', () => {
      expect(() => read('x'.repeat(50_000_000))).toThrow(anError('SAFETY_LIMIT'))
    })

    it.each([
      ['lists', '['],
      ['maps', '{a: '],
      ['keys', '? '],
      ['items', '- '],
    ])('refuses deep nesting of %s', (_, piece) => {
      expect(() => read(`a:\n  ${piece.repeat(10_000)}`)).toThrow(expect.objectContaining({ name: 'AbraVersionError' }))
    })

    it('refuses nesting by aliases', () => {
      const lines = Array.from({ length: 1000 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`)
      expect(() => read(`a0: &a0 x\n${lines.join('\n')}\n`)).toThrow(
        expect.objectContaining({ name: 'AbraVersionError' }),
      )
    })

    it('refuses a bomb of aliases as go-yaml does', () => {
      const lines = Array.from(
        { length: 30 },
        (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`,
      )
      expect(() => read(`a0: &a0 x\n${lines.join('\n')}\n`)).toThrow(/excessive aliasing/)
    })

    it('refuses long texts that aliases repeat', () => {
      const text = `a: &a ${'x'.repeat(500_000)}\nb: [${Array(90).fill('*a').join(', ')}]\n`
      expect(() => read(text)).toThrow(anError('SAFETY_LIMIT'))
    })

    it('gives a tree or an error of ours for any text', () => {
      const pieces = fc.constantFrom(
        ...'abc:-[]{}&*!|>?%@"\'#\n\t ,'.split(''),
        '\n  ',
        ': ',
        '<<: *a',
        '&a ',
        '!!int ',
        'a: ',
        '- ',
      )
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.array(pieces).map((parts) => parts.join('')),
          ),
          (text) => {
            try {
              expect(read(text)).toBeInstanceOf(Map)
            } catch (error) {
              if (!isAbraVersionError(error)) throw error
            }
          },
        ),
        { numRuns: 1000 },
      )
    })
  })
})
