import type { Step } from '../../scenario/scenario.js'
import { append, commit, git, link, settle, touch, write } from '../../scenario/step-shorthands.js'
import { deploysOf, overlay, recipe } from './deploy-shorthands.js'

const flags = { chaos: true }
const userExcludes = (text: string, config = '[core]\n\texcludesfile = ~/ignored\n'): Step[] => [
  write('home:.gitconfig', config),
  write('home:ignored', text),
]

/** Which ignore files count, and how: the chaos version ends in +U or not, and so shows each. */
export const excludeDeploys = deploysOf('excludes', {
  'info-exclude': {
    about: '.git/info/exclude hides the overlay.',
    rules: ['L01', 'L15'],
    checkout: [...recipe, write('.git/info/exclude', 'compose.ccci.yml\n'), overlay],
    flags,
  },
  'user-excludesfile': {
    about: 'The excludesfile of ~/.gitconfig hides the overlay.',
    rules: ['R23', 'L02'],
    checkout: [...recipe, ...userExcludes('compose.ccci.yml\n'), overlay],
    flags,
  },
  'user-excludesfile-missing': {
    about: '~/.gitconfig names an excludesfile that is not there.',
    rules: ['R23', 'L02'],
    checkout: [...recipe, write('home:.gitconfig', '[core]\n\texcludesfile = ~/nowhere\n')],
    flags,
  },
  'user-excludesfile-default-place': {
    about: '~/.config/git/ignore hides the overlay from git only.',
    rules: ['L02'],
    checkout: [...recipe, write('home:.config/git/ignore', 'compose.ccci.yml\n'), overlay],
    flags,
  },
  'user-config-included': {
    about: '~/.gitconfig includes the file that names the excludesfile.',
    rules: ['L02'],
    checkout: [
      ...recipe,
      write('home:.gitconfig', '[include]\n\tpath = ~/more\n'),
      write('home:more', '[core]\n\texcludesfile = ~/ignored\n'),
      write('home:ignored', 'compose.ccci.yml\n'),
      overlay,
    ],
    flags,
  },
  'user-config-malformed': {
    about: '~/.gitconfig cannot be parsed.',
    rules: ['L02'],
    checkout: [...recipe, write('home:.gitconfig', '[core\n')],
    flags,
  },
  'repository-excludesfile': {
    about: "The repository's own core.excludesfile hides the overlay from git only.",
    rules: ['L02'],
    checkout: [
      ...recipe,
      git('config', 'core.excludesfile', '../../home/ignored'),
      write('home:ignored', 'compose.ccci.yml\n'),
      overlay,
    ],
    flags,
  },
  'user-patterns-come-last': {
    about: "A .gitignore brings back what the user's excludesfile hides.",
    rules: ['L01'],
    checkout: [
      ...recipe,
      ...userExcludes('compose.ccci.yml\n'),
      append('.gitignore', '!compose.ccci.yml\n'),
      commit,
      settle,
      overlay,
    ],
    flags,
  },
  'user-negation-comes-last': {
    about: "The user's excludesfile brings back what a .gitignore hides.",
    rules: ['L01'],
    checkout: [...recipe, ...userExcludes('!build.log\n'), write('build.log')],
    flags,
  },
  'gitignore-of-a-subfolder': {
    about: 'The .gitignore of a subfolder hides a file there.',
    rules: ['L01'],
    checkout: [...recipe, write('sub/.gitignore', 'a\n'), commit, settle, write('sub/a')],
    flags,
  },
  'inside-an-ignored-folder': {
    about: 'A folder is ignored and a file in it brought back.',
    rules: ['L03'],
    checkout: [...recipe, append('.gitignore', 'sub/\n!sub/a\n'), commit, settle, write('sub/a')],
    flags,
  },
  'class-with-exclamation-mark': {
    about: 'A pattern [!b]x, which Go takes for the characters ! and b.',
    rules: ['L03'],
    checkout: [...recipe, append('.gitignore', '[!b]x\n'), commit, settle, write('ax')],
    flags,
  },
  'class-with-circumflex': {
    about: 'A pattern [^b]x.',
    rules: ['L03'],
    checkout: [...recipe, append('.gitignore', '[^b]x\n'), commit, settle, write('ax')],
    flags,
  },
  'posix-class': {
    about: 'A pattern [[:alpha:]]x.',
    rules: ['L03'],
    checkout: [...recipe, append('.gitignore', '[[:alpha:]]x\n'), commit, settle, write('ax')],
    flags,
  },
  'two-stars-in-a-name': {
    about: 'A pattern a**x, in which two stars are no whole segment.',
    rules: ['L03'],
    checkout: [...recipe, append('.gitignore', 'a**x\n'), commit, settle, write('a/b/x')],
    flags,
  },
  'capital-letters': {
    about: 'A pattern in capitals, with core.ignoreCase set.',
    rules: ['L03', 'L05'],
    checkout: [
      ...recipe,
      append('.gitignore', 'NOTES\n'),
      commit,
      settle,
      git('config', 'core.ignoreCase', 'true'),
      write('notes'),
    ],
    flags,
  },
  'show-untracked-no': {
    about: 'status.showUntrackedFiles=no hides the overlay from git only.',
    rules: ['L04'],
    checkout: [...recipe, git('config', 'status.showUntrackedFiles', 'no'), overlay],
    flags,
  },
  'untracked-gitignore': {
    about: 'The .gitignore that hides the overlay is itself untracked.',
    rules: ['L01'],
    checkout: [...recipe, write('sub/.gitignore', '*\n'), write('sub/a')],
    flags,
  },
})

