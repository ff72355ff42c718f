import { type GitignorePattern, isIgnored, parseGitignorePattern } from './gitignore-pattern.js'
import { trimSpace } from './go-strings.js'
import { scanLines } from './scan-lines.js'
import type { Worktree } from './worktree.js'

/**
 * The ignore patterns of a checkout, least important first: of each folder `.git/info/exclude`, then `.gitignore`, then those of its
 * subfolders. A folder that the patterns *of its parent folder's own subtree* exclude is not entered, which is less than git leaves out.
 *
 * @throws what listing a folder throws
 * @rule L01
 */
export function readPatterns(worktree: Worktree, folder: readonly string[] = []): GitignorePattern[] {
  const path = folder.join('/')
  const entries = worktree.list(path)
  const has = (name: string) => entries.some((entry) => entry.name === name)
  const below = (name: string) => (path === '' ? name : `${path}/${name}`)
  const patterns: GitignorePattern[] = []
  for (const file of [has('.git') ? '.git/info/exclude' : '', has('.gitignore') ? '.gitignore' : '']) {
    const bytes = file === '' ? undefined : worktree.readText(below(file))
    if (bytes !== undefined) patterns.push(...parseIgnoreFile(bytes, folder, below(file)))
  }
  for (const { name, isDirectory } of entries) {
    if (!isDirectory || name === '.git') continue
    const child = [...folder, name]
    if (!isIgnored(patterns, child, true)) patterns.push(...readPatterns(worktree, child))
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
