import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AbraDirOptions, abraDir } from '../../src/app/abra-dir.js'
import { anError } from '../support/expect-error.js'

describe('abraDir', () => {
  it.each<[string, AbraDirOptions, string]>([
    ['the one given', { abraDir: '/given', env: { ABRA_DIR: '/named', HOME: '/home/me' } }, '/given'],
    ['ABRA_DIR', { env: { ABRA_DIR: '/named', HOME: '/home/me' } }, '/named'],
    ['ABRA_DIR without a HOME', { env: { ABRA_DIR: '/named' } }, '/named'],
    ['~/.abra', { env: { HOME: '/home/me' } }, '/home/me/.abra'],
    ['~/.abra beside an empty ABRA_DIR', { env: { ABRA_DIR: '', HOME: '/home/me' } }, '/home/me/.abra'],
    ['given, relative', { abraDir: 'a/b/../c', env: {} }, resolve('a/c')],
    ['ABRA_DIR, relative', { env: { ABRA_DIR: './x/' } }, resolve('x')],
    ['a tilde as it is written', { abraDir: '~/x', env: { HOME: '/home/me' } }, resolve('~/x')],
    ['~/.abra of a relative HOME', { env: { HOME: 'me' } }, resolve('me/.abra')],
  ])('is %s', (_name, options, expected) => {
    expect(abraDir(options)).toBe(expected)
  })

  it('asks the environment of the process where none is given', () => {
    const before = process.env['ABRA_DIR']
    process.env['ABRA_DIR'] = '/of/the/process'
    try {
      expect(abraDir()).toBe('/of/the/process')
    } finally {
      if (before === undefined) delete process.env['ABRA_DIR']
      else process.env['ABRA_DIR'] = before
    }
  })

  it.each<[string, AbraDirOptions]>([
    ['no HOME', { env: {} }],
    ['an empty HOME', { env: { HOME: '' } }],
    ['both empty', { env: { HOME: '', ABRA_DIR: '' } }],
  ])('is not known: %s', (_name, options) => {
    expect(() => abraDir(options)).toThrow(anError('HOME_UNKNOWN'))
    expect(() => abraDir(options)).toThrow('neither ABRA_DIR nor HOME')
  })

  it.each<[string, AbraDirOptions]>([
    ['given, empty', { abraDir: '', env: { HOME: '/home/me' } }],
    ['given, with a NUL', { abraDir: '/a\0b' }],
    ['ABRA_DIR with a NUL', { env: { ABRA_DIR: '/a\0b' } }],
  ])('is refused: %s', (_name, options) => {
    expect(() => abraDir(options)).toThrow(anError('USAGE'))
  })
})
