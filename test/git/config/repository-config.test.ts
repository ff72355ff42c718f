import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { isAbraVersionError } from '../../../src/errors.js'
import { lastValue, parseGitConfig, sectionOf } from '../../../src/git/config/git-config.js'
import { decodeGitConfig, readRepositoryConfig, verifyExtensions } from '../../../src/git/config/repository-config.js'
import { ConfinedFolder } from '../../../src/git/files/confined-folder.js'
import { traitsOf } from '../../../src/git/profile.js'
import { anError } from '../../support/expect-error.js'
import { type Step, withScenario, withScratch } from '../../support/scenario.js'
import { type ExpectedStatus, expectStatus } from '../../support/status.js'

function goGitOf(use: () => unknown): string {
  try {
    use()
    return 'fine'
  } catch (error) {
    if (isAbraVersionError(error) && 'goGit' in error.data) return error.data.goGit
    throw error
  }
}

describe('readRepositoryConfig', () => {
  it('reads .git/config, and takes a missing one for an empty one', async () => {
    const steps: Step[] = [{ do: 'git', args: ['config', 'a.b', 'c'] }]
    await withScenario({ steps }, ({ dir }) => {
      const config = readRepositoryConfig(new ConfinedFolder(toByteString(`${dir}/.git`), 'kernel'))
      expect(lastValue(sectionOf(config, 'a'), 'b')).toBe('c')
    })
    await withScratch((dir) => {
      expect(readRepositoryConfig(new ConfinedFolder(toByteString(dir), 'kernel'))).toEqual({ sections: new Map() })
    })
  })
})

describe('what go-git’s typed view of the config refuses, from 5.17 on (L16)', () => {
  const text = (lines: string): Step[] => [{ do: 'write', path: '.git/config', text: lines }]
  const refused = { '5.16': [], '5.17': 'GIT_CONFIG_INVALID', '5.19': 'GIT_CONFIG_INVALID' } satisfies ExpectedStatus

  it.each([
    ['a window of packs that is no number', '[pack]\nwindow = x\n'],
    ['a negative window', '[pack]\nwindow = -1\n'],
    ['a window beyond 32 bits', '[pack]\nwindow = 4294967296\n'],
    ['a window in kilobytes', '[pack]\nwindow = 1k\n'],
    ['a branch that merges no branch', '[branch "x"]\nmerge = refs/tags/x\n'],
    ['a branch that merges a short name', '[branch "x"]\nmerge = x\n'],
    ['a branch with a rebase of a kind go-git does not know', '[branch "x"]\nrebase = merges\n'],
    ['a branch with a rebase in capitals', '[branch "x"]\nrebase = True\n'],
    ['a branch whose name is none', '[branch "a..b"]\nremote = origin\n'],
    ['a refspec without a colon', '[remote "o"]\nurl = x\nfetch = refs/heads/x\n'],
    ['a refspec with two colons', '[remote "o"]\nurl = x\nfetch = a:b:c\n'],
    ['a refspec without its right side', '[remote "o"]\nurl = x\nfetch = a:\n'],
    ['a refspec with a star on one side', '[remote "o"]\nurl = x\nfetch = refs/*:refs/x\n'],
    ['a refspec with two stars', '[remote "o"]\nurl = x\nfetch = refs/*/*:refs/*/*\n'],
    ['an empty refspec', '[remote "o"]\nurl = x\nfetch =\n'],
  ])('is %s', (_what, lines) => expectStatus(text(lines), refused))

  it.each([
    ['an empty file', ''],
    ['a window', '[pack]\nwindow = 4294967295\n'],
    ['an empty window', '[pack]\nwindow =\n'],
    ['the last of two windows', '[pack]\nwindow = x\nwindow = 1\n'],
    [
      'branches',
      '[branch "x"]\nremote = o\nmerge = refs/heads/x\nrebase = interactive\n[branch "y/z"]\nrebase = false\n',
    ],
    [
      'refspecs',
      '[remote "o"]\nurl = x\nfetch = +refs/heads/*:refs/remotes/o/*\nfetch = refs/tags/x:refs/tags/x\nfetch = :x\n',
    ],
    ['a remote without a url', '[remote "o"]\nfetch = +refs/heads/*:refs/remotes/o/*\n'],
    ['a remote of a bad name', '[remote "a b"]\nurl = x\n'],
    ['sections without sense', '[a]\n[b "c"]\n[core]\nbare = maybe\nfileMode = x\n'],
  ])('is not %s', (_what, lines) => expectStatus(text(lines), []))
})

describe('decodeGitConfig', () => {
  it('names the file and the line in its error', () => {
    expect(() => decodeGitConfig(Buffer.from('[a]\n\nb c\n'), '/x/config')).toThrow(
      expect.objectContaining({
        code: 'GIT_CONFIG_INVALID',
        data: expect.objectContaining({ path: '/x/config', line: 3 }),
      }),
    )
    expect(() => decodeGitConfig(Buffer.from('x'), '/x/config')).toThrow(
      anError('GIT_CONFIG_INVALID', 'expected section header'),
    )
  })
})

describe('verifyExtensions (L16)', () => {
  const check = (text: string, profile: '5.17' | '5.19') =>
    goGitOf(() => verifyExtensions(parseGitConfig(Buffer.from(text)), '.git/config', traitsOf(profile)))

  it.each<[text: string, in517: string, in519: string]>([
    ['', 'fine', 'fine'],
    ['[extensions]\n', 'fine', 'fine'],
    ['[extensions]\nnoop = 1\n', 'fine', 'fine'],
    ['[Extensions]\nNOOP = 1\n', 'fine', 'fine'],
    ['[extensions]\nnoop-v1 = 1\n', 'does not support extension: noop-v1', 'does not support extension: noop-v1'],
    ['[core]\nrepositoryformatversion = 1\n[extensions]\nnoop-v1 = 1\n', 'does not support extension: noop-v1', 'fine'],
    [
      '[extensions]\nworktreeConfig = true\n',
      'does not support extension: worktreeconfig',
      'does not support extension: worktreeconfig',
    ],
    [
      '[core]\nrepositoryformatversion = 1\n[extensions]\nworktreeConfig = true\n',
      'does not support extension: worktreeconfig',
      'unknown extension: worktreeconfig',
    ],
    [
      '[core]\nrepositoryformatversion = 1\n[extensions]\nobjectFormat = sha1\n',
      'does not support extension: objectformat',
      'unknown extension: objectformat',
    ],
    ['[core]\nrepositoryformatversion = 2\n', 'fine', 'fine'],
    ['[extensions "x"]\nunknown = 1\n', 'fine', 'fine'],
  ])('of %j says in 5.17 %j and in 5.19 %j', (text, in517, in519) => {
    expect(check(text, '5.17')).toContain(in517)
    expect(check(text, '5.19')).toContain(in519)
  })
})
