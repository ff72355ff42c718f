import { printable } from '../../byte-string/byte-string.js'
import { AbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import { unreadable } from '../../file-error/unreadable.js'
import { lastValue, sectionOf } from '../config/git-config.js'
import { readRepositoryConfig } from '../config/repository-config.js'
import { SpareMemory } from '../files/spare-memory.js'
import { goGitFailure } from '../go-git-failure.js'
import type { Repository } from '../repository/open-repository.js'
import { IndexFormatError, IndexTooLarge } from './index-cursor.js'
import { checkCacheTrees, parseIndex } from './index-file.js'
import { emptyIndex, type ParsedIndex } from './parsed-index.js'

const largestIndex = 128 * 1024 * 1024
const spare = new SpareMemory(1)

/** An index together with facts about its file. */
export interface IndexFile {
  readonly contents: ParsedIndex
  /** The real path of the file; undefined if there is none. */
  readonly place: string | undefined
  /** mtime of the file, in nanoseconds. */
  readonly mtimeNs: bigint
  /** The device that holds the file, as `fs.Stats` has it; undefined if there is no file. */
  readonly device: number | undefined
}

/**
 * Reads `.git/index`. A missing file is an index without entries.
 *
 * @throws INDEX_INVALID REPOSITORY_UNSUPPORTED FILE_UNREADABLE SAFETY_LIMIT
 * @rule L10
 * @mirrors go-git v5.16.2 storage/filesystem/index.go: IndexStorage.Index
 */
export function readIndex({ gitDir, traits }: Repository): IndexFile {
  const path = printable(gitDir.absolute('index'))
  try {
    const { bytes, ...stamp } = gitDir.readStampedFile('index', largestIndex, spare)
    return { contents: parseIndex(bytes, traits), ...stamp }
  } catch (error) {
    if (error instanceof IndexFormatError) throw invalid(gitDir, error)
    if (error instanceof IndexTooLarge)
      throw safetyLimit(gitDir.absolute('index'), error.message, 'rebuild it with `git reset`')
    if (errnoOf(error) === 'ENOENT') return { contents: emptyIndex, place: undefined, mtimeNs: 0n, device: undefined }
    throw unreadable(error, path)
  }
}

/** For an index of which nothing is read any more, no entry either. */
export function releaseIndex({ contents }: IndexFile): void {
  spare.give(contents.places.bytes)
}

/**
 * Throws if this profile cannot decode an index that another profile has decoded, with entries that every profile decodes alike.
 *
 * @throws INDEX_INVALID REPOSITORY_UNSUPPORTED
 */
export function checkSharedIndex({ gitDir, traits }: Repository, { contents }: IndexFile): void {
  if (contents.treesAlike) return
  try {
    checkCacheTrees(contents, traits)
  } catch (error) {
    if (error instanceof IndexFormatError) throw invalid(gitDir, error)
    throw error
  }
}

function invalid(gitDir: Repository['gitDir'], { message: goGit, advice }: IndexFormatError): AbraVersionError {
  const path = printable(gitDir.absolute('index'))
  if (!hasOtherHashes(gitDir)) return goGitFailure('INDEX_INVALID', `${path} cannot be read`, { path, goGit }, advice)
  return new AbraVersionError(
    'REPOSITORY_UNSUPPORTED',
    `${path} is of a repository with SHA-256 hashes, which go-git cannot read (${goGit})`,
    { path, goGit },
    { advice: 'use a repository with SHA-1 hashes, which is what git init and every common forge make' },
  )
}

/** go-git 5.16 opens a repository with `extensions.objectformat` and reads its index as one with SHA-1 hashes. */
function hasOtherHashes(gitDir: Repository['gitDir']): boolean {
  try {
    const format = lastValue(sectionOf(readRepositoryConfig(gitDir), 'extensions'), 'objectformat')
    return format !== '' && format.toLowerCase() !== 'sha1'
  } catch {
    // The message is better without it than lost.
    return false
  }
}
