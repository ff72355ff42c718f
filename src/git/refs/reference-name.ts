/** Characters and endings that git's rules forbid in one component of a reference name. */
const forbiddenInPart = /^\.|\.\.|[\0-\x1f\x7f~^:?*[ \\]|@\{|^@$|\.lock$/

/**
 * go-git's version of git-check-ref-format, on a byte string.
 *
 * @mirrors go-git v5.16.2 plumbing/reference.go: ReferenceName.Validate
 */
export function isValidReferenceName(name: string): boolean {
  if (name === 'HEAD') return true
  const parts = name.split('/')
  if (name.endsWith('.') || parts.length < 2) return false
  const inHeadsOrTags = name.startsWith('refs/heads/') || name.startsWith('refs/tags/')
  return parts.every(
    (part, i) => part !== '' && !forbiddenInPart.test(part) && !(inHeadsOrTags && i === 2 && part.startsWith('-')),
  )
}
