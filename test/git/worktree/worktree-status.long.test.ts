import { describe, it } from 'vitest'
import type { Step } from '../../support/scenario.js'
import { type ExpectedStatus, expectStatus } from '../../support/status.js'

type Row = [what: string, steps: Step[], expected: ExpectedStatus]

const write = (path: string, text: string, mode?: string): Step => ({ do: 'write', path, text, ...(mode && { mode }) })
const append = (path: string): Step => ({ do: 'append', path, text: 'more\n' })
const remove = (path: string): Step => ({ do: 'remove', path })
const link = (path: string, to: string): Step => ({ do: 'link', path, to })
const git = (...args: string[]): Step => ({ do: 'git', args })
const commit: Step = { do: 'commit' }
const settle: Step = { do: 'settle' }
const SETTLED = 1_577_836_800

/** A recipe with a few files, committed and left alone. */
const RECIPE: Step[] = [
  write('compose.yml', 'version: "3.8"\n'),
  write('abra.sh', '#!/bin/sh\n', '755'),
  write('config/app.conf', 'a = 1\n'),
  write('config/db/db.conf', 'b = 1\n'),
  commit,
  settle,
]
const rows = (describeRows: Row[]) =>
  describeRows.map(([what, steps, expected]) => [what, [...RECIPE, ...steps], expected] as const)

/** The same text with line ends of Windows, as git checks it out. */
const CRLF: Step[] = [
  git('config', 'core.autocrlf', 'true'),
  remove('compose.yml'),
  git('checkout', '--', 'compose.yml'),
  settle,
]

