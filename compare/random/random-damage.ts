import fc from 'fast-check'
import type { Step } from '../../src/golden/scenario/scenario.js'
import {
  append,
  git,
  link,
  patch,
  remove,
  rename,
  shell,
  truncate,
  write,
} from '../../src/golden/scenario/step-shorthands.js'
import { path, textOf, wordOf } from './random-texts.js'

const fewBytes = fc.uint8Array({ minLength: 1, maxLength: 3 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const resum: Step = { do: 'resum', path: '.git/index' }
const gitFile = wordOf('.git/HEAD .git/refs/heads/main .git/packed-refs .git/config .gitmodules .git/index')

/** A shell that finds the n-th of git's object files, packs included, and does something to it. */
function onObject(number: number, command: string): Step {
  return shell(
    `f=$(find .git/objects -type f | sort | sed -n ${number}p) && test -n "$f" && chmod 644 $f && ${command}`,
  )
}

const objectNumber = fc.integer({ min: 1, max: 12 })

function reference(): fc.Arbitrary<string> {
  return textOf(['ref: ', 'refs/heads/', 'main', 'fresh', '/', '..', ' ', '\n', '12', 'ab', 'HEAD', '0'.repeat(38)], 4)
}

const objects = {
  emptyBlob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  emptyTree: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  missing: '12'.repeat(20),
  zero: '0'.repeat(40),
}

/** HEAD's commit replaced by one of a tree with any entries. */
function literalTree(): fc.Arbitrary<Step[]> {
  const modes = wordOf('100644 100644 100755 40000 40000 120000 160000 100664 040000 0')
  const entry = fc.tuple(modes, fc.oneof(path, wordOf('. .. a/b d')), fc.constantFrom(...Object.values(objects)))
  return fc.array(entry, { maxLength: 4 }).map((entries) => {
    const bytes = entries.map(([mode, name, hash]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(hash, 'hex')]),
    )
    return [
      { do: 'write', path: '.git/tree', base64: Buffer.concat(bytes).toString('base64') },
      git('hash-object', '-w', '-t', 'tree', '/dev/null'),
      git('hash-object', '-w', '-t', 'blob', '/dev/null'),
      shell(
        't=$(git hash-object -w --literally -t tree .git/tree) && c=$(git commit-tree $t -m x) && echo $c > .git/refs/heads/main',
      ),
    ]
  })
}

/** Damage to git's own files. */
export const damage: fc.Arbitrary<Step[]> = fc.oneof(
  // Bytes of the index changed, mostly with a right checksum.
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 400 }), fewBytes, fc.integer({ min: 0, max: 9 }))
      .map(([offset, bytes, luck]) => [patch('.git/index', offset, bytes), ...(luck === 0 ? [] : [resum])]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(gitFile, fc.integer({ min: -4, max: 60 }), fewBytes)
      .map(([where, offset, bytes]) => [patch(where, offset, bytes)]),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(gitFile, fc.integer({ min: 0, max: 300 })).map(([where, size]) => [truncate(where, size)]),
  },
  { weight: 1, arbitrary: gitFile.map((where) => remove(where)) },
  { weight: 2, arbitrary: objectNumber.map((number) => [onObject(number, 'rm -f $f')]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(objectNumber, fc.integer({ min: 0, max: 150 }))
      .map(([number, size]) => [onObject(number, `truncate -s ${size} $f`)]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(objectNumber, fc.integer({ min: 0, max: 1300 }), fc.nat(255))
      .map(([number, at, byte]) => [
        onObject(number, `printf '\\${byte.toString(8)}' | dd of=$f bs=1 seek=${at} conv=notrunc status=none`),
      ]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(wordOf('.git/HEAD .git/refs/heads/main'), reference())
      .map(([where, text]) => [write(where, text)]),
  },
  { weight: 1, arbitrary: reference().map((text) => [append('.git/packed-refs', `${text} refs/heads/main\n`)]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step[][]>(
      [rename('.git', 'outside:repo'), write('.git', 'gitdir: ../outside/repo\n')],
      [rename('.git', 'outside:repo'), link('.git', '../outside/repo')],
      [rename('.git', 'd/repo'), link('.git', 'd/repo')],
    ),
  },
  { weight: 2, arbitrary: literalTree() },
)
