import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envText } from '../../../compare/random/random-env.js'
import { parseEnv, parseEnvEntries } from '../../../src/app/env/parse-env.js'
import { AbraVersionError } from '../../../src/errors.js'
import { accepted, refused } from './parse-env-cases.js'

function failureOf(text: string | Uint8Array, path?: string): AbraVersionError {
  try {
    parseEnv(text, path === undefined ? {} : { path })
  } catch (error) {
    if (error instanceof AbraVersionError) return error
    throw error
  }
  throw new Error(`${JSON.stringify(text)} was accepted`)
}

for (const [rule, cases] of Object.entries(accepted)) {
  describe(rule, () => {
    it.each(cases.map(([text, ...values]) => [JSON.stringify(text), text, values]))('%s', (_, text, values) => {
      expect([...parseEnv(text as string)]).toEqual(values)
      expect([...parseEnv(Buffer.from(text as string))]).toEqual(values)
    })
  })
}

describe('a refused file', () => {
  it.each(refused.map((one) => [JSON.stringify(one[0]), ...one] as const))('%s', (_, text, godotenv, line, column) => {
    const error = failureOf(text)
    expect(error).toMatchObject({ code: 'ENV_SYNTAX', data: { godotenv, line, column } })
    expect(error.message).toContain(`.env, line ${line}, column ${column}: `)
  })

  it('is named where its path is given', () => {
    const error = failureOf('A="', '/abra/servers/s/app.env')
    expect(error.data).toEqual({
      path: '/abra/servers/s/app.env',
      line: 1,
      column: 3,
      godotenv: 'unterminated quoted value "',
    })
    expect(error.message).toBe(
      '/abra/servers/s/app.env, line 1, column 3: the value of A begins with ", which is never closed: close it, without a backslash before it',
    )
  })

  it('shows no value in its message', () => {
    for (const text of ['A="hunter2', 'A="x"hunter2\n', 'A=x\nhunter2\n', 'A="x"hunter-2', "PASSWORD='hunter2"]) {
      expect(failureOf(text).message, text).not.toContain('hunter')
    }
    expect(failureOf('SECRET\n').message).toContain('SECRET')
  })

  it('says that a byte order mark is what is wrong', () => {
    expect(failureOf('\ufeffA=1').message).toContain('byte order mark')
    expect(failureOf('A=1\n\ufeffB=1').message).not.toContain('byte order mark')
  })
})

describe('bytes that are no UTF-8', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1')

  it('become U+FFFD, each by itself', () => {
    expect([...parseEnv(bytes('A=a\xff\xc3\nB="\xe2\x80"\n\xc3=1'))]).toEqual([
      ['A', 'a\ufffd\ufffd'],
      ['B', '\ufffd\ufffd'],
      ['\ufffd', '1'],
    ])
  })

  it('are no blanks', () => {
    expect([...parseEnv(bytes('A=a\x85#b'))]).toEqual([['A', 'a\ufffd#b']])
  })

  it('count as a character each in an error', () => {
    expect(failureOf(bytes('\xff\xff-=1')).data).toEqual({
      line: 1,
      column: 3,
      godotenv: 'unexpected character "-" in variable name near "\\xff\\xff-=1"',
    })
  })

  it('include half a surrogate pair', () => {
    expect([...parseEnv('A=\ud800')]).toEqual([['A', '\ufffd']])
  })
})

describe('parseEnvEntries', () => {
  it('tells where each assignment stands, and the comment behind it', () => {
    const text = `TYPE=a:1 # one\r\n  export É="x\\n$TYPE\r\nz" Ü = '2' # length=3 # b\nTYPE=b #c\n`.replace(
      /[ÉÜ]/g,
      'E',
    )
    expect(parseEnvEntries(text)).toEqual([
      { key: 'TYPE', value: 'a:1', unexpanded: 'a:1', line: 1, column: 1, quote: '', rawValue: 'a:1', comment: ' one' },
      {
        key: 'E',
        value: 'x\na:1\nz',
        unexpanded: 'x\n$TYPE\nz',
        line: 2,
        column: 10,
        quote: '"',
        rawValue: '"x\\n$TYPE\nz"',
      },
      {
        key: 'E',
        value: '2',
        unexpanded: '2',
        line: 3,
        column: 4,
        quote: "'",
        rawValue: "'2'",
        comment: ' length=3 # b',
      },
      { key: 'TYPE', value: 'b', unexpanded: 'b', line: 4, column: 1, quote: '', rawValue: 'b', comment: 'c' },
    ])
  })

  it.each([
    ['A=v1 # a # length=3', ' length=3'],
    ['A=v1 #generate=false', 'generate=false'],
    ['A="v1"#x', 'x'],
    ["A='v1' \t # x", ' x'],
    ['A="v1"\n# x', undefined],
    ['A="v1" B=2 # x', undefined],
    ['A=v1#x', undefined],
    ['A= # x', undefined],
    ['A=v1\n # x', undefined],
  ])('finds in %j the comment %j', (text, comment) => {
    expect(parseEnvEntries(text)[0]?.comment).toBe(comment)
  })

  it('counts columns in characters', () => {
    expect(parseEnvEntries('A="é😀" B=1').map(({ column }) => column)).toEqual([1, 8])
  })
})

describe('any text', () => {
  const anyBytes = fc.oneof(
    envText.map((text) => Buffer.from(text, 'latin1')),
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 40 }).map((text) => Buffer.from(text)),
  )

  it('is read or refused with ENV_SYNTAX at a place that is in it', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        try {
          parseEnv(bytes)
        } catch (error) {
          if (!(error instanceof AbraVersionError) || error.code !== 'ENV_SYNTAX') throw error
          const { line, column } = error.data as { line: number; column: number }
          const lines = Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n').split('\n')
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('has the values of its entries, which lie in order', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        let values: Map<string, string>
        try {
          values = parseEnv(bytes)
        } catch {
          expect(() => parseEnvEntries(bytes)).toThrow(AbraVersionError)
          return
        }
        const entries = parseEnvEntries(bytes)
        expect(new Map(entries.map(({ key, value }) => [key, value]))).toEqual(values)
        const places = entries.map(({ line, column }) => line * 1000 + column)
        expect(places).toEqual([...places].sort((a, b) => a - b))
      }),
      { numRuns: 2000 },
    )
  })

  it('comes back from single quotes, but for a quote or a backslash at an end', () => {
    const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/)
    const value = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .filter((text) => !text.includes("'") && !text.endsWith('\\') && !text.includes('\r\n'))
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 8 }), (variables) => {
        const text = variables.map(([key, value]) => `export ${key}='${value}' # a comment\n`).join('')
        expect([...parseEnv(text)]).toEqual(variables)
      }),
    )
  })

  it('comes back from double quotes with backslashes before every awkward character', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 20 })
    const careful = (text: string) => text.replace(/[\n\r]/g, (end) => (end === '\n' ? '\\n' : '\\r'))
    fc.assert(
      fc.property(
        value.map((text) => text.replaceAll('\\', '/').replaceAll('"', "'")),
        (text) => {
          const written = careful(text).replaceAll('$', '\\$')
          expect([...parseEnv(`A="${written}"`)]).toEqual([['A', text]])
        },
      ),
    )
  })
})
