/**
 * go-git's answers changed twice within v5, so this port has three profiles. It is not published which release the pinned abra was built with.
 * `5.16` is the default; the other profiles show where the answer would differ.
 */

/** `5.16`: v5.12.0 to v5.16.5. `5.17`: v5.17.0 to v5.18.x. `5.19`: v5.19.1 and later v5.19 releases. */
export type GoGitProfile = '5.16' | '5.17' | '5.19'

/**
 * @example
 * ```ts
 * for (const profile of profiles) console.log(profile, await chaosVersion('recipe', { profile }))
 * profiles // ['5.16', '5.17', '5.19']
 * ```
 */
export const profiles = ['5.16', '5.17', '5.19'] as const satisfies readonly GoGitProfile[]

export const defaultProfile: GoGitProfile = '5.16'

/** The behaviours that differ between releases. Code asks for a behaviour and never compares release numbers. */
export interface ProfileTraits {
  /**
   * A file is not read if its size, mtime and mode equal its index entry, and the mtime is older than the index.
   *
   * @rule L14
   * @mirrors go-git v5.17.2 utils/merkletrie/filesystem/node.go: node.metadataMatches
   */
  readonly trustsIndexMetadata: boolean
  /**
   * The repository's config is read at open. A malformed config or an unknown extension is refused.
   *
   * @rule L16
   * @mirrors go-git v5.17.2 repository.go: Open
   */
  readonly checksConfigAtOpen: boolean
  /**
   * `repositoryformatversion` is read. 5.17 takes every repository for version 0, so it accepts no extension but noop.
   *
   * @rule L16
   * @mirrors go-git v5.19.3 repository_extensions.go: verifyExtensions
   */
  readonly readsFormatVersion: boolean
  /**
   * Paths below `.git`, Windows device names and control characters are refused whenever the worktree is read.
   *
   * @rule L15 L16
   * @mirrors go-git v5.19.3 worktree_fs.go: worktreeFilesystem.validReadPath
   */
  readonly validatesWorktreePaths: boolean
  /**
   * A symbolic link that leads out of the folder is refused instead of followed.
   *
   * @rule L16
   * @mirrors go-billy v5.9.2 helper/chroot/chroot.go: ChrootHelper.followedPath
   */
  readonly boundsLinks: boolean
  /**
   * Index names of 4095 bytes and more are read up to their NUL, and invalid prefix lengths are an error instead of a panic.
   *
   * @mirrors go-git v5.17.2 plumbing/format/index/decoder.go: Decoder.doReadEntryName, Decoder.doReadEntryNameV4
   */
  readonly readsLongIndexNames: boolean
  /**
   * Checksums of pack indexes are verified.
   *
   * @mirrors go-git v5.17.2 plumbing/format/idxfile/decoder.go: readPackChecksum, readIdxChecksum
   */
  readonly verifiesPackIndexes: boolean
  /**
   * Headers of commits and tags, and entries of trees, must be well-formed.
   *
   * @mirrors go-git v5.19.3 plumbing/object/commit.go: Commit.Decode
   * @mirrors go-git v5.19.3 plumbing/object/tag.go: Tag.Decode
   * @mirrors go-git v5.19.3 plumbing/object/tree.go: Tree.Decode
   */
  readonly strictObjects: boolean
  /**
   * A delta must hold what its header promises and nothing more, and the base of a delta must lie before it.
   *
   * @mirrors go-git v5.19.3 plumbing/format/packfile/patch_delta.go: patchDelta
   * @mirrors go-git v5.19.3 plumbing/format/packfile/scanner.go: Scanner.nextObjectHeader
   */
  readonly strictDeltas: boolean
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
    strictDeltas: false,
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
    strictDeltas: false,
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
    strictDeltas: true,
  },
}

export function traitsOf(profile: GoGitProfile): ProfileTraits {
  return traitsByProfile[profile]
}

export function isGoGitProfile(text: string): text is GoGitProfile {
  return (profiles as readonly string[]).includes(text)
}
