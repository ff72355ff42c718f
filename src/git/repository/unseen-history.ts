import { resolve } from 'node:path'
import { toByteString } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import { lastValue, sectionOf } from '../config/git-config.js'
import { readRepositoryConfig } from '../config/repository-config.js'
import { ConfinedFolder } from '../files/confined-folder.js'

const largestLink = 64 * 1024

/** Why go-git finds no commit in a checkout that has some, for messages. */
export interface UnseenHistory {
  readonly kind: 'linked-worktree' | 'reftable'
  /** Follows the folder: `is a linked worktree, …`. */
  readonly what: string
  readonly advice: string
}

const linkedWorktree: UnseenHistory = {
  kind: 'linked-worktree',
  what: 'is a linked worktree, in which go-git finds no commit of its branch',
  advice: 'deploy from a clone instead: git clone makes one of a linked worktree too',
}

const reftable: UnseenHistory = {
  kind: 'reftable',
  what: 'keeps its branches and tags in a reftable, which go-git does not read: it finds no commit',
  advice: 'run `git refs migrate --ref-format=files`, or clone it with --ref-format=files',
}

/**
 * Two forms that go-git 5.16 opens and git has commits in: a linked worktree (`git worktree add`: its `.git` file names a folder with a `commondir`),
 * and a repository whose references are in a reftable (git 2.45; HEAD is `ref: refs/heads/.invalid`) (L11). undefined also where nothing can be read.
 */
export function unseenHistory(dir: string): UnseenHistory | undefined {
  try {
    const root = toByteString(resolve(dir))
    const checkout = new ConfinedFolder(root, 'kernel')
    const gitDir = checkout.lstat('.git').isFile() ? namedFolder(root, checkout) : joinPath(root, '.git')
    if (gitDir === undefined) return undefined
    const folder = new ConfinedFolder(gitDir, 'kernel')
    if (isFile(folder, 'commondir')) return linkedWorktree
    const format = lastValue(sectionOf(readRepositoryConfig(folder), 'extensions'), 'refstorage')
    return format.toLowerCase() === 'reftable' ? reftable : undefined
  } catch {
    return undefined
  }
}

/** The folder that a `.git` file names. */
function namedFolder(root: string, checkout: ConfinedFolder): string | undefined {
  const text = checkout.readFile('.git', largestLink).toString('latin1')
  const [, named] = /^gitdir: *(.+?)\s*$/m.exec(text) ?? []
  return named === undefined || named.startsWith('/') ? named : joinPath(root, named)
}

function isFile(folder: ConfinedFolder, name: string): boolean {
  try {
    return folder.lstat(name).isFile()
  } catch {
    return false
  }
}
