import { isAbraVersionError } from '../../errors.js'
import { resolveRevision } from '../../git/revision/resolve-revision.js'

/** The commit that a revision names; undefined if the clone has none, or if it is a search by regular expression. @throws every code of openRepository */
export async function findCommit(dir: string, revision: string): Promise<string | undefined> {
  try {
    return await resolveRevision(dir, revision)
  } catch (error) {
    if (isAbraVersionError(error, 'REVISION_NOT_FOUND') || isAbraVersionError(error, 'REVISION_UNSUPPORTED'))
      return undefined
    throw error
  }
}
