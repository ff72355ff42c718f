import { describe, expect, it } from 'vitest'
import { parseEnv, parseEnvEntries } from '../../../src/app/env/parse-env.js'
import { isAbraVersionError } from '../../../src/errors.js'

const MEBIBYTE = 1024 * 1024
/** So many bytes at most of whole pieces. */
const fill = (piece: string, size = MEBIBYTE) => piece.repeat(Math.floor(size / Buffer.byteLength(piece)))

describe('a hostile file of 1 MiB is answered', () => {
  it.each(
    [
      '"',
      "'",
      '#',
      '# ',
      ' #',
      '$',
      '\\',
      '\\"',
      '=',
      ':',
      ' ',
      '\n',
      '\r',
      '\r\n',
      'a',
      'a\r',
      'export\r',
      'é',
      '\0',
    ].flatMap((piece) => ['', 'A=', 'A="', "A='"].map((start) => [start, piece] as const)),
  )('%j and then %j', (start, piece) => {
    for (const end of ['', start.slice(2)]) {
      const text = start + fill(piece, MEBIBYTE - start.length - end.length) + end
      try {
        expect(parseEnv(text)).toBeInstanceOf(Map)
      } catch (error) {
        expect(isAbraVersionError(error, 'ENV_SYNTAX'), String(error).slice(0, 200)).toBe(true)
      }
    }
  })

  it('with many variables, in lines and in one', () => {
    expect(parseEnvEntries(fill('A=1\n'))).toHaveLength(MEBIBYTE / 4)
    const inOneLine = parseEnvEntries(fill('A=""'))
    expect(inOneLine).toHaveLength(MEBIBYTE / 4)
    expect(inOneLine.at(-1)).toMatchObject({ line: 1, column: MEBIBYTE - 3 })
  })
})

describe('what is too large is refused', () => {
  it('beyond 1 MiB, counted in bytes', () => {
    const text = `A=${fill('é', MEBIBYTE - 2)}`
    expect(parseEnv(text).get('A')).toHaveLength(MEBIBYTE / 2 - 1)
    for (const large of [`${text}b`, Buffer.from(`${text}b`), fill('a', MEBIBYTE + 1)]) {
      expect(() => parseEnv(large, { path: 'x.env' })).toThrow(
        expect.objectContaining({ code: 'SAFETY_LIMIT', data: { path: 'x.env', limit: 'is larger than 1 MiB' } }),
      )
    }
  })

  it('where values double from line to line, by the line at which they outgrow 16 MiB', () => {
    const lines = ['A0=xxxxxxxx', ...Array.from({ length: 40 }, (_, i) => `A${i + 1}=$A${i}$A${i}`)]
    expect(() => parseEnv(lines.join('\n'))).toThrow(
      expect.objectContaining({
        code: 'SAFETY_LIMIT',
        data: { path: '.env', limit: 'has more than 16 MiB of values at line 22' },
      }),
    )
    expect(parseEnv(lines.slice(0, 21).join('\n')).get('A20')).toHaveLength(8 * 2 ** 20)
  })

  it('where one value repeats a long one', () => {
    const text = `A=${fill('a', MEBIBYTE / 2)}\nB=${fill('$A ', MEBIBYTE / 4)}`
    expect(() => parseEnv(text)).toThrow(expect.objectContaining({ code: 'SAFETY_LIMIT' }))
  })
})
