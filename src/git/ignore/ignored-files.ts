import { isAbraVersionError } from '../../errors.js'
import type { Worktree } from '../worktree/worktree.js'
import { decidingPattern, type GitignorePattern, type PatternSource } from './gitignore-pattern.js'
import { readPatterns, readPatternsAbove } from './read-patterns.js'

/** An untracked file that does not count, and the line that hides it. */
export interface IgnoredFile {
  readonly path: string
  readonly by: PatternSource
}

/** The line that hides an untracked file, or undefined where it counts. */
export type HiddenBy = (path: string) => PatternSource | undefined

/**
 * Looks untracked files up in all patterns of a checkout. When these cannot all be read, go-git leaves out nothing.
 *
 * @param globalPatterns the user's own, which win over the checkout's
 */
export function hiddenByAny(worktree: Worktree, globalPatterns: readonly GitignorePattern[]): HiddenBy {
  let patterns: readonly GitignorePattern[] | undefined
  const read = () => {
    try {
      return [...readPatterns(worktree), ...globalPatterns]
    } catch (error) {
      if (isAbraVersionError(error) && error.code !== 'SAFETY_LIMIT') return []
      throw error
    }
  }
  return (path) => {
    patterns ??= read()
    return hiding(patterns, path)
  }
}

/** The same of a checkout whose folders and pattern files are known to be readable: only what lies above a file is read. */
export function hiddenByAbove(worktree: Worktree, globalPatterns: readonly GitignorePattern[]): HiddenBy {
  const byFolder = new Map<string, readonly GitignorePattern[]>()
  return (path) => {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0))
    const patterns = byFolder.get(folder) ?? [
      ...readPatternsAbove(worktree, folder === '' ? [] : folder.split('/')),
      ...globalPatterns,
    ]
    byFolder.set(folder, patterns)
    return hiding(patterns, path)
  }
}

function hiding(patterns: readonly GitignorePattern[], path: string): PatternSource | undefined {
  const pattern = decidingPattern(patterns, path.split('/'), false)
  return pattern === undefined || pattern.inclusion ? undefined : pattern.source
}
