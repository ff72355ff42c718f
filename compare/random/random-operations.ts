import fc from 'fast-check'
import type { Step } from '../../src/golden/scenario/scenario.js'
import {
  append,
  chmod,
  commit,
  fifo,
  git,
  link,
  mkdir,
  remove,
  rename,
  settle,
  socket,
  touch,
  write,
} from '../../src/golden/scenario/step-shorthands.js'
import { content, linePath, mode, path, target, typedPath, wordOf } from './random-texts.js'

/** When `settle` dates files to; edits that put this time back are trusted by go-git from 5.17. */
const longAgo = 1_577_836_800

export const writeFile: fc.Arbitrary<Step[]> = fc.tuple(path, content).map(([where, text]) => [write(where, text)])

/** Something done to files. */
export const fileOperation: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 6, arbitrary: writeFile },
  { weight: 2, arbitrary: fc.tuple(path, content, mode).map(([where, text, bits]) => [write(where, text, bits)]) },
  { weight: 2, arbitrary: fc.tuple(path, content).map(([where, text]) => [append(where, text)]) },
  { weight: 5, arbitrary: path.map((where) => remove(where)) },
  { weight: 1, arbitrary: wordOf('a b d').map((where) => remove(where)) },
  { weight: 3, arbitrary: fc.tuple(path, path).map(([from, to]) => [rename(from, to)]) },
  { weight: 3, arbitrary: fc.tuple(mode, path).map(([bits, where]) => [chmod(bits, where)]) },
  { weight: 3, arbitrary: fc.tuple(path, target).map(([where, to]) => [link(where, to)]) },
  { weight: 2, arbitrary: fc.tuple(path, target).map(([where, to]) => [...remove(where), link(where, to)]) },
  { weight: 1, arbitrary: path.map((where) => [mkdir(where)]) },
  { weight: 1, arbitrary: path.map((where) => [fifo(where)]) },
  { weight: 1, arbitrary: path.map((where) => [socket(where)]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        path,
        fc.constantFrom(longAgo, longAgo, longAgo + 1, 0, 4_000_000_000),
        wordOf('000000000 000000001 999999999'),
      )
      .map(([where, seconds, nanoseconds]) => [touch(where, seconds, nanoseconds)]),
  },
  // An edit whose time is put back.
  { weight: 3, arbitrary: fc.tuple(path, content).map(([where, text]) => [write(where, text), touch(where, longAgo)]) },
)

const flag = wordOf(
  '--skip-worktree --skip-worktree --no-skip-worktree --assume-unchanged --chmod=+x --chmod=-x --remove --force-remove --add',
)

/** Commands that need no path. */
const commands = [
  'update-index --index-version 4',
  'update-index --index-version 4',
  'update-index --split-index',
  'update-index --force-untracked-cache',
  'reset -q',
  'reset -q --hard',
  'reset -q --soft HEAD~1',
  'reset -q HEAD~1',
  'stash -q',
  'stash -q -u',
  'stash pop -q',
  'stash pop -q --index',
  'checkout -f -q',
  'checkout -q --detach',
  'checkout -q HEAD~1',
  'checkout -q --orphan fresh',
  'read-tree HEAD',
  'read-tree --empty',
  'read-tree HEAD~1',
  'gc -q',
  'repack -adfq',
  'repack -dq',
  'pack-refs --all',
  'clean -fdq',
  'sparse-checkout set d',
  'sparse-checkout set --no-cone a !d',
  'sparse-checkout disable',
  'rm -r -q --cached .',
  'commit -q --allow-empty -m x',
  'commit -q -a -m x',
  'revert --no-edit HEAD',
  'update-ref -d HEAD',
  'tag -a -m x 1.0.0',
  'worktree add -q d/linked',
]

/** Something done by git. */
export const gitOperation: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step[]>([git('add', '-A')]) },
  { weight: 3, arbitrary: typedPath.map((where) => [git('add', '-f', '--', where)]) },
  { weight: 2, arbitrary: typedPath.map((where) => [git('add', '-N', '--', where)]) },
  { weight: 3, arbitrary: typedPath.map((where) => [git('rm', '-r', '-q', '--cached', '--', where)]) },
  { weight: 1, arbitrary: typedPath.map((where) => [git('rm', '-r', '-f', '-q', '--', where)]) },
  { weight: 2, arbitrary: fc.tuple(typedPath, typedPath).map(([from, to]) => [git('mv', '-f', '--', from, to)]) },
  { weight: 8, arbitrary: fc.tuple(flag, typedPath).map(([how, where]) => [git('update-index', how, '--', where)]) },
  { weight: 2, arbitrary: typedPath.map((where) => [git('reset', '-q', '--', where)]) },
  { weight: 2, arbitrary: typedPath.map((where) => [git('checkout', '-f', '--', where)]) },
  { weight: 3, arbitrary: fc.constant<Step[]>([commit]) },
  { weight: 12, arbitrary: fc.constantFrom(...commands).map((command) => [git(...command.split(' '))]) },
  { weight: 4, arbitrary: fc.constant<Step[]>([settle]) },
  // A merge that conflicts.
  {
    weight: 3,
    arbitrary: fc
      .tuple(path, content, content)
      .map(([where, theirs, ours]) => [
        git('checkout', '-q', '-b', 'other'),
        write(where, `their ${theirs}`),
        commit,
        git('checkout', '-q', 'main'),
        write(where, `our ${ours}`),
        commit,
        git('merge', '-q', 'other'),
      ]),
  },
  // Entries of a conflict, of any stages.
  {
    weight: 2,
    arbitrary: fc
      .tuple(linePath, fc.subarray([1, 2, 3], { minLength: 1 }))
      .map(([where, stages]) => [
        indexInfo(
          stages.map((stage) => `100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391 ${stage}\t${where}\n`).join(''),
        ),
      ]),
  },
  // A gitlink.
  { weight: 2, arbitrary: linePath.map((where) => [indexInfo(`160000 ${'12'.repeat(20)} 0\t${where}\n`)]) },
)

function indexInfo(input: string): Step {
  return { do: 'git', args: ['update-index', '--index-info'], input }
}
