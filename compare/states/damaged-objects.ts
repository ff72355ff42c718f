import { deflateSync } from 'node:zlib'
import {
  append,
  commit,
  fifo,
  files,
  flip,
  git,
  link,
  mkdir,
  recipe,
  remove,
  rename,
  type States,
  type Step,
  settle,
  shell,
  truncate,
  write,
  writeBytes,
} from '../../src/golden/scenario/step-shorthands.js'
import { emptyBlob, recipeObjects } from './recipe-objects.js'

const { commit: head, tree, subtree, compose: blob } = recipeObjects
const place = (hash: string) => `.git/objects/${hash.slice(0, 2)}/${hash.slice(2)}`
const branch = '.git/refs/heads/main'

function without(hash: string): Step[] {
  return [...recipe, ...remove(place(hash))]
}

/** Another object's file in this one's place. */
function swapped(hash: string, other: string): Step[] {
  return [...recipe, ...remove(place(hash)), rename(place(other), place(hash))]
}

/** The loose object replaced by these bytes, given in hexadecimal; what they inflate to is said where it is used. */
function replaced(hash: string, hex: string): Step[] {
  return [...recipe, ...remove(place(hash)), writeBytes(place(hash), hex)]
}

/** The commit replaced by an object that is compressed as it should be, of this header and text. */
function commitAs(header: string, text = commitText): Step[] {
  return replaced(head, deflateSync(Buffer.from(header + text, 'latin1'), { level: 0 }).toString('hex'))
}

const commitText = `tree ${tree}\n\nx\n`
const size = commitText.length

