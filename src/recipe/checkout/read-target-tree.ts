import { toBuffer } from '../../byte-string/byte-string.js'
import { AbraVersionError } from '../../errors.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import type { TreeReader } from '../../git/diff/tree-nodes.js'
import { modes } from '../../git/objects/tree-object.js'
import { isDisguisedParent, isDotGitName, isHfsDotGit, isNtfsDotGit } from '../../git/worktree/path-disguise.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'

/** A file of the commit to check out. */
export interface TargetFile {
  readonly mode: number
  readonly hash: string
}

/** Of a tree that holds another one many times over, each is a file to write. */
const mostFiles = 100_000
const longestPath = 4096
/** The limits of Linux: NAME_MAX, and PATH_MAX without its final NUL. */
const longestName = 255
const longestLinkTarget = 4095
const writable: readonly number[] = [modes.file, modes.executable, modes.link, modes.submodule]

/**
 * The files of a commit's tree by path (byte string). Checks first that every path is safe to write: no `.git` under any name that a file system
 * treats as such, no `..`, no two entries of one name, no name of more than 255 bytes.
 *
 * @param dir the checkout, for messages
 * @throws CHECKOUT_UNSAFE OBJECT_NOT_FOUND OBJECT_INVALID SAFETY_LIMIT
 */
export function readTargetTree(
  reader: TreeReader,
  tree: string,
  dir: string,
  most = mostFiles,
): Map<string, TargetFile> {
  const files = new Map<string, TargetFile>()
  const folders = [{ path: '', hash: tree }]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const names = new Set<string>()
    for (const { name, mode, hash } of reader.read(folder.hash)) {
      const path = folder.path === '' ? name : `${folder.path}/${name}`
      const problem = names.has(name) ? 'is listed twice in its folder' : problemOf(name, mode)
      if (problem !== undefined) throw unsafe(dir, path, problem)
      names.add(name)
      if (path.length > longestPath)
        throw safetyLimit(dir, `has a path of more than ${longestPath} bytes in its tree`, 'check out another version')
      if (mode === modes.directory) folders.push({ path, hash })
      else files.set(path, { mode: mode === modes.oldFile ? modes.file : mode, hash })
    }
    if (files.size + folders.length > most)
      throw safetyLimit(dir, `has more than ${most} files in its tree`, 'check out another version')
  }
  return files
}

/** Refuses the target of a link that no file system takes. @throws CHECKOUT_UNSAFE */
export function checkLinkTarget(dir: string, path: string, target: Buffer): void {
  if (target.length === 0) throw unsafe(dir, path, 'is a link with an empty target')
  if (target.includes(0)) throw unsafe(dir, path, 'is a link whose target holds a NUL byte')
  if (target.length > longestLinkTarget)
    throw unsafe(dir, path, `is a link with a target of more than ${longestLinkTarget} bytes`)
}

function problemOf(name: string, mode: number): string | undefined {
  if (name === '' || name === '.' || /[\0/]/.test(name)) return 'is not a file name'
  if (name.length > longestName) return `has a name of more than ${longestName} bytes`
  const disguised = (part: string) =>
    isDotGitName(part) || isHfsDotGit(part) || isNtfsDotGit(part) || isDisguisedParent(part)
  if (name.split('\\').some(disguised)) return 'could lead out of the worktree or into .git'
  if (mode === modes.link && toBuffer(name).toString('utf8').toLowerCase() === '.gitmodules')
    return 'is a link named .gitmodules'
  if (mode !== modes.directory && mode !== modes.oldFile && !writable.includes(mode))
    return `has the mode ${mode.toString(8)}`
  return undefined
}

function unsafe(dir: string, path: string, reason: string): AbraVersionError<'CHECKOUT_UNSAFE'> {
  const shown = `${dir}/${shownPath(path)}`
  return new AbraVersionError(
    'CHECKOUT_UNSAFE',
    `${shown} ${reason}; the commit is not checked out`,
    { path: shown, reason },
    { advice: 'inspect the commit: git cannot check it out either' },
  )
}
