import { deflateRawSync, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  inflate,
  isObjectType,
  largestObject,
  MalformedObject,
  parseLooseObject,
} from '../../../src/git/objects/loose-object.js'

const HASH = '1'.repeat(40)
const parse = (text: string) => parseLooseObject(HASH, deflateSync(Buffer.from(text, 'latin1')))

describe('parseLooseObject', () => {
  it.each(['commit', 'tree', 'blob', 'tag'])('reads a %s under the name it was asked for by', (type) => {
    expect(parse(`${type} 3\0a\0b`)).toEqual({ hash: HASH, type, content: Buffer.from('a\0b') })
  })

  it.each([
    ['too small', 'blob 1\0abc'],
    ['too large', 'blob 99\0abc'],
    ['negative', 'blob -1\0abc'],
    ['with a sign', 'blob +3\0abc'],
    ['with zeros in front', 'blob 0003\0abc'],
  ])('does not compare the size in the header with the content, as go-git does not: %s', (_what, text) => {
    expect(parse(text).content.toString()).toBe('abc')
  })

  it.each([
    ['no header', ''],
    ['no blank', 'blob3\0abc'],
    ['no end of the header', 'blob 3'],
    ['no size', 'blob \0abc'],
    ['a size that is no number', 'blob x\0abc'],
    ['a size with a blank', 'blob 3 \0abc'],
    ['a size of more than 64 bits', `blob ${'9'.repeat(20)}\0abc`],
    ['a type it does not know', 'blobs 3\0abc'],
    ['a type in capitals', 'BLOB 3\0abc'],
    ['no type', ' 3\0abc'],
  ])('refuses an object with %s', (_what, text) => {
    expect(() => parse(text)).toThrow(MalformedObject)
  })

  it.each<[what: string, bytes: Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('blob 3\0abc')],
    ['a raw stream', deflateRawSync(Buffer.from('blob 3\0abc'))],
    ['a stream cut off', deflateSync(Buffer.from('blob 3\0abc')).subarray(0, -6)],
    [
      'a stream with a wrong checksum',
      Buffer.concat([deflateSync(Buffer.from('blob 3\0abc')).subarray(0, -1), Buffer.from([0])]),
    ],
  ])('refuses %s for a compressed object', (_what, bytes) => {
    expect(() => parseLooseObject(HASH, bytes)).toThrow(MalformedObject)
    expect(() => parseLooseObject(HASH, bytes)).toThrow('zlib')
  })

  it('reads an object with bytes after its stream', () => {
    expect(
      parseLooseObject(
        HASH,
        Buffer.concat([deflateSync(Buffer.from('blob 1\0a')), Buffer.from('rest')]),
      ).content.toString(),
    ).toBe('a')
  })
})

describe('inflate', () => {
  it('inflates up to the bound and stops beyond it', () => {
    const bound = deflateSync(Buffer.alloc(largestObject), { level: 1 })
    expect(inflate(bound)).toHaveLength(largestObject)
    expect(() => inflate(deflateSync(Buffer.alloc(largestObject + 1), { level: 1 }))).toThrow(RangeError)
  })
})

describe('isObjectType', () => {
  it.each([
    ['commit', true],
    ['tree', true],
    ['blob', true],
    ['tag', true],
    ['ofs-delta', false],
    ['', false],
    ['Commit', false],
  ])('of %j is %j', (text, expected) => {
    expect(isObjectType(text)).toBe(expected)
  })
})