export const damagedObjects: States = {
  'the commit is missing': without(head),
  'the tree is missing': without(tree),
  'a subtree is missing': without(subtree),
  'a subtree is missing, a change in it': [...without(subtree), append('config/app.conf', '#\n')],
  'a subtree is missing, a change elsewhere': [...without(subtree), append('README.md', '#\n')],
  'a subtree is missing, its folder unstaged': [...without(subtree), git('rm', '-r', '-q', '--cached', 'config')],
  'the first of several subtrees is missing': [
    ...files('a/1', 'b/2', 'c/3', 'd'),
    commit,
    settle,
    shell("rm .git/objects/$(git rev-parse HEAD:a | sed 's|^..|&/|')"),
  ],
  'a blob is missing': without(blob),
  'a blob is missing, its file changed': [...without(blob), append('compose.yml', '#\n')],
  'all objects are missing': [...recipe, ...remove('.git/objects'), mkdir('.git/objects')],
  'the commit is an empty file': replaced(head, ''),
  'the commit is garbage': replaced(head, '00112233445566778899'),
  'the commit is text that is not compressed': [...recipe, ...remove(place(head)), write(place(head), 'commit 0\0')],
  'the commit is cut': [...recipe, truncate(place(head), 60)],
  'the commit is cut in its checksum': [...recipe, truncate(place(head), 100)],
  'the commit has a byte flipped': [...recipe, flip(place(head), 50)],
  'the commit has its checksum flipped': [...recipe, flip(place(head), -1)],
  'the commit has bytes after it': [...recipe, { do: 'append', path: place(head), text: 'more' }],
  'the commit is a folder': [...recipe, ...remove(place(head)), write(`${place(head)}/x`)],
  'the commit is a link': [...recipe, rename(place(head), '.git/real'), link(place(head), '../../real')],
  'the commit is a link to outside': [
    ...recipe,
    rename(place(head), 'outside:real'),
    link(place(head), '../../../../outside/real'),
  ],
  'the commit is a dangling link': [...recipe, ...remove(place(head)), link(place(head), 'nowhere')],
  'the commit is a FIFO': [...recipe, ...remove(place(head)), fifo(place(head))],
  'the tree is cut': [...recipe, truncate(place(tree), 60)],
  'the tree is an empty file': replaced(tree, ''),
  'the tree has a byte flipped': [...recipe, flip(place(tree), 40)],
  'a subtree is cut': [...recipe, truncate(place(subtree), 30)],
  'a subtree is an empty file': replaced(subtree, ''),
  'a subtree is a folder': [...recipe, ...remove(place(subtree)), write(`${place(subtree)}/x`)],
  'the folder of the commit is a file': [...recipe, ...remove('.git/objects/93'), write('.git/objects/93')],
  'the folder of the commit is a link': [
    ...recipe,
    rename('.git/objects/93', '.git/real'),
    link('.git/objects/93', '../real'),
  ],
  'objects is a file': [...recipe, ...remove('.git/objects'), write('.git/objects')],
  'objects is a link': [...recipe, rename('.git/objects', '.git/real'), link('.git/objects', 'real')],
  'objects is a link to outside': [
    ...recipe,
    rename('.git/objects', 'outside:real'),
    link('.git/objects', '../../outside/real'),
  ],
  'a tree in the place of the commit': swapped(head, tree),
  'a blob in the place of the commit': swapped(head, blob),
  'a blob in the place of the tree': swapped(tree, blob),
  'a subtree in the place of the tree': swapped(tree, subtree),
  'a blob in the place of a subtree': swapped(subtree, blob),
  'the tree in the place of a subtree': [
    ...recipe,
    ...remove(place(subtree)),
    { do: 'rename', from: place(tree), to: place(subtree) },
  ],
  'the commit in other words': commitAs(`commit ${size}\0`),
  'the commit by a size too large': commitAs('commit 999\0'),
  'the commit by a size too small': commitAs('commit 46\0'),
  'the commit by a size of zero': commitAs('commit 0\0'),
  'the commit by a negative size': commitAs('commit -1\0'),
  'the commit by a size that is no number': commitAs('commit x\0'),
  'the commit by a huge size': commitAs('commit 99999999999999999999\0'),
  'the commit by the largest size': commitAs('commit 9223372036854775807\0'),
  'the commit by a size one above the largest': commitAs('commit 9223372036854775808\0'),
  'the commit by a size of a terabyte': commitAs('commit 1099511627776\0'),
  'the commit by a size with a plus': commitAs(`commit +${size}\0`),
  'the commit by a size with a zero in front': commitAs(`commit 0${size}\0`),
  'the commit by a size with a blank after it': commitAs(`commit ${size} \0`),
  'the commit by an empty size': commitAs('commit \0'),
  'the commit without a NUL': commitAs(`commit ${size} `),
  'the commit of an unknown type': commitAs(`banana ${size}\0`),
  'the commit of a type in capitals': commitAs(`COMMIT ${size}\0`),
  'the commit of an empty type': commitAs(` ${size}\0`),
  'the commit of type any': commitAs(`any ${size}\0`),
  'the commit as a delta': commitAs(`ofs-delta ${size}\0`),
  'the commit as a tag': commitAs(`tag ${size}\0`),
  'the commit by header alone': commitAs('commit 0\0', ''),
  'the commit of nothing at all': commitAs('', ''),
  'the commit with leading blanks': commitAs(`  commit ${size}\0`),
  'the commit with two blanks': commitAs(`commit  ${size}\0`),
  'the commit with a tab': commitAs(`commit\t${size}\0`),
  'the commit by a size with a hundred zeros in front': commitAs(`commit ${'0'.repeat(100)}${size}\0`),
  'strange files among the objects': [
    ...recipe,
    ...files('.git/objects/x', '.git/objects/zz/x', '.git/objects/93/x', '.git/objects/9/x'),
  ],
  'objects of a push that is being received': [
    ...recipe,
    mkdir('.git/objects/tmp_objdir-incoming-abc'),
    rename('.git/objects/93', '.git/objects/tmp_objdir-incoming-abc/93'),
  ],
  'objects of an older push that was being received': [
    ...recipe,
    mkdir('.git/objects/incoming-abc'),
    rename('.git/objects/93', '.git/objects/incoming-abc/93'),
  ],
  'objects of two pushes that are being received': [
    ...recipe,
    mkdir('.git/objects/incoming-abc'),
    mkdir('.git/objects/tmp_objdir-incoming-abc'),
    rename('.git/objects/93', '.git/objects/incoming-abc/93'),
  ],
  'an object of the status is a blob named by HEAD': [...recipe, write(branch, `${blob}\n`)],
  'HEAD at an empty blob that was staged': [write('x'), git('add', 'x'), write(branch, `${emptyBlob}\n`)],
}
