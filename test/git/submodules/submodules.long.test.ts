import { describe, it } from 'vitest'
import type { Step } from '../../support/scenario.js'
import { type ExpectedStatus, expectStatus } from '../../support/status.js'

const write = (path: string, text = 'x\n'): Step => ({ do: 'write', path, text })
const remove = (path: string): Step => ({ do: 'remove', path })
const git = (...args: string[]): Step => ({ do: 'git', args })
const inFolder = (cwd: string, ...args: string[]): Step => ({ do: 'git', args, cwd })
const commit: Step = { do: 'commit' }
const settle: Step = { do: 'settle' }

const MODULES = '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n'

/** A checkout with the submodule `lib`, cloned and committed: what `git submodule add` makes, in fewer steps. */
const CLONED: Step[] = [
  write('compose.yml'),
  git('init', '-q', 'lib'),
  write('lib/file'),
  inFolder('lib', 'add', '.'),
  inFolder('lib', 'commit', '-q', '-m', 'One'),
  write('.gitmodules', MODULES),
  commit,
  { do: 'mkdir', path: '.git/modules' },
  { do: 'rename', from: 'lib/.git', to: '.git/modules/lib' },
  write('lib/.git', 'gitdir: ../.git/modules/lib\n'),
  { do: 'append', path: '.git/modules/lib/config', text: '\tworktree = ../../../lib\n' },
  { do: 'append', path: '.git/config', text: '[submodule "lib"]\n\tactive = true\n\turl = /nowhere/lib\n' },
  settle,
]
/** The same, as a clone without its submodules has it. */
const BARE: Step[] = [
  ...CLONED,
  { do: 'remove', path: '.git/modules' },
  git('config', '--remove-section', 'submodule.lib'),
  { do: 'remove', path: 'lib' },
  { do: 'mkdir', path: 'lib' },
]
const inModules = (text: string): Step => write('.gitmodules', text)

type Row = [what: string, steps: Step[], expected: ExpectedStatus]

describe('a submodule that .gitmodules names (L09)', () => {
  it.each<Row>([
    ['is clean', CLONED, []],
    ['is clean with changes inside', [...CLONED, write('lib/file', 'y\n'), write('lib/new')], []],
    [
      'is modified with another commit checked out inside',
      [...CLONED, write('lib/file', 'y\n'), inFolder('lib', 'commit', '-q', '-a', '-m', 'Two')],
      [' M lib'],
    ],
    ['is gone where its folder is', [...CLONED, remove('lib')], [' D lib']],
    ['is clean with an empty folder', [...CLONED, remove('lib'), { do: 'mkdir', path: 'lib' }], []],
    ['is clean where it was not cloned', BARE, []],
    ['is gone where it was not cloned and its folder is gone', [...BARE, remove('lib')], [' D lib']],
    ['is clean with a file in its place', [...CLONED, remove('lib'), write('lib')], []],
    [
      'is added where it is in the index only',
      [
        ...CLONED,
        git('rm', '-q', '--cached', 'lib'),
        git('commit', '-qm', 'x'),
        git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},lib`),
      ],
      ['AM lib'],
    ],
    [
      'is staged with another commit',
      [...CLONED, git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},lib`)],
      ['MM lib'],
    ],
    [
      'is staged with another commit, not cloned',
      [...BARE, git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},lib`)],
      ['M  lib'],
    ],
    ['is untracked, as one, where it is not in the index', [...CLONED, git('rm', '-q', '--cached', 'lib')], ['?? lib']],
    [
      'is clean below folders',
      [...CLONED, { do: 'mkdir', path: 'deep' }, git('mv', 'lib', 'deep/er'), commit, settle],
      [],
    ],
    [
      'is clean whatever submodule.<name>.ignore says (L05)',
      [...CLONED, git('config', '-f', '.gitmodules', 'submodule.lib.ignore', 'none'), commit, settle],
      [],
    ],
  ])('%s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('a gitlink that .gitmodules does not name (L09)', () => {
  it.each<Row>([
    [
      'has its files untracked beside',
      [...CLONED, git('rm', '-q', '--cached', '.gitmodules'), remove('.gitmodules')],
      ['D  .gitmodules', ' D lib', '?? lib/file'],
    ],
    [
      'is gone where its folder is empty',
      [...CLONED, inModules('# none\n'), remove('lib'), { do: 'mkdir', path: 'lib' }],
      [' M .gitmodules', ' D lib'],
    ],
    ['is gone where its folder is', [...CLONED, inModules('# none\n'), remove('lib')], [' M .gitmodules', ' D lib']],
    [
      'is dirty where .gitmodules names another path',
      [...CLONED, inModules(MODULES.replace('path = lib', 'path = other'))],
      [' M .gitmodules', ' D lib', '?? lib/file'],
    ],
  ])('%s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('.gitmodules (L09)', () => {
  it.each<Row>([
    ['that is malformed is an error', [...CLONED, inModules('[submodule "lib"\n')], 'SUBMODULES_INVALID'],
    [
      'that is a link is an error',
      [
        ...CLONED,
        { do: 'rename', from: '.gitmodules', to: 'modules' },
        { do: 'link', path: '.gitmodules', to: 'modules' },
      ],
      'SUBMODULES_INVALID',
    ],
    [
      'that leads nowhere is an error too',
      [write('a'), commit, { do: 'link', path: '.gitmodules', to: 'nowhere' }],
      'SUBMODULES_INVALID',
    ],
    ['that is a folder is an error', [write('a'), commit, { do: 'mkdir', path: '.gitmodules' }], 'FILE_UNREADABLE'],
    ['that is a FIFO cannot be read', [write('a'), commit, { do: 'fifo', path: '.gitmodules' }], 'SAFETY_LIMIT'],
    ['that is empty says nothing', [write('a'), commit, inModules('')], ['?? .gitmodules']],
    [
      'that is untracked counts like another',
      [...CLONED, git('rm', '-q', '--cached', '.gitmodules'), git('commit', '-qm', 'x')],
      ['?? .gitmodules'],
    ],
    [
      'with a path that climbs says nothing',
      [write('a'), commit, inModules('[submodule "x"]\npath = ../x\nurl = y\n')],
      ['?? .gitmodules'],
    ],
    [
      'may name a folder that is no submodule: its files are not seen',
      [write('d/file'), commit, settle, inModules('[submodule "d"]\npath = d\nurl = x\n')],
      ['?? .gitmodules', '?? d', ' D d/file'],
    ],
    [
      'may name a file, which is then compared with what the index says',
      [write('f'), commit, settle, inModules('[submodule "f"]\npath = f\nurl = x\n')],
      { '5.16': ['?? .gitmodules', ' M f'], '5.17': ['?? .gitmodules', ' M f'], '5.19': ['?? .gitmodules', ' M f'] },
    ],
    [
      'may name folders that are not there',
      [write('a'), commit, inModules('[submodule "x"]\npath = x\nurl = y\n')],
      ['?? .gitmodules'],
    ],
  ])('%s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('the repository’s config (L09, L16)', () => {
  it.each<Row>([
    [
      'that is malformed is an error where there is a .gitmodules, in every release',
      [...CLONED, write('.git/config', '[core\n')],
      'GIT_CONFIG_INVALID',
    ],
    [
      'of the submodule with an unknown extension is refused from 5.17 on',
      [...CLONED, inFolder('lib', 'config', 'extensions.unknown', '1')],
      { '5.16': [], '5.17': 'REPOSITORY_UNSUPPORTED', '5.19': 'REPOSITORY_UNSUPPORTED' },
    ],
  ])('%s', (_what, steps, expected) => expectStatus(steps, expected))
})
