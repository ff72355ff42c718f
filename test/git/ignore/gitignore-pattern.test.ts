import { describe, expect, it } from 'vitest'
import { decidingPattern, isIgnored, parseGitignorePattern } from '../../../src/git/ignore/gitignore-pattern.js'

const parse = (line: string, domain = '', number = 1) =>
  parseGitignorePattern(line, split(domain), { file: '.gitignore', line: number, text: line })
const parseAll = (lines: readonly string[], domain = '') => lines.map((line, i) => parse(line, domain, i + 1))
const split = (path: string) => (path === '' ? [] : path.split('/'))

/** A path that ends in a slash is a folder's. */
function ignores(lines: readonly string[], path: string, domain = ''): boolean {
  return isIgnored(parseAll(lines, domain), split(path.replace(/\/$/, '')), path.endsWith('/'))
}

describe('parseGitignorePattern', () => {
  it.each([
    ['a', { segments: ['a'], inclusion: false, directoryOnly: false, anchored: false }],
    ['!a', { segments: ['a'], inclusion: true, directoryOnly: false, anchored: false }],
    ['a/', { segments: ['a'], inclusion: false, directoryOnly: true, anchored: false }],
    ['/a', { segments: ['', 'a'], inclusion: false, directoryOnly: false, anchored: true }],
    ['a/b', { segments: ['a', 'b'], inclusion: false, directoryOnly: false, anchored: true }],
    ['!/a/**/b/', { segments: ['', 'a', '**', 'b'], inclusion: true, directoryOnly: true, anchored: true }],
    ['a//', { segments: ['a', ''], inclusion: false, directoryOnly: true, anchored: true }],
    ['a   ', { segments: ['a'], inclusion: false, directoryOnly: false, anchored: false }],
    ['a/  ', { segments: ['a'], inclusion: false, directoryOnly: true, anchored: false }],
    ['a\t', { segments: ['a\t'], inclusion: false, directoryOnly: false, anchored: false }],
    ['a\\ ', { segments: ['a\\ '], inclusion: false, directoryOnly: false, anchored: false }],
    ['a  \\ ', { segments: ['a  \\ '], inclusion: false, directoryOnly: false, anchored: false }],
    ['a\\  ', { segments: ['a\\'], inclusion: false, directoryOnly: false, anchored: false }],
    ['  a', { segments: ['  a'], inclusion: false, directoryOnly: false, anchored: false }],
    ['!!a', { segments: ['!a'], inclusion: true, directoryOnly: false, anchored: false }],
    ['\\!a', { segments: ['\\!a'], inclusion: false, directoryOnly: false, anchored: false }],
    ['!', { segments: [''], inclusion: true, directoryOnly: false, anchored: false }],
    ['/', { segments: [''], inclusion: false, directoryOnly: true, anchored: false }],
  ])('reads %j (L03)', (line, expected) => {
    const source = { file: 'sub/.gitignore', line: 7, text: line }
    expect(parseGitignorePattern(line, ['sub'], source)).toEqual({ ...expected, domain: ['sub'], source })
  })
})

