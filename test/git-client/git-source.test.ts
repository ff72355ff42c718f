import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskCredentials, parseGitSource } from '../../src/git-client/git-source.js'
import { anError } from '../support/expect-error.js'

describe('parseGitSource', () => {
  it.each<[text: string, url: string, isSsh: boolean, path?: string]>([
    ['https://git.example.com/a/b.git', 'https://git.example.com/a/b.git', false],
    ['http://user:secret@host/x', 'http://user:secret@host/x', false],
    ['git://host/x', 'git://host/x', false],
    ['file:///srv/x', 'file:///srv/x', false, '/srv/x'],
    ['file:///s%72v/%00%c3%A4%', 'file:///s%72v/%00%c3%A4%', false, '/srv/%00ä%'],
    ['file://host/x', 'file://host/x', false, '/host/x'],
    ['ssh://git@host:2222/x', 'ssh://git@host:2222/x', true],
    ['git@host:a/b.git', 'git@host:a/b.git', true],
    ['/srv/x.bundle', '/srv/x.bundle', false, '/srv/x.bundle'],
    ['../x', '/base/x', false, '/base/x'],
    ['./a:b', '/base/dir/a:b', false, '/base/dir/a:b'],
    ['x', '/base/dir/x', false, '/base/dir/x'],
  ])('takes %s', (text, url, isSsh, path) => {
    const expected = { url, isSsh, ...(path === undefined ? {} : { path: Buffer.from(path) }) }
    expect(parseGitSource(text, '/base/dir')).toEqual(expected)
  })

  it.each([
    '',
    '-uhttps://x',
    '--upload-pack=touch x',
    'ext::sh -c touch% x',
    'fd::17',
    'EXT::x',
    'transport-x://host/y',
    'ext://x',
    'ftp://host/x',
    'https://-oProxyCommand=x/y',
    'ssh://-oProxyCommand=x/y',
    'ssh://git@-oProxyCommand=x/y',
    '-oProxyCommand=x:y',
    'git@-oProxyCommand=x:y',
    'https://host/x\ny',
    'a\0b',
  ])('refuses %j', (text) => {
    expect(() => parseGitSource(text, '/base')).toThrow(expect.objectContaining({ code: 'GIT_SOURCE_REFUSED' }))
  })

  it('never lets an option, a helper or a relative path through', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z-]{0,4}:{0,2}[/a-z@:-]{0,8}$/)), (text) => {
        try {
          const { url } = parseGitSource(text, '/base')
          expect(url).not.toMatch(/^-|^[^/:]*::/)
          expect(url).toMatch(/^\/|^(?:file|git|https?|ssh):\/\/|^[^/]+:/i)
        } catch (error) {
          expect(error).toEqual(anError('GIT_SOURCE_REFUSED'))
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('maskCredentials', () => {
  it('leaves out what stands before the host', () => {
    expect(maskCredentials("fatal: 'https://me:pass@host/x' and http://token@h/y, not a@b")).toBe(
      "fatal: 'https://***@host/x' and http://***@h/y, not a@b",
    )
  })

  it('is quick on any text', () => {
    expect(maskCredentials('://'.repeat(200_000)).length).toBe(600_000)
  })
})