describe('the letters of a change', () => {
  it.each(
    rows([
      ['nothing', [], []],
      ['an edit', [append('compose.yml')], [' M compose.yml']],
      ['an edit that was staged', [append('compose.yml'), git('add', '.')], ['M  compose.yml']],
      [
        'an edit after it was staged',
        [append('compose.yml'), git('add', '.'), append('compose.yml')],
        ['MM compose.yml'],
      ],
      ['a file that is gone', [remove('compose.yml')], [' D compose.yml']],
      ['a file that was removed', [git('rm', '-q', 'compose.yml')], ['D  compose.yml']],
      [
        'a file that was removed from the index only (L08)',
        [git('rm', '-q', '--cached', 'compose.yml')],
        ['?? compose.yml'],
      ],
      ['a new file', [write('new', 'x')], ['?? new']],
      ['a new file that was added', [write('new', 'x'), git('add', '.')], ['A  new']],
      ['a new file, edited after it was added', [write('new', 'x'), git('add', '.'), append('new')], ['AM new']],
      ['a new file, gone after it was added', [write('new', 'x'), git('add', '.'), remove('new')], ['AD new']],
      [
        'a file that was moved: two changes',
        [git('mv', 'compose.yml', 'docker.yml')],
        ['D  compose.yml', 'A  docker.yml'],
      ],
      ['files of a folder that came', [write('new/a', 'x'), write('new/b/c', 'x')], ['?? new/a', '?? new/b/c']],
      ['files of a folder that is gone', [remove('config')], [' D config/app.conf', ' D config/db/db.conf']],
      ['an empty folder, which is nothing', [{ do: 'mkdir', path: 'empty' }], []],
      [
        'a file in the place of a folder',
        [remove('config'), write('config', 'x')],
        ['?? config', ' D config/app.conf', ' D config/db/db.conf'],
      ],
      [
        'a folder in the place of a file',
        [remove('compose.yml'), write('compose.yml/x', 'x')],
        [' D compose.yml', '?? compose.yml/x'],
      ],
      ['a link in the place of a file', [remove('compose.yml'), link('compose.yml', 'abra.sh')], [' M compose.yml']],
      [
        'an edit undone',
        [append('compose.yml'), git('add', '.'), write('compose.yml', 'version: "3.8"\n')],
        ['MM compose.yml'],
      ],
      [
        'a commit not checked out',
        [append('compose.yml'), commit, git('reset', '-q', '--soft', 'HEAD~1')],
        ['M  compose.yml'],
      ],
      [
        'files in the order of their bytes',
        ['b', 'B', 'a.b', 'a/b', 'a0', 'é'].map((path) => write(`n/${path}`, '')),
        ['?? n/B', '?? n/a.b', '?? n/a/b', '?? n/a0', '?? n/b', '?? n/é'],
      ],
      [
        'the index being gone',
        [remove('.git/index')],
        ['?? abra.sh', '?? compose.yml', '?? config/app.conf', '?? config/db/db.conf'],
      ],
    ]),
  )('are go-git’s: %s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('untracked files (L04)', () => {
  it.each(
    rows([
      [
        'whatever status.showUntrackedFiles says',
        [git('config', 'status.showUntrackedFiles', 'no'), write('new', 'x')],
        ['?? new'],
      ],
      [
        'in a repository inside, which is a folder like others',
        [git('init', '-q', 'nested'), write('nested/a', 'x')],
        ['?? nested/a'],
      ],
      ['but no folder .git at any depth', [write('nested/.git', 'x'), write('a/b/.git/c', 'x')], []],
    ]),
  )('are listed one by one: %s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('content and mode alone decide on a tracked file (L05)', () => {
  it.each(
    rows([
      ['the execute bit of the owner given', [{ do: 'chmod', path: 'compose.yml', mode: '755' }], [' M compose.yml']],
      ['the execute bit of the owner taken', [{ do: 'chmod', path: 'abra.sh', mode: '655' }], [' M abra.sh']],
      [
        'the execute bits of others, which do not count',
        [
          { do: 'chmod', path: 'compose.yml', mode: '655' },
          { do: 'chmod', path: 'abra.sh', mode: '744' },
        ],
        [],
      ],
      [
        'core.fileMode=false, which is not followed',
        [git('config', 'core.fileMode', 'false'), { do: 'chmod', path: 'compose.yml', mode: '755' }],
        [' M compose.yml'],
      ],
      [
        'core.ignoreCase, which is not followed',
        [git('config', 'core.ignoreCase', 'true'), { do: 'rename', from: 'compose.yml', to: 'Compose.yml' }],
        ['?? Compose.yml', ' D compose.yml'],
      ],
      [
        'core.worktree, which is not followed',
        [git('config', 'core.worktree', '../../outside'), write('new', 'x')],
        ['?? new'],
      ],
      [
        'assume-unchanged, which is not followed',
        [git('update-index', '--assume-unchanged', 'compose.yml'), append('compose.yml')],
        [' M compose.yml'],
      ],
      [
        'the same content in another place and time',
        [
          remove('compose.yml'),
          write('compose.yml', 'version: "3.8"\n'),
          { do: 'touch', path: 'compose.yml', mtime: 1 },
        ],
        [],
      ],
      [
        'replaced objects, which are not followed',
        [append('compose.yml'), commit, git('replace', 'HEAD', 'HEAD~1'), settle],
        [],
      ],
      [
        'a filter with a command, which is not run',
        [
          write('.gitattributes', 'compose.yml filter=x\n'),
          git('config', 'filter.x.clean', 'echo filtered'),
          append('compose.yml'),
        ],
        ['?? .gitattributes', ' M compose.yml'],
      ],
      [
        'a file of 1 MiB and a byte',
        [
          { do: 'write', path: 'big', repeat: 'x', times: 1024 * 1024 + 1 },
          commit,
          { do: 'append', path: 'big', text: 'y' },
        ],
        [' M big'],
      ],
    ]),
  )('%s', (_what, steps, expected) => expectStatus(steps, expected))

  it.each(
    rows([
      ['line ends that autocrlf made', CRLF, { '5.16': [' M compose.yml'], '5.17': [], '5.19': [] }],
      [
        'line ends that autocrlf made, touched',
        [...CRLF, { do: 'touch', path: 'compose.yml', mtime: SETTLED + 1 }],
        [' M compose.yml'],
      ],
      [
        'an ident that was expanded',
        [
          write('.gitattributes', 'id ident\n'),
          write('id', '$Id$\n'),
          commit,
          remove('id'),
          git('checkout', '--', 'id'),
          settle,
        ],
        { '5.16': [' M id'], '5.17': [], '5.19': [] },
      ],
      [
        'what a filter put there',
        [
          write('.gitattributes', 'f filter=x\n'),
          git('config', 'filter.x.clean', 'sed s/plain/stored/'),
          git('config', 'filter.x.smudge', 'sed s/stored/plain/'),
          write('f', 'plain\n'),
          commit,
          settle,
        ],
        { '5.16': [' M f'], '5.17': [], '5.19': [] },
      ],
    ]),
  )('%s: modified for 5.16, clean until touched from 5.17 on (L14)', (_what, steps, expected) =>
    expectStatus(steps, expected),
  )
})

describe('skip-worktree (L06)', () => {
  const skip = (...paths: string[]) => git('update-index', '--skip-worktree', ...paths)
  it.each(
    rows([
      ['a file that is gone', [skip('compose.yml'), remove('compose.yml')], []],
      ['a file that changed', [skip('compose.yml'), append('compose.yml')], []],
      ['a change that was staged', [append('compose.yml'), git('add', '.'), skip('compose.yml')], []],
      [
        'a stray in a folder that is skipped as a whole',
        [skip('config/app.conf', 'config/db/db.conf'), write('config/stray', 'x')],
        [],
      ],
      [
        'a stray in a folder that is skipped in part',
        [skip('config/app.conf'), write('config/stray', 'x')],
        ['?? config/stray'],
      ],
      [
        'a stray elsewhere',
        [skip('config/app.conf', 'config/db/db.conf'), remove('config'), write('stray', 'x')],
        ['?? stray'],
      ],
      [
        'a skipped file that is there, after a stray before it',
        [skip('compose.yml'), write('compose', 'x')],
        ['?? compose', '?? compose.yml'],
      ],
      [
        'a file removed from the index in a skipped folder',
        [git('rm', '-q', '--cached', 'config/app.conf'), skip('config/db/db.conf')],
        [],
      ],
    ]),
  )('hides %s', (_what, steps, expected) => expectStatus(steps, expected))

  it('makes a sparse checkout clean for 5.16; from 5.17 on it is not even opened (L16)', () =>
    expectStatus([...RECIPE, git('sparse-checkout', 'set', '--cone', 'elsewhere')], {
      '5.16': [],
      '5.17': 'REPOSITORY_UNSUPPORTED',
      '5.19': 'REPOSITORY_UNSUPPORTED',
    }))
})

describe('links and special files (L07)', () => {
  it.each(
    rows([
      ['a link', [link('l', 'compose.yml'), commit], []],
      ['a link to nowhere', [link('l', 'nowhere'), commit], []],
      ['a link to a folder', [link('l', 'config'), commit], []],
      ['a link that was changed', [link('l', 'compose.yml'), commit, remove('l'), link('l', 'abra.sh')], [' M l']],
      [
        'a link that became a file with its target’s name',
        [link('l', 'abra.sh'), commit, remove('l'), write('l', 'abra.sh')],
        [' M l'],
      ],
      [
        'an untracked link, whatever it leads to',
        [link('l', '/'), link('m', 'config'), link('n', 'n')],
        ['?? l', '?? m', '?? n'],
      ],
      ['a link with a target of bytes', [link('l', '\\xff'), commit], []],
      ['an absolute link', [link('l', '/nowhere'), commit, settle], { '5.16': [' M l'], '5.17': [], '5.19': [] }],
      [
        'an absolute link, touched',
        [link('l', '/nowhere'), commit, settle, { do: 'touch', path: 'l', mtime: 1 }],
        [' M l'],
      ],
      ['an untracked FIFO', [{ do: 'fifo', path: 'fifo' }], ['?? fifo']],
      ['an untracked socket, which is left out', [{ do: 'socket', path: 'socket' }], []],
      [
        'a FIFO in the place of a file',
        [remove('compose.yml'), { do: 'fifo', path: 'compose.yml' }],
        [' M compose.yml'],
      ],
      [
        'a socket in the place of a file',
        [remove('compose.yml'), { do: 'socket', path: 'compose.yml' }],
        [' D compose.yml'],
      ],
    ]),
  )('%s', (_what, steps, expected) => expectStatus(steps, expected))

  it.runIf(process.getuid?.() === 0)('an untracked device', () =>
    expectStatus([...RECIPE, { do: 'device', path: 'null', kind: 'c', major: 1, minor: 3 }], ['?? null']),
  )
})

describe('half-done work is never clean (L08)', () => {
  const CONFLICT: Step[] = [
    git('checkout', '-q', '-b', 'other'),
    append('compose.yml'),
    commit,
    { do: 'checkout', ref: 'main' },
    write('compose.yml', 'ours\n'),
    commit,
  ]
  const merge: Step = { do: 'git', args: ['merge', '-q', 'other'], mayFail: true }
  it.each(
    rows([
      ['a conflict', [...CONFLICT, merge], ['MM compose.yml']],
      ['a conflict, put back by hand', [...CONFLICT, merge, write('compose.yml', 'ours\n')], ['MM compose.yml']],
      [
        'a conflict, put back to what both began with',
        [...CONFLICT, merge, write('compose.yml', 'version: "3.8"\n')],
        ['M  compose.yml'],
      ],
      [
        'a file deleted by them',
        [...CONFLICT.slice(0, 1), git('rm', '-q', 'compose.yml'), commit, ...CONFLICT.slice(3), merge],
        ['MM compose.yml'],
      ],
      ['intent to add', [write('new', 'x'), git('add', '-N', 'new')], ['AM new']],
      ['intent to add of nothing', [write('new', ''), git('add', '-N', 'new')], ['A  new']],
    ]),
  )('%s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('the index (L10)', () => {
  it.each(
    rows([
      ['version 3', [git('update-index', '--skip-worktree', 'abra.sh'), append('compose.yml')], [' M compose.yml']],
      ['version 4', [git('update-index', '--index-version', '4'), append('compose.yml')], [' M compose.yml']],
      ['split', [git('update-index', '--split-index')], 'INDEX_INVALID'],
      [
        'with a wrong checksum',
        [
          { do: 'patch', path: '.git/index', offset: -1, bytes: '00' },
          { do: 'patch', path: '.git/index', offset: -2, bytes: '00' },
        ],
        'INDEX_INVALID',
      ],
      ['empty', [{ do: 'truncate', path: '.git/index', size: 0 }], 'INDEX_INVALID'],
      [
        'with an extension go-git does not know',
        [git('config', 'core.untrackedCache', 'true'), git('status'), append('compose.yml')],
        [' M compose.yml'],
      ],
      ['a folder', [remove('.git/index'), { do: 'mkdir', path: '.git/index' }], 'FILE_UNREADABLE'],
    ]),
  )('%s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('a file that seems unchanged is not read, from 5.17 on (L14)', () => {
  const EDIT: Step[] = [write('compose.yml', 'version: "3.9"\n')]
  const touched = (mtime: number, nanoseconds?: string): Step => ({
    do: 'touch',
    path: 'compose.yml',
    mtime,
    ...(nanoseconds && { nanoseconds }),
  })
  const dirty = [' M compose.yml']
  it.each(
    rows([
      [
        'an edit of the same size with its time put back',
        [...EDIT, touched(SETTLED)],
        { '5.16': dirty, '5.17': [], '5.19': [] },
      ],
      ['an edit of the same size', EDIT, dirty],
      ['an edit of the same size, a nanosecond later', [...EDIT, touched(SETTLED, '000000001')], dirty],
      ['an edit of another size with its time put back', [append('compose.yml'), touched(SETTLED)], dirty],
      [
        'an edit of the same size with its time put back, and another mode',
        [...EDIT, { do: 'chmod', path: 'compose.yml', mode: '755' }, touched(SETTLED)],
        dirty,
      ],
      [
        'an edit with its time put back where the index is as old',
        [...EDIT, touched(SETTLED), { do: 'touch', path: '.git/index', mtime: SETTLED }],
        dirty,
      ],
      [
        'an edit with its time put back where the index is a nanosecond younger',
        [...EDIT, touched(SETTLED), { do: 'touch', path: '.git/index', mtime: SETTLED, nanoseconds: '000000001' }],
        { '5.16': dirty, '5.17': [], '5.19': [] },
      ],
      [
        'an edit with its time put back, without an entry’s time',
        [git('read-tree', 'HEAD'), ...EDIT, touched(0)],
        dirty,
      ],
      [
        'a change that was staged, and the file put back with the time of that',
        [
          append('compose.yml'),
          touched(SETTLED),
          git('add', '.'),
          write('compose.yml', 'version: "3.8"\nmroe\n'),
          touched(SETTLED),
        ],
        { '5.16': ['MM compose.yml'], '5.17': ['M  compose.yml'], '5.19': ['M  compose.yml'] },
      ],
    ]),
  )('%s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('.git/info/exclude (L15)', () => {
  const hidden = [write('.git/info/exclude', 'compose.ccci.yml\n'), write('compose.ccci.yml', 'x')]
  it.each(
    rows([
      ['is not read from 5.19 on', hidden, { '5.16': [], '5.17': [], '5.19': ['?? compose.ccci.yml'] }],
      [
        'is not needed where .gitignore says the same',
        [...hidden, write('.gitignore', 'compose.ccci.yml\n.gitignore\n')],
        [],
      ],
    ]),
  )('%s', (_what, steps, expected) => expectStatus(steps, expected))
})

describe('what is refused (L16)', () => {
  const since17 = {
    '5.16': [],
    '5.17': 'REPOSITORY_UNSUPPORTED',
    '5.19': 'REPOSITORY_UNSUPPORTED',
  } satisfies ExpectedStatus
  it.each(
    rows([
      ['an unknown extension', [git('config', 'extensions.worktreeConfig', 'true')], since17],
      [
        'an unknown extension in version 1',
        [git('config', 'core.repositoryFormatVersion', '1'), git('config', 'extensions.unknown', '1')],
        since17,
      ],
      ['no extension in version 1', [git('config', 'core.repositoryFormatVersion', '1')], []],
      [
        'a malformed config',
        [write('.git/config', '[core\n')],
        { '5.16': [], '5.17': 'GIT_CONFIG_INVALID', '5.19': 'GIT_CONFIG_INVALID' },
      ],
      ['no config', [remove('.git/config')], []],
      [
        'an untracked folder .GIT',
        [write('.GIT/x', 'x')],
        { '5.16': ['?? .GIT/x'], '5.17': ['?? .GIT/x'], '5.19': 'PATH_INVALID' },
      ],
      ['a folder .GIT further down, which is none', [write('a/.GIT/x', 'x')], ['?? a/.GIT/x']],
      [
        'a folder git~1',
        [write('git~1/x', 'x')],
        { '5.16': ['?? git~1/x'], '5.17': ['?? git~1/x'], '5.19': 'PATH_INVALID' },
      ],
      [
        'a folder with a device name of Windows',
        [write('aux/x', 'x')],
        { '5.16': ['?? aux/x'], '5.17': ['?? aux/x'], '5.19': 'PATH_INVALID' },
      ],
      ['that protection switched off', [git('config', 'core.protectNTFS', 'false'), write('aux/x', 'x')], ['?? aux/x']],
      [
        'a folder with a control character',
        [write('a\tb/x', 'x')],
        { '5.16': ['?? a\tb/x'], '5.17': ['?? a\tb/x'], '5.19': 'PATH_INVALID' },
      ],
      ['no file of such a name: untracked', [write('aux.yml', 'x')], ['?? aux.yml']],
      ['no file of such a name: tracked and up to date', [write('aux.yml', 'x'), commit, settle], []],
      [
        'no file of such a name, but it cannot be read',
        [write('aux.yml', 'x'), commit, settle, { do: 'touch', path: 'aux.yml', mtime: 1 }],
        { '5.16': [], '5.17': [], '5.19': [' M aux.yml'] },
      ],
      [
        'a folder .GIT that is ignored',
        [write('.gitignore', '.GIT\n.gitignore\n'), write('.GIT/x', 'x')],
        { '5.16': [], '5.17': [], '5.19': 'PATH_INVALID' },
      ],
      [
        'a tracked folder of such a name',
        [write('aux/x', 'x'), commit, settle],
        { '5.16': [], '5.17': [], '5.19': 'PATH_INVALID' },
      ],
    ]),
  )('%s', (_what, steps, expected) => expectStatus(steps, expected))
})
