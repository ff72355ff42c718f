import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { profiles } from '../../../src/git/profile.js'
import { readWorktreeStatus } from '../../../src/git/worktree/read-worktree-status.js'
import { anError } from '../../support/expect-error.js'
import { type BuiltScenario, type Step, withScenario } from '../../support/scenario.js'
import { type ExpectedStatus, expectStatus, statusLines } from '../../support/status.js'

const write = (path: string, text = ''): Step => ({ do: 'write', path, text })
const config = (text: string): Step => write('home:.gitconfig', text)
const excludesfile = (value: string) => config(`[core]\n\texcludesfile = ${value}\n`)

/** A checkout with one untracked file `x`, and patterns in the home folder that hide it. */
const STRAY: Step[] = [
  write('compose.yml', 'x'),
  { do: 'commit' },
  { do: 'settle' },
  write('x'),
  write('home:ignore', 'x\n'),
]
const SEEN = ['?? x']

const expectStray = (steps: Step[], expected: ExpectedStatus) => expectStatus([...STRAY, ...steps], expected)

describe('the user’s patterns (L02)', () => {
  it.each<[what: string, steps: Step[], expected: ExpectedStatus]>([
    ['are none without ~/.gitconfig', [], SEEN],
    ['are none without core.excludesfile', [config('[user]\n\tname = x\n')], SEEN],
    ['are none with an empty one', [config('[core]\nexcludesfile\n')], SEEN],
    ['are those of the file that core.excludesfile names', [excludesfile('~/ignore')], []],
    ['are named in any case', [config('[CORE]\n\tExcludesFile = ~/ignore\n')], []],
    [
      'are named by a key spelled with a long s, for Go folds that',
      [config('[core]\n\texcludeſfile = ~/ignore\n')],
      [],
    ],
    [
      'are named by the last of several',
      [config('[core]\nexcludesfile = ~/other\n[user]\nname = x\n[core]\nexcludesfile = ~/ignore\n')],
      [],
    ],
    ['are named in quotes too', [excludesfile('"~/ignore" ; mine')], []],
    ['are not those of a subsection', [config('[core "x"]\n\texcludesfile = ~/ignore\n')], SEEN],
    [
      'are not those of an included file',
      [config('[include]\n\tpath = ~/more\n'), write('home:more', '[core]\nexcludesfile = ~/ignore\n')],
      SEEN,
    ],
    [
      'are not those of the XDG folder',
      [write('home:.config/git/ignore', 'x\n'), write('home:.config/git/config', '[core]\nexcludesfile = ~/ignore\n')],
      SEEN,
    ],
    ['are none where the file is missing', [excludesfile('~/missing')], SEEN],
    ['are none where the file is a folder', [excludesfile('~/folder'), { do: 'mkdir', path: 'home:folder' }], SEEN],
    ['are none where a folder on the way is missing', [excludesfile('~/missing/ignore')], SEEN],
    [
      'are none where a relative name is meant from here: it is looked up from the root',
      [excludesfile('ignore')],
      SEEN,
    ],
    ['are none for a user nobody knows', [excludesfile('~nobody-knows-this-user/ignore')], SEEN],
    ['are none for ~ without a slash', [excludesfile('~')], SEEN],
    ['are none for a variable, which is not replaced', [excludesfile('$HOME/ignore')], SEEN],
    ['are an error where the file is below a file', [excludesfile('~/ignore/x')], 'FILE_UNREADABLE'],
    [
      'win over every .gitignore, other than in git (L01)',
      [excludesfile('~/ignore'), write('.gitignore', '!x\n.gitignore\n')],
      [],
    ],
    [
      'win over every .gitignore, other than in git (L01)',
      [excludesfile('~/keep'), write('home:keep', '!x\n'), write('.gitignore', 'x\n.gitignore\n')],
      SEEN,
    ],
    ['are read in the same way, line by line', [excludesfile('~/two'), write('home:two', '# x\n\nx\r\n!y\n')], []],
    ['speak of every folder', [excludesfile('~/ignore'), write('d/x'), write('d/y')], ['?? d/y']],
    [
      'speak of a path from the top of the checkout',
      [excludesfile('~/path'), write('home:path', '/x\n'), write('d/x')],
      ['?? d/x'],
    ],
  ])('%s', (_what, steps, expected) => expectStray(steps, expected))

  it('may be anywhere: an absolute name, one relative to the root, and a link to it', async () => {
    await withScenario({ steps: STRAY }, async (built) => {
      const patterns = join(built.outside, 'patterns')
      writeFileSync(patterns, 'x\n')
      for (const named of [patterns, patterns.slice(1), `/..${patterns}`, `./${patterns}`]) {
        writeFileSync(join(built.home, '.gitconfig'), `[core]\nexcludesfile = ${named}\n`)
        for (const profile of profiles) expect(await statusLines(built, profile), named).toEqual([])
      }
      symlinkSync(patterns, join(built.home, 'linked'))
      writeFileSync(join(built.home, '.gitconfig'), '[core]\nexcludesfile = ~/linked\n')
      for (const profile of profiles) expect(await statusLines(built, profile), 'linked').toEqual([])
    })
  })

  it('are named by a ~/.gitconfig that may be a link', async () => {
    const steps: Step[] = [...STRAY, write('outside:dotfiles/gitconfig', '[core]\nexcludesfile = ~/ignore\n')]
    await withScenario({ steps }, async (built) => {
      symlinkSync('../outside/dotfiles/gitconfig', join(built.home, '.gitconfig'))
      for (const profile of profiles) expect(await statusLines(built, profile)).toEqual([])
    })
  })

  it('are read from the home of another user, as /etc/passwd names it', async () => {
    // Whatever lies in root's home, no such file does.
    await expectStray([excludesfile('~root/no-such-file-of-the-tests')], SEEN)
  })
})

