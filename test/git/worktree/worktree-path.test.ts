import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { isHarmlessName, isInvalidTreePath, worktreePathProblem } from '../../../src/git/worktree/worktree-path.js'

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

describe('isHarmlessName', () => {
  it.each([
    'a',
    'compose.yml',
    '.env.sample',
    '.github',
    'caf\xe9',
    'a b',
    'auxiliary',
    'com0',
    'x~1',
    '~',
    '...',
    '.a.',
  ])('is true of %j', (part) => expect(isHarmlessName(part)).toBe(true))

  it.each([
    '',
    '.',
    '..',
    '.git',
    '.GIT',
    'git~1',
    '.git ',
    'aux',
    'aux.yml',
    'COM9',
    'lpt1.x',
    'a\\b',
    'a\n',
    '/',
    'a/.',
  ])('is false of %j', (part) => expect(isHarmlessName(part)).toBe(false))

  it('is true of no name that some release minds, at any place and with any setting', () => {
    const piece = fc.constantFrom(
      ...[
        '.git',
        'git~1',
        '.GIT',
        'aux',
        'con',
        'CONIN$',
        'nul',
        'prn',
        'com1',
        'LPT9',
        '.',
        '..',
        '\\',
        ' ',
        ':',
        '/',
      ],
      ...[
        'a',
        'B',
        '0',
        '_',
        '-',
        '+',
        '~',
        '$',
        '\x01',
        '\x7f',
        '\xff',
        toByteString('\u200c'),
        toByteString('\u0130'),
      ],
      ...['git', 'g', 'it', 'co', 'm', '::$INDEX_ALLOCATION'],
    )
    const part = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''))
    const protections = [true, false].flatMap((ntfs) => [true, false].map((hfs) => ({ ntfs, hfs })))
    let harmless = 0
    fc.assert(
      fc.property(part, (name) => {
        if (!isHarmlessName(name)) return
        harmless++
        for (const path of [name, `a/${name}`, `${name}/a`, `a/${name}/b`, `a/b/${name}/c/d`]) {
          expect(isInvalidTreePath(path), JSON.stringify(path)).toBe(false)
          for (const protection of protections)
            expect(worktreePathProblem(path, protection), JSON.stringify(path)).toBeUndefined()
        }
      }),
      { numRuns: 5000 },
    )
    expect(harmless).toBeGreaterThan(500)
  })
})
