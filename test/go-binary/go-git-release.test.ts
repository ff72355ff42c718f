import { describe, expect, it } from 'vitest'
import type { BuildInfo, Module } from '../../src/go-binary/build-info.js'
import { goGitRelease, profileOfGoGit } from '../../src/go-binary/go-git-release.js'

const GO_GIT = 'github.com/go-git/go-git/v5'
const info = (...deps: Module[]): BuildInfo => ({ goVersion: 'go1.26.0', path: 'tiny', deps, settings: {} })
const goGit = (replace?: Module): Module => ({ path: GO_GIT, version: 'v5.17.2', ...(replace && { replace }) })
const billy = { path: 'github.com/go-git/go-billy/v5', version: 'v5.8.0' }

describe('goGitRelease', () => {
  it('finds go-git among the modules, and follows a replacement by another release', () => {
    expect(goGitRelease(info(billy, goGit()))).toEqual({ version: 'v5.17.2', module: GO_GIT })
    const replaced = goGit({ path: GO_GIT, version: 'v5.16.2', sum: 'h1:x' })
    expect(goGitRelease(info(replaced))).toEqual({ version: 'v5.16.2', module: GO_GIT })
  })

  it.each([
    ['no go-git', info(billy), '', /is no program with/],
    ['no modules', info(), '', /is no program with/],
    [
      'a folder',
      info(goGit({ path: '../go-git', version: '(devel)' })),
      '../go-git (devel)',
      /replaced by \.\.\/go-git/,
    ],
    [
      'a fork',
      info(goGit({ path: 'a.test/go-git/v5', version: 'v5.17.2' })),
      'a.test/go-git/v5 v5.17.2',
      /replaced by a\.test/,
    ],
    [
      'v6',
      info({ path: 'github.com/go-git/go-git/v6', version: 'v6.0.0' }),
      'github.com/go-git/go-git/v6 v6.0.0',
      /links .*v6/,
    ],
    [
      'v4',
      info({ path: 'gopkg.in/src-d/go-git.v4', version: 'v4.13.1' }),
      'gopkg.in/src-d/go-git.v4 v4.13.1',
      /links .*v4/,
    ],
    [
      'v5 beside v6',
      info(goGit(), { path: 'github.com/go-git/go-git/v6', version: 'v6.0.0' }),
      `${GO_GIT} v5.17.2 and github.com/go-git/go-git/v6 v6.0.0`,
      /not .* alone/,
    ],
  ])('refuses %s', (_, binary, version, message) => {
    const attempt = () => goGitRelease(binary, '/opt/abra')
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(expect.objectContaining({ code: 'GO_GIT_UNKNOWN', data: { path: '/opt/abra', version } }))
  })
})

describe('profileOfGoGit', () => {
  it.each([
    ['5.16', ['v5.12.0', 'v5.12.9', 'v5.13.0', 'v5.16.0', 'v5.16.2', 'v5.16.5']],
    ['5.17', ['v5.17.0', 'v5.17.1', 'v5.17.2', 'v5.18.0', 'v5.18.7']],
    ['5.19', ['v5.19.1', 'v5.19.2', 'v5.19.3', 'v5.19.10']],
  ])('is %s for %j', (profile, versions) => {
    expect(versions.map((version) => profileOfGoGit(version))).toEqual(versions.map(() => profile))
  })

  it.each([
    ['older', ['v5.0.0', 'v5.11.0', 'v5.2.0']],
    ['between', ['v5.16.6', 'v5.19.0']],
    ['newer', ['v5.20.0', 'v5.100.0']],
    [
      'which is not a release of go-git v5',
      [
        '',
        '(devel)',
        '5.16.2',
        'v5.16',
        'v5.016.2',
        'v4.13.1',
        'v6.0.0',
        'v5.16.3-0.20250901000000-0123456789ab',
        'v5.19.2-rc.1',
        'v5.17.2+dirty',
        'v5.17.2\n',
      ],
    ],
  ])('is unknown where the version is %s', (why, versions) => {
    for (const version of versions) {
      const attempt = () => profileOfGoGit(version, '/opt/abra')
      expect(attempt, version).toThrow(why)
      expect(attempt).toThrow(expect.objectContaining({ code: 'GO_GIT_UNKNOWN', data: { path: '/opt/abra', version } }))
    }
  })
})
