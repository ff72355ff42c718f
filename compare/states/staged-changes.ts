import {
  append,
  chmod,
  commit,
  files,
  git,
  link,
  perhaps,
  recipe,
  remove,
  rename,
  type States,
  type Step,
  write,
} from '../../src/golden/scenario/step-shorthands.js'

const add = git('add', '-A')

/** One change, staged in every way. */
const changes: Record<string, Step[]> = {
  'a changed file': [append('compose.yml', '#\n')],
  'an emptied file': [write('compose.yml')],
  'a removed file': remove('compose.yml'),
  'a removed folder': remove('config'),
  'a new file': [write('new')],
  'a new folder': files('new/one', 'new/two'),
  'a renamed file': [rename('compose.yml', 'compose.new.yml')],
  'a renamed folder': [rename('config', 'settings')],
  'a mode': [chmod('755', 'compose.yml')],
  'a file replaced by a folder': [...remove('compose.yml'), write('compose.yml/x')],
  'a folder replaced by a file': [...remove('config'), write('config')],
  'a file replaced by a link': [...remove('compose.yml'), link('compose.yml', 'README.md')],
  'a new link': [link('l', 'compose.yml')],
}

/** What may follow once a change is staged. */
const aftermaths: Record<string, Step[]> = {
  '': [],
  ', then taken back in the files': [
    git('reset', '-q', '--soft', 'HEAD'),
    perhaps(git('restore', '--source=HEAD', '.')),
  ],
  ', then all unstaged': [git('reset', '-q')],
  ', then put away': [git('stash', '-q', '-u')],
  ', then put away and fetched': [git('stash', '-q', '-u'), git('stash', 'pop', '-q')],
  ', then put away and fetched with its index': [git('stash', '-q', '-u'), git('stash', 'pop', '-q', '--index')],
  ', then thrown away': [git('reset', '-q', '--hard')],
  ', then a file is changed': [append('README.md', '#\n')],
}

const combinations = Object.entries(changes).flatMap(([change, steps]) => [
  [`${change}, not staged`, [...recipe, ...steps]],
  ...Object.entries(aftermaths).map(([aftermath, then]) => [
    `${change}, staged${aftermath}`,
    [...recipe, ...steps, add, ...then],
  ]),
])

export const stagedChanges: States = {
  ...Object.fromEntries(combinations),
  'git rm': [...recipe, git('rm', '-q', 'compose.yml')],
  'git rm --cached': [...recipe, git('rm', '-q', '--cached', 'compose.yml')],
  'git rm --cached, the file changed': [
    ...recipe,
    git('rm', '-q', '--cached', 'compose.yml'),
    append('compose.yml', '#\n'),
  ],
  'git rm --cached, the file ignored': [
    ...recipe,
    git('rm', '-q', '--cached', 'compose.yml'),
    write('.gitignore', 'compose.yml\n'),
  ],
  'git rm --cached of a folder': [...recipe, git('rm', '-q', '-r', '--cached', 'config')],
  'git rm --cached of everything': [...recipe, git('rm', '-q', '-r', '--cached', '.')],
  'git rm, the file put back': [...recipe, git('rm', '-q', 'README.md'), write('README.md', '# recipe\n')],
  'git mv': [...recipe, git('mv', 'compose.yml', 'compose.new.yml')],
  'git mv into a folder': [...recipe, git('mv', 'compose.yml', 'config/')],
  'git mv of a folder': [...recipe, git('mv', 'config', 'settings')],
  'git mv, changed after': [...recipe, git('mv', 'compose.yml', 'x'), append('x', '#\n')],
  'git mv, gone after': [...recipe, git('mv', 'compose.yml', 'x'), ...remove('x')],
  'git mv by case': [...recipe, git('mv', 'README.md', 'readme.md')],
  'staged, then changed again': [...recipe, append('compose.yml', '#\n'), add, append('compose.yml', '##\n')],
  'staged, then changed back': [...recipe, write('README.md', 'x'), add, write('README.md', '# recipe\n')],
  'staged, then gone': [...recipe, append('compose.yml', '#\n'), add, ...remove('compose.yml')],
  'staged new, then gone': [...recipe, write('new'), add, ...remove('new')],
  'staged new, then changed': [...recipe, write('new'), add, append('new', 'x')],
  'staged new, then a folder': [...recipe, write('new'), add, ...remove('new'), write('new/x')],
  'staged gone, then new': [...recipe, ...remove('compose.yml'), add, write('compose.yml', 'new')],
  'staged mode, then content': [...recipe, chmod('755', 'compose.yml'), add, append('compose.yml', '#\n')],
  'intent to add': [...recipe, write('new', 'x'), git('add', '-N', 'new')],
  'intent to add, then added': [...recipe, write('new', 'x'), git('add', '-N', 'new'), add],
  'intent to add of a folder': [...recipe, ...files('d/x', 'd/y'), git('add', '-N', 'd')],
  'part of a folder staged': [...recipe, ...files('d/x', 'd/y'), git('add', 'd/x')],
  'an ignored file staged by force': [...recipe, write('.gitignore', 'new\n'), write('new'), git('add', '-f', 'new')],
  'a checkout of one file from the commit before': [
    ...recipe,
    append('compose.yml', '#\n'),
    commit,
    git('checkout', '-q', 'HEAD~1', '--', 'compose.yml'),
  ],
  'a soft reset': [...recipe, append('compose.yml', '#\n'), commit, git('reset', '-q', '--soft', 'HEAD~1')],
  'a mixed reset': [...recipe, append('compose.yml', '#\n'), commit, git('reset', '-q', 'HEAD~1')],
  'a hard reset': [...recipe, append('compose.yml', '#\n'), commit, git('reset', '-q', '--hard', 'HEAD~1')],
  'an orphan branch with everything staged': [...recipe, git('checkout', '-q', '--orphan', 'new')],
  'an orphan branch with nothing staged': [...recipe, git('checkout', '-q', '--orphan', 'new'), git('rm', '-rfq', '.')],
  'an amended commit': [...recipe, write('x'), add, git('commit', '-q', '--amend', '-m', 'x')],
  'a commit of one file of two staged': [...recipe, ...files('x', 'y'), add, git('commit', '-q', '-m', 'x', 'x')],
  'a detached checkout with a change carried over': [
    ...recipe,
    write('x'),
    commit,
    append('compose.yml', '#\n'),
    git('checkout', '-q', 'HEAD~1'),
  ],
  'files staged before the first commit': [write('x'), write('y'), git('add', 'x')],
}
