import { isDisguisedParent } from '../worktree/path-disguise.js'

/**
 * From 5.19 go-git refuses a reference whose name could leave its folder when it becomes a path. The name must lie below refs/, or consist of
 * capitals and underscores.
 *
 * @rule L16
 * @mirrors go-git v5.19.3 storage/filesystem/dotgit/dotgit.go: validReferenceName
 * @mirrors go-git v5.19.3 plumbing/reference.go: ReferenceName.IsSafe
 */
export function isEscapingReferenceName(name: string): boolean {
  if (!isSafe(name) || /[\0-\x1f\x7f]/.test(name)) return true
  return name.split(/[/\\]/).some((part) => part === '.' || isDisguisedParent(part))
}

function isSafe(name: string): boolean {
  if (!name.startsWith('refs/')) return /^[A-Z_]+$/.test(name)
  const rest = name.slice('refs/'.length)
  return !rest.includes('\\') && rest.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
