import { createHash } from 'node:crypto'
import { git, gitReading, type Step, shell } from '../../../src/golden/scenario/step-shorthands.js'
import type { HostileFamily, HostileInput } from '../hostile-case.js'
import { recipe } from './hostile-recipe.js'

/** A blob of these bytes that the shell has in `$b`. */
const blob = 'b=$(printf x | git hash-object -w --stdin)'
const hashOfX = createHash('sha1').update('blob 1\0x').digest('hex')

/** The recipe, and a tag at a commit whose tree is what the shell leaves in `$t`. Where git would refuse a name, the tree is written as bytes. */
function tagged(...script: string[]): HostileInput {
  const made = [
    blob,
    ...script,
    'c=$(git commit-tree $t -m odd -p HEAD)',
    'git tag 9.9.9+9.9.9 $c',
    'git update-ref refs/heads/odd $c',
  ]
  return {
    steps: [...recipe, shell(made.join(' && '))],
    ref: '9.9.9+9.9.9',
    env: 'TYPE=checkout:9.9.9+9.9.9\nDOMAIN=a.example.com\n',
  }
}

/** A tree of these entries, all of one blob, in bytes: git itself would not make it. */
function written(...entries: readonly (readonly [mode: string, name: string])[]): HostileInput {
  const bytes = entries.flatMap(([mode, name]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(hashOfX, 'hex')])
  const { steps, ...rest } = tagged('t=$(git hash-object -w --literally -t tree .git/odd-tree)')
  const file: Step = { do: 'write', path: '.git/odd-tree', base64: Buffer.concat(bytes).toString('base64') }
  return { ...rest, steps: [file, ...(steps as Step[])] }
}

/** One entry of such a mode and name, behind a harmless one. */
function entry(mode: string, name: string): HostileInput {
  return written(['100644', '!first'], [mode, name])
}

/** A link whose target is these bytes of printf. */
function linkTo(target: string): HostileInput {
  return tagged(
    `l=$(printf '${target}' | git hash-object -w --stdin)`,
    `t=$(printf '100644 blob %s\\taaa\\n120000 blob %s\\tlink\\n' $b $l | git mktree)`,
  )
}

/** What a pull request may hold: trees that a checkout must not write, or not in part. */
export const trees: HostileFamily = {
  'a file below .git': tagged(
    `s=$(printf '100755 blob %s\\tconfig\\n' $b | git mktree)`,
    `t=$(printf '40000 tree %s\\t.GIT\\n' $s | git mktree)`,
  ),
  'a name with ..': entry('100644', '..'),
  'a name that is a path': entry('100644', '../outside/written'),
  'an absolute name': entry('100644', '/tmp/written'),
  'git~1': entry('100644', 'git~1'),
  '.git with characters that are ignored': entry('100644', '.g\u200cit'),
  '.git with a stream': entry('100644', '.git::$INDEX_ALLOCATION'),
  'a name of 300 bytes': entry('100644', 'n'.repeat(300)),
  'an empty name': entry('100644', ''),
  'a name twice': written(['100644', 'same'], ['100644', 'same']),
  'a link with an empty target': linkTo(''),
  'a link with NUL in its target': linkTo('a\\0b'),
  'a link of 5,000 bytes': linkTo('x'.repeat(5000)),
  'a link to outside, and a file behind it': tagged(
    `l=$(printf ../outside | git hash-object -w --stdin)`,
    `s=$(printf '100644 blob %s\\twritten\\n' $b | git mktree)`,
    `t=$(printf '120000 blob %s\\tconfig\\n40000 tree %s\\tcopy\\n' $l $s | git mktree)`,
  ),
  'a mode that is none': entry('170644', 'odd'),
  'a blob that is missing': tagged(`t=$(printf '100644 blob ${'12'.repeat(20)}\\tgone\\n' | git mktree --missing)`),
  'a folder that is missing': tagged(`t=$(printf '40000 tree ${'12'.repeat(20)}\\tgone\\n' | git mktree --missing)`),
  'a commit whose tree is a blob': tagged(
    't=$(git write-tree)',
    `c=$(printf 'tree %s\\n\\nx\\n' $b | git hash-object -w --literally -t commit --stdin)`,
    'git update-ref refs/heads/bad $c',
  ),
  'a tag of a tag of a tag': tagged(
    't=$(git write-tree)',
    'git tag -a -m x one HEAD',
    'git tag -a -m x two one',
    'git tag -a -m x three two',
  ),
}

const deep: Step[] = [...recipe, git('checkout', '-q', '-b', 'deep')]

/** Objects that describe more than they weigh, in a size that any git reads at once; the bound is tested by {@link bounded} runs. */
export const repeating: HostileFamily = {
  'a tree that holds a tree twice, nine times over': tagged(
    `t=$(printf '100644 blob %s\\tf\\n' $b | git mktree)`,
    `for i in 1 2 3 4 5 6 7 8 9; do t=$(printf '40000 tree %s\\ta\\n40000 tree %s\\tb\\n' $t $t | git mktree); done`,
  ),
  'folders 400 deep': tagged(
    `t=$(printf '100644 blob %s\\tf\\n' $b | git mktree)`,
    `i=0; while [ $i -lt 400 ]; do t=$(printf '40000 tree %s\\td\\n' $t | git mktree); i=$((i+1)); done`,
  ),
  '3,000 files of one blob': tagged(
    `t=$(i=0; while [ $i -lt 3000 ]; do printf '100644 blob %s\\tfile-%04d\\n' $b $i; i=$((i+1)); done | git mktree)`,
  ),
  'a history of 1,000 commits': {
    steps: [
      ...deep,
      gitReading(
        Array.from(
          { length: 1000 },
          (_, i) => `commit refs/heads/long\ncommitter A <a@example.com> ${1_704_067_200 + i} +0000\ndata 1\nx\n`,
        ).join(''),
        'fast-import',
        '--quiet',
      ),
    ],
    ref: 'long~999',
  },
  '2,000 branches and tags': [
    ...recipe,
    shell(
      'h=$(git rev-parse HEAD); i=0; { echo "# pack-refs with: peeled fully-peeled sorted"; while [ $i -lt 2000 ]; do printf "%s refs/heads/b%04d\\n" $h $i; i=$((i+1)); done; i=0; while [ $i -lt 2000 ]; do printf "%s refs/tags/0.%d.0+1.0.0\\n" $h $i; i=$((i+1)); done; } > .git/packed-refs',
    ),
  ],
  'a chain of 60 deltas': [
    ...recipe,
    shell(
      'i=0; while [ $i -lt 60 ]; do { seq 1 400; echo $i; } > numbers; git add numbers; git commit -q -m $i; i=$((i+1)); done; git repack -adfq --depth=60 --window=60; git prune-packed',
    ),
  ],
}
