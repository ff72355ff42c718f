import { describe, expect, it } from 'vitest'
import { toByteString } from '../../src/git/go-strings.js'
import { isInvalidTreePath, worktreePathProblem } from '../../src/git/worktree-path.js'

const LINUX = { ntfs: true, hfs: false }

describe('worktreePathProblem (L16)', () => {
  it.each([
    '',
    'a',
    'a/b/c',
    '.gitignore',
    '.gitmodules',
    '.github/x',
    'git',
    'a/.git',
    'a/.GIT',
    'a/git~1',
    'a/...',
    'a b/c.',
    'caf\xe9/\xff',
    'a/.g\u0131t/b',
  ])('says nothing of %j', (path) => {
    expect(worktreePathProblem(toByteString(path), LINUX)).toBeUndefined()
  })

  it.each([
    ['.git', 'invalid path component'],
    ['.GIT', 'invalid path component'],
    ['.GIT/x', 'invalid path component'],
    ['git~1', 'invalid path component'],
    ['.g\u0130t', 'invalid path component'],
    ['.git/info/exclude', 'invalid path component'],
    ['a/.git/config', 'invalid path component'],
    ['a/.git/info/exclude', 'invalid path component'],
    ['a\\.git\\x', 'invalid path component'],
    ['.git\\x', 'invalid path component'],
    ['.git ', 'invalid path'],
    ['a/.git.', 'invalid path'],
    ['a/.git::$INDEX_ALLOCATION', 'invalid path'],
    ['aux.yml', 'invalid path'],
    ['a/con/b', 'invalid path'],
    ['a/NUL', 'invalid path'],
    ['a/../b', 'cannot use ".."'],
    ['..', 'cannot use ".."'],
    ['./a', 'cannot use "."'],
    ['a\\..\\b', 'cannot use ".."'],
    ['a\nb', 'contains control character'],
    ['a/\x7f', 'contains control character'],
    ['\x01', 'contains control character'],
    ['\\', 'invalid path'],
    ['/', 'invalid path'],
  ])('says of %j: %s', (path, problem) => {
    expect(worktreePathProblem(toByteString(path), LINUX)).toBe(problem)
  })

  it.each([
    ['aux.yml', { ntfs: false, hfs: false }, undefined],
    ['.git ', { ntfs: false, hfs: false }, undefined],
    ['.GIT', { ntfs: false, hfs: false }, 'invalid path component'],
    ['.g\u200cit', { ntfs: true, hfs: false }, undefined],
    ['.g\u200cit', { ntfs: false, hfs: true }, 'invalid path component'],
    ['a/.g\u200cit/b', { ntfs: false, hfs: true }, 'invalid path component'],
    ['a/.g\u200cit', { ntfs: false, hfs: true }, undefined],
  ])('of %j with %j says %j, for each protection can be switched off', (path, protect, problem) => {
    expect(worktreePathProblem(toByteString(path), protect)).toBe(problem)
  })
})

describe('isInvalidTreePath', () => {
  it.each([
    ['a', false],
    ['a/b.c', false],
    ['.gitmodules', false],
    ['aux.yml', false],
    ['caf\u00e9', false],
    ['', true],
    ['/', true],
    ['\\', true],
    ['a/..', true],
    ['.', true],
    ['.git', true],
    ['a/.git', true],
    ['a/GIT~1', true],
    ['.git .', true],
    ['a/.g\u200cit', true],
    ['a\\.git', true],
    ['a\tb', true],
    ['.g\u0130t', true],
  ])('of %j is %j', (path, expected) => {
    expect(isInvalidTreePath(toByteString(path))).toBe(expected)
  })
})
