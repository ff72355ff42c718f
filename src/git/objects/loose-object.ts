import { inflateSync } from 'node:zlib'
import { currentWork } from '../../work-budget.js'

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag'

/** An object as stored. `hash` is the one asked for: neither go-git nor we compare it with the content. */
export interface StoredObject {
  readonly hash: string
  readonly type: ObjectType
  readonly content: Buffer
}

/** go-git's error for bytes that are no valid object. */
export class MalformedObject extends Error {}

/** The largest size in bytes to which one object may inflate. Commits, trees and tags of real recipes are thousands of times smaller. */
export const largestObject = 64 * 1024 * 1024

export function isObjectType(text: string): text is ObjectType {
  return text === 'commit' || text === 'tree' || text === 'blob' || text === 'tag'
}

/**
 * Parses the compressed bytes of a loose object. As in go-git, the size in its header is not compared with the content.
 *
 * @mirrors go-git v5.16.2 plumbing/format/objfile/reader.go: Reader.Header, Reader.readUntil
 */
export function parseLooseObject(hash: string, compressed: Buffer): StoredObject {
  const inflated = inflate(compressed)
  const space = inflated.indexOf(0x20)
  const nul = inflated.indexOf(0, space + 1)
  if (space === -1 || nul === -1) throw new MalformedObject('objfile: invalid header')
  const type = inflated.toString('latin1', 0, space)
  if (!isObjectType(type)) throw new MalformedObject('invalid object type')
  if (!isInt64(inflated.toString('latin1', space + 1, nul))) throw new MalformedObject('objfile: invalid header')
  return { hash, type, content: inflated.subarray(nul + 1) }
}

/** Whether Go's `strconv.ParseInt` accepts the text: leading zeros are allowed, and the value must fit 64 bits. */
function isInt64(text: string): boolean {
  return (
    /^[+-]?[0-9]{1,4096}$/.test(text) &&
    BigInt(text.replace(/^\+/, '')) === BigInt.asIntN(64, BigInt(text.replace(/^\+/, '')))
  )
}

/** @throws MalformedObject for a damaged stream, RangeError beyond `largestObject`, SAFETY_LIMIT */
export function inflate(compressed: Buffer): Buffer {
  const content = inflateBounded(compressed)
  currentWork().spend('object bytes', content.length)
  return content
}

function inflateBounded(compressed: Buffer): Buffer {
  try {
    return inflateSync(compressed, { maxOutputLength: largestObject })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw error
    throw new MalformedObject(`zlib: ${(error as Error).message}`)
  }
}
