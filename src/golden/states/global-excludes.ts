import { commit, fifo, files, git, link, recipe, type States, socket, write, writeBytes } from './step-shorthands.js'

const strays = files('a', 'b', 'sub/a', 'sub/b')
const patterns = write('home:ignore', 'a\n')

function config(text: string) {
  return [...recipe, patterns, write('home:.gitconfig', text), ...strays]
}

/** The user's own excludes: `core.excludesfile` of `~/.gitconfig`. */
export const globalExcludes: States = {
  'a path with a tilde': config('[core]\n\texcludesfile = ~/ignore\n'),
  'a tilde alone': config('[core]\n\texcludesfile = ~\n'),
  'a tilde and another user': config('[core]\n\texcludesfile = ~nosuchuser/ignore\n'),
  'a path relative to nothing': config('[core]\n\texcludesfile = ignore\n'),
  'a path with dot dot': config('[core]\n\texcludesfile = ~/../home/ignore\n'),
  'a path outside of home': [
    ...recipe,
    write('outside:ignore', 'a\n'),
    write('home:.gitconfig', '[core]\n\texcludesfile = ~/../outside/ignore\n'),
    ...strays,
  ],
  'a variable is not expanded': config('[core]\n\texcludesfile = $HOME/ignore\n'),
  'a missing excludes file': config('[core]\n\texcludesfile = ~/nothing\n'),
  'an excludes file below a file': config('[core]\n\texcludesfile = ~/ignore/x\n'),
  'an excludes file that is a folder': [
    ...recipe,
    write('home:ignore/x'),
    write('home:.gitconfig', '[core]\n\texcludesfile = ~/ignore\n'),
    ...strays,
  ],
  'an excludes file that is a link': [...config('[core]\n\texcludesfile = ~/link\n'), link('home:link', 'ignore')],
  'an excludes file that is a link out of home': [
    ...config('[core]\n\texcludesfile = ~/link\n'),
    write('outside:ignore', 'b\n'),
    link('home:link', '../outside/ignore'),
  ],
  'an excludes file that is a dangling link': [...config('[core]\n\texcludesfile = ~/link\n'), link('home:link', 'x')],
  'an excludes file that is a link loop': [...config('[core]\n\texcludesfile = ~/link\n'), link('home:link', 'link')],
  'an excludes file that is a socket': [...config('[core]\n\texcludesfile = ~/sock\n'), socket('home:sock')],
  'an excludes file that is a FIFO': [...config('[core]\n\texcludesfile = ~/pipe\n'), fifo('home:pipe')],
  'an empty excludes file': [...config('[core]\n\texcludesfile = ~/empty\n'), write('home:empty')],
  'an excludes file with carriage returns': [
    ...config('[core]\n\texcludesfile = ~/crlf\n'),
    write('home:crlf', 'a\r\nb\r\n'),
  ],
  'an excludes file with a long line': [
    ...config('[core]\n\texcludesfile = ~/long\n'),
    { do: 'write', path: 'home:long', repeat: '#', times: 70000 },
    { do: 'append', path: 'home:long', text: '\na\n' },
  ],
  'a global anchored pattern': [...config('[core]\n\texcludesfile = ~/anchored\n'), write('home:anchored', '/a\n')],
  'a global negation wins over .gitignore': [
    ...config('[core]\n\texcludesfile = ~/negated\n'),
    write('home:negated', '!a\n'),
    write('.gitignore', 'a\n'),
  ],
  'a global negation wins over info/exclude': [
    ...config('[core]\n\texcludesfile = ~/negated\n'),
    write('home:negated', '!a\n'),
    write('.git/info/exclude', 'a\n'),
  ],
  'a global pattern wins over a negation in .gitignore': [
    ...config('[core]\n\texcludesfile = ~/ignore\n'),
    write('.gitignore', '!a\n'),
  ],
  'a global pattern wins over a negation in a subfolder': [
    ...config('[core]\n\texcludesfile = ~/ignore\n'),
    write('sub/.gitignore', '!a\n'),
  ],
  'a globally ignored folder still has its .gitignore read': [
    ...config('[core]\n\texcludesfile = ~/folder\n'),
    write('home:folder', 'sub/\n'),
    write('sub/.gitignore', '!a\n'),
  ],
  'no excludesfile in the config': config('[user]\n\tname = x\n'),
  'an empty config': config(''),
  'an excludesfile without a value': config('[core]\n\texcludesfile\n'),
  'an excludesfile with an empty value': config('[core]\n\texcludesfile =\n'),
  'an excludesfile that is quoted': config('[core]\n\texcludesfile = "~/ignore"\n'),
  'an excludesfile quoted with blanks in it': [
    ...config('[core]\n\texcludesfile = "~/with blank "\n'),
    write('home:with blank ', 'b\n'),
  ],
  'an excludesfile with a comment after it': config('[core]\n\texcludesfile = ~/ignore # mine\n'),
  'an excludesfile with a semicolon after it': config('[core]\n\texcludesfile = ~/ignore;mine\n'),
  'an excludesfile with an escaped letter': config('[core]\n\texcludesfile = ~/i\\gnore\n'),
  'an excludesfile with an escaped backslash': config('[core]\n\texcludesfile = ~\\\\ignore\n'),
  'an excludesfile over two lines': config('[core]\n\texcludesfile = ~/ig\\\nnore\n'),
  'keys in other case': config('[CORE]\n\tExcludesFile = ~/ignore\n'),
  'two excludesfiles: the last counts': [
    ...config('[core]\n\texcludesfile = ~/ignore\n\texcludesfile = ~/second\n'),
    write('home:second', 'b\n'),
  ],
  'two excludesfiles, the last empty': config('[core]\n\texcludesfile = ~/ignore\n\texcludesfile =\n'),
  'two core sections': config('[core]\n\texcludesfile = ~/ignore\n[core]\n\tbare = false\n'),
  'a subsection of core': config('[core "x"]\n\texcludesfile = ~/ignore\n'),
  'a section core.x': config('[core.x]\n\texcludesfile = ~/ignore\n'),
  'header and key on one line': config('[core] excludesfile = ~/ignore\n'),
  'carriage returns in the config': config('[core]\r\n\texcludesfile = ~/ignore\r\n'),
  'a byte order mark before the config': config('\ufeff[core]\n\texcludesfile = ~/ignore\n'),
  'a NUL in the config': config('[core]\n\texcludesfile = ~/ignore\n\0\n'),
  'invalid UTF-8 in a comment of the config': [
    ...recipe,
    patterns,
    writeBytes('home:.gitconfig', '23ff0a5b636f72655d0a6578636c7564657366696c65203d207e2f69676e6f72650a'),
    ...strays,
  ],
  'a malformed config: no header': config('excludesfile = ~/ignore\n'),
  'a malformed config: header not closed': config('[core\n\texcludesfile = ~/ignore\n'),
  'a malformed config: quote not closed': config('[core]\n\texcludesfile = "~/ignore\n'),
  'a malformed config: unknown escape': config('[core]\n\texcludesfile = ~/\\qignore\n'),
  'a malformed config after the excludesfile': config('[core]\n\texcludesfile = ~/ignore\n[[\n'),
  'a malformed config, by underscore in a key': config('[core]\n\texcludesfile = ~/ignore\n[my_section]\n\tx = 1\n'),
  'a section with a dot and digits': config('[a.b]\n\tx = 1\n[core]\n\texcludesfile = ~/ignore\n'),
  'an include is not followed': [
    ...config('[include]\n\tpath = ~/more\n'),
    write('home:more', '[core]\n\texcludesfile = ~/ignore\n'),
  ],
  'a conditional include is not followed': [
    ...config('[includeIf "gitdir:/"]\n\tpath = ~/more\n'),
    write('home:more', '[core]\n\texcludesfile = ~/ignore\n'),
  ],
  'the config is a folder': [...recipe, patterns, write('home:.gitconfig/x'), ...strays],
  'the config is a link': [
    ...recipe,
    patterns,
    write('home:real', '[core]\n\texcludesfile = ~/ignore\n'),
    link('home:.gitconfig', 'real'),
    ...strays,
  ],
  'the config is a link out of home': [
    ...recipe,
    patterns,
    write('outside:real', '[core]\n\texcludesfile = ~/ignore\n'),
    link('home:.gitconfig', '../outside/real'),
    ...strays,
  ],
  'the config is a dangling link': [...recipe, link('home:.gitconfig', 'nowhere'), ...strays],
  'the config is a link to itself': [...recipe, link('home:.gitconfig', '.gitconfig'), ...strays],
  'the config is a socket': [...recipe, socket('home:.gitconfig'), ...strays],
  'the config is a FIFO': [...recipe, fifo('home:.gitconfig'), ...strays],
  'the XDG excludes are not read': [...recipe, write('home:.config/git/ignore', 'a\n'), ...strays],
  'the XDG config is not read': [
    ...recipe,
    patterns,
    write('home:.config/git/config', '[core]\n\texcludesfile = ~/ignore\n'),
    ...strays,
  ],
  'the config of the repository names no excludes': [
    ...recipe,
    patterns,
    git('config', 'core.excludesFile', '~/ignore'),
    ...strays,
  ],
  'a broken config matters on a clean checkout too': [...recipe, write('home:.gitconfig', '[core\n')],
  'a broken config matters in an empty repository': [write('home:.gitconfig', '[core\n')],
  'a broken config and no repository': { repository: 'none', steps: [write('home:.gitconfig', '[core\n')] },
  'autocrlf in the config of the user': [
    write('x', 'a\r\n'),
    commit,
    write('home:.gitconfig', '[core]\n\tautocrlf = true\n'),
  ],
}
