import { describe, expect, it } from 'vitest'
import { MalformedObject } from '../../../src/git/objects/loose-object.js'
import { modes, parseTree } from '../../../src/git/objects/tree-object.js'
import { treeBytes } from '../../support/git-objects.js'

const H = '12'.repeat(20)
const one = (mode: string, name = 'a') => treeBytes([{ mode, name, hash: H }])

describe('parseTree', () => {
  it('reads entries in their order, names of any bytes, and none of an empty tree', () => {
    const entries = [
      { mode: '100644', name: '\xff \n', hash: H },
      { mode: '40000', name: 'a', hash: '34'.repeat(20) },
      { mode: '100755', name: 'a', hash: '0'.repeat(40) },
      { mode: '120000', name: 'b', hash: H },
      { mode: '160000', name: 'c', hash: H },
    ]
    for (const strict of [false, true]) {
      expect(parseTree(treeBytes(entries), strict)).toEqual(
        entries.map((entry) => ({ ...entry, mode: Number.parseInt(entry.mode, 8) })),
      )
      expect(parseTree(Buffer.alloc(0), strict)).toEqual([])
    }
  })

  it.each([
    ['100664', 0o100664, modes.file],
    ['100600', 0o100600, modes.file],
    ['100775', 0o100775, modes.executable],
    ['100001', 0o100001, modes.executable],
    ['040000', 0o040000, modes.directory],
    ['40755', 0o040755, modes.directory],
    ['120777', 0o120777, modes.link],
    ['160755', 0o160755, modes.submodule],
    ['0', 0, modes.submodule],
    ['644', 0o644, modes.submodule],
    ['140000', 0o140000, modes.submodule],
    ['000000100644', 0o100644, modes.file],
  ])('keeps the mode %s up to 5.17, and puts it right from 5.19 on', (mode, before, since) => {
    expect(parseTree(one(mode), false)).toEqual([{ mode: before, name: 'a', hash: H }])
    expect(parseTree(one(mode), true)).toEqual([{ mode: since, name: 'a', hash: H }])
  })

  it.each<[what: string, bytes: Buffer]>([
    ['a mode with a digit that is none', one('100648')],
    ['a mode with a letter', one('x')],
    ['no mode', one('')],
    ['a mode with a sign', one('+100644')],
    ['a mode of more than 32 bits', one('40000000000')],
    ['a name that does not end', Buffer.from('100644 a')],
    ['a hash cut off', one('100644').subarray(0, -1)],
    ['a name and no hash', Buffer.from('100644 a\0')],
  ])('refuses %s in all profiles', (_what, bytes) => {
    for (const strict of [false, true]) {
      expect(() => parseTree(bytes, strict)).toThrow(MalformedObject)
      expect(() => parseTree(Buffer.concat([one('100644'), bytes]), strict)).toThrow(MalformedObject)
    }
  })

  it('drops a rest without a blank in silence up to 5.17, and refuses it from 5.19 on', () => {
    const bytes = Buffer.concat([one('100644'), Buffer.from('rest')])
    expect(parseTree(bytes, false)).toEqual([{ mode: modes.file, name: 'a', hash: H }])
    expect(() => parseTree(bytes, true)).toThrow('missing mode terminator')
  })

  it('takes an empty name up to 5.17, and refuses it from 5.19 on', () => {
    expect(parseTree(one('100644', ''), false)).toEqual([{ mode: modes.file, name: '', hash: H }])
    expect(() => parseTree(one('100644', ''), true)).toThrow('empty filename')
  })
})
