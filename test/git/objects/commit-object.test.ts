import { describe, expect, it } from 'vitest'
import { linesOf, parseCommit, splitHeader } from '../../../src/git/objects/commit-object.js'
import { MalformedObject } from '../../../src/git/objects/loose-object.js'

const T = '1'.repeat(40)
const P = '2'.repeat(40)
const Q = '3'.repeat(40)
const ZERO = '0'.repeat(40)
const WHO = 'author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n'

const loose = (text: string) => parseCommit(Buffer.from(text, 'latin1'), false)
const strict = (text: string) => parseCommit(Buffer.from(text, 'latin1'), true)

describe('parseCommit', () => {
  it.each<[what: string, text: string, commit: object]>([
    ['a first commit', `tree ${T}\n${WHO}\nMessage\n`, { tree: T, parents: [], message: 'Message\n' }],
    ['a merge', `tree ${T}\nparent ${P}\nparent ${Q}\n${WHO}\nM`, { tree: T, parents: [P, Q], message: 'M' }],
    ['a message of several lines', `tree ${T}\n${WHO}\nA\n\nB\n`, { tree: T, parents: [], message: 'A\n\nB\n' }],
    ['no message', `tree ${T}\n${WHO}\n`, { tree: T, parents: [], message: '' }],
    ['no end of headers', `tree ${T}\nparent ${P}\n${WHO}`, { tree: T, parents: [P], message: '' }],
    ['other headers', `tree ${T}\n${WHO}encoding latin1\nx y\n\n\xe9`, { tree: T, parents: [], message: '\xe9' }],
    [
      'a signature',
      `tree ${T}\n${WHO}gpgsig -----BEGIN\n \n parent ${P}\n -----END\n\nM`,
      { tree: T, parents: [], message: 'M' },
    ],
    [
      'hashes in capitals',
      `tree ${'A'.repeat(40)}\nparent ${'B'.repeat(40)}\n\nM`,
      { tree: 'a'.repeat(40), parents: ['b'.repeat(40)], message: 'M' },
    ],
  ])('reads %s in all profiles', (_what, text, commit) => {
    expect(loose(text)).toEqual(commit)
    expect(strict(text)).toEqual(commit)
  })

  it.each<[what: string, text: string, commit: object, problem: string]>([
    ['nothing', '', { tree: ZERO, parents: [], message: '' }, 'missing tree header'],
    [
      'headers in another order',
      `parent ${P}\ntree ${T}\n\nM`,
      { tree: T, parents: [P], message: 'M' },
      'tree header must be first',
    ],
    ['a message alone', '\nM', { tree: ZERO, parents: [], message: 'M' }, 'missing tree header'],
    ['a tree that is garbage', 'tree garbage\n\nM', { tree: ZERO, parents: [], message: 'M' }, 'bad tree hash'],
    ['a tree too long', `tree ${T}1\n\nM`, { tree: T, parents: [], message: 'M' }, 'bad tree hash'],
    [
      'a parent that is garbage',
      `tree ${T}\nparent x\n\nM`,
      { tree: T, parents: [ZERO], message: 'M' },
      'bad parent hash',
    ],
    [
      'a parent without its hash',
      `tree ${T}\nparent\n\nM`,
      { tree: T, parents: [ZERO], message: 'M' },
      'bad parent hash',
    ],
    ['a carriage return after the tree', `tree ${T}\r\n\nM`, { tree: T, parents: [], message: 'M' }, 'bad tree hash'],
    [
      'a blank in front of the tree',
      ` tree ${T}\n\nM`,
      { tree: T, parents: [], message: 'M' },
      'tree header must be first',
    ],
  ])('reads %s up to 5.17, and refuses it from 5.19 on', (_what, text, commit, problem) => {
    expect(loose(text)).toEqual(commit)
    expect(() => strict(text)).toThrow(MalformedObject)
    expect(() => strict(text)).toThrow(problem)
  })

  it.each<[what: string, text: string, before: object, since: object]>([
    [
      'a parent after other headers, which is passed over from 5.19 on',
      `tree ${T}\nparent ${P}\n${WHO}parent ${Q}\n\nM`,
      { tree: T, parents: [P, Q], message: 'M' },
      { tree: T, parents: [P], message: 'M' },
    ],
    [
      'a second tree, which is passed over from 5.19 on',
      `tree ${T}\n${WHO}tree ${P}\n\nM`,
      { tree: P, parents: [], message: 'M' },
      { tree: T, parents: [], message: 'M' },
    ],
    [
      'a line of blanks, which ends the headers up to 5.17 only',
      `tree ${T}\n \nparent ${P}\n\nM`,
      { tree: T, parents: [], message: `parent ${P}\n\nM` },
      { tree: T, parents: [], message: 'M' },
    ],
  ])('differs over %s', (_what, text, before, since) => {
    expect(loose(text)).toEqual(before)
    expect(strict(text)).toEqual(since)
  })
})

describe('splitHeader', () => {
  it.each([
    ['tree abc', 'tree', 'abc'],
    ['author A <a@b> 1', 'author', 'A <a@b> 1'],
    ['tree', 'tree', ''],
    ['tree ', 'tree', ''],
    ['tree  x', 'tree', ' x'],
    ['', '', ''],
  ])('takes %j apart', (line, key, value) => {
    expect(splitHeader(line)).toEqual({ key, value })
  })
})

describe('linesOf', () => {
  it('gives each line and all that comes after it', () => {
    expect([...linesOf('a\n\nb')]).toEqual([
      { line: 'a', rest: '\nb' },
      { line: '', rest: 'b' },
      { line: 'b', rest: '' },
    ])
    expect([...linesOf('')]).toEqual([])
    expect([...linesOf('a\n')]).toEqual([{ line: 'a', rest: '' }])
  })
})
