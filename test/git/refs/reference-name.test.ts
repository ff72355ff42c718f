import { describe, expect, it } from 'vitest'
import { isValidReferenceName } from '../../../src/git/refs/reference-name.js'

describe('isValidReferenceName', () => {
  it.each([
    'HEAD',
    'refs/heads/main',
    'refs/heads/feature/1.0',
    'refs/tags/1.0.0+2.0.0',
    'a/b',
    'refs/heads/caf\xc3\xa9',
    'refs/heads/a@b',
    'refs/heads/@x',
    'refs/heads/a{b}',
    'refs/heads/x/-y',
    'refs/remotes/-x',
    'refs/heads/a.b',
    'refs/heads/x.locked',
  ])('takes %j', (name) => {
    expect(isValidReferenceName(name)).toBe(true)
  })

  it.each([
    '',
    'main',
    'refs/heads/',
    '/refs/heads/x',
    'refs//x',
    'refs/heads/x.',
    'refs/heads/.x',
    'refs/.heads/x',
    'refs/heads/a..b',
    'refs/heads/a b',
    'refs/heads/a\tb',
    'refs/heads/a\x7f',
    'refs/heads/a~b',
    'refs/heads/a^b',
    'refs/heads/a:b',
    'refs/heads/a?b',
    'refs/heads/a*b',
    'refs/heads/a[b',
    'refs/heads/a\\b',
    'refs/heads/a@{b',
    'refs/heads/@',
    'refs/heads/x.lock',
    'refs/x.lock/y',
    'refs/heads/-x',
    'refs/tags/-x',
  ])('refuses %j', (name) => {
    expect(isValidReferenceName(name)).toBe(false)
  })
})
