import { InvalidRevision, parseRevision } from './parse-revision.js'

/** Whether a revision counts from HEAD, as `HEAD~1` and `@` do, so that it names another commit, or none, once HEAD has moved. */
export function countsFromHead(revision: string): boolean {
  try {
    return parseRevision(revision).some((step) => step.kind === 'ref' && step.name === 'HEAD')
  } catch (error) {
    if (error instanceof InvalidRevision) return false
    throw error
  }
}
