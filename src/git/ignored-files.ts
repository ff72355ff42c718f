import { isAbraVersionError } from '../errors.js'
import { decidingPattern, type GitignorePattern, type PatternSource } from './gitignore-pattern.js'
import { readPatterns } from './read-patterns.js'
import type { Worktree } from './worktree.js'

/** An untracked file that does not count, and the line that hides it. */
export interface IgnoredFile {
  readonly path: string
  readonly by: PatternSource
}

/** Tells of untracked files which are hidden. */
export class IgnoredFiles {
  readonly #worktree: Worktree
  readonly #globalPatterns: readonly GitignorePattern[]
  #patterns: readonly GitignorePattern[] | undefined

  /** @param globalPatterns the user's own, which win over the checkout's */
  constructor(worktree: Worktree, globalPatterns: readonly GitignorePattern[]) {
    this.#worktree = worktree
    this.#globalPatterns = globalPatterns
  }

  /** The line that hides an untracked file, or undefined where it counts. @throws SAFETY_LIMIT */
  hiddenBy(path: string): PatternSource | undefined {
    this.#patterns ??= this.#read()
    const pattern = decidingPattern(this.#patterns, path.split('/'), false)
    return pattern === undefined || pattern.inclusion ? undefined : pattern.source
  }

  /** When the patterns cannot all be read, go-git leaves out nothing. */
  #read(): GitignorePattern[] {
    try {
      return [...readPatterns(this.#worktree), ...this.#globalPatterns]
    } catch (error) {
      if (isAbraVersionError(error) && error.code !== 'SAFETY_LIMIT') return []
      throw error
    }
  }
}
