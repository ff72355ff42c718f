import { fsPath } from '../../byte-string/byte-string.js'
import type { KnownFolder, KnownFolders } from '../diff/known-folder.js'
import type { ParsedIndex } from '../index/parsed-index.js'
import type { PathParts } from './compare-parts.js'
import type { Range } from './compare-paths.js'
import { type FileToHash, lstat } from './files-to-hash.js'
import type { StatPrefetch } from './stat-prefetch.js'
import { isUpToDate, type UpToDateEvidence } from './up-to-date-files.js'

/**
 * The folders of the worktree that are, with all below them, as the index has them, so that every go-git release finds no difference there.
 *
 * @param root absolute path of the checkout
 * @param parts its folders; those with a difference are added to `mixed`
 * @param isChanged whether the content of a file differs from its entry
 * @param evidence undefined if it would show none to be up to date
 * @param prefetch stat data read by the worker
 */
export function findKnownFolders(
  root: string,
  index: ParsedIndex,
  parts: PathParts,
  isChanged: (file: FileToHash) => boolean,
  evidence: UpToDateEvidence | undefined,
  prefetch: StatPrefetch | null | undefined,
): KnownFolders {
  const { present, mixed, listed } = parts
  const above = root === '/' ? '' : root
  for (let i = 0; i < index.count; i++) {
    const known = prefetch?.find(i)
    if (present[i] !== 1) continue
    const entry = index.entry(i)
    if (known !== undefined && evidence !== undefined && isUpToDate(entry, known, evidence)) continue
    const place = fsPath(`${above}/${entry.name}`)
    const file = known === undefined && evidence !== undefined ? lstat(place, false) : undefined
    if (file !== undefined && evidence !== undefined && isUpToDate(entry, file, evidence)) continue
    const folder = entry.name.slice(0, entry.name.lastIndexOf('/') + 1)
    // The folder is compared as go-git does in any case.
    if (mixed.has(folder)) continue
    const stat = lstat(place, true)
    if (stat === undefined || stat.isDirectory() || stat.isSocket() || isChanged({ entry, stat })) mixed.add(folder)
  }
  const withDifference = withFoldersAbove(mixed)
  const folders = new Map<string, KnownFolder>()
  for (const [prefix, range] of listed) {
    if (!withDifference.has(prefix)) folders.set(prefix.slice(0, -1), knownFolder(index, prefix, range))
  }
  return folders
}

export function knownFolder(index: ParsedIndex, prefix: string, { from, to }: Range): KnownFolder {
  return {
    path: prefix.slice(0, -1),
    entries: () => Array.from({ length: to - from }, (_, k) => index.entry(from + k)),
  }
}

/** @param prefixes paths of folders with a slash at their end */
function withFoldersAbove(prefixes: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set<string>([''])
  for (const prefix of prefixes) {
    for (let path = prefix; !all.has(path); path = path.slice(0, path.lastIndexOf('/', path.length - 2) + 1))
      all.add(path)
  }
  return all
}
