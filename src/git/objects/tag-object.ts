import { trimSpace } from '../../byte-string/go-strings.js'
import { parseHash } from '../refs/references.js'
import { fullHash, linesOf, splitHeader } from './commit-object.js'
import { isObjectType, MalformedObject } from './loose-object.js'

export interface AnnotatedTag {
  readonly target: string
  /** `commit`, `tree`, `blob` or `tag`; '' if the tag does not say (only where decoding is not strict). */
  readonly targetType: string
}

/**
 * The target of an annotated tag, as go-git decodes it. Up to 5.17 the headers may come in any order; from 5.19 `object`, `type` and `tag` in this
 * order.
 *
 * @throws MalformedObject
 * @mirrors go-git v5.16.2 plumbing/object/tag.go: Tag.Decode
 * @mirrors go-git v5.19.3 plumbing/object/tag_scanner.go: scanTagObject, scanTagType, scanTagName
 */
export function parseTag(content: Buffer, strict: boolean): AnnotatedTag {
  const text = content.toString('latin1')
  return strict ? parseStrictTag(text) : parseLooseTag(text)
}

function parseLooseTag(text: string): AnnotatedTag {
  let target = parseHash('')
  let targetType = ''
  for (const { line } of linesOf(text)) {
    const trimmed = trimSpace(line)
    if (trimmed === '') break
    const { key, value } = splitHeader(trimmed)
    if (key === 'object') target = parseHash(value)
    if (key === 'type') targetType = knownType(value)
  }
  return { target, targetType }
}

function parseStrictTag(text: string): AnnotatedTag {
  const [object, type, name] = text.split('\n', 3).map(splitHeader)
  if (object?.key !== 'object') throw new MalformedObject('malformed tag: object header must be first')
  const target = fullHash(object.value, 'malformed tag: bad object hash')
  if (!text.includes('\n')) return { target, targetType: '' }
  if (type?.key !== 'type') throw new MalformedObject('malformed tag: type header must follow object')
  const targetType = knownType(type.value)
  if (text.split('\n', 3).length > 2 && name?.key !== 'tag')
    throw new MalformedObject('malformed tag: tag header must follow type')
  return { target, targetType }
}

function knownType(text: string): string {
  if (isObjectType(text) || text === 'ofs-delta' || text === 'ref-delta') return text
  throw new MalformedObject('invalid object type')
}
