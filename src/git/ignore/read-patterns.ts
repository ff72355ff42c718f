import { trimSpace } from '../../byte-string/go-strings.js'
import { scanLines } from '../../byte-string/scan-lines.js'
import type { Worktree } from '../worktree/worktree.js'
import { type GitignorePattern, isIgnored, parseGitignorePattern } from './gitignore-pattern.js'

/**
 * The ignore patterns of a checkout, least important first: of each folder `.git/info/exclude`, then `.gitignore`, then those of its
 * subfolders. A folder that the patterns *of its parent folder's own subtree* exclude is not entered, which is less than git leaves out.
 *
 * @throws what listing a folder throws
 * @rule L01
 */
export function readPatterns(worktree: Worktree, folder: readonly string[] = []): GitignorePattern[] {
  const entries = worktree.list(folder.join('/'))
  const has = (name: string) => entries.some((entry) => entry.name === name)
  const patterns = readOwnPatterns(worktree, folder, has)
  for (const { name, isDirectory } of entries) {
    if (!isDirectory || name === '.git') continue
    const child = [...folder, name]
    if (!isIgnored(patterns, child, true)) patterns.push(...readPatterns(worktree, child))
  }
  return patterns
}

/**
 * Those of {@link readPatterns} that may speak of what lies right in a folder, without listing any: all of them but those of other folders.
 *
 * @param folder from the root down; none of the folders but the root holds a `.git`
 */
export function readPatternsAbove(worktree: Worktree, folder: readonly string[]): GitignorePattern[] {
  const patterns: GitignorePattern[] = []
  for (let depth = 0; depth <= folder.length; depth++) {
    const own = readOwnPatterns(worktree, folder.slice(0, depth), (name) => name !== '.git' || depth === 0)
    patterns.push(...own)
    if (depth < folder.length && isIgnored(own, folder.slice(0, depth + 1), true)) break
  }
  return patterns
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
    if (bytes !== undefined) patterns.push(...parseIgnoreFile(bytes, folder, below(file)))
  }
  return patterns
}

/** One ignore file. Lines that begin with `#` or hold only white space say nothing; a line of 64 KiB ends the file. @rule L03 */
export function parseIgnoreFile(bytes: Buffer, domain: readonly string[], file: string): GitignorePattern[] {
  const patterns: GitignorePattern[] = []
  for (const [i, text] of scanLines(bytes).lines.entries()) {
    if (text.startsWith('#') || trimSpace(text) === '') continue
    patterns.push(parseGitignorePattern(text, domain, { file, line: i + 1, text }))
  }
  return patterns
}
