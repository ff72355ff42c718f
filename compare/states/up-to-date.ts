import {
  append,
  chmod,
  commit,
  git,
  link,
  recipe,
  remove,
  rename,
  type States,
  settle,
  shell,
  touch,
  write,
} from '../../src/golden/scenario/step-shorthands.js'

/** When `settle` dates the files to. */
const longAgo = 1_577_836_800
/** Objects in a pack, files older than the index: nothing need be read. */
const packed = [...recipe, git('repack', '-adq'), git('prune-packed'), settle]
const unix = 'one\ntwo\n'
/** Everything written anew from the repository, by a git whose config makes it convert. */
const checkedOut = (...options: string[]) => [
  ...remove('text'),
  git(...options, 'checkout', '-q', '--', 'text'),
  settle,
]
const withText = [write('text', unix), commit, git('repack', '-adq'), settle]
const attributes = (text: string) => [write('.gitattributes', text), commit, git('repack', '-adq'), settle]
/** A filter that keeps the size of what it changes. */
const swapping = ['-c', 'filter.swap.smudge=tr a-z n-za-m', '-c', 'filter.swap.clean=tr n-za-m a-z']

/** Checkouts of which hardly a file need be read, and what may be wrong with them all the same. */
export const upToDateCheckouts: States = {
  'packed, nothing changed': packed,
  'packed, an untracked file': [...packed, write('x')],
  'packed, an untracked overlay': [...packed, write('compose.ci.yml', 'services: {}\n')],
  'packed, an ignored file': [write('.gitignore', 'x\n'), ...packed, write('x')],
  'packed, a file gone': [...packed, ...remove('README.md')],
  'packed, a folder gone': [...packed, ...remove('config')],
  'packed, a folder emptied': [...packed, ...remove('config/app.conf')],
  'packed, a file where a folder was': [...packed, ...remove('config'), write('config')],
  'packed, a folder where a file was': [...packed, ...remove('README.md'), write('README.md/x')],
  'packed, a link where a folder was': [...packed, rename('config', 'other'), link('config', 'other')],
  'packed, a link where a file was': [...packed, rename('README.md', 'other'), link('README.md', 'other')],
  'packed, an edit of the same size, its time put back': [
    ...packed,
    write('README.md', '# RECIPE\n'),
    touch('README.md', longAgo),
  ],
  'packed, an edit of the same size, its time put back, and refreshed by a git that does not look at ctime': [
    ...packed,
    write('README.md', '# RECIPE\n'),
    touch('README.md', longAgo),
    git('-c', 'core.trustctime=false', '-c', 'core.checkStat=minimal', 'status'),
    git('-c', 'core.trustctime=false', '-c', 'core.checkStat=minimal', 'update-index', '--refresh'),
  ],
  'packed, an edit of the same size, taken for unchanged': [
    ...packed,
    git('update-index', '--assume-unchanged', 'README.md'),
    write('README.md', '# RECIPE\n'),
    touch('README.md', longAgo),
  ],
  'packed, replaced by a copy with the same time': [...packed, shell('cp -p README.md copy && mv copy README.md')],
  'packed, replaced by another file with the same time and size': [
    ...packed,
    shell("printf '# RECIPE\\n' > copy && touch -r README.md copy && mv copy README.md"),
  ],
  'packed, a mode changed': [...packed, chmod('755', 'README.md')],
  'packed, a mode changed and put back': [...packed, chmod('755', 'README.md'), chmod('644', 'README.md')],
  'packed, a mode of others changed': [...packed, chmod('666', 'README.md')],
  'packed, staged': [...packed, append('README.md', 'x\n'), git('add', '.'), settle],
  'packed, staged and taken back in the worktree': [
    ...packed,
    append('README.md', 'x\n'),
    git('add', '.'),
    write('README.md', '# recipe\n'),
    settle,
  ],
  'packed, a blob missing': [
    ...packed,
    write('README.md', 'new\n'),
    git('add', '.'),
    shell('rm -f .git/objects/??/*'),
    settle,
  ],
  'packed, HEAD one commit back': [
    ...packed,
    write('x'),
    commit,
    git('repack', '-adq'),
    settle,
    git('reset', '-q', '--soft', 'HEAD~1'),
  ],
  'packed, a commit without change on top': [...packed, git('commit', '-q', '--allow-empty', '-m', 'x')],
  'packed, an intent to add': [...packed, write('x'), git('add', '-N', 'x'), settle],
  'packed, names in capitals': [...packed, write('COM1.yml'), write('aux'), commit, git('repack', '-adq'), settle],
  'packed, an empty tree below': [
    ...packed,
    shell(
      't=$( (git ls-tree HEAD; printf "040000 tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\\tvoid\\n") | git mktree --missing) && git reset -q --soft $(git commit-tree $t -m x)',
    ),
  ],
  'packed, a tree with a file twice': [
    ...packed,
    shell(
      'git cat-file tree HEAD^{tree} > .git/t && git cat-file tree HEAD^{tree} >> .git/t && git reset -q --soft $(git commit-tree $(git hash-object -w --literally -t tree .git/t) -m x)',
    ),
  ],
  'line ends converted at checkout, by a setting that left no trace': [
    ...withText,
    ...checkedOut('-c', 'core.autocrlf=true'),
  ],
  'line ends converted at checkout, by eol that left no trace': [
    ...withText,
    ...checkedOut('-c', 'core.autocrlf=false', '-c', 'core.eol=crlf', '-c', 'core.attributesFile=/dev/null'),
  ],
  'line ends converted when staged, by a setting that left no trace': [
    write('text', 'one\r\ntwo\r\n'),
    git('-c', 'core.autocrlf=input', 'add', '.'),
    git('commit', '-q', '-m', 'x'),
    git('repack', '-adq'),
    settle,
  ],
  'line ends converted, by attributes': [write('text', unix), ...attributes('* text eol=crlf\n'), ...checkedOut()],
  'line ends converted, by attributes that are gone': [
    write('text', unix),
    ...attributes('* text eol=crlf\n'),
    ...checkedOut(),
    ...remove('.gitattributes'),
    git('add', '-A'),
    git('commit', '-q', '-m', 'gone'),
  ],
  'a filter that keeps the size, by attributes': [
    write('text', unix),
    ...attributes('text filter=swap\n'),
    ...checkedOut(...swapping),
    git(...swapping, 'update-index', '--refresh'),
  ],
  'a filter that keeps the size, by .git/info/attributes': [
    ...withText,
    write('.git/info/attributes', 'text filter=swap\n'),
    ...checkedOut(...swapping),
    git(...swapping, 'update-index', '--refresh'),
  ],
  'a filter that keeps the size, by attributes in a folder': [
    write('config/text', unix),
    write('config/.gitattributes', 'text filter=swap\n'),
    commit,
    git('repack', '-adq'),
    ...remove('config/text'),
    git(...swapping, 'checkout', '-q', '--', 'config/text'),
    settle,
    git(...swapping, 'update-index', '--refresh'),
  ],
  'a filter that keeps the size, by attributes that were deleted': [
    write('text', unix),
    ...attributes('text filter=swap\n'),
    ...checkedOut(...swapping),
    git(...swapping, 'update-index', '--refresh'),
    ...remove('.gitattributes'),
  ],
  'ident, expanded at checkout': [write('text', '$Id$\n'), ...attributes('text ident\n'), ...checkedOut()],
  'an encoding of the worktree': [
    write('text', unix),
    ...attributes('text working-tree-encoding=UTF-16LE\n'),
    ...checkedOut(),
  ],
}
