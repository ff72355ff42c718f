import { resolve } from 'node:path'
import { toByteString } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import { ConfinedFolder } from '../files/confined-folder.js'

const largestLink = 64 * 1024

/**
 * Whether a folder is a linked worktree (`git worktree add`): its `.git` file names a folder with a `commondir`. go-git does not follow that, so the
 * branch of such a worktree seems to have no commit (L11). Only for messages: false also where it cannot be read.
 */
export function isLinkedWorktree(dir: string): boolean {
  try {
    const root = toByteString(resolve(dir))
    const text = new ConfinedFolder(root, 'kernel').readFile('.git', largestLink).toString('latin1')
    const [, named] = /^gitdir: *(.+?)\s*$/m.exec(text) ?? []
    if (named === undefined) return false
    const gitDir = named.startsWith('/') ? named : joinPath(root, named)
    return new ConfinedFolder(gitDir, 'kernel').lstat('commondir').isFile()
  } catch {
    return false
  }
}
