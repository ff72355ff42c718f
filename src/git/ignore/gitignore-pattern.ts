import { trimRight } from '../../byte-string/go-strings.js'
import { currentWork } from '../../work-budget.js'
import { type FileMatch, fileMatch } from './file-match.js'

/** One line of an ignore file as go-git parses it, and its source. All texts are byte strings. */
export interface GitignorePattern {
  /** The folder whose paths the pattern applies to, split at slashes. Empty for the root and for global patterns. */
  readonly domain: readonly string[]
  readonly segments: readonly string[]
  /** The line began with `!`. */
  readonly inclusion: boolean
  readonly directoryOnly: boolean
  /** The pattern has a slash before its end. Such a pattern is matched segment by segment, from its domain on. */
  readonly anchored: boolean
  readonly source: PatternSource
}

export interface PatternSource {
  /** The file that holds the line: relative to the checkout, or absolute for a global one. A byte string, as is `text`. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly text: string
}

/**
 * @rule L03
 * @mirrors go-git v5.16.2 plumbing/format/gitignore/pattern.go: ParsePattern
 */
export function parseGitignorePattern(
  text: string,
  domain: readonly string[],
  source: PatternSource,
): GitignorePattern {
  const inclusion = text.startsWith('!')
  let pattern = inclusion ? text.slice(1) : text
  if (!pattern.endsWith('\\ ')) pattern = trimRight(pattern, ' ')
  const directoryOnly = pattern.endsWith('/')
  if (directoryOnly) pattern = pattern.slice(0, -1)
  return { domain, segments: pattern.split('/'), inclusion, directoryOnly, anchored: pattern.includes('/'), source }
}

/**
 * The pattern that decides on a path: the last one that matches, or undefined. Here a later pattern can include a path below an excluded folder
 * again.
 *
 * @rule L03
 * @mirrors go-git v5.16.2 plumbing/format/gitignore/matcher.go: matcher.Match
 */
export function decidingPattern(
  patterns: readonly GitignorePattern[],
  path: readonly string[],
  isDirectory: boolean,
): GitignorePattern | undefined {
  const i = patterns.findLastIndex((pattern) => matches(pattern, path, isDirectory))
  currentWork().spend('patterns tried', patterns.length - Math.max(i, 0))
  return patterns[i]
}

/** Whether the path is excluded by these patterns. */
export function isIgnored(
  patterns: readonly GitignorePattern[],
  path: readonly string[],
  isDirectory: boolean,
): boolean {
  const pattern = decidingPattern(patterns, path, isDirectory)
  return pattern !== undefined && !pattern.inclusion
}

/** @mirrors go-git v5.16.2 plumbing/format/gitignore/pattern.go: pattern.Match */
function matches(pattern: GitignorePattern, path: readonly string[], isDirectory: boolean): boolean {
  const { domain } = pattern
  if (path.length <= domain.length) return false
  for (let i = 0; i < domain.length; i++) if (path[i] !== domain[i]) return false
  const below = path.slice(domain.length)
  return pattern.anchored ? matchesAnchored(pattern, below, isDirectory) : matchesAnyName(pattern, below, isDirectory)
}

/**
 * Tries a pattern without inner slash on every name of the path. It stops at the first name for which the pattern is malformed.
 *
 * @mirrors go-git v5.16.2 plumbing/format/gitignore/pattern.go: pattern.simpleNameMatch
 */
function matchesAnyName(pattern: GitignorePattern, path: readonly string[], isDirectory: boolean): boolean {
  const [segment = ''] = pattern.segments
  for (const [i, name] of path.entries()) {
    const match: FileMatch = fileMatch(segment, name)
    if (match === 'bad pattern') return false
    if (match) return !(pattern.directoryOnly && !isDirectory && i === path.length - 1)
  }
  return false
}

/** @mirrors go-git v5.16.2 plumbing/format/gitignore/pattern.go: pattern.globMatch */
function matchesAnchored(pattern: GitignorePattern, path: readonly string[], isDirectory: boolean): boolean {
  const last = pattern.segments.length - 1
  let matched = false
  let anyDepth = false
  let at = 0
  for (const [i, segment] of pattern.segments.entries()) {
    if (segment === '') {
      anyDepth = false
    } else if (segment === '**') {
      if (i === last) break
      anyDepth = true
    } else if (segment.includes('**') || at >= path.length) {
      return false
    } else if (anyDepth) {
      anyDepth = false
      let found = false
      while (at < path.length && !found) {
        const match = fileMatch(segment, path[at++] ?? '')
        if (match === 'bad pattern') return false
        found = match
      }
      matched = found
    } else {
      if (fileMatch(segment, path[at] ?? '') !== true) return false
      matched = true
      at++
    }
  }
  return matched && !(pattern.directoryOnly && !isDirectory && at >= path.length)
}
