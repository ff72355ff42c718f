import {
  append,
  commit,
  files,
  git,
  gitIn,
  mkdir,
  perhaps,
  recipe,
  remove,
  rename,
  type States,
  type Step,
  settle,
  write,
} from '../../src/golden/scenario/step-shorthands.js'

/** A second repository outside, with the recipe's files and history. */
const twin: Step[] = [...recipe, { do: 'git', args: ['clone', '-q', '.', '../outside/twin'] }]

/** The checkout's own repository moved outside, with a `.git` of another kind left in its place. */
const movedOut = [...recipe, rename('.git', 'outside:repo')]

/** The checkout becomes a linked worktree of a repository outside. */
function worktree(...how: string[]): Step[] {
  return [
    ...movedOut,
    ...remove('compose.yml', '.env.sample', 'abra.sh', 'README.md', 'config'),
    gitIn('outside:repo', 'config', 'core.bare', 'true'),
    gitIn('outside:repo', 'worktree', 'add', '-q', '../../checkout', ...how),
  ]
}

const loose = write('compose.yml', 'x'.repeat(3000))

export const repositoryLayouts: States = {
  'a plain repository': recipe,
  'no repository': { repository: 'none', steps: [write('x')] },
  'an empty folder': { repository: 'none', steps: [] },
  'a repository in the parent folder only': {
    repository: 'none',
    steps: [write('x'), gitIn('outside:', 'init', '-q')],
  },
  'a repository in a subfolder only': { repository: 'none', steps: [write('d/x'), gitIn('d', 'init', '-q')] },
  'an empty .git folder': { repository: 'none', steps: [write('x'), mkdir('.git')] },
  'a .git folder with HEAD alone': {
    repository: 'none',
    steps: [write('x'), write('.git/HEAD', 'ref: refs/heads/main\n')],
  },
  'a .git folder without HEAD': [...recipe, ...remove('.git/HEAD')],
  'a .git folder without objects': [...recipe, ...remove('.git/objects')],
  'a .git folder without refs': [...recipe, ...remove('.git/refs')],
  'a .git folder without config': [...recipe, ...remove('.git/config')],
  'a .git folder with read-only files': [...recipe, { do: 'chmod', path: '.git/HEAD', mode: '444' }],
  'a fresh repository': [],
  'a fresh repository with files': [write('x')],
  'a fresh repository with staged files': [write('x'), write('y'), git('add', 'x')],
  'a fresh repository on another branch': [git('checkout', '-q', '-b', 'other'), write('x')],
  'a bare repository': { repository: 'none', steps: [git('init', '-q', '--bare')] },
  'a bare repository with commits': [
    ...movedOut,
    ...remove('compose.yml', '.env.sample', 'abra.sh', 'README.md', 'config'),
    { do: 'git', args: ['clone', '-q', '--bare', '../outside/repo', '.'] },
  ],
  'a bare repository with a file HEAD that is garbage': {
    repository: 'none',
    steps: [git('init', '-q', '--bare'), write('HEAD', 'x')],
  },
  'a file HEAD in a folder without repository': {
    repository: 'none',
    steps: [write('HEAD', 'ref: refs/heads/main\n')],
  },
  'core.bare=true in a checkout': [...recipe, git('config', 'core.bare', 'true')],
  'core.bare=true in a checkout, a change': [
    ...recipe,
    git('config', 'core.bare', 'true'),
    append('compose.yml', '#\n'),
  ],
  'a linked worktree on a branch': worktree('-b', 'other'),
  'a linked worktree on a branch, a change': [...worktree('-b', 'other'), append('compose.yml', '#\n'), write('stray')],
  'a linked worktree, detached': worktree('--detach'),
  'a linked worktree, detached, packed': [...worktree('--detach'), gitIn('outside:repo', 'gc', '-q')],
  'a linked worktree, its repository gone': [...worktree('-b', 'other'), ...remove('outside:repo')],
  'the main worktree of a linked one': [...recipe, git('worktree', 'add', '-q', '../outside/linked')],
  'a linked worktree inside the checkout': [...recipe, git('worktree', 'add', '-q', 'linked')],
  'a separate git folder': {
    repository: 'none',
    steps: [git('init', '-q', '--separate-git-dir', '../outside/repo'), write('x'), commit, settle],
  },
  'a clone': [...twin, ...remove('.git'), rename('outside:twin/.git', '.git')],
  'a shallow clone': [
    ...recipe,
    append('compose.yml', '#\n'),
    commit,
    { do: 'git', args: ['clone', '-q', '--depth', '1', '--no-local', '.', '../outside/shallow'] },
    ...remove('.git'),
    rename('outside:shallow/.git', '.git'),
  ],
  'a clone without blobs': [
    ...recipe,
    git('config', 'uploadpack.allowFilter', 'true'),
    {
      do: 'git',
      args: ['clone', '-q', '--filter=blob:none', '--no-local', '--no-checkout', '.', '../outside/partial'],
    },
    ...remove('.git'),
    rename('outside:partial/.git', '.git'),
    settle,
  ],
  'a clone without trees': [
    ...recipe,
    git('config', 'uploadpack.allowFilter', 'true'),
    { do: 'git', args: ['clone', '-q', '--filter=tree:0', '--no-local', '--no-checkout', '.', '../outside/partial'] },
    ...remove('.git'),
    rename('outside:partial/.git', '.git'),
    settle,
  ],
  'a clone that shares objects': [
    ...recipe,
    { do: 'git', args: ['clone', '-q', '--shared', '.', '../outside/shared'] },
    rename('.git', 'outside:original'),
    rename('outside:shared/.git', '.git'),
    write('.git/objects/info/alternates', '../../../outside/original/objects\n'),
  ],
  'alternates by a relative path inside the git folder': [
    ...recipe,
    mkdir('.git/more'),
    rename('.git/objects', '.git/more/objects'),
    write('.git/objects/info/alternates', '../more/objects\n'),
  ],
  'alternates that lead nowhere': [...recipe, write('.git/objects/info/alternates', '/no/such/objects\n')],
  'alternates that are needed and lead nowhere': [
    ...recipe,
    ...remove('.git/objects/93'),
    write('.git/objects/info/alternates', '/no/such/objects\n'),
  ],
  'alternates that are empty': [...recipe, write('.git/objects/info/alternates')],
  'everything in one pack': [...recipe, git('gc', '-q')],
  'everything in one pack with deltas': [
    loose,
    commit,
    append('compose.yml', 'y'),
    commit,
    append('compose.yml', 'z'),
    ...files(...Array.from({ length: 30 }, (_, i) => `d/${i}`)),
    commit,
    write('d/new'),
    commit,
    git('repack', '-adfq', '--depth=50', '--window=50'),
    settle,
  ],
  'everything in one pack with deltas, the commit before': [
    ...files(...Array.from({ length: 60 }, (_, i) => `d/${i}`)),
    commit,
    write('d/new'),
    commit,
    git('repack', '-adfq', '--depth=50', '--window=50'),
    git('checkout', '-q', 'HEAD~1'),
    settle,
  ],
  'a chain of forty deltas': [
    ...Array.from({ length: 40 }, (_, i): Step[] => [write(`d/${String(i).padStart(50, '0')}`), commit]).flat(),
    git('repack', '-adfq', '--depth=100', '--window=100'),
    git('checkout', '-q', 'HEAD~30'),
    settle,
  ],
  'deltas by name of their base': [
    ...files(...Array.from({ length: 60 }, (_, i) => `d/${i}`)),
    commit,
    write('d/new'),
    commit,
    git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--depth=50', '--window=50'),
    settle,
  ],
  'two packs and loose objects': [
    ...recipe,
    git('repack', '-dq'),
    write('x'),
    commit,
    git('repack', '-dq'),
    write('y'),
    commit,
    settle,
  ],
  'a pack index of version 1': [...recipe, git('-c', 'pack.indexVersion=1', 'repack', '-adfq')],
  'a pack without its reverse index': [...recipe, git('-c', 'pack.writeReverseIndex=false', 'repack', '-adfq')],
  'a pack with reverse index and bitmap': [...recipe, git('-c', 'pack.writeReverseIndex=true', 'repack', '-adbfq')],
  'a cruft pack': [...recipe, git('commit', '--amend', '-q', '-m', 'x'), git('gc', '-q', '--cruft', '--prune=never')],
  'uncompressed loose objects': [git('config', 'core.compression', '0'), ...recipe],
  'packed references': [...recipe, git('pack-refs', '--all')],
  'packed references and a newer loose one': [...recipe, git('pack-refs', '--all'), write('x'), commit, settle],
  'a detached HEAD': [...recipe, git('checkout', '-q', '--detach')],
  'a detached HEAD at a tag': [
    ...recipe,
    { do: 'tag', name: '1.0.0', annotated: true },
    { do: 'checkout', ref: '1.0.0' },
  ],
  'a repository of sha256': {
    repository: 'none',
    steps: [git('init', '-q', '--object-format=sha256'), write('x'), commit],
  },
  'a repository of sha256 without commits': {
    repository: 'none',
    steps: [git('init', '-q', '--object-format=sha256'), write('x')],
  },
  'a clone that names its remote by a folder': [...twin],
  'a checkout of another owner': [...recipe, perhaps({ do: 'chmod', path: '.', mode: '777' })],
}
