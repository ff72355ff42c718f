import { isAbraVersionError } from '../../errors.js'
import { CommitFiles } from '../../git/objects/commit-files.js'
import type { ObjectStore } from '../../git/objects/object-store.js'
import type { Repository } from '../../git/repository/open-repository.js'
import { isRecipeVersion, parseRecipeVersion } from '../tags/parse-recipe-version.js'
import { compareTags } from '../tags/tag-order.js'

/** The second is the older name. @rule R58 */
const folders = ['release', 'releaseNotes'] as const
/** A recipe has dozens; with more, what they say is not known. */
const mostNotes = 1000

/** A file of the recipe that says what an operator has to know before an upgrade to a release. */
export interface ReleaseNote {
  readonly version: string
  /** Relative to the recipe: `release/0.8.0+3.4.0`. */
  readonly path: string
}

/** The release notes of one commit, oldest first; undefined if the commit cannot be read, or has more than 1,000. A file whose name is no version is passed over. @rule R58 */
export function releaseNotesAt(repository: Repository, store: ObjectStore, commit: string): ReleaseNote[] | undefined {
  try {
    const files = new CommitFiles(repository.dir, commit, repository.profile, { repository, store })
    const names = folders.flatMap((folder) => files.filesIn(folder).map((name) => [folder, name] as const))
    if (names.length > mostNotes) return undefined
    const notes = names.map(([folder, name]) => noteIn(folder, name))
    return notes
      .filter(({ version }) => isRecipeVersion(parseRecipeVersion(version)))
      .sort((a, b) => compareTags(a.version, b.version))
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return undefined
  }
}

/**
 * The notes of releases after `deployed`.
 *
 * @param chosen the last release; undefined for all that follow
 * @rule R58 R81
 */
export function notesBetween(notes: readonly ReleaseNote[], deployed: string, chosen?: string): ReleaseNote[] {
  return notes.filter(
    ({ version }) => compareTags(deployed, version) < 0 && (chosen === undefined || compareTags(version, chosen) <= 0),
  )
}

function noteIn(folder: string, name: string): ReleaseNote {
  // A name of a tree is one char a byte.
  const version = Buffer.from(name, 'latin1').toString('utf8')
  return { version, path: `${folder}/${version}` }
}
