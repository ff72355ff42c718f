import type { Scenario, Step } from '../../support/scenario.js'

/** A clean checkout on `main`, whose tag `target` is checked out by force. */
export interface ForcedCheckoutCase {
  scenario: Scenario
  /** Untracked and ignored files whose content goes. */
  deletes: string[]
  /** Part of what go-git fails with. */
  fails?: string
}

const base: Step[] = [
  { do: 'write', path: '.gitignore', text: 'ignored*\n' },
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'commit' },
]

/** The tag's commit is HEAD's parent, with these files; `here` is done on top of HEAD's commit. */
function between(target: Step[], here: Step[], head: Step[] = []): Scenario {
  return {
    steps: [
      ...base,
      ...target,
      { do: 'commit', allowEmpty: true },
      { do: 'tag', name: 'target' },
      { do: 'git', args: ['reset', '-q', '--hard', 'HEAD~1'] },
      ...head,
      { do: 'commit', allowEmpty: true, message: 'head' },
      ...here,
    ],
  }
}

const nested: Step[] = [
  { do: 'mkdir', path: 'ignored-repo' },
  { do: 'git', args: ['init', '-q', '--template=', '.'], cwd: 'ignored-repo' },
  { do: 'write', path: 'ignored-repo/file', text: 'x' },
]

/** The checkout has a submodule at `sub`, cloned, which the tag lacks. */
const submodule: Step[] = [
  { do: 'mkdir', path: 'outside:library' },
  { do: 'git', args: ['init', '-q', '--template=', '.'], cwd: 'outside:library' },
  { do: 'write', path: 'outside:library/code', text: 'x' },
  { do: 'git', args: ['add', '-A'], cwd: 'outside:library' },
  { do: 'git', args: ['commit', '-q', '-m', 'x'], cwd: 'outside:library' },
  { do: 'git', args: ['submodule', '--quiet', 'add', '../outside/library', 'sub'], mayFail: true },
]

