import { trimSpace } from '../../byte-string/go-strings.js'
import { scanLines } from '../../byte-string/scan-lines.js'
import { currentWork } from '../../work-budget.js'
import type { Worktree } from '../worktree/worktree.js'
import { type GitignorePattern, isIgnored, parseGitignorePattern } from './gitignore-pattern.js'

/**
 * The ignore patterns of a checkout, in rising priority: for each folder `.git/info/exclude`, then `.gitignore`, then the patterns of its
 * subfolders. A folder is not entered if the patterns *of its parent folder's own subtree* exclude it. git enters fewer folders.
 *
 * @throws what listing a folder throws
 * @rule L01
 * @mirrors go-git v5.16.2 plumbing/format/gitignore/dir.go: ReadPatterns
 */
export function readPatterns(worktree: Worktree, folder: readonly string[] = []): GitignorePattern[] {
  const entries = worktree.list(folder.join('/'))
  const has = (name: string) => entries.some((entry) => entry.name === name)
  const patterns = readOwnPatterns(worktree, folder, has)
  for (const { name, isDirectory } of entries) {
    if (!isDirectory || name === '.git') continue
    const child = [...folder, name]
    if (!isIgnored(patterns, child, true)) append(patterns, readPatterns(worktree, child))
  }
  return patterns
}

/** The patterns of each folder, so that none is read twice. By path. */
export type OwnPatterns = Map<string, readonly GitignorePattern[]>

/**
 * The patterns of {@link readPatterns} that can match names in one folder: a list for each folder from the root to it. Lists no folder.
 *
 * @param folder path from the root, split at slashes; only the root may hold a `.git`
 * @param known what earlier calls read
 */
export function readPatternsAbove(
  worktree: Worktree,
  folder: readonly string[],
  known: OwnPatterns = new Map(),
): (readonly GitignorePattern[])[] {
  const lists: (readonly GitignorePattern[])[] = []
  for (let depth = 0; depth <= folder.length; depth++) {
    const above = folder.slice(0, depth)
    const path = above.join('/')
    const own = known.get(path) ?? readOwnPatterns(worktree, above, (name) => name !== '.git' || depth === 0)
    known.set(path, own)
    lists.push(own)
    if (depth < folder.length && isIgnored(own, folder.slice(0, depth + 1), true)) break
  }
  return lists
}

function readOwnPatterns(
  worktree: Worktree,
  folder: readonly string[],
  has: (name: string) => boolean,
): GitignorePattern[] {
  const path = folder.join('/')
  const below = (name: string) => (path === '' ? name : `${path}/${name}`)
  const patterns: GitignorePattern[] = []
  for (const file of [has('.git') ? '.git/info/exclude' : '', has('.gitignore') ? '.gitignore' : '']) {
    const bytes = file === '' ? undefined : worktree.readText(below(file))
    if (bytes !== undefined) append(patterns, parseIgnoreFile(bytes, folder, below(file)))
  }
  return patterns
}

/** In a loop: each item of a spread list takes a place on the stack. */
function append(patterns: GitignorePattern[], others: readonly GitignorePattern[]): void {
  for (const pattern of others) patterns.push(pattern)
}

/**
 * Parses one ignore file. Skips lines that begin with `#` or hold only white space. A line of 64 KiB or more ends the file.
 *
 * @rule L03
 * @mirrors go-git v5.16.2 plumbing/format/gitignore/dir.go: readIgnoreFile
 */
export function parseIgnoreFile(bytes: Buffer, domain: readonly string[], file: string): GitignorePattern[] {
  const patterns: GitignorePattern[] = []
  const work = currentWork()
  for (const { text, number } of scanLines(bytes)) {
    if (text.startsWith('#') || trimSpace(text) === '') continue
    work.spend('patterns read')
    patterns.push(parseGitignorePattern(text, domain, { file, line: number, text }))
  }
  return patterns
}
