import {
  git,
  perhaps,
  recipe,
  type States,
  type Step,
  shell,
  write,
} from '../../src/golden/scenario/step-shorthands.js'
import { emptyBlob, missing, recipeObjects } from './recipe-objects.js'

const { tree, subtree, conf: blob } = recipeObjects
const who = 'Ada Author <author@example.com> 1704067200 +0000'

/** Git makes `.git/text` an object of a type without looking at it, and the branch names it. */
const store = (type: string) => `git hash-object -w --literally -t ${type} .git/text > .git/refs/heads/main`

/** HEAD at a commit of just this text, which need not be a commit by any rule. */
function commitOf(text: string): Step[] {
  return [...recipe, write('.git/text', text), shell(store('commit'))]
}

/** HEAD at a tree written as lines of `ls-tree`, which git sorts. */
function treeOf(...lines: string[]): Step[] {
  return [
    ...recipe,
    write('x'),
    git('add', 'x'),
    write('.git/text', `${lines.join('\n')}\n`),
    take('git mktree --missing < .git/text'),
  ]
}

/** HEAD at a tree of entries `MODE NAME HASH`, in just this order and with any bytes in mode and name (as printf writes them). */
function literalTree(...entries: [mode: string, name: string, hash: string][]): Step[] {
  const bytes = entries.map(([mode, name, hash]) => `${mode} ${name}\\0${octal(hash)}`).join('')
  return [
    ...recipe,
    write('x'),
    git('add', 'x'),
    take(`printf '${bytes}' | git hash-object -w --literally -t tree --stdin`),
  ]
}

function octal(hash: string): string {
  return (hash.match(/../g) ?? []).map((byte) => `\\${Number.parseInt(byte, 16).toString(8).padStart(3, '0')}`).join('')
}

/** Commits the tree that a shell command names. */
function take(command: string): Step {
  const text = `tree %s\\nauthor ${who}\\ncommitter ${who}\\n\\nx\\n`
  return shell(`t=$(${command}) && printf '${text}' $t > .git/text && ${store('commit')}`)
}

const good = `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nx\n`