describe('a home that cannot be used (L02)', () => {
  const ask = ({ dir }: BuiltScenario, home: string) =>
    Promise.all(
      profiles.map((profile) =>
        readWorktreeStatus(dir, { home, profile }).then(
          () => 'answered',
          (error) => error,
        ),
      ),
    )

  it('is an error when it has no name', async () => {
    await withScenario({ steps: STRAY }, async (built) => {
      for (const error of await ask(built, '')) expect(error).toEqual(anError('HOME_UNKNOWN', '$HOME is not defined'))
    })
  })

  it('is none when it does not exist, which is like an empty one', async () => {
    await withScenario({ steps: STRAY }, async (built) => {
      expect(await ask(built, '/no/such/home')).toEqual(['answered', 'answered', 'answered'])
    })
  })

  it.each<[what: string, steps: Step[], code: string, line: number | undefined]>([
    ['malformed', [config('[user]\n\tname = x\n[core\n')], 'GIT_CONFIG_INVALID', 3],
    ['headed by a byte order mark', [config('\ufeff[core]\n')], 'GIT_CONFIG_INVALID', 1],
    ['of keys with underscores', [config('[a]\nb_c = d\n')], 'GIT_CONFIG_INVALID', 2],
    ['of a section with a dot', [config('[a.b]\nc = d\n')], 'GIT_CONFIG_INVALID', 1],
    ['a folder', [{ do: 'mkdir', path: 'home:.gitconfig' }], 'FILE_UNREADABLE', undefined],
    ['a FIFO', [{ do: 'fifo', path: 'home:.gitconfig' }], 'SAFETY_LIMIT', undefined],
    ['a link in a circle', [{ do: 'link', path: 'home:.gitconfig', to: '.gitconfig' }], 'FILE_UNREADABLE', undefined],
  ])('is an error when its .gitconfig is %s', async (_what, steps, code, line) => {
    await withScenario({ steps: [...STRAY, ...steps] }, async (built) => {
      for (const error of await ask(built, built.home)) {
        expect(error).toMatchObject({ code, data: { path: join(built.home, '.gitconfig') } })
        expect(error.data.line).toBe(line)
      }
    })
  })

  it('is an error when its file of patterns is a FIFO', async () => {
    await withScenario(
      { steps: [...STRAY, excludesfile('~/fifo'), { do: 'fifo', path: 'home:fifo' }] },
      async (built) => {
        for (const error of await ask(built, built.home)) expect(error).toMatchObject({ code: 'SAFETY_LIMIT' })
      },
    )
  })
})
