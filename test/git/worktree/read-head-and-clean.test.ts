import { rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { profiles } from '../../../src/git/profile.js'
import { readHeadAndClean } from '../../../src/git/worktree/read-head-and-clean.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { looseObjectPath } from '../../support/git-objects.js'
import { type BuiltScenario, type Step, withScenario } from '../../support/scenario.js'
import { watchFiles } from '../../support/watch-files.js'

const write = (path: string, text = ''): Step => ({ do: 'write', path, text })
const runGit = (...args: string[]): Step => ({ do: 'git', args })
const commit: Step = { do: 'commit' }
const settle: Step = { do: 'settle' }
const RACY: Step[] = [write('compose.yml', 'x\n'), write('d/app.conf', 'y\n'), commit]
const RECIPE: Step[] = [...RACY, settle]

const answers = ({ dir, home }: BuiltScenario) => profiles.map((profile) => readHeadAndClean(dir, { profile, home }))
const cleans = (built: BuiltScenario) => answers(built).map(({ clean }) => clean)

/** Files of the checkout, in any order, that were opened to answer; the index is dated later than them all. */
function opened({ dir, home }: BuiltScenario): { clean: boolean; files: string[] } {
  const later = new Date('2037-01-01T00:00:00Z')
  utimesSync(join(dir, '.git/index'), later, later)
  const { opened: paths, result } = watchFiles(() => readHeadAndClean(dir, { home }))
  const files = paths.filter((path) => path.startsWith(`${dir}/`) && !path.startsWith(`${dir}/.git/`))
  return { clean: result.clean, files: files.map((path) => path.slice(dir.length + 1)).sort() }
}

beforeEach(() => {
  vi.stubEnv('XDG_CONFIG_HOME', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('readHeadAndClean', () => {
  it('says where HEAD is', async () => {
    await withScenario({ steps: RECIPE }, (built) => {
      const hash = git(built.dir, 'rev-parse', 'HEAD')
      const branch = { head: { hash, name: 'refs/heads/main' }, clean: true }
      expect(answers(built)).toEqual([branch, branch, branch])
      git(built.dir, 'checkout', '-q', '--detach')
      expect(readHeadAndClean(built.dir, built).head).toEqual({ hash, name: 'HEAD' })
    })
  })

  it('says null of a HEAD without commits, whose index counts all the same', async () => {
    await withScenario({ steps: [] }, (built) => {
      expect(readHeadAndClean(built.dir, built)).toEqual({ head: null, clean: true })
    })
    await withScenario({ steps: [write('a'), runGit('add', 'a')] }, (built) => {
      expect(readHeadAndClean(built.dir, built)).toEqual({ head: null, clean: false })
    })
  })

  it.each<[what: string, steps: Step[], clean: boolean]>([
    ['an untracked file', [write('new')], false],
    ['an untracked file in a folder', [write('d/new')], false],
    ['an ignored file', [write('.gitignore', '.gitignore\nnew\n'), write('new')], true],
    [
      'a file that the user ignores',
      [write('home:.gitconfig', '[core]\nexcludesfile=~/i\n'), write('home:i', 'new\n'), write('new')],
      true,
    ],
    ['an empty folder', [{ do: 'mkdir', path: 'empty' }], true],
    ['a file gone', [{ do: 'remove', path: 'd/app.conf' }], false],
    ['an edit', [{ do: 'append', path: 'compose.yml', text: 'z' }], false],
    ['an edit that was staged', [{ do: 'append', path: 'compose.yml', text: 'z' }, runGit('add', '.')], false],
    [
      'a staged edit that was undone in the file',
      [write('compose.yml', 'z\n'), runGit('add', '.'), write('compose.yml', 'x\n')],
      false,
    ],
    ['a mode', [{ do: 'chmod', path: 'compose.yml', mode: '755' }], false],
    ['a file that was only touched', [{ do: 'touch', path: 'compose.yml', mtime: 1_600_000_000 }], true],
    ['a staged removal', [runGit('rm', '-q', '--cached', 'd/app.conf')], false],
    ['a HEAD that moved', [write('more'), commit, runGit('reset', '-q', '--soft', 'HEAD~1')], false],
  ])('knows whether the worktree is clean with %s', async (_what, steps, clean) => {
    await withScenario({ steps: [...RECIPE, ...steps] }, (built) =>
      expect(cleans(built)).toEqual([clean, clean, clean]),
    )
  })

  it.each<[what: string, steps: Step[], clean: boolean, files: string[]]>([
    ['an untracked file', [write('new')], false, []],
    ['a file gone', [{ do: 'remove', path: 'd/app.conf' }], false, []],
    ['the first of the changed files', [write('a', '1'), write('d/app.conf', 'z\n')], false, ['a']],
    ['nothing', [], true, []],
  ])('reads no file beyond %s', async (what, steps, clean, files) => {
    const committed = what.startsWith('the first') ? [write('a', '0')] : []
    const packed = [...committed, ...RACY, runGit('repack', '-adq'), settle, ...steps]
    await withScenario({ steps: packed }, (built) => expect(opened(built)).toEqual({ clean, files }))
  })

  it.each<[what: string, steps: Step[]]>([
    ['an untracked file', [write('new')]],
    ['a file gone', [{ do: 'remove', path: 'd/app.conf' }]],
  ])('reads no file beyond %s, though they may all have changed', async (_what, steps) => {
    const loose = [...RACY, settle, ...steps]
    await withScenario({ steps: loose }, (built) => expect(opened(built)).toEqual({ clean: false, files: [] }))
  })

  it.each<[what: string, steps: Step[], expected: unknown]>([
    ['the index', [write('.git/index', 'x')], anError('INDEX_INVALID')],
    ['~/.gitconfig', [write('home:.gitconfig', '[core')], anError('GIT_CONFIG_INVALID')],
    ['.git/HEAD', [write('.git/HEAD', '')], anError('REPOSITORY_NOT_FOUND')],
  ])('fails for %s, though an untracked file would do', async (_what, steps, expected) => {
    await withScenario({ steps: [...RECIPE, write('new'), ...steps] }, ({ dir, home }) => {
      for (const profile of profiles) expect(() => readHeadAndClean(dir, { profile, home })).toThrow(expected as Error)
    })
  })

  it.each(['HEAD', 'HEAD:'])('fails where %s is not there, though an untracked file would do', async (revision) => {
    await withScenario({ steps: [...RECIPE, write('new')] }, ({ dir, home }) => {
      rmSync(join(dir, '.git', looseObjectPath(git(dir, 'rev-parse', revision))))
      for (const profile of profiles)
        expect(() => readHeadAndClean(dir, { profile, home })).toThrow(anError('OBJECT_NOT_FOUND') as Error)
    })
  })

  it('fails without a repository', async () => {
    await withScenario({ repository: 'none', steps: [] }, ({ dir, home }) => {
      expect(() => readHeadAndClean(dir, { home })).toThrow(anError('REPOSITORY_NOT_FOUND') as Error)
      expect(() => readHeadAndClean(`${dir}/none`, { home })).toThrow(anError('CHECKOUT_NOT_FOUND') as Error)
    })
  })
})
