import * as fs from 'node:fs'
import { errnoOf, printable, toBuffer } from './confined-folder.js'
import { goGitFailure, unreadable } from './faults.js'
import { type IndexEntry, IndexFormatError, parseIndex } from './index-file.js'
import type { Repository } from './open-repository.js'

const largestIndex = 1024 * 1024 * 1024

export interface IndexFile {
  readonly entries: readonly IndexEntry[]
  /** When the file was last written, by the file system's clock. */
  readonly mtimeNs: bigint
}

/** `.git/index`; a missing one has no entries. @throws INDEX_INVALID FILE_UNREADABLE SAFETY_LIMIT @rule L10 */
export function readIndex({ gitDir, traits }: Repository): IndexFile {
  const path = printable(gitDir.absolute('index'))
  try {
    const bytes = gitDir.readFile('index', largestIndex)
    const { mtimeNs } = fs.statSync(toBuffer(gitDir.resolveFile('index')), { bigint: true })
    return { entries: parseIndex(bytes, traits), mtimeNs }
  } catch (error) {
    if (error instanceof IndexFormatError)
      throw goGitFailure('INDEX_INVALID', `${path} cannot be read`, { path, goGit: error.message })
    if (errnoOf(error) === 'ENOENT') return { entries: [], mtimeNs: 0n }
    throw unreadable(error, path)
  }
}
