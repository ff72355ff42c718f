import { isAbraVersionError } from '../../errors.js'
import type { Worktree } from '../worktree/worktree.js'
import { decidingPattern, type GitignorePattern, type PatternSource } from './gitignore-pattern.js'
import { type OwnPatterns, readPatterns, readPatternsAbove } from './read-patterns.js'

/** An untracked file that go-git leaves out, and the pattern that excludes it. */
export interface IgnoredFile {
  readonly path: string
  readonly by: PatternSource
}

/** The pattern that excludes an untracked file, or undefined if go-git lists the file. */
export type HiddenBy = (path: string) => PatternSource | undefined

/**
 * Looks untracked files up in all patterns of a checkout. If one pattern file or folder cannot be read, go-git excludes nothing.
 *
 * @param globalPatterns the user's own patterns, which win over those of the checkout
 * @mirrors go-git v5.16.2 worktree_status.go: Worktree.excludeIgnoredChanges
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
    return hiding([patterns], path)
  }
}

/** The same for a checkout whose folders and pattern files are all readable. Reads only the pattern files of the folders above a file. */
export function hiddenByAbove(worktree: Worktree, globalPatterns: readonly GitignorePattern[]): HiddenBy {
  const known: OwnPatterns = new Map()
  let last: { folder: string; lists: readonly (readonly GitignorePattern[])[] } | undefined
  return (path) => {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0))
    if (last?.folder !== folder) {
      const above = readPatternsAbove(worktree, folder === '' ? [] : folder.split('/'), known)
      last = { folder, lists: [...above, globalPatterns] }
    }
    return hiding(last.lists, path)
  }
}

function hiding(lists: readonly (readonly GitignorePattern[])[], path: string): PatternSource | undefined {
  const names = path.split('/')
  for (let i = lists.length - 1; i >= 0; i--) {
    const pattern = decidingPattern(lists[i] ?? [], names, false)
    if (pattern !== undefined) return pattern.inclusion ? undefined : pattern.source
  }
  return undefined
}
