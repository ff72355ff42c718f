/**
 * go-git's answers changed twice within v5, so a port of "what go-git answers" is a port of three answers. Which release the pinned abra
 * was built with is not published; `5.16` is the default, and the others say where the answer would differ.
 */

/** `5.16`: v5.12.0 to v5.16.5. `5.17`: v5.17.0 to v5.18.x. `5.19`: v5.19.1 and later v5.19 releases. */
export type GoGitProfile = '5.16' | '5.17' | '5.19'

export const profiles = ['5.16', '5.17', '5.19'] as const satisfies readonly GoGitProfile[]

export const defaultProfile: GoGitProfile = '5.16'

/** What sets the releases apart, one line a behaviour, so that code asks for the behaviour and never compares release numbers. */
export interface ProfileTraits {
  /** A file whose size, mtime and mode equal its index entry's, older than the index, is not read. @rule L14 */
  readonly trustsIndexMetadata: boolean
  /** The repository's config is read at open: a malformed one, and any unknown extension, is refused. @rule L16 */
  readonly checksConfigAtOpen: boolean
  /** `repositoryformatversion` is known (5.17 takes every repository for version 0, so no extension but noop passes). @rule L16 */
  readonly readsFormatVersion: boolean
  /** Paths below `.git`, device names of Windows and control characters are refused on every read of the worktree. @rule L15 L16 */
  readonly validatesWorktreePaths: boolean
  /** A symbolic link that leads out of the folder is refused instead of followed. @rule L16 */
  readonly boundsLinks: boolean
  /** Index names of 4095 bytes and more are read to their NUL, and bad prefix lengths are an error instead of a panic. */
  readonly readsLongIndexNames: boolean
  /** Checksums of pack indexes are verified. */
  readonly verifiesPackIndexes: boolean
  /** Headers of commits and tags, and entries of trees, must be well-formed. */
  readonly strictObjects: boolean
}

const traitsByProfile: Record<GoGitProfile, ProfileTraits> = {
  '5.16': {
    trustsIndexMetadata: false,
    checksConfigAtOpen: false,
    readsFormatVersion: false,
    validatesWorktreePaths: false,
    boundsLinks: false,
    readsLongIndexNames: false,
    verifiesPackIndexes: false,
    strictObjects: false,
  },
  '5.17': {
    trustsIndexMetadata: true,
    checksConfigAtOpen: true,
    readsFormatVersion: false,
    validatesWorktreePaths: false,
    boundsLinks: false,
    readsLongIndexNames: true,
    verifiesPackIndexes: true,
    strictObjects: false,
  },
  '5.19': {
    trustsIndexMetadata: true,
    checksConfigAtOpen: true,
    readsFormatVersion: true,
    validatesWorktreePaths: true,
    boundsLinks: true,
    readsLongIndexNames: true,
    verifiesPackIndexes: true,
    strictObjects: true,
  },
}

export function traitsOf(profile: GoGitProfile): ProfileTraits {
  return traitsByProfile[profile]
}

export function isGoGitProfile(text: string): text is GoGitProfile {
  return (profiles as readonly string[]).includes(text)
}
