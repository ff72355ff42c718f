import { smallSHA } from './small-sha.js'

/** The stamp of a commit in a clean tree or in one that is not. @rule R20 R22 */
export function chaosVersionOf(head: { readonly hash: string }, clean: boolean): string {
  return smallSHA(head.hash) + (clean ? '' : '+U')
}
