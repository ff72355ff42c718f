import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseModifiers, readModifiers } from '../../../src/app/env/env-modifiers.js'
import { parseEnvEntries } from '../../../src/app/env/parse-env.js'

describe('parseModifiers', () => {
  it.each([
    [' length=32 charset=default,special', { length: '32', charset: 'default,special' }],
    [' generate=false', { generate: 'false' }],
    ['generate=false', { generate: 'false' }],
    ['\tlength=32\t\u00a0generate=false\r', { length: '32', generate: 'false' }],
    [' the length=32 counts, words do not', { length: '32' }],
    ['# length=3', { length: '3' }],
    ['#length=3', { length: '3' }],
    [' a=b=c', { a: 'b=c' }],
    [' a=', { a: '' }],
    [' =b =', {}],
    [' length=1 length=2', { length: '2' }],
    [' length = 32', {}],
    ['', {}],
  ])('reads %j', (comment, modifiers) => {
    expect(Object.fromEntries(parseModifiers(comment))).toEqual(modifiers)
  })

  it('never fails, and finds no name that is empty or has blanks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (comment) => {
        for (const name of parseModifiers(comment).keys()) expect(name).toMatch(/^[^\s#][^\s=]*$|^[^\s=#]$/)
      }),
    )
  })
})

describe('readModifiers', () => {
  const read = (text: string) =>
    [...readModifiers(parseEnvEntries(text))].map(([key, modifiers]) => [key, Object.fromEntries(modifiers)])

  it('gives those of variables that have any, quoted or not', () => {
    const text = [
      'TYPE=discourse',
      'SECRET_A_VERSION=v1 # length=32',
      'SECRET_B_VERSION="v1" #length=16 charset=default,special',
      "SECRET_C_VERSION='v1'#generate=false",
      'SECRET_D_VERSION=v1 # made by hand',
      'SECRET_E_VERSION=v1#length=1',
      '#SECRET_F_VERSION=v1 # length=2',
    ].join('\n')
    expect(read(text)).toEqual([
      ['SECRET_A_VERSION', { length: '32' }],
      ['SECRET_B_VERSION', { length: '16', charset: 'default,special' }],
      ['SECRET_C_VERSION', { generate: 'false' }],
    ])
  })

  it('begins at the last # behind a blank, where godotenv cuts the value', () => {
    expect(read('A=v1 # length=9 # generate=false')).toEqual([['A', { generate: 'false' }]])
  })

  it('takes those of the last line where a variable is assigned twice', () => {
    expect(read('A=1 # length=1\nB=1 # length=2\nA=2')).toEqual([['B', { length: '2' }]])
    expect(read('A=1 # length=1\nA=2 # charset=x')).toEqual([['A', { charset: 'x' }]])
  })

  it('has names of any kind', () => {
    expect(read('__proto__=v1 # constructor=1 __proto__=2')).toHaveLength(1)
  })
})
