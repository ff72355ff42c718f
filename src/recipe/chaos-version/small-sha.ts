/** The first 8 of a commit's 40 hex digits, which is how abra shows and stamps commits. @rule R20 */
export function smallSHA(hash: string): string {
  return hash.slice(0, 8)
}
