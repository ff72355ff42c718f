import { describe, expect, it } from 'vitest'
import { localNameOf, parseRefspec } from '../../src/git-client/refspec.js'

describe('parseRefspec', () => {
  it.each([
    ['refs/tags/*', { from: 'refs/tags/*', to: 'refs/tags/*' }],
    ['+refs/heads/*:refs/remotes/origin/*', { from: 'refs/heads/*', to: 'refs/remotes/origin/*' }],
    ['refs/heads/main:refs/heads/main', { from: 'refs/heads/main', to: 'refs/heads/main' }],
  ])('reads %s', (text, refspec) => {
    expect(parseRefspec(text)).toEqual(refspec)
  })

  it.each(['', 'main', 'refs/tags/*:refs/x', '--exec=x', 'refs/a:refs/b:refs/c', 'refs/../x', 'refs/a*b*'])(
    'refuses %j',
    (text) => {
      expect(() => parseRefspec(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
    },
  )
})

describe('localNameOf', () => {
  it('renames the references that it covers and no others', () => {
    const refspec = parseRefspec('refs/heads/*:refs/remotes/origin/*')
    expect(localNameOf(refspec, 'refs/heads/a/b')).toBe('refs/remotes/origin/a/b')
    expect(localNameOf(refspec, 'refs/tags/1')).toBeUndefined()
    expect(localNameOf(parseRefspec('refs/tags/1'), 'refs/tags/1')).toBe('refs/tags/1')
    expect(localNameOf(parseRefspec('refs/tags/1'), 'refs/tags/10')).toBeUndefined()
  })
})
