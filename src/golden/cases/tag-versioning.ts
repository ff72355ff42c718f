/** The release of Renovate whose docker versioning is asked. */
export const renovateRelease = '44.121.2'

/** What is used of Renovate's docker versioning. */
export interface TagVersioning {
  isVersion(tag: string): boolean
  /** Negative if `left` is older; meaningless unless both are versions. */
  compare(left: string, right: string): number
}