export const oddObjects: States = {
  'a tree out of order, a folder behind what it is before': literalTree(
    ['100644', 'a/a', emptyBlob],
    ['40000', 'a', subtree],
  ),
  'a tree out of order, a folder behind a greater name': literalTree(
    ['100644', 'b', emptyBlob],
    ['40000', 'a', subtree],
    ['100644', 'c', emptyBlob],
  ),
  'a tree out of order, a folder before smaller names': literalTree(
    ['40000', 'c', subtree],
    ['40000', 'a', subtree],
    ['100644', 'b', emptyBlob],
  ),
  'a commit written literally': commitOf(good),
  'a commit without author': commitOf(`tree ${tree}\n\nx\n`),
  'a commit without message': commitOf(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n`),
  'a commit without line end': commitOf(`tree ${tree}`),
  'a commit of nothing': commitOf(''),
  'a commit of a line end': commitOf('\n'),
  'a commit without tree': commitOf(`author ${who}\ncommitter ${who}\n\nx\n`),
  'a commit with the tree after the author': commitOf(`author ${who}\ntree ${tree}\ncommitter ${who}\n\nx\n`),
  'a commit with the tree in its message': commitOf(`author ${who}\ncommitter ${who}\n\ntree ${tree}\n`),
  'a commit with two trees': commitOf(`tree ${subtree}\ntree ${tree}\nauthor ${who}\ncommitter ${who}\n\nx\n`),
  'a commit with two trees, the first right': commitOf(
    `tree ${tree}\ntree ${subtree}\nauthor ${who}\ncommitter ${who}\n\nx\n`,
  ),
  'a commit with a tree in capitals': commitOf(good.replace(tree, tree.toUpperCase())),
  'a commit with a short tree': commitOf(good.replace(tree, tree.slice(0, 20))),
  'a commit with a long tree': commitOf(good.replace(tree, `${tree}00`)),
  'a commit with a garbage tree': commitOf(good.replace(tree, 'garbage')),
  'a commit with a tree of zeros': commitOf(good.replace(tree, '0'.repeat(40))),
  'a commit with a missing tree': commitOf(good.replace(tree, missing)),
  'a commit with a blob for a tree': commitOf(good.replace(tree, blob)),
  'a commit with the empty tree, never stored': commitOf(
    good.replace(tree, '4b825dc642cb6eb9a060e54bf8d69288fbee4904'),
  ),
  'a commit with two blanks before the tree': commitOf(good.replace('tree ', 'tree  ')),
  'a commit with a tab before the tree': commitOf(good.replace('tree ', 'tree\t')),
  'a commit with blanks after the tree': commitOf(good.replace(tree, `${tree}  `)),
  'a commit with carriage returns': commitOf(good.replaceAll('\n', '\r\n')),
  'a commit with a bad parent': commitOf(good.replace('author', 'parent x\nauthor')),
  'a commit with a missing parent': commitOf(good.replace('author', `parent ${missing}\nauthor`)),
  'a commit with a parent after the author': commitOf(good.replace('committer', `parent ${missing}\ncommitter`)),
  'a commit with two authors': commitOf(good.replace('committer', `author ${who}\ncommitter`)),
  'a commit with a malformed author': commitOf(good.replace(`author ${who}`, 'author nobody')),
  'a commit with an empty author': commitOf(good.replace(`author ${who}`, 'author ')),
  'a commit with an author without blank': commitOf(good.replace(`author ${who}`, 'author')),
  'a commit with a bad time zone': commitOf(good.replaceAll('+0000', '+x')),
  'a commit with a short time zone': commitOf(good.replaceAll('+0000', '+1')),
  'a commit with a huge time': commitOf(good.replaceAll('1704067200', '99999999999999999999')),
  'a commit with a negative time': commitOf(good.replaceAll('1704067200', '-1')),
  'a commit with an unknown header': commitOf(good.replace('author', 'banana x\nauthor')),
  'a commit with a header without value': commitOf(good.replace('author', 'banana\nauthor')),
  'a commit with a folded header': commitOf(good.replace('\n\nx', '\nbanana x\n y\n\nx')),
  'a commit with a folded line first': commitOf(` folded\n${good}`),
  'a commit with a blank line first': commitOf(`\n${good}`),
  'a commit with a signature': commitOf(
    good.replace('\n\nx', '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nx'),
  ),
  'a commit with a signature that does not end': commitOf(
    good.replace('\n\nx', '\ngpgsig -----BEGIN PGP SIGNATURE-----'),
  ),
  'a commit with an encoding': commitOf(good.replace('\n\nx', '\nencoding ISO-8859-1\n\nx')),
  'a commit with a merged tag': commitOf(
    good.replace('\n\nx', `\nmergetag object ${missing}\n type commit\n tag v1\n\nx`),
  ),
  'a commit with a NUL in its header': commitOf(good.replace('author', 'x\0y\nauthor')),
  'a commit with a NUL in its message': commitOf(good.replace('\n\nx', '\n\nx\0y')),
  'a commit with a header line of a megabyte': [
    ...commitOf(good.replace('author', `banana ${'x'.repeat(200_000)}\nauthor`)),
  ],
  'a commit with a message of a megabyte': [...commitOf(good + 'x'.repeat(200_000))],
  'a tree of what is there': treeOf(`100644 blob ${emptyBlob}\tx`),
  'a tree of nothing': [...recipe, take('git mktree < /dev/null')],
  'a tree with a missing blob': treeOf(`100644 blob ${missing}\tx`),
  'a tree with a missing subtree': treeOf(`040000 tree ${missing}\tconfig`, `100644 blob ${emptyBlob}\tx`),
  'a tree with a missing subtree last': treeOf(`040000 tree ${missing}\tz`, `100644 blob ${emptyBlob}\tx`),
  'a tree with a missing subtree that the index does not have': treeOf(
    `040000 tree ${missing}\ta`,
    `040000 tree ${subtree}\tconfig`,
  ),
  'a tree with a gitlink': treeOf(`160000 commit ${missing}\tlib`, `100644 blob ${emptyBlob}\tx`),
  'a tree with a link': treeOf(`120000 blob ${blob}\tl`, `100644 blob ${emptyBlob}\tx`),
  'a tree of mode 100664': literalTree(['100664', 'x', emptyBlob]),
  'a tree of mode 100600': literalTree(['100600', 'x', emptyBlob]),
  'a tree of mode 0100644': literalTree(['0100644', 'x', emptyBlob]),
  'a tree of mode 0': literalTree(['0', 'x', emptyBlob]),
  'a tree of mode 040000': literalTree(['100644', 'a', emptyBlob], ['040000', 'config', subtree]),
  'a tree of mode 40755': literalTree(['40755', 'config', subtree]),
  'a tree of an octal mode that is none': literalTree(['109644', 'x', emptyBlob]),
  'a tree of a mode in words': literalTree(['file', 'x', emptyBlob]),
  'a tree of an empty mode': literalTree(['', 'x', emptyBlob]),
  'a tree of a negative mode': literalTree(['-100644', 'x', emptyBlob]),
  'a tree of a mode with a plus': literalTree(['+100644', 'x', emptyBlob]),
  'a tree of a mode that is too large': literalTree(['77777777777777', 'x', emptyBlob]),
  'a tree of a link mode with bits': literalTree(['120777', 'x', emptyBlob]),
  'a tree of an unknown mode': literalTree(['10000', 'x', emptyBlob]),
  'a tree that is not sorted': literalTree(
    ['100644', 'x', emptyBlob],
    ['100644', 'a', emptyBlob],
    ['100644', 'b', emptyBlob],
  ),
  'a tree with a folder sorted like a file': literalTree(
    ['40000', 'config', subtree],
    ['100644', 'config.d', emptyBlob],
    ['100644', 'x', emptyBlob],
  ),
  'a tree with one name twice': literalTree(['100644', 'x', blob], ['100644', 'x', emptyBlob]),
  'a tree with one name twice, the first right': literalTree(['100644', 'x', emptyBlob], ['100644', 'x', blob]),
  'a tree with a file and a folder of one name': literalTree(
    ['100644', 'config', emptyBlob],
    ['40000', 'config', subtree],
    ['100644', 'x', emptyBlob],
  ),
  'a tree with a folder twice': literalTree(['40000', 'config', tree], ['40000', 'config', subtree]),
  'a tree with a folder twice, the first right': literalTree(['40000', 'config', subtree], ['40000', 'config', tree]),
  'a tree with a folder before the file of its name': literalTree(
    ['40000', 'config', subtree],
    ['100644', 'config', emptyBlob],
  ),
  'a tree with an empty name': literalTree(['100644', '', emptyBlob], ['100644', 'x', emptyBlob]),
  'a tree with a name of one dot': literalTree(['100644', '.', emptyBlob], ['100644', 'x', emptyBlob]),
  'a tree with a name of two dots': literalTree(['100644', '..', emptyBlob], ['100644', 'x', emptyBlob]),
  'a tree with a folder of two dots': literalTree(['40000', '..', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a name that holds a slash': literalTree(['100644', 'config/app.conf', blob], ['100644', 'x', emptyBlob]),
  'a tree with a folder whose name holds a slash': literalTree(['40000', 'a/b', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a name .git': literalTree(['100644', '.git', emptyBlob], ['100644', 'x', emptyBlob]),
  'a tree with a folder .git': literalTree(['40000', '.git', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a folder .GIT': literalTree(['40000', '.GIT', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a folder git~1': literalTree(['40000', 'git~1', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a folder aux': literalTree(['40000', 'aux', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a folder with a control character': literalTree(
    ['40000', 'a\\001', subtree],
    ['100644', 'x', emptyBlob],
  ),
  'a tree with a folder with a backslash': literalTree(['40000', 'a\\\\b', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a folder with a blank at its end': literalTree(['40000', '.git ', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a name that is no UTF-8': literalTree(['100644', '\\377', emptyBlob]),
  'a tree with a folder that is no UTF-8': literalTree(['40000', '\\377', subtree]),
  'a tree with a long name': literalTree(['100644', 'n'.repeat(5000), emptyBlob]),
  'a tree with a file for a subtree': literalTree(['40000', 'config', blob], ['100644', 'x', emptyBlob]),
  'a tree with a subtree for a file': literalTree(['100644', 'config', subtree], ['100644', 'x', emptyBlob]),
  'a tree with a hash of zeros': literalTree(['100644', 'x', '0'.repeat(40)]),
  'a tree with a subtree of zeros': literalTree(['40000', 'config', '0'.repeat(40)], ['100644', 'x', emptyBlob]),
  'a tree with the commit for a subtree': literalTree(['40000', 'config', recipeObjects.commit]),
  'a tree that ends in a hash': [
    ...recipe,
    take(`printf '100644 x\\0abc' | git hash-object -w --literally -t tree --stdin`),
  ],
  'a tree that ends in a name': [...recipe, take(`printf '100644 x' | git hash-object -w --literally -t tree --stdin`)],
  'a tree that ends in a mode': [...recipe, take(`printf '100644' | git hash-object -w --literally -t tree --stdin`)],
  'a tree with garbage after its entries': [
    ...recipe,
    take(`printf '100644 x\\0${octal(emptyBlob)}garbage' | git hash-object -w --literally -t tree --stdin`),
  ],
  'an object of an unknown type at HEAD': [...recipe, write('.git/text', good), shell(store('banana'))],
  'a tag at HEAD': [
    ...recipe,
    { do: 'tag', name: 'v1', annotated: true },
    shell('h=$(git rev-parse v1) && echo $h > .git/refs/heads/main'),
  ],
  'a large blob that is staged': [
    ...recipe,
    { do: 'write', path: 'large', repeat: '0123456789abcdef', times: 300_000 },
    perhaps(git('add', '-A')),
  ],
}
