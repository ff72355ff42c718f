import { describe, expect, it } from 'vitest'
import { MalformedObject } from '../../../src/git/objects/loose-object.js'
import { parseTag } from '../../../src/git/objects/tag-object.js'

const H = '1'.repeat(40)
const ZERO = '0'.repeat(40)

const loose = (text: string) => parseTag(Buffer.from(text), false)
const strict = (text: string) => parseTag(Buffer.from(text), true)

describe('parseTag', () => {
  it.each(['commit', 'tree', 'blob', 'tag'])('reads a tag of a %s in all profiles', (type) => {
    const text = `object ${H}\ntype ${type}\ntag 1.0.0\ntagger A <a@b> 1 +0000\n\nMessage\ntype none\n`
    expect(loose(text)).toEqual({ target: H, targetType: type })
    expect(strict(text)).toEqual({ target: H, targetType: type })
  })

  it('reads a tag without tagger and message, as old git wrote them', () => {
    const text = `object ${H.replaceAll('1', 'A')}\ntype commit\ntag 1.0.0\n`
    expect(loose(text)).toEqual({ target: 'a'.repeat(40), targetType: 'commit' })
    expect(strict(text)).toEqual({ target: 'a'.repeat(40), targetType: 'commit' })
  })

  it.each<[what: string, text: string, tag: object, problem: string]>([
    ['nothing', '', { target: ZERO, targetType: '' }, 'malformed tag'],
    [
      'another order',
      `type commit\nobject ${H}\ntag x\n`,
      { target: H, targetType: 'commit' },
      'object header must be first',
    ],
    [
      'an object that is garbage',
      'object x\ntype commit\ntag x\n',
      { target: ZERO, targetType: 'commit' },
      'bad object hash',
    ],
    [
      'an object too long',
      `object ${H}1\ntype commit\ntag x\n`,
      { target: H, targetType: 'commit' },
      'bad object hash',
    ],
    ['no type', `object ${H}\ntag x\n`, { target: H, targetType: '' }, 'type header must follow object'],
    [
      'no name',
      `object ${H}\ntype commit\ntagger x\n`,
      { target: H, targetType: 'commit' },
      'tag header must follow type',
    ],
    ['no headers', `\nobject ${H}\n`, { target: ZERO, targetType: '' }, 'malformed tag'],
  ])('reads %s up to 5.17, and refuses it from 5.19 on', (_what, text, tag, problem) => {
    expect(loose(text)).toEqual(tag)
    expect(() => strict(text)).toThrow(MalformedObject)
    expect(() => strict(text)).toThrow(problem)
  })

  it.each(['commits', 'COMMIT', 'none'])('refuses the type %j in all profiles', (type) => {
    const text = `object ${H}\ntype ${type}\ntag x\n`
    for (const read of [loose, strict]) {
      expect(() => read(text)).toThrow(MalformedObject)
      expect(() => read(text)).toThrow('invalid object type')
    }
  })

  it('refuses a type that is missing after its word, on which go-git panics up to 5.17', () => {
    for (const read of [loose, strict]) expect(() => read(`object ${H}\ntype \ntag x\n`)).toThrow(MalformedObject)
  })

  it.each(['ofs-delta', 'ref-delta'])('takes %s, which names a form of packed object, for a type', (type) => {
    const text = `object ${H}\ntype ${type}\ntag x\n`
    for (const read of [loose, strict]) expect(read(text)).toEqual({ target: H, targetType: type })
  })
})
