import * as fs from 'node:fs'
import { fsPath } from '../../byte-string/byte-string.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { FileStat } from '../files/file-stat.js'
import type { StoredEntry } from '../index/index-entry.js'
import type { ParsedIndex } from '../index/parsed-index.js'
import type { StatPrefetch } from './stat-prefetch.js'
import { isUpToDate, type UpToDateEvidence } from './up-to-date-files.js'

/** A tracked file whose content must be hashed, as go-git does. */
export interface FileToHash {
  readonly entry: StoredEntry
  readonly stat: FileStat
}

/**
 * Tracked files whose content must be hashed, one by one. The folders were listed before, so no path leads through a link.
 *
 * @param root absolute path of the checkout
 * @param missing index paths absent from disk
 * @param evidence undefined if it would show none to be up to date
 * @param prefetch stat data read by the worker
 * @returns false if a file vanished, or became a folder or a socket
 */
export function* filesToHash(
  root: string,
  index: ParsedIndex,
  missing: ReadonlySet<string>,
  evidence: UpToDateEvidence | undefined,
  prefetch: StatPrefetch | null | undefined,
): Generator<FileToHash, boolean> {
  const above = root === '/' ? '' : root
  for (let i = 0; i < index.count; i++) {
    const entry = index.entry(i)
    const known = prefetch?.find(i)
    if (known !== undefined && evidence !== undefined && isUpToDate(entry, known, evidence)) continue
    if (missing.size > 0 && missing.has(entry.name)) continue
    const place = fsPath(`${above}/${entry.name}`)
    const file = known === undefined && evidence !== undefined ? lstat(place, false) : undefined
    if (file !== undefined && evidence !== undefined && isUpToDate(entry, file, evidence)) continue
    const stat = lstat(place, true)
    if (stat === undefined || stat.isDirectory() || stat.isSocket()) return false
    yield { entry, stat }
  }
  return true
}

/**
 * undefined for what the file system does not show.
 *
 * @param exact times in nanoseconds
 */
export function lstat(place: string | Buffer, exact: false): fs.Stats | undefined
export function lstat(place: string | Buffer, exact: true): FileStat | undefined
export function lstat(place: string | Buffer, exact: boolean): fs.Stats | FileStat | undefined {
  try {
    return exact ? new FileStat(fs.lstatSync(place, { bigint: true })) : fs.lstatSync(place)
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return undefined
  }
}
