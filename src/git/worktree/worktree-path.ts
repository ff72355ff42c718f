import { isDotGitName, isHfsDotGit, isNtfsDotGit, isWindowsReserved } from './path-disguise.js'

export interface PathProtection {
  readonly ntfs: boolean
  readonly hfs: boolean
}

/**
 * Why go-git from 5.19 on refuses to read this path of a worktree, or undefined. It refuses names that are harmless on Linux too: `aux.yml`, `con`,
 * any control character. It allows `.git` as the last part of a longer path.
 *
 * @rule L15 L16
 * @mirrors go-git v5.19.3 worktree_fs.go: worktreeFilesystem.validPath, worktreeFilesystem.validReadPath, isDotGitVariant
 */
export function worktreePathProblem(path: string, protect: PathProtection): string | undefined {
  if (path === '') return undefined
  if (/[\0-\x1f\x7f]/.test(path)) return 'contains control character'
  const parts = path.split(/[/\\]/).filter((part) => part !== '')
  if (parts.length === 0) return 'invalid path'
  for (const [i, part] of parts.entries()) {
    if (part === '.' || part === '..') return `cannot use "${part}"`
    const isGit = isDotGitName(part) || (protect.hfs && isHfsDotGit(part))
    if (isGit && (i === 0 || i < parts.length - 1)) return 'invalid path component'
    if (protect.ntfs && ((isNtfsDotGit(part) && !isDotGitName(part)) || isWindowsReserved(part))) return 'invalid path'
  }
  return undefined
}

/**
 * Whether go-git from 5.19 on refuses to look up a path in a tree.
 *
 * @mirrors go-git v5.19.3 internal/pathutil/tree.go: ValidTreePath
 */
export function isInvalidTreePath(path: string): boolean {
  if (/[\0-\x1f\x7f]/.test(path)) return true
  const parts = path.split(/[/\\]/).filter((part) => part !== '')
  if (parts.length === 0) return true
  return parts.some(
    (part) => part === '.' || part === '..' || isDotGitName(part) || isHfsDotGit(part) || isNtfsDotGit(part),
  )
}

/** Whether every go-git release accepts this name, in any position of a path and with any setting. */
export function isHarmlessName(part: string): boolean {
  // Fast path: no disguise of `.git` and no Windows device has this form.
  if (/^\w[\w+-]*(?:\.[\w+-]+)*$/.test(part) && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part)) return true
  if (part === '' || part.includes('\\') || isInvalidTreePath(part)) return false
  return worktreePathProblem(part, { ntfs: true, hfs: true }) === undefined
}