export const forcedCheckoutCases: Record<string, ForcedCheckoutCase> = {
  'nothing besides what is tracked': { scenario: between([], []), deletes: [] },
  'ignored files at any depth, an empty folder among them': {
    scenario: between(
      [],
      [
        { do: 'write', path: 'ignored', text: 'x' },
        { do: 'write', path: 'a/b/ignored.txt', text: 'x' },
        { do: 'write', path: 'ignored-folder/deep/file', text: 'x' },
        { do: 'mkdir', path: 'ignored-empty' },
      ],
    ),
    deletes: ['a/b/ignored.txt', 'ignored', 'ignored-folder/deep/file'],
  },
  'files hidden by the global excludes': {
    scenario: between(
      [],
      [
        { do: 'write', path: 'home:.gitconfig', text: '[core]\n\texcludesfile = ~/excludes\n' },
        { do: 'write', path: 'home:excludes', text: '*.swp\n' },
        { do: 'write', path: 'x.swp', text: 'x' },
      ],
    ),
    deletes: ['x.swp'],
  },
  'a nested repository, but for its .git': { scenario: between([], nested), deletes: ['ignored-repo/file'] },
  'links, FIFOs and odd names, but no sockets': {
    scenario: between(
      [],
      [
        { do: 'link', path: 'ignored-link', to: '../outside' },
        { do: 'write', path: 'outside:file', text: 'x' },
        { do: 'fifo', path: 'ignored-fifo' },
        { do: 'socket', path: 'ignored-socket' },
        { do: 'write', path: 'ignored \\xff\\\\x', text: 'x' },
      ],
    ),
    deletes: ['ignored \\xff\\\\x', 'ignored-fifo', 'ignored-link'],
  },
  'a file that the target has too, with other content': {
    scenario: between(
      [
        { do: 'write', path: 'ignored-config', text: 'theirs' },
        { do: 'git', args: ['add', '-f', 'ignored-config'] },
      ],
      [{ do: 'write', path: 'ignored-config', text: 'mine' }],
    ),
    deletes: ['ignored-config'],
  },
  'a file that the target has too, with the same content': {
    scenario: between(
      [
        { do: 'write', path: 'ignored-config', text: 'ours' },
        { do: 'git', args: ['add', '-f', 'ignored-config'] },
      ],
      [{ do: 'write', path: 'ignored-config', text: 'ours', mode: '755' }],
    ),
    deletes: [],
  },
  'a file where the target has a folder': {
    scenario: between(
      [
        { do: 'write', path: 'ignored/file', text: 'theirs' },
        { do: 'git', args: ['add', '-f', 'ignored/file'] },
      ],
      [{ do: 'write', path: 'ignored', text: 'mine' }],
    ),
    deletes: ['ignored'],
  },
  'a link out of the checkout where the target has a folder': {
    scenario: between(
      [
        { do: 'write', path: 'ignored/file', text: 'theirs' },
        { do: 'git', args: ['add', '-f', 'ignored/file'] },
      ],
      [
        { do: 'write', path: 'outside:file', text: 'not in the checkout' },
        { do: 'link', path: 'ignored', to: '../outside' },
      ],
    ),
    deletes: ['ignored'],
  },
  'a folder of ignored files where the target has a file': {
    scenario: between(
      [
        { do: 'write', path: 'ignored', text: 'theirs' },
        { do: 'git', args: ['add', '-f', 'ignored'] },
      ],
      [
        { do: 'write', path: 'ignored/a', text: 'mine' },
        { do: 'write', path: 'ignored/b/c', text: 'mine' },
      ],
    ),
    deletes: ['ignored/a', 'ignored/b/c'],
  },
  'a folder that stays, for an empty one in it, where the target has a file': {
    scenario: between(
      [
        { do: 'write', path: 'ignored', text: 'theirs' },
        { do: 'git', args: ['add', '-f', 'ignored'] },
      ],
      [
        { do: 'write', path: 'ignored/a', text: 'mine' },
        { do: 'mkdir', path: 'ignored/empty' },
      ],
    ),
    deletes: ['ignored/a'],
    fails: 'is a directory',
  },
  'a socket where the target has a file': {
    scenario: between(
      [{ do: 'write', path: 'zz', text: 'theirs' }],
      [
        { do: 'write', path: 'ignored', text: 'mine' },
        { do: 'socket', path: 'zz' },
      ],
    ),
    deletes: ['ignored'],
    fails: 'no such device or address',
  },
  'a socket where the target has a folder': {
    scenario: between([{ do: 'write', path: 'zz/file', text: 'theirs' }], [{ do: 'socket', path: 'zz' }]),
    deletes: [],
    fails: 'not a directory',
  },
  'a blob that is missing, after what comes before it': {
    scenario: between(
      [{ do: 'write', path: 'missing', text: 'a blob that will be missing' }],
      [
        { do: 'write', path: 'ignored', text: 'gone before' },
        { do: 'write', path: 'sub/ignored', text: 'not reached' },
        {
          do: 'git',
          args: [
            '-c',
            'alias.run=!rm -f .git/objects/$(git rev-parse target:missing | cut -c1-2)/$(git rev-parse target:missing | cut -c3-)',
            'run',
          ],
        },
      ],
    ),
    deletes: ['ignored'],
    fails: 'file not found',
  },
  'a submodule that the target lacks, with all that is in it': {
    scenario: between([], [], submodule),
    deletes: ['sub/.git', 'sub/code'],
  },
  'what stands at a skipped path stays': {
    scenario: between(
      [{ do: 'write', path: 'compose.yml', text: 'two\n' }],
      [
        { do: 'git', args: ['update-index', '--skip-worktree', 'compose.yml'] },
        { do: 'write', path: 'compose.yml', text: 'mine\n' },
        { do: 'write', path: 'ignored', text: 'x' },
      ],
    ),
    deletes: ['ignored'],
  },
}
