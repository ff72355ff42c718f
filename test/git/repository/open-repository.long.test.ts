import { chownSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAbraVersionError } from '../../../src/errors.js'
import { type GoGitProfile, profiles } from '../../../src/git/profile.js'
import { openRepository } from '../../../src/git/repository/open-repository.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { type BuiltScenario, type Step, withScenario } from '../../support/scenario.js'
import { type ExpectedStatus, expectStatus } from '../../support/status.js'

const write = (path: string, text = ''): Step => ({ do: 'write', path, text })
const runGit = (...args: string[]): Step => ({ do: 'git', args })
const RECIPE: Step[] = [write('compose.yml', 'x'), { do: 'commit' }, { do: 'settle' }]
const MOVED: Step[] = [...RECIPE, { do: 'rename', from: '.git', to: 'outside:git' }]

/** Where each profile finds the repository, or the code of its error. */
function opened({ dir }: BuiltScenario, folder = dir): Record<GoGitProfile, string> {
  const answers = profiles.map((profile) => {
    try {
      return [profile, openRepository(folder, profile).gitDir.root]
    } catch (error) {
      if (isAbraVersionError(error)) return [profile, error.code]
      throw error
    }
  })
  return Object.fromEntries(answers) as Record<GoGitProfile, string>
}

const all = (answer: string) => ({ '5.16': answer, '5.17': answer, '5.19': answer })
const since17 = (answer: string, before: string) => ({ '5.16': before, '5.17': answer, '5.19': answer })
const since19 = (answer: string, before: string) => ({ '5.16': before, '5.17': before, '5.19': answer })

describe('a repository', () => {
  it('is in .git of the folder that is named', async () => {
    await withScenario({ steps: RECIPE }, (built) => {
      expect(opened(built)).toEqual(all(join(built.dir, '.git')))
      const { dir, worktree, profile } = openRepository(built.dir, '5.17')
      expect({ dir, root: worktree.root, profile }).toEqual({ dir: built.dir, root: built.dir, profile: '5.17' })
    })
  })

  it('is not looked for in parent folders (L11)', async () => {
    await withScenario({ steps: [...RECIPE, { do: 'mkdir', path: 'sub' }] }, (built) => {
      expect(opened(built, join(built.dir, 'sub'))).toEqual(all('REPOSITORY_NOT_FOUND'))
      expect(() => openRepository(join(built.dir, 'sub'), '5.16')).toThrow('repository does not exist')
    })
  })

  it.each<[what: string, steps: Step[], expected: (built: BuiltScenario) => Record<GoGitProfile, string>]>([
    ['a folder without anything', [], () => all('REPOSITORY_NOT_FOUND')],
    ['an empty .git', [{ do: 'mkdir', path: '.git' }], () => all('REPOSITORY_NOT_FOUND')],
    [
      'a .git with nothing but a HEAD',
      [write('.git/HEAD', 'ref: refs/heads/main\n')],
      ({ dir }) => all(join(dir, '.git')),
    ],
    [
      'a .git with a HEAD in packed-refs',
      [write('.git/packed-refs', `${'1'.repeat(40)} HEAD\n`)],
      ({ dir }) => all(join(dir, '.git')),
    ],
    [
      'a .git with malformed packed-refs and no HEAD',
      [write('.git/packed-refs', 'malformed\n')],
      () => all('REFERENCE_INVALID'),
    ],
    ['a bare repository', [runGit('init', '-q', '--bare', '.')], () => all('REPOSITORY_UNSUPPORTED')],
    ['an empty .git file', [write('.git')], () => all('REPOSITORY_UNSUPPORTED')],
    [
      'a .git file that names nothing that is there',
      [write('.git', 'gitdir: ../nowhere\n')],
      () => all('REPOSITORY_NOT_FOUND'),
    ],
    ['a .git file with another word', [write('.git', 'gitDir: ../outside\n')], () => all('REPOSITORY_UNSUPPORTED')],
    ['a .git file without the blank', [write('.git', 'gitdir:../outside\n')], () => all('REPOSITORY_UNSUPPORTED')],
    ['a .git that is a FIFO', [{ do: 'fifo', path: '.git' }], () => all('SAFETY_LIMIT')],
    ['a .git that leads nowhere', [{ do: 'link', path: '.git', to: 'nowhere' }], () => all('REPOSITORY_NOT_FOUND')],
  ])('may be in an odd form: %s (L11)', async (_what, steps, expected) => {
    await withScenario({ repository: 'none', steps }, (built) => expect(opened(built)).toEqual(expected(built)))
  })

  it.each<[what: string, text: string]>([
    ['a relative path', 'gitdir: ../outside/git\n'],
    ['no line end', 'gitdir: ../outside/git'],
    ['blanks around', 'gitdir:  \t../outside/git \r\n'],
    ['more lines, which do not count', 'gitdir: ../outside/git\n../nowhere\n'],
  ])('may be elsewhere, named by a .git file with %s (L11)', async (_what, text) => {
    await withScenario({ steps: [...MOVED, write('.git', text)] }, (built) => {
      expect(opened(built)).toEqual(all(join(built.outside, 'git')))
    })
  })

  it('may be elsewhere, named by a .git file with an absolute path (L11)', async () => {
    await withScenario({ steps: MOVED }, (built) => {
      writeFileSync(join(built.dir, '.git'), `gitdir: ${built.outside}/git\n`)
      expect(opened(built)).toEqual(all(join(built.outside, 'git')))
    })
  })

  it('that a .git file names is not looked for a second step away (L11)', async () => {
    const steps = [...MOVED, write('.git', 'gitdir: ../outside/file\n'), write('outside:file', 'gitdir: git\n')]
    await withScenario({ steps }, (built) => {
      for (const answer of Object.values(opened(built))) expect(answer).not.toBe(join(built.outside, 'git'))
    })
  })

  it('behind a link is opened up to 5.17, and refused from 5.19 on (L16)', async () => {
    await withScenario({ steps: [...MOVED, { do: 'link', path: '.git', to: '../outside/git' }] }, (built) => {
      expect(opened(built)).toEqual(since19('REPOSITORY_UNSUPPORTED', join(built.outside, 'git')))
    })
    const inside: Step[] = [
      ...RECIPE,
      { do: 'rename', from: '.git', to: 'git' },
      { do: 'link', path: '.git', to: 'git' },
    ]
    await withScenario({ steps: inside }, (built) => {
      expect(opened(built)).toEqual(since19('REPOSITORY_UNSUPPORTED', join(built.dir, 'git')))
    })
  })

  it('in a folder that is a link itself is opened by every release', async () => {
    await withScenario({ steps: RECIPE }, (built) => {
      symlinkSync(built.dir, join(built.outside, 'link'))
      expect(opened(built, join(built.outside, 'link'))).toEqual(all(join(built.dir, '.git')))
    })
  })

  it.each<[what: string, steps: Step[], expected: (gitDir: string) => Record<GoGitProfile, string>]>([
    ['core.bare', [runGit('config', 'core.bare', 'true')], all],
    [
      'an unknown extension',
      [runGit('config', 'extensions.unknown', 'x')],
      (dir) => since17('REPOSITORY_UNSUPPORTED', dir),
    ],
    [
      'SHA-256, which no release reads',
      [runGit('config', 'extensions.objectFormat', 'sha256')],
      (dir) => since17('REPOSITORY_UNSUPPORTED', dir),
    ],
    [
      'a partial clone',
      [runGit('config', 'core.repositoryFormatVersion', '1'), runGit('config', 'extensions.partialClone', 'origin')],
      (dir) => since17('REPOSITORY_UNSUPPORTED', dir),
    ],
    ['the extension noop', [runGit('config', 'extensions.noop', 'x')], all],
    [
      'the extension noop-v1 in version 1',
      [runGit('config', 'core.repositoryFormatVersion', '1'), runGit('config', 'extensions.noop-v1', 'x')],
      (dir) => ({ '5.16': dir, '5.17': 'REPOSITORY_UNSUPPORTED', '5.19': dir }),
    ],
    ['a malformed config', [write('.git/config', '[core]\nx_y = z\n')], (dir) => since17('GIT_CONFIG_INVALID', dir)],
    [
      'a config that is a folder',
      [
        { do: 'remove', path: '.git/config' },
        { do: 'mkdir', path: '.git/config' },
      ],
      (dir) => since17('FILE_UNREADABLE', dir),
    ],
  ])('with %s (L13, L16)', async (_what, steps, expected) => {
    await withScenario({ steps: [...RECIPE, ...steps] }, (built) => {
      expect(opened(built)).toEqual(expected(join(built.dir, '.git')))
    })
  })

  it.runIf(process.getuid?.() === 0)('of another owner is opened, other than by git (L13)', async () => {
    await withScenario({ steps: RECIPE }, (built) => {
      for (const path of [built.dir, join(built.dir, '.git')]) chownSync(path, 12_345, 12_345)
      expect(() => git(built.dir, 'status')).toThrow('dubious ownership')
      expect(opened(built)).toEqual(all(join(built.dir, '.git')))
    })
  })
})

