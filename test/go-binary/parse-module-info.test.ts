import { describe, expect, it } from 'vitest'
import { AbraVersionError } from '../../src/errors.js'
import { parseModuleInfo } from '../../src/go-binary/parse-module-info.js'
import { quotedPrefix, unquoteGo } from '../../src/go-binary/unquote-go.js'

const refuse = (reason: string) =>
  new AbraVersionError('BUILD_INFO_MISSING', reason, { path: 'abra', reason }, { advice: 'none' })
const parse = (...lines: string[]) => parseModuleInfo(lines.map((line) => `${line}\n`).join(''), refuse)

describe('parseModuleInfo', () => {
  it('reads modules with the replacements below them', () => {
    const info = parse('mod\tm\t(devel)', '=>\t../m\t\t', 'dep\ta\tv1', '=>\tb\tv2\th1:b', 'dep\tc\tv3\th1:c')
    expect(info).toEqual({
      path: '',
      main: { path: 'm', version: '(devel)', replace: { path: '../m', version: '' } },
      deps: [
        { path: 'a', version: 'v1', replace: { path: 'b', version: 'v2', sum: 'h1:b' } },
        { path: 'c', version: 'v3', sum: 'h1:c' },
      ],
      settings: {},
    })
  })

  it('passes over lines of other kinds and a last line without its end', () => {
    expect(parse('', 'new\tkind', 'path', 'path\tx', 'deps\ta')).toMatchObject({ path: 'x', deps: [] })
    expect(parseModuleInfo('path\tx\npath\ty', refuse).path).toBe('x')
    expect(parseModuleInfo('', refuse)).toEqual({ path: '', deps: [], settings: {} })
  })

  it('reads settings, quoted where they must be, under any name', () => {
    const info = parse(
      'build\t-ldflags="-s -w -X \\"a.b=c d\\""',
      'build\t"odd key"=`raw value`',
      'build\tempty=',
      'build\tGOFLAGS=-a=b',
      'build\t__proto__=x',
    )
    expect(Object.entries(info.settings)).toEqual([
      ['-ldflags', '-s -w -X "a.b=c d"'],
      ['odd key', 'raw value'],
      ['empty', ''],
      ['GOFLAGS', '-a=b'],
      ['__proto__', 'x'],
    ])
  })

  it.each([
    'mod\tonly',
    'dep\ta\tb\tc\td',
    '=>\ta\tb\tc',
    'build\t',
    'build\t=x',
    'build\tkey',
    'build\t"key"',
    'build\t"key',
    'build\t"key"x=y',
    'build\todd key=x',
    'build\tkey=odd value',
    'build\tkey="open',
    'build\tkey="a"b',
    'build\tkey="\\q"',
  ])('refuses %j', (line) => {
    expect(() => parse(line)).toThrow(AbraVersionError)
  })

  it('refuses a replacement with too few columns, and a second one', () => {
    expect(() => parse('dep\ta\tv1', '=>\tb\tv2')).toThrow('line 2')
    expect(() => parse('dep\ta\tv1', '=>\tb\tv2\t', '=>\tc\tv3\t')).toThrow('line 3')
  })
})

describe('unquoteGo', () => {
  it.each([
    ['"plain ü"', 'plain ü'],
    ['""', ''],
    ['``', ''],
    ['`raw\\n\r`', 'raw\\n'],
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"'],
    ['"\\x41\\101\\u00e9\\U0001F600"', 'AAé😀'],
    ['"\\xff"', '\ufffd'],
  ])('reads %s', (literal, value) => {
    expect(unquoteGo(literal)).toBe(value)
  })

  it.each([
    '',
    '"',
    '`',
    "'a'",
    '"a',
    '"a\\"',
    '"a\nb"',
    '"\\\'"',
    '"\\x4"',
    '"\\777"',
    '"\\ud800"',
    '"\\U00110000"',
    '"\\"',
  ])('refuses %j', (literal) => {
    expect(unquoteGo(literal)).toBeUndefined()
  })

  it('finds where a literal ends, however long it is', () => {
    expect(quotedPrefix('"a\\"b"=c')).toBe('"a\\"b"')
    const long = `"${'\\n'.repeat(2_000_000)}"`
    expect(unquoteGo(long)?.length).toBe(2_000_000)
  })
})
