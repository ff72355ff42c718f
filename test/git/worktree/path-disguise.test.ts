import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import {
  isDisguisedParent,
  isDotGitName,
  isHfsDotGit,
  isNtfsDotGit,
  isWindowsReserved,
} from '../../../src/git/worktree/path-disguise.js'

/** What HFS+ drops from names. */
const DROPPED = [...range(0x200c, 0x200f), ...range(0x202a, 0x202e), ...range(0x206a, 0x206f), 0xfeff]

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

describe('isDotGitName (L16)', () => {
  it.each([
    ['.git', true],
    ['.GIT', true],
    ['.gIt', true],
    ['git~1', true],
    ['GIT~1', true],
    // Go's lower case of the dotted capital I is a plain i.
    ['.g\u0130t', true],
    ['.g\u0131t', false],
    ['git', false],
    ['.git ', false],
    ['.git.', false],
    ['.gitmodules', false],
    ['git~', false],
    ['git~2', false],
    ['git~10', false],
    ['x.git', false],
    ['', false],
  ])('of %j is %j', (name, expected) => {
    expect(isDotGitName(toByteString(name))).toBe(expected)
  })
})

describe('isHfsDotGit (L16)', () => {
  it.each([
    ['.git', true],
    ['.GIT', true],
    ['.g\u200cit', true],
    ['\u200e.git', true],
    ['.git\ufeff', true],
    ['.g\u200ci\u200d\u200dt', true],
    ['.gitmodules', false],
    ['.git2', false],
    ['git', false],
    ['.', false],
    ['', false],
    // Only ASCII letters fold.
    ['.g\u0130t', false],
    ['.g\u200bit', false],
    ['.g it', false],
  ])('of %j is %j', (name, expected) => {
    expect(isHfsDotGit(toByteString(name))).toBe(expected)
  })

  it('drops sixteen characters, and no other of the basic plane', () => {
    const dropped = range(0x80, 0xffff).filter((code) => {
      if (code >= 0xd800 && code <= 0xdfff) return false
      return isHfsDotGit(toByteString(`.gi${String.fromCodePoint(code)}t`))
    })
    expect(dropped).toEqual(DROPPED)
  })

  it('drops no byte that is no UTF-8', () => {
    expect(isHfsDotGit('.g\x80it')).toBe(false)
    expect(isHfsDotGit('.g\xe2\x80it')).toBe(false)
  })
})

describe('isNtfsDotGit (L16)', () => {
  it.each([
    ['.git', true],
    ['.GIT', true],
    ['.git ', true],
    ['.git...', true],
    ['.git. . ', true],
    ['git~1', true],
    ['GIT~1 ', true],
    ['.git:', true],
    ['.git::$INDEX_ALLOCATION', true],
    ['git~1.:x', true],
    ['.git. .:\n', true],
    ['.gitx', false],
    ['.git x', false],
    ['.git.x', false],
    ['.git\n', false],
    ['git', false],
    ['git~2', false],
    ['git~11', false],
    ['', false],
  ])('of %j is %j', (name, expected) => {
    expect(isNtfsDotGit(name)).toBe(expected)
  })
})

describe('isWindowsReserved (L16)', () => {
  it.each([
    ['con', true],
    ['CON', true],
    ['aux.yml', true],
    ['nul.tar.gz', true],
    ['prn ', true],
    ['com1:x', true],
    ['LPT9', true],
    ['CONIN$', true],
    ['conout$.txt', true],
    ['com0', false],
    ['com10', false],
    ['com', false],
    ['console', false],
    ['con-fig', false],
    ['con_', false],
    ['conin', false],
    ['xcon', false],
    ['aux\\', false],
    ['', false],
  ])('of %j is %j', (name, expected) => {
    expect(isWindowsReserved(name)).toBe(expected)
  })
})

describe('isDisguisedParent (L16)', () => {
  it.each([
    ['..', true],
    ['.. ', true],
    ['...', true],
    ['. .', false],
    ['.. . .', true],
    ['..:x', true],
    ['.\u200c.', true],
    ['\ufeff..', true],
    ['.', false],
    ['..x', false],
    ['.. x', false],
    ['.x', false],
    ['x..', false],
    ['', false],
  ])('of %j is %j', (name, expected) => {
    expect(isDisguisedParent(toByteString(name))).toBe(expected)
  })
})
