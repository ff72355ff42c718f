import { isDotGitName, isHfsDotGit, isNtfsDotGit, isWindowsReserved } from './path-disguise.js'

export interface PathProtection {
  readonly ntfs: boolean
  readonly hfs: boolean
}

/**
 * Why go-git refuses, from 5.19 on, to read this path of a worktree, or undefined. Names that are harmless on Linux are among them: `aux.yml`,
 * `con`, anything with a control character. The folder's own `.git` file is allowed as the last part of a longer path.
 *
 * @rule L15 L16
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

/** Whether go-git from 5.19 on refuses to look a path up in a tree. */
export function isInvalidTreePath(path: string): boolean {
  if (/[\0-\x1f\x7f]/.test(path)) return true
  const parts = path.split(/[/\\]/).filter((part) => part !== '')
  if (parts.length === 0) return true
  return parts.some(
    (part) => part === '.' || part === '..' || isDotGitName(part) || isHfsDotGit(part) || isNtfsDotGit(part),
  )
}

/** Whether no release of go-git minds this name, wherever it stands in a path and whatever the settings. */
export function isHarmlessName(part: string): boolean {
  // Most names, at a glance: neither a disguise of `.git` nor a device of Windows looks like that.
  if (/^\w[\w+-]*(?:\.[\w+-]+)*$/.test(part) && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part)) return true
  if (part === '' || part.includes('\\') || isInvalidTreePath(part)) return false
  return worktreePathProblem(part, { ntfs: true, hfs: true }) === undefined
}