describe('isIgnored', () => {
  it.each<[what: string, lines: string[], path: string, expected: boolean]>([
    ['a name counts at every depth', ['a'], 'a', true],
    ['a name counts at every depth', ['a'], 'x/y/a', true],
    ['a name counts for everything below it', ['a'], 'x/a/y', true],
    ['a name is a whole name', ['a'], 'ab', false],
    ['case counts', ['a'], 'A', false],
    ['a star needs a name of its own', ['a/*'], 'a/', false],
    ['two stars find a name at every depth, and no other', ['a/**/b'], 'a/x/y/b', true],
    ['two stars find a name at every depth, and no other', ['a/**/b'], 'a/x/y/c', false],
    ['a malformed name behind two stars matches nothing', ['a/**/[', 'a/**/[b'], 'a/x/b', false],
    ['a star counts within a name', ['*.log'], 'x/b.log', true],
    ['a star counts within a name', ['x*g'], 'x/b.log', false],
    ['a slash in front counts at the top only', ['/a'], 'a', true],
    ['a slash in front counts at the top only', ['/a'], 'x/a', false],
    ['a slash inside counts from the top', ['a/b'], 'a/b', true],
    ['a slash inside counts from the top', ['a/b'], 'x/a/b', false],
    ['a path counts for everything below it', ['a/b'], 'a/b/c', true],
    ['a path is no shorter one', ['a/b'], 'a', false],
    ['a slash at the end is for folders', ['a/'], 'a', false],
    ['a slash at the end is for folders', ['a/'], 'a/', true],
    ['a slash at the end is for folders, and what is in them', ['a/'], 'a/b', true],
    ['a slash at the end is for folders, and what is in them', ['a/'], 'x/a/b', true],
    ['a slash at the end does not anchor', ['a/'], 'x/a/', true],
    ['a path with a slash at the end', ['a/b/'], 'a/b', false],
    ['a path with a slash at the end', ['a/b/'], 'a/b/', true],
    ['a path with a slash at the end', ['a/b/'], 'a/b/c', true],
    ['two stars in front stand for any folders', ['**/a'], 'a', true],
    ['two stars in front stand for any folders', ['**/a'], 'x/y/a', true],
    ['two stars in front, and what is below', ['**/a'], 'x/a/z', true],
    ['two stars inside stand for any folders, none included', ['a/**/b'], 'a/b', true],
    ['two stars inside stand for any folders', ['a/**/b'], 'a/x/y/b', true],
    ['two stars inside stand for any folders', ['a/**/b'], 'x/a/b', false],
    ['two stars at the end stand for all below', ['a/**'], 'a/b/c', true],
    ['two stars at the end stand for the folder itself too, other than in git', ['a/**'], 'a/', true],
    ['two stars at the end stand for a file of that name too, other than in git', ['a/**'], 'a', true],
    ['two stars alone are a star, twice', ['**'], 'a/b', true],
    ['two stars and a slash alone match nothing but folders', ['**/'], 'a', false],
    ['two stars and a slash alone match nothing but folders', ['**/'], 'a/b', true],
    ['two stars with something beside match nothing in a path', ['a/b**'], 'a/bc', false],
    ['two stars with something beside match nothing in a path', ['/**a'], 'xa', false],
    ['two stars with something beside are one star in a name', ['b**'], 'x/bc', true],
    ['the first fit of what follows two stars is taken, other than in git', ['**/a/b'], 'a/x/a/b', false],
    ['a second pair of stars begins anew', ['**/a/**/b'], 'a/x/a/b', true],
    ['three stars are no pair', ['***/a'], 'x/a', false],
    ['an empty segment is passed over', ['a//b'], 'a/b', true],
    ['an empty segment after two stars takes their meaning away', ['**//a'], 'x/a', false],
    ['an empty segment after two stars takes their meaning away', ['**//a'], 'a', true],
    ['a slash alone matches nothing', ['/'], 'a/', false],
    ['two slashes match nothing', ['//'], 'a/', false],
    ['blanks at the end are cut', ['a  '], 'a', true],
    ['a tabulator at the end is not cut', ['a\t'], 'a', false],
    ['a tabulator at the end is not cut', ['a\t'], 'a\t', true],
    ['blanks in front are part of the name', [' a'], 'a', false],
    ['an escaped blank at the end stays', ['a\\ '], 'a ', true],
    ['an escaped blank at the end stays', ['a\\ '], 'a', false],
    ['a blank after an escaped one leaves a lone backslash', ['a\\  '], 'a ', false],
    ['an escaped exclamation mark is one', ['\\!a'], '!a', true],
    ['an escaped hash is one', ['\\#a'], '#a', true],
    ['the last match wins', ['*.log', '!a.log'], 'a.log', false],
    ['the last match wins', ['!a.log', '*.log'], 'a.log', true],
    ['the last match wins', ['a', '!a', 'a'], 'a', true],
    ['what is taken back need not have been left out', ['!a'], 'a', false],
    ['a folder left out does not keep what is in it, other than in git', ['a/', '!a/b'], 'a/b', false],
    ['a folder left out keeps the rest of what is in it', ['a/', '!a/b'], 'a/c', true],
    ['a folder taken back takes all back that is in it', ['a/b', '!a/'], 'a/b', false],
    ['all but one folder, as recipes write it', ['/*', '!/a'], 'a/b', false],
    ['all but one folder, as recipes write it', ['/*', '!/a'], 'b/a', true],
    ['no [!…]: these are the two characters', ['[!a]'], 'b', false],
    ['no [!…]: these are the two characters', ['[!a]'], '!', true],
    ['[^…] negates', ['[^a]'], 'b', true],
    ['no POSIX classes', ['[[:alpha:]]'], 'a', false],
    ['a bracket cannot be had with a slash inside: it is two segments', ['a[/]b'], 'a/b', false],
    ['a malformed name matches nothing', ['[a'], '[a', false],
    ['a malformed segment matches nothing', ['x/[a'], 'x/[a', false],
    ['a malformed name ends the search at the first name it is tried on', ['a*['], 'b/a', false],
    ['a malformed segment is not looked at after one that does not match', ['x/[a', 'y'], 'y', true],
  ])('%s: %j and %j (L03)', (_what, lines, path, expected) => {
    expect(ignores(lines, path)).toBe(expected)
  })

  it.each<[what: string, lines: string[], domain: string, path: string, expected: boolean]>([
    ['a name, below the folder only', ['a'], 'd', 'd/a', true],
    ['a name, below the folder only', ['a'], 'd', 'd/x/a', true],
    ['a name, below the folder only', ['a'], 'd', 'a', false],
    ['a name, below the folder only', ['a'], 'd', 'x/d/a', false],
    ['the folder itself is not below it', ['d'], 'd', 'd/', false],
    ['the folder itself is not below it', ['*'], 'd', 'd/', false],
    ['a name of the way to the folder does not count', ['d'], 'd', 'd/a', false],
    ['a path, from the folder on', ['/a'], 'd/e', 'd/e/a', true],
    ['a path, from the folder on', ['/a'], 'd/e', 'd/e/x/a', false],
    ['a path, from the folder on', ['a/b'], 'd/e', 'd/e/a/b/c', true],
    ['two stars, from the folder on', ['**/a'], 'd', 'd/x/a', true],
    ['two stars, from the folder on', ['**/a'], 'd', 'x/a', false],
    ['a folder whose name begins alike', ['a'], 'd', 'dd/a', false],
  ])('%s: %j in %j and %j (L03)', (_what, lines, domain, path, expected) => {
    expect(ignores(lines, path, domain)).toBe(expected)
  })

  it.each<[lines: string[], path: string, expected: boolean]>([
    [['\xff*'], '\xffa', true],
    [['?'], '\xc3\xa9', true],
    [['?'], '\xc3\xa9\xc3\xa9', false],
    [['\xc3\xa9/a'], '\xc3\xa9/a', true],
  ])('compares bytes, and characters where a question mark stands: %j and %j (L03)', (lines, path, expected) => {
    expect(ignores(lines, path)).toBe(expected)
  })
})

describe('decidingPattern', () => {
  it('is the last line that matches, whichever way it decides', () => {
    const patterns = parseAll(['*.log', 'a*', '!a.log', '*.txt'])
    expect(decidingPattern(patterns, ['a.log'], false)?.source).toEqual({ file: '.gitignore', line: 3, text: '!a.log' })
    expect(decidingPattern(patterns, ['b.log'], false)?.source.line).toBe(1)
    expect(decidingPattern(patterns, ['b'], false)).toBeUndefined()
  })

  it('is, of files in several folders, the last one handed in', () => {
    const patterns = [...parseAll(['*.log']), ...parseAll(['!*.log'], 'd'), ...parseAll(['a.log'], 'd/e')]
    expect(isIgnored(patterns, ['x.log'], false)).toBe(true)
    expect(isIgnored(patterns, ['d', 'x.log'], false)).toBe(false)
    expect(isIgnored(patterns, ['d', 'e', 'a.log'], false)).toBe(true)
    expect(isIgnored(patterns, ['d', 'e', 'b.log'], false)).toBe(false)
  })
})
