import { decodeRune } from '../../byte-string/go-strings.js'

/** The result of Go's `filepath.Match`: whether the name matches, or `bad pattern` if the part of the pattern that was read is malformed. */
export type FileMatch = boolean | 'bad pattern'

const special = /[*?[\\]/

/**
 * Go's `filepath.Match` on byte strings: `*`, `?`, `[a-z]`, `[^a]`, `\c`; no `[!a]`, no POSIX classes, case-sensitive. It reports a malformed
 * pattern only when matching reaches the malformed chunk. What go-git does next depends on that.
 *
 * @rule L03
 * @mirrors go 1.26 path/filepath/match.go: Match
 */
export function fileMatch(pattern: string, name: string): FileMatch {
  if (!special.test(pattern)) return pattern === name
  let rest = pattern
  let from = 0
  while (rest !== '') {
    const { star, chunk, after } = nextChunk(rest)
    rest = after
    if (star && chunk === '') return !name.includes('/', from)
    const last = rest === ''
    let end = matchChunk(chunk, name, from)
    if (end === 'bad pattern') return end
    if (end === 'no' || (last && end !== name.length)) {
      if (!star) return false
      let skipped = from
      for (;;) {
        if (skipped >= name.length || name[skipped] === '/') return false
        skipped++
        end = matchChunk(chunk, name, skipped)
        if (end === 'bad pattern') return end
        if (end !== 'no' && !(last && end !== name.length)) break
      }
    }
    from = end
  }
  return from === name.length
}

/** Cuts the pattern after its leading stars at the next star that is not inside a class. */
function nextChunk(pattern: string): { star: boolean; chunk: string; after: string } {
  let start = 0
  while (pattern[start] === '*') start++
  let inClass = false
  let end = start
  for (; end < pattern.length; end++) {
    const char = pattern[end]
    if (char === '\\') end = Math.min(end + 1, pattern.length)
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '*' && !inClass) break
  }
  return { star: start > 0, chunk: pattern.slice(start, end), after: pattern.slice(end) }
}

/** Where the match of a star-free chunk ends in `name`, beginning at `from`. Runs to the chunk's end even after a failure, to find bad syntax. */
function matchChunk(chunk: string, name: string, from: number): number | 'no' | 'bad pattern' {
  let at = from
  let failed = false
  let i = 0
  while (i < chunk.length) {
    failed ||= at >= name.length
    const char = chunk[i]
    if (char === '[') {
      let rune = 0
      if (!failed) {
        const decoded = decodeRune(name, at)
        rune = decoded.rune
        at += decoded.width
      }
      const parsed = matchClass(chunk, i + 1, rune)
      if (parsed === 'bad pattern') return parsed
      failed ||= !parsed.matches
      i = parsed.next
    } else if (char === '?') {
      if (!failed) {
        failed = name[at] === '/'
        at += decodeRune(name, at).width
      }
      i++
    } else {
      if (char === '\\') i++
      if (i >= chunk.length) return 'bad pattern'
      if (!failed) {
        failed = chunk[i] !== name[at]
        at++
      }
      i++
    }
  }
  return failed ? 'no' : at
}

function matchClass(chunk: string, start: number, rune: number): { matches: boolean; next: number } | 'bad pattern' {
  let i = start
  const negated = chunk[i] === '^'
  if (negated) i++
  let inside = false
  for (let ranges = 0; ; ranges++) {
    if (ranges > 0 && chunk[i] === ']') return { matches: inside !== negated, next: i + 1 }
    const low = classRune(chunk, i)
    if (low === undefined) return 'bad pattern'
    i = low.next
    let high = low.rune
    if (chunk[i] === '-') {
      const upper = classRune(chunk, i + 1)
      if (upper === undefined) return 'bad pattern'
      high = upper.rune
      i = upper.next
    }
    inside ||= low.rune <= rune && rune <= high
  }
}

/** One character of a class, possibly escaped. undefined for a malformed class, such as one without its bracket. */
function classRune(chunk: string, start: number): { rune: number; next: number } | undefined {
  let at = start
  if (at >= chunk.length || chunk[at] === '-' || chunk[at] === ']') return undefined
  if (chunk[at] === '\\') at++
  if (at >= chunk.length) return undefined
  const { rune, width } = decodeRune(chunk, at)
  if (rune === 0xfffd && width === 1) return undefined
  const next = at + width
  return next >= chunk.length ? undefined : { rune, next }
}
