import * as fs from 'node:fs'
import { fsPath } from '../../byte-string/byte-string.js'
import { errnoOf } from '../../file-error/errno-of.js'
import type { StoredEntry } from '../index/index-entry.js'
import type { ParsedIndex } from '../index/parsed-index.js'
import { isSettled, type SettledEvidence } from './settled-files.js'
import type { StatAhead } from './stat-ahead.js'

/** A tracked file that has to be looked at as go-git does. */
export interface UnsettledFile {
  readonly entry: StoredEntry
  readonly stat: fs.BigIntStats
}

/**
 * The tracked files that are not known to be as they were staged, one by one. Folders were listed before: no path leads through a link.
 *
 * @param root absolute path of the checkout
 * @param missing tracked, and gone
 * @param ahead who may know already what the file system says
 * @returns false where one cannot be asked about, or is no file any more
 */
export function* unsettledFiles(
  root: string,
  index: ParsedIndex,
  missing: ReadonlySet<string>,
  evidence: SettledEvidence,
  ahead: StatAhead | null | undefined,
): Generator<UnsettledFile, boolean> {
  const above = root === '/' ? '' : root
  for (let i = 0; i < index.count; i++) {
    const entry = index.entry(i)
    const known = ahead?.find(i)
    if (known !== undefined && isSettled(entry, known, evidence)) continue
    if (missing.size > 0 && missing.has(entry.name)) continue
    const place = fsPath(`${above}/${entry.name}`)
    const file = known === undefined ? lstat(place, false) : undefined
    if (file !== undefined && isSettled(entry, file, evidence)) continue
    const stat = lstat(place, true)
    if (stat === undefined || stat.isDirectory() || stat.isSocket()) return false
    yield { entry, stat }
  }
  return true
}

/** @param exact times in nanoseconds */
function lstat(place: string | Buffer, exact: false): fs.Stats | undefined
function lstat(place: string | Buffer, exact: true): fs.BigIntStats | undefined
function lstat(place: string | Buffer, exact: boolean): fs.Stats | fs.BigIntStats | undefined {
  try {
    return fs.lstatSync(place, { bigint: exact })
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return undefined
  }
}
