// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of `.env` files
import { parse } from 'dotenv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envText } from '../../../compare/random/random-env.js'
import { dotenvDifferences } from '../../../src/app/env/dotenv-differences.js'
import { parseEnv } from '../../../src/app/env/parse-env.js'
import { isAbraVersionError } from '../../../src/errors.js'

describe('dotenvDifferences', () => {
  it.each([
    ['D=a#b', { key: 'D', line: 1, godotenv: 'a#b', dotenv: 'a', why: 'comment' }],
    ['\nD=v1 # a # b', { key: 'D', line: 2, godotenv: 'v1 # a', dotenv: 'v1', why: 'comment' }],
    ['B=1\nA=$B', { key: 'A', line: 2, godotenv: '1', dotenv: '$B', why: 'expansion' }],
    ['A=$2y$10$abc', { key: 'A', line: 1, godotenv: 'y$abc', dotenv: '$2y$10$abc', why: 'expansion' }],
    ['A="a\\tb"', { key: 'A', line: 1, godotenv: 'atb', dotenv: 'a\\tb', why: 'escape' }],
    ['A=`a b`', { key: 'A', line: 1, godotenv: '`a b`', dotenv: 'a b', why: 'quote' }],
    ['A=\u2003a', { key: 'A', line: 1, godotenv: '\u2003a', dotenv: 'a', why: 'space' }],
    ['A B=1', { key: 'A B', line: 1, godotenv: '1', dotenv: undefined, why: 'name' }],
    ['A=1\nFOO', { key: '', line: 2, godotenv: 'FOO', dotenv: undefined, why: 'name' }],
    ['A=1\nFOO\n', { key: '', line: 2, godotenv: undefined, dotenv: undefined, why: 'error' }],
    ['A=1\nB="', { key: '', line: 2, godotenv: undefined, dotenv: undefined, why: 'error' }],
    ['__proto__=1', { key: '__proto__', line: 1, godotenv: '1', dotenv: undefined, why: 'name' }],
    ['# a\rB=1', { key: 'B', line: 1, godotenv: undefined, dotenv: '1', why: 'name' }],
  ])('tells what %j means to each', (text, difference) => {
    expect(dotenvDifferences(text)).toEqual([difference])
  })

  it('tells of a variable that a quoted value swallowed', () => {
    const told = dotenvDifferences('A="x\nB=1\n" D=2\n')
    expect(told).toEqual([
      { key: 'A', line: 1, godotenv: 'x\nB=1\n', dotenv: '"x', why: 'quote' },
      { key: 'B', line: 2, godotenv: undefined, dotenv: '1', why: 'quote' },
      { key: 'D', line: 3, godotenv: '2', dotenv: undefined, why: 'name' },
    ])
  })

  it('has nothing to tell of a plain file', () => {
    expect(
      dotenvDifferences('# app\nTYPE=discourse:1.0.0\nexport A="b c"\nLETS=\nD=\'$x\'\nE=v1 # length=3\n'),
    ).toEqual([])
  })

  it('tells of each name that one of them reads differently, and of no other', () => {
    fc.assert(
      fc.property(envText, (text) => {
        const bytes = Buffer.from(text, 'latin1')
        let ours: Map<string, string>
        try {
          ours = parseEnv(bytes)
        } catch (error) {
          expect(isAbraVersionError(error, 'ENV_SYNTAX')).toBe(true)
          expect(dotenvDifferences(bytes)).toMatchObject([{ why: 'error' }])
          return
        }
        // Only texts that both are given alike.
        fc.pre(bytes.toString('utf8').includes('\ufffd') === false)
        const theirs = new Map(Object.entries(parse(bytes)))
        const keys = [...new Set([...ours.keys(), ...theirs.keys()])]
        const differing = keys.filter((key) => ours.get(key) !== theirs.get(key))
        const told = dotenvDifferences(bytes)
        expect(told.map(({ key }) => key).sort()).toEqual(differing.sort())
        for (const { key, godotenv, dotenv } of told) {
          expect([godotenv, dotenv]).toEqual([ours.get(key), theirs.get(key)])
        }
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['65537 characters', 'A'.repeat(65_536 + 1), 'is larger than 64 KiB'],
    ['257 empty lines', `A=1${'\n'.repeat(257)}`, 'has more than 256 blanks and empty lines in a row'],
  ])('does not hand %s to dotenv', (_, text, limit) => {
    expect(() => dotenvDifferences(text, { path: 'x.env' })).toThrow(
      expect.objectContaining({ code: 'SAFETY_LIMIT', data: { path: 'x.env', limit } }),
    )
  })

  it.each(['\n', 'export\n', 'A=\n', "A='\n", ' ', "'", '"', '\\', "\\'", '#', 'A=`\\', 'A= \' " ` '])(
    'comes back from a text of %j',
    (piece) => {
      const text = `A=1\n${piece.repeat(65_000 / piece.length)}`
      try {
        expect(dotenvDifferences(text)).toBeInstanceOf(Array)
      } catch (error) {
        expect(isAbraVersionError(error, 'SAFETY_LIMIT')).toBe(true)
      }
    },
  )
})
