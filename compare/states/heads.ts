import {
  append,
  fifo,
  git,
  gitReading,
  link,
  mkdir,
  recipe,
  remove,
  rename,
  type States,
  type Step,
  settle,
  shell,
  socket,
  write,
  writeBytes,
} from '../../src/golden/scenario/step-shorthands.js'
import { recipeObjects } from './recipe-objects.js'

const { commit: head, tree, conf: blob } = recipeObjects

function headOf(text: string): Step[] {
  return [...recipe, write('.git/HEAD', text)]
}

function branchOf(text: string): Step[] {
  return [...recipe, write('.git/refs/heads/main', text)]
}

const line = `${head} refs/heads/main\n`

/** What HEAD and its branch may hold, and be. */
export const heads: States = {
  'HEAD detached': headOf(`${head}\n`),
  'HEAD detached without line end': headOf(head),
  'HEAD detached with blanks': headOf(`  ${head}  \n`),
  'HEAD detached with carriage return': headOf(`${head}\r\n`),
  'HEAD detached in capitals': headOf(`${head.toUpperCase()}\n`),
  'HEAD detached with more on the line': headOf(`${head} main\n`),
  'HEAD detached with more lines': headOf(`${head}\n${blob}\n`),
  'HEAD detached with too many digits': headOf(`${head}00\n`),
  'HEAD detached with one digit too few': headOf(`${head.slice(0, 39)}\n`),
  'HEAD detached by half a hash': headOf(`${head.slice(0, 20)}\n`),
  'HEAD detached at an unknown commit': headOf(`${'12'.repeat(20)}\n`),
  'HEAD detached at a tree': headOf(`${tree}\n`),
  'HEAD detached at a blob': headOf(`${blob}\n`),
  'HEAD of zeros': headOf(`${'0'.repeat(40)}\n`),
  'HEAD of garbage': headOf('garbage\n'),
  'HEAD of garbage that begins with hex': headOf('deadgarbage\n'),
  'HEAD of bytes': [...recipe, writeBytes('.git/HEAD', 'fffe00ff')],
  'HEAD of zero bytes': [...recipe, writeBytes('.git/HEAD', '00'.repeat(41))],
  'HEAD empty': headOf(''),
  'HEAD of one line end': headOf('\n'),
  'HEAD of blanks': headOf('   \n'),
  'HEAD missing': [...recipe, ...remove('.git/HEAD')],
  'HEAD missing, but packed': [...recipe, ...remove('.git/HEAD'), write('.git/packed-refs', `${head} HEAD\n`)],
  'HEAD a folder': [...recipe, ...remove('.git/HEAD'), write('.git/HEAD/x')],
  'HEAD an empty folder': [...recipe, ...remove('.git/HEAD'), mkdir('.git/HEAD')],
  'HEAD a folder, but packed': [
    ...recipe,
    ...remove('.git/HEAD'),
    write('.git/HEAD/x'),
    write('.git/packed-refs', `${head} HEAD\n`),
  ],
  'HEAD a link to the branch': [...recipe, link('.git/HEAD', 'refs/heads/main')],
  'HEAD a link to a missing branch': [...recipe, link('.git/HEAD', 'refs/heads/none')],
  'HEAD a link to itself': [...recipe, link('.git/HEAD', 'HEAD')],
  'HEAD a link into the checkout': [...recipe, write('real', 'ref: refs/heads/main\n'), link('.git/HEAD', '../real')],
  'HEAD a link to outside': [
    ...recipe,
    write('outside:real', 'ref: refs/heads/main\n'),
    link('.git/HEAD', '../../outside/real'),
  ],
  'HEAD a FIFO': [...recipe, fifo('.git/HEAD')],
  'HEAD a socket': [...recipe, socket('.git/HEAD')],
  'the branch empty': branchOf(''),
  'the branch empty, but packed': [...branchOf(''), write('.git/packed-refs', line)],
  'the branch of blanks': branchOf('  \n'),
  'the branch of garbage': branchOf('garbage\n'),
  'the branch of garbage, but packed': [...branchOf('garbage\n'), write('.git/packed-refs', line)],
  'the branch of zeros': branchOf(`${'0'.repeat(40)}\n`),
  'the branch at an unknown commit': branchOf(`${'12'.repeat(20)}\n`),
  'the branch at a tree': branchOf(`${tree}\n`),
  'the branch at a blob': branchOf(`${blob}\n`),
  'the branch with carriage return': branchOf(`${head}\r\n`),
  'the branch in capitals': branchOf(`${head.toUpperCase()}\n`),
  'the branch a folder': [...recipe, ...remove('.git/refs/heads/main'), write('.git/refs/heads/main/x', line)],
  'the branch a folder, but packed': [
    ...recipe,
    ...remove('.git/refs/heads/main'),
    mkdir('.git/refs/heads/main'),
    write('.git/packed-refs', line),
  ],
  'the branch a link': [
    ...recipe,
    rename('.git/refs/heads/main', '.git/real'),
    link('.git/refs/heads/main', '../../real'),
  ],
  'the branch a link to outside': [
    ...recipe,
    rename('.git/refs/heads/main', 'outside:real'),
    link('.git/refs/heads/main', '../../../../outside/real'),
  ],
  'the branch a dangling link': [...recipe, link('.git/refs/heads/main', 'nowhere')],
  'the branch a dangling link, but packed': [
    ...recipe,
    link('.git/refs/heads/main', 'nowhere'),
    write('.git/packed-refs', line),
  ],
  'the branch a FIFO': [...recipe, fifo('.git/refs/heads/main')],
  'refs a link': [...recipe, rename('.git/refs', '.git/more'), link('.git/refs', 'more')],
  'refs a link to outside': [...recipe, rename('.git/refs', 'outside:refs'), link('.git/refs', '../../outside/refs')],
  'refs/heads a file': [...recipe, ...remove('.git/refs/heads'), write('.git/refs/heads')],
  'refs/heads a file, but packed': [
    ...recipe,
    ...remove('.git/refs/heads'),
    write('.git/refs/heads'),
    write('.git/packed-refs', line),
  ],
  'a reference lock left behind': [...recipe, write('.git/refs/heads/main.lock'), write('.git/HEAD.lock')],
  'HEAD at a tag object': [
    ...recipe,
    { do: 'tag', name: 'v1', annotated: true },
    shell('h=$(git rev-parse v1) && echo $h > .git/HEAD'),
  ],
  'a broken tag beside HEAD': [...recipe, write('.git/refs/tags/broken')],
  'a branch deleted under HEAD': [...recipe, git('update-ref', '-d', 'HEAD')],
  'a branch deleted under HEAD, with a change': [
    ...recipe,
    git('update-ref', '-d', 'HEAD'),
    append('compose.yml', '#\n'),
    settle,
  ],
  'a commit on top by plumbing': [...recipe, gitReading('message', 'commit-tree', tree, '-p', head), settle],
}