describe('a folder that is none', () => {
  it('is named in the error', async () => {
    await withScenario({ repository: 'none', steps: [write('file')] }, (built) => {
      for (const name of ['missing', 'file', 'missing/sub']) {
        const dir = join(built.dir, name)
        for (const profile of profiles) {
          expect(() => openRepository(dir, profile)).toThrow(anError('CHECKOUT_NOT_FOUND'))
          expect(() => openRepository(dir, profile)).toThrow(expect.objectContaining({ data: { dir } }))
        }
      }
    })
  })

  it('is unreadable below a file', async () => {
    await withScenario({ repository: 'none', steps: [write('file')] }, (built) => {
      expect(opened(built, join(built.dir, 'file/sub'))).toEqual(all('FILE_UNREADABLE'))
    })
  })
})

describe('a linked worktree (L11)', () => {
  const linked = (...args: string[]): Step[] => [
    ...RECIPE,
    { do: 'git', args: ['init', '-q', 'main'], cwd: 'outside:' },
    write('outside:main/compose.yml', 'x'),
    { do: 'git', args: ['add', '.'], cwd: 'outside:main' },
    { do: 'git', args: ['commit', '-q', '-m', 'x'], cwd: 'outside:main' },
    { do: 'remove', path: '.git' },
    { do: 'remove', path: 'compose.yml' },
    { do: 'git', args: ['worktree', 'add', '-q', '-f', ...args], cwd: 'outside:main' },
  ]
  it.each<[what: string, steps: Step[], expected: ExpectedStatus]>([
    [
      'on a branch seems to be without commits, and all of it added',
      linked('../../checkout', '-b', 'other'),
      ['A  compose.yml'],
    ],
    ['that is detached has a HEAD whose commit is not found', linked('--detach', '../../checkout'), 'OBJECT_NOT_FOUND'],
  ])('%s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('a name of a folder', () => {
  it('may be relative, and have any slashes and dots', async () => {
    await withScenario({ steps: RECIPE }, (built) => {
      const cwd = realpathSync(process.cwd())
      const up = '../'.repeat(cwd.split('/').length)
      for (const name of [`${up}${built.dir.slice(1)}`, `${built.dir}//`, `${built.dir}/./../checkout/.`]) {
        expect(opened(built, name), name).toEqual(all(join(built.dir, '.git')))
      }
    })
  })
})
