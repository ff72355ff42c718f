import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { isEscapingReferenceName } from '../../../src/git/refs/reference-safety.js'

describe('isEscapingReferenceName (L16)', () => {
  it.each([
    'HEAD',
    'ORIG_HEAD',
    'X',
    '_',
    'refs/heads/main',
    'refs/heads/MAIN.lock',
    'refs/tags/1.0.0+2.0.0',
    'refs/x',
    'refs/heads/a b',
    'refs/heads/@{1}',
    'refs/heads/caf\u00e9',
    'refs/heads/.x',
    'refs/heads/x..y',
    'refs/heads/-x',
    'refs/heads/.git',
  ])('lets %j pass', (name) => {
    expect(isEscapingReferenceName(toByteString(name))).toBe(false)
  })

  it.each([
    '',
    'main',
    'heads/main',
    'config',
    'Head',
    'FETCH-HEAD',
    'HEAD1',
    '/HEAD',
    'refs',
    'refs/',
    'refs//x',
    'refs/heads/',
    'refs/./x',
    'refs/../HEAD',
    'refs/heads/..',
    'refs/heads/.. ',
    'refs/heads/...',
    'refs/heads/..:x',
    'refs/heads/.\u200c.',
    'refs/heads/a\\b',
    'refs/heads/a\nb',
    'refs/heads/a\x7f',
    'refs/heads/\0',
    'Refs/heads/x',
  ])('refuses %j', (name) => {
    expect(isEscapingReferenceName(toByteString(name))).toBe(true)
  })
})
