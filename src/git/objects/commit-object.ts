import { trimSpace } from '../../byte-string/go-strings.js'
import { parseHash } from '../refs/references.js'
import { MalformedObject } from './loose-object.js'

export interface Commit {
  readonly tree: string
  readonly parents: readonly string[]
  /** Byte string. */
  readonly message: string
}

/**
 * The headers of a commit, as go-git decodes them. Up to 5.17 they may come in any order, and any text is a hash. From 5.19 `tree` comes first,
 * then the parents, each a full hash.
 *
 * @throws MalformedObject only if `strict`
 * @mirrors go-git v5.16.2 plumbing/object/commit.go: Commit.Decode
 * @mirrors go-git v5.19.3 plumbing/object/commit_scanner.go: scanTree, scanParents, scanHeaders
 */
export function parseCommit(content: Buffer, strict: boolean): Commit {
  const text = content.toString('latin1')
  return strict ? parseStrictCommit(text) : parseLooseCommit(text)
}

function parseLooseCommit(text: string): Commit {
  let tree = parseHash('')
  const parents: string[] = []
  let inContinued = false
  for (const { line, rest } of linesOf(text)) {
    if (inContinued && line.startsWith(' ')) continue
    const trimmed = trimSpace(line)
    if (trimmed === '') return { tree, parents, message: rest }
    const { key, value } = splitHeader(trimmed)
    inContinued = key === 'mergetag' || key === 'gpgsig'
    if (key === 'tree') tree = parseHash(value)
    if (key === 'parent') parents.push(parseHash(value))
  }
  return { tree, parents, message: '' }
}

function parseStrictCommit(text: string): Commit {
  let tree: string | undefined
  const parents: string[] = []
  let inParents = true
  for (const { line, rest } of linesOf(text)) {
    if (line === '') break
    const { key, value } = splitHeader(line)
    if (tree === undefined) {
      if (key !== 'tree') throw new MalformedObject('malformed commit: tree header must be first')
      tree = fullHash(value, 'malformed commit: bad tree hash')
      continue
    }
    if (inParents && key === 'parent') parents.push(fullHash(value, 'malformed commit: bad parent hash'))
    else inParents = false
    if (rest.startsWith('\n')) return { tree, parents, message: rest.slice(1) }
  }
  if (tree === undefined) throw new MalformedObject('malformed commit: missing tree header')
  return { tree, parents, message: '' }
}

/** @mirrors go-git v5.19.3 plumbing/object/commit_scanner.go: parseObjectIDHex */
export function fullHash(text: string, problem: string): string {
  if (!/^[0-9a-fA-F]{40}$/.test(text)) throw new MalformedObject(problem)
  return text.toLowerCase()
}

/**
 * The first word of a header, and the text after the blank that follows it.
 *
 * @mirrors go-git v5.19.3 plumbing/object/commit_scanner.go: splitHeader
 */
export function splitHeader(line: string): { key: string; value: string } {
  const space = line.indexOf(' ')
  return space === -1 ? { key: line, value: '' } : { key: line.slice(0, space), value: line.slice(space + 1) }
}

/** Each line without its end, together with all text after it. */
export function* linesOf(text: string): Generator<{ line: string; rest: string }> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    yield { line: text.slice(start, end), rest: text.slice(end + 1) }
    start = end + 1
  }
}
