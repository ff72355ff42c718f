import { isDisguisedParent } from '../worktree/path-disguise.js'

/**
 * From 5.19 go-git reads no reference whose name could lead out of its place once it is a path: it must lie below refs/ or be spelled in
 * capitals and underscores.
 *
 * @rule L16
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
