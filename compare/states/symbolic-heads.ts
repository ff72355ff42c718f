import { git, recipe, type States, type Step, write, writeBytes } from '../../src/golden/scenario/step-shorthands.js'
import { recipeObjects } from './recipe-objects.js'

const head = recipeObjects.commit

function headOf(text: string): Step[] {
  return [...recipe, write('.git/HEAD', text)]
}

/** Where HEAD may point by name, and what names its branch may have. */
export const symbolicHeads: States = {
  'HEAD a symref without blank': headOf('ref:refs/heads/main\n'),
  'HEAD a symref with two blanks': headOf('ref:  refs/heads/main\n'),
  'HEAD a symref with a tab': headOf('ref:\trefs/heads/main\n'),
  'HEAD a symref with blanks around': headOf(' ref: refs/heads/main \n'),
  'HEAD a symref with carriage return': headOf('ref: refs/heads/main\r\n'),
  'HEAD a symref without line end': headOf('ref: refs/heads/main'),
  'HEAD a symref with more lines': headOf('ref: refs/heads/main\nref: refs/heads/other\n'),
  'HEAD a symref in capitals': headOf('REF: refs/heads/main\n'),
  'HEAD a symref to nothing': headOf('ref: \n'),
  'HEAD a symref to nothing, without blank': headOf('ref:\n'),
  'HEAD a symref to a missing branch': headOf('ref: refs/heads/none\n'),
  'HEAD a symref to a short name': headOf('ref: main\n'),
  'HEAD a symref to a short path': headOf('ref: heads/main\n'),
  'HEAD a symref to a tag': [...recipe, { do: 'tag', name: 'v1' }, write('.git/HEAD', 'ref: refs/tags/v1\n')],
  'HEAD a symref to an annotated tag': [
    ...recipe,
    { do: 'tag', name: 'v1', annotated: true },
    write('.git/HEAD', 'ref: refs/tags/v1\n'),
  ],
  'HEAD a symref to a remote branch': [
    ...recipe,
    write('.git/refs/remotes/origin/main', `${head}\n`),
    write('.git/HEAD', 'ref: refs/remotes/origin/main\n'),
  ],
  'HEAD a symref to ORIG_HEAD': [
    ...recipe,
    write('.git/ORIG_HEAD', `${head}\n`),
    write('.git/HEAD', 'ref: ORIG_HEAD\n'),
  ],
  'HEAD a symref to a name in lower case': [
    ...recipe,
    write('.git/somewhere', `${head}\n`),
    write('.git/HEAD', 'ref: somewhere\n'),
  ],
  'HEAD a symref to a path below .git': [
    ...recipe,
    write('.git/some/where', `${head}\n`),
    write('.git/HEAD', 'ref: some/where\n'),
  ],
  'HEAD a symref to the config': headOf('ref: config\n'),
  'HEAD a symref to the index': headOf('ref: index\n'),
  'HEAD a symref to a folder': headOf('ref: refs/heads\n'),
  'HEAD a symref to objects': headOf('ref: objects\n'),
  'HEAD a symref that climbs into the checkout': [
    ...recipe,
    write('real', `${head}\n`),
    write('.git/HEAD', 'ref: ../real\n'),
  ],
  'HEAD a symref that climbs to outside': [
    ...recipe,
    write('outside:real', `${head}\n`),
    write('.git/HEAD', 'ref: ../../outside/real\n'),
  ],
  'HEAD a symref that climbs from refs': [
    ...recipe,
    write('.git/real', `${head}\n`),
    write('.git/HEAD', 'ref: refs/../real\n'),
  ],
  'HEAD a symref that climbs from refs to outside': [
    ...recipe,
    write('outside:real', `${head}\n`),
    write('.git/HEAD', 'ref: refs/../../../outside/real\n'),
  ],
  'HEAD a symref that climbs and comes back': headOf('ref: ../.git/refs/heads/main\n'),
  'HEAD a symref with a dot segment': headOf('ref: refs/./heads/main\n'),
  'HEAD a symref with two slashes': headOf('ref: refs//heads/main\n'),
  'HEAD a symref with a slash in front': headOf('ref: /refs/heads/main\n'),
  'HEAD a symref with a slash at its end': headOf('ref: refs/heads/main/\n'),
  'HEAD a symref to an absolute path': headOf('ref: /etc/hostname\n'),
  'HEAD a symref with a control character': headOf('ref: refs/heads/a\u0001b\n'),
  'HEAD a symref with a NUL': headOf('ref: refs/heads/a\0b\n'),
  'HEAD a symref with a NUL at its end': headOf('ref: refs/heads/main\0\n'),
  'HEAD a symref with a backslash': headOf('ref: refs\\heads\\main\n'),
  'HEAD a symref with bytes that are no UTF-8': [
    ...recipe,
    writeBytes('.git/HEAD', '7265663a20726566732f68656164732fff0a'),
  ],
  'HEAD on a branch whose name is no UTF-8': [
    ...recipe,
    writeBytes('.git/HEAD', '7265663a20726566732f68656164732fff0a'),
    write('.git/refs/heads/\\xff', `${head}\n`),
  ],
  'HEAD on a branch with an accent': [...recipe, git('checkout', '-q', '-b', 'é')],
  'HEAD on a branch with blanks in it': [
    ...recipe,
    write('.git/refs/heads/a b', `${head}\n`),
    write('.git/HEAD', 'ref: refs/heads/a b\n'),
  ],
  'HEAD on a branch with a backslash': [
    ...recipe,
    write('.git/refs/heads/a\\\\b', `${head}\n`),
    write('.git/HEAD', 'ref: refs/heads/a\\b\n'),
  ],
  'HEAD on a branch with slashes': [...recipe, git('checkout', '-q', '-b', 'a/b/c')],
  'HEAD on a branch with a control character': [
    ...recipe,
    write('.git/refs/heads/a\u0001b', `${head}\n`),
    write('.git/HEAD', 'ref: refs/heads/a\u0001b\n'),
  ],
  'HEAD on a branch named HEAD': [
    ...recipe,
    write('.git/refs/heads/HEAD', `${head}\n`),
    write('.git/HEAD', 'ref: refs/heads/HEAD\n'),
  ],
  'HEAD on a branch that ends in .lock': [
    ...recipe,
    write('.git/refs/heads/x.lock', `${head}\n`),
    write('.git/HEAD', 'ref: refs/heads/x.lock\n'),
  ],
  'HEAD on a branch with dots': [
    ...recipe,
    write('.git/refs/heads/a..b', `${head}\n`),
    write('.git/HEAD', 'ref: refs/heads/a..b\n'),
  ],
  'HEAD on a branch of dots and blanks': [
    ...recipe,
    write('.git/refs/heads/.. x', `${head}\n`),
    write('.git/HEAD', 'ref: refs/heads/.. x\n'),
  ],
  'HEAD on a branch disguised as a parent folder': [
    ...recipe,
    write('.git/refs/heads/.. ', `${head}\n`),
    write('.git/HEAD', 'ref: refs/heads/.. /x\n'),
  ],
  'HEAD a symref of a megabyte': [
    ...recipe,
    write('.git/HEAD', 'ref: refs/heads/'),
    { do: 'append', path: '.git/HEAD', repeat: 'x', times: 1_000_000 },
  ],
  'a chain of symrefs': [
    ...recipe,
    write('.git/HEAD', 'ref: refs/heads/a\n'),
    write('.git/refs/heads/a', 'ref: refs/heads/b\n'),
    write('.git/refs/heads/b', 'ref: refs/heads/main\n'),
  ],
  'a chain of symrefs to nothing': [
    ...recipe,
    write('.git/HEAD', 'ref: refs/heads/a\n'),
    write('.git/refs/heads/a', 'ref: refs/heads/b\n'),
  ],
  'a loop of symrefs': headOf('ref: HEAD\n'),
  'a loop of two symrefs': [
    ...recipe,
    write('.git/HEAD', 'ref: refs/heads/a\n'),
    write('.git/refs/heads/a', 'ref: HEAD\n'),
  ],
  'a symref by git itself': [
    ...recipe,
    git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main'),
    write('.git/HEAD', 'ref: refs/heads/alias\n'),
  ],
}
