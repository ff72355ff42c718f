import fc from 'fast-check'
import type { Step } from '../../src/golden/scenario/scenario.js'
import { git, gitIn, link, remove, write } from '../../src/golden/scenario/step-shorthands.js'
import { configPieces, ignoreFile, ignoreLines, textOf, wordOf } from './random-texts.js'

/** Ignore files at every level, and nested repositories with excludes of their own. */
export const excluding: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(ignoreFile, ignoreLines).map(([where, lines]) => [write(where, lines)]) },
  { weight: 1, arbitrary: ignoreLines.map((lines) => [write('.git/info/exclude', lines)]) },
  { weight: 1, arbitrary: fc.tuple(ignoreFile, wordOf('a x.yml d ../a')).map(([where, to]) => [link(where, to)]) },
  {
    weight: 2,
    arbitrary: ignoreLines.map((lines) => [
      write('home:ignore', lines),
      write('home:.gitconfig', '[core]\n\texcludesfile = ~/ignore\n'),
    ]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(wordOf('a d b'), ignoreLines)
      .map(([where, lines]) => [gitIn(where, 'init', '-q'), write(`${where}/.git/info/exclude`, lines)]),
  },
  { weight: 1, arbitrary: wordOf('a d b').map((where) => [gitIn(where, 'init', '-q')]) },
)

const setting = fc.constantFrom(
  'core.autocrlf true',
  'core.fileMode false',
  'core.ignoreCase true',
  'core.protectNTFS false',
  'core.protectHFS true',
  'core.bare true',
  'core.worktree ../../outside',
  'status.showUntrackedFiles no',
  'core.excludesFile ../ignore',
  'extensions.worktreeConfig true',
  'extensions.noop true',
  'extensions.noop-v1 true',
  'core.repositoryformatversion 1',
  'branch.main.merge refs/heads/main',
  'branch.main.rebase merges',
  'remote.origin.fetch x',
)

/** Settings of the repository and of the user, also malformed ones. */
export const configuring: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 4, arbitrary: setting.map((words) => [git('config', ...words.split(' '))]) },
  { weight: 1, arbitrary: textOf(configPieces, 4).map((text) => [appendBytes('.git/config', text)]) },
  { weight: 1, arbitrary: textOf(configPieces, 6).map((text) => [writeBytes('home:.gitconfig', text)]) },
)

const submodulePath = wordOf('a d d/a b x.yml lib d/lib aux')

/** Submodules: added by git, named only, or initialised and never cloned. */
export const submodules: fc.Arbitrary<Step[]> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(fc.tuple(wordOf('a b x/y'), submodulePath), { maxLength: 2 })
      .map((list) => [
        write(
          '.gitmodules',
          list.map(([called, where]) => `[submodule "${called}"]\n\tpath = ${where}\n\turl = ./x\n`).join(''),
        ),
      ]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(wordOf('a b x/y'), wordOf('https://example.com/x ../x'))
      .map(([called, url]) => [git('config', `submodule.${called}.url`, url)]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(wordOf('lib d/lib a'), wordOf('HEAD HEAD~1'))
      .map(([where, at]) => [
        write('outside:lib/x', 'one\n'),
        gitIn('outside:lib', 'init', '-q'),
        gitIn('outside:lib', 'add', '-A'),
        gitIn('outside:lib', 'commit', '-q', '-m', 'one'),
        gitIn('outside:lib', 'commit', '-q', '-m', 'two', '--allow-empty'),
        git('submodule', '--quiet', 'add', '../outside/lib', where),
        gitIn(where, 'checkout', '-q', at),
      ]),
  },
  { weight: 1, arbitrary: submodulePath.map((where) => [...remove(where)]) },
  { weight: 1, arbitrary: wordOf('HEAD config refs objects').map((part) => remove(`.git/modules/lib/${part}`)) },
)

function appendBytes(where: string, bytes: string): Step {
  return { do: 'append', path: where, base64: Buffer.from(bytes, 'latin1').toString('base64') }
}

function writeBytes(where: string, bytes: string): Step {
  return { do: 'write', path: where, base64: Buffer.from(bytes, 'latin1').toString('base64') }
}
