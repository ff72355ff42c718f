import { append, link, rename, type Step, shell, write } from '../../../src/golden/scenario/step-shorthands.js'
import type { HostileFamily } from '../hostile-case.js'
import { recipe } from './hostile-recipe.js'

const hash = '12'.repeat(20)
/** Lines of a file that the shell makes, so that the case stays small. */
const generated = (path: string, count: number, line: string): Step =>
  shell(`i=0; while [ $i -lt ${count} ]; do echo "${line}"; i=$((i+1)); done >> ${path}`)

/** Where git's parts lie, and which of them lead to which. */
export const layouts: HostileFamily = {
  'a gitdir file that names a repository outside': [
    ...recipe,
    rename('.git', 'outside:moved'),
    write('.git', 'gitdir: ../outside/moved\n'),
  ],
  'a gitdir file that names itself': [...recipe, rename('.git', 'outside:moved'), write('.git', 'gitdir: .git\n')],
  'a gitdir file of 1 MB': [
    ...recipe,
    rename('.git', 'outside:moved'),
    { do: 'write', path: '.git', repeat: 'gitdir: ./', times: 100_000 },
  ],
  'a commondir that leads outside': [...recipe, write('.git/commondir', '../../outside/origin.git\n')],
  'a commondir that leads to itself': [...recipe, write('.git/commondir', '.\n')],
  'a linked worktree whose gitdir leads elsewhere': [
    ...recipe,
    shell('git worktree add -q ../outside/linked && printf "/nowhere\\n" > .git/worktrees/linked/gitdir'),
    rename('.git', 'outside:moved'),
    write('.git', 'gitdir: ../outside/moved/worktrees/linked\n'),
  ],
  'alternates that lead to themselves': [...recipe, write('.git/objects/info/alternates', '.\n../objects\n')],
  'two alternates that lead to each other': [
    ...recipe,
    shell('mkdir -p ../outside/o/info && cd .git/objects && pwd > ../../../outside/o/info/alternates'),
    shell('(cd ../outside/o && pwd) > .git/objects/info/alternates'),
  ],
  '10,000 alternates': [...recipe, generated('.git/objects/info/alternates', 10_000, '/nowhere/$i')],
  'a chain of 400 references': [
    ...recipe,
    shell(
      'i=0; while [ $i -lt 400 ]; do echo "ref: refs/heads/r$((i+1))" > .git/refs/heads/r$i; i=$((i+1)); done; echo "ref: refs/heads/r0" > .git/HEAD',
    ),
  ],
  '120,000 packed references': [...recipe, generated('.git/packed-refs', 120_000, `${hash} refs/heads/b$i`)],
  '3,000 loose references': [
    ...recipe,
    shell('h=$(git rev-parse HEAD); i=0; while [ $i -lt 3000 ]; do echo $h > .git/refs/tags/0.$i.0; i=$((i+1)); done'),
  ],
  'a folder as HEAD, as index and as packed-refs': [
    ...recipe,
    shell('rm -f .git/index .git/packed-refs && mkdir .git/index .git/packed-refs'),
  ],
  'a shallow file and grafts of garbage': [
    ...recipe,
    write('.git/shallow', `${hash}\nx\n`),
    write('.git/info/grafts', `${hash} ${hash}\n`),
  ],
  'replacements of every object': [
    ...recipe,
    shell(
      'mkdir -p .git/refs/replace; h=$(git rev-parse HEAD); for o in $(git rev-list --objects --all | cut -d" " -f1); do echo $h > .git/refs/replace/$o; done',
    ),
  ],
  'a split index and a sparse checkout that lead outside': [
    ...recipe,
    append('.git/config', '[core]\nsplitIndex = true\nsparseCheckout = true\n'),
    link('.git/sharedindex.x', '../../outside/secret'),
    link('.git/info/sparse-checkout', '../../../outside/secret'),
  ],
  'a revision of 20,000 steps back': { steps: recipe, env: `TYPE=checkout:main${'~1'.repeat(20_000)}\nDOMAIN=x\n` },
  'a revision of 20,000 signs': { steps: recipe, env: `TYPE=checkout:main${'^0'.repeat(20_000)}\nDOMAIN=x\n` },
  'a very large count': {
    steps: recipe,
    ref: 'main~999999999',
    env: 'TYPE=checkout:main~999999999\nDOMAIN=x\n',
  },
  'a count beyond every number': {
    steps: recipe,
    ref: `main~${'9'.repeat(400)}`,
    env: `TYPE=checkout:main~${'9'.repeat(400)}\nDOMAIN=x\n`,
  },
}