/** Tracked files about which git and go-git disagree. */
export const trackedDeploys = deploysOf('tracked-files', {
  'assume-unchanged': {
    about: 'A changed file with assume-unchanged.',
    rules: ['L05'],
    checkout: [...recipe, git('update-index', '--assume-unchanged', 'README.md'), append('README.md', 'More.\n')],
    flags,
  },
  'skip-worktree': {
    about: 'A changed file with skip-worktree.',
    rules: ['L06'],
    checkout: [...recipe, git('update-index', '--skip-worktree', 'README.md'), append('README.md', 'More.\n')],
    flags,
  },
  'file-mode-off': {
    about: 'core.fileMode=false, and a file became executable.',
    rules: ['L05'],
    checkout: [...recipe, git('config', 'core.fileMode', 'false'), { do: 'chmod', path: 'README.md', mode: '755' }],
    flags,
  },
  'line-ends': {
    about: 'core.autocrlf=true, and the file has CRLF.',
    rules: ['L05'],
    checkout: [
      ...recipe,
      git('config', 'core.autocrlf', 'true'),
      write('README.md', '# recorded\r\n\r\nNot released.\r\n'),
      git('add', 'README.md'),
    ],
    flags,
  },
  'absolute-link': {
    about: 'A committed link to an absolute path.',
    rules: ['L07', 'L14'],
    checkout: [...recipe, link('hosts', '/etc/hosts'), commit, settle],
    flags,
  },
  'relative-link': {
    about: 'A committed link to a relative path.',
    rules: ['L07'],
    checkout: [...recipe, link('readme', 'README.md'), commit, settle],
    flags,
  },
  'intent-to-add': {
    about: 'A file added by git add -N.',
    rules: ['L08'],
    checkout: [...recipe, overlay, git('add', '-N', 'compose.ccci.yml')],
    flags,
  },
  'removed-from-the-index': {
    about: 'git rm --cached of an ignored file that stays on the disk.',
    rules: ['L08'],
    checkout: [
      ...recipe,
      write('kept.log'),
      git('add', '-f', 'kept.log'),
      commit,
      settle,
      git('rm', '-q', '--cached', 'kept.log'),
    ],
    flags,
  },
  'same-size-and-time': {
    about: 'An edit of the same size, with the modification time put back.',
    rules: ['L14'],
    checkout: [
      ...recipe,
      touch('README.md', 1_600_000_000),
      git('update-index', '-q', '--refresh'),
      { do: 'patch', path: 'README.md', offset: 2, bytes: '52' },
      touch('README.md', 1_600_000_000),
    ],
    flags,
  },
  'index-version-4': {
    about: 'An index of version 4.',
    rules: ['L10'],
    checkout: [...recipe, git('update-index', '--index-version', '4')],
    flags,
  },
  'unknown-extension': {
    about: 'A repository with an extension that go-git does not know.',
    rules: ['L13', 'L16'],
    checkout: [...recipe, git('config', 'extensions.recorded', 'true')],
    flags,
  },
  'folder-named-like-dot-git': {
    about: 'An untracked folder .GIT.',
    rules: ['L16'],
    checkout: [...recipe, write('.GIT/a')],
    flags,
  },
})
