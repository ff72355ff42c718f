import { inflateSync } from 'node:zlib'

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag'

/** An object as stored. `hash` is the one asked for: go-git does not compare it with the content, and neither do we. */
export interface StoredObject {
  readonly hash: string
  readonly type: ObjectType
  readonly content: Buffer
}

/** Why bytes are no object to go-git. */
export class MalformedObject extends Error {}

/** What one object may inflate to. Commits, trees and tags of real recipes are thousands of times smaller. */
export const largestObject = 64 * 1024 * 1024

export function isObjectType(text: string): text is ObjectType {
  return text === 'commit' || text === 'tree' || text === 'blob' || text === 'tag'
}

/** Parses the compressed bytes of a loose object. The size in its header is not compared with the content: go-git does not. */
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

/** What Go's `strconv.ParseInt` takes: leading zeros are free, the value must fit 64 bits. */
function isInt64(text: string): boolean {
  return (
    /^[+-]?[0-9]{1,4096}$/.test(text) &&
    BigInt(text.replace(/^\+/, '')) === BigInt.asIntN(64, BigInt(text.replace(/^\+/, '')))
  )
}

/** @throws MalformedObject for a damaged stream, RangeError beyond `largestObject` */
export function inflate(compressed: Buffer): Buffer {
  try {
    return inflateSync(compressed, { maxOutputLength: largestObject })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw error
    throw new MalformedObject(`zlib: ${(error as Error).message}`)
  }
}
