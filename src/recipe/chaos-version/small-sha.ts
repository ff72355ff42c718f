/**
 * The first 8 of a commit's 40 hex digits: the form in which abra prints and stamps commits. @rule R20
 *
 * @example
 * ```ts
 * smallSHA('7ae7b0f778b3867532e17fbb798dae1ab0c7b803') // '7ae7b0f7'
 * ```
 */
export function smallSHA(hash: string): string {
  return hash.slice(0, 8)
}

/** The stamp of a chaos deploy: the commit, with `+U` for a dirty worktree. @rule R20 R22 */
export function chaosVersionOf(head: { readonly hash: string }, clean: boolean): string {
  return smallSHA(head.hash) + (clean ? '' : '+U')
}
