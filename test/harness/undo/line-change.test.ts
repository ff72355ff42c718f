import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editEnv } from '../../../src/app/env/edit-env.js'
import { lineChange, undoLineChange } from '../../../src/harness/undo/line-change.js'

const change = (before: string, after: string) => lineChange(Buffer.from(before), Buffer.from(after))
const undone = (file: string, before: string, after: string) => {
  const made = change(before, after)
  return made && undoLineChange(Buffer.from(file), made)?.toString()
}

describe('lineChange', () => {
  it.each([
    ['A=1\nTYPE=x\nB=2\n', 'A=1\nTYPE=x:1.0.0\nB=2\n', { at: 4, before: 'TYPE=x\n', after: 'TYPE=x:1.0.0\n' }],
    [
      'TYPE=x:1 # why\r\nB=2',
      'TYPE=x:2 # why\r\nB=2',
      { at: 0, before: 'TYPE=x:1 # why\r\n', after: 'TYPE=x:2 # why\r\n' },
    ],
    ['A=1\n', 'A=1\nB=2\n', { at: 4, before: '', after: 'B=2\n' }],
    ['A=1', 'A=1\nB=2', { at: 0, before: 'A=1', after: 'A=1\nB=2' }],
    ['', 'B=2\n', { at: 0, before: '', after: 'B=2\n' }],
    ['B=2\nB=2\n', 'B=2\nB=3\n', { at: 4, before: 'B=2\n', after: 'B=3\n' }],
    ['A=\nA=1\n', 'A=\nA=11\n', { at: 3, before: 'A=1\n', after: 'A=11\n' }],
    ['A=1\n\nC=1\n', 'A=1\nC=1\n', { at: 4, before: '\n', after: '' }],
  ])('%j to %j', (before, after, made) => {
    expect(change(before, after)).toEqual(made)
    expect(undone(after, before, after)).toBe(before)
  })

  it('is undefined where nothing changed', () => expect(change('A=1\n', 'A=1\n')).toBeUndefined())

  it('is undone to the very bytes, whatever the texts are', () => {
    const text = fc.string({ unit: fc.constantFrom('A', '=', '\n', '\r', '#', 'ü', ' '), maxLength: 30 })
    fc.assert(
      fc.property(text, text, (before, after) => {
        if (before !== after) expect(undone(after, before, after)).toBe(before)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('undoLineChange', () => {
  const [before, after] = ['# mine\nTYPE=x:2 # why\nB=2\n', '# mine\nTYPE=x:1 # why\nB=2\n']

  it('keeps what another process has written in the meantime', () => {
    expect(undone('# mine, and more\nNEW=1\nTYPE=x:1 # why\nB=3\n', before, after)).toBe(
      '# mine, and more\nNEW=1\nTYPE=x:2 # why\nB=3\n',
    )
  })

  it('takes the last of two equal lines, as godotenv does', () => {
    expect(undone('TYPE=x:1 # why\n# mine\n\nTYPE=x:1 # why\n', before, after)).toBe(
      'TYPE=x:1 # why\n# mine\n\nTYPE=x:2 # why\n',
    )
  })

  it.each(['# mine\nTYPE=x:3 # why\n', '', 'B=TYPE=x:1 # why\n', 'TYPE=x:1 # why'])(
    'changes nothing where the line is no longer there: %j',
    (file) => expect(undone(file, before, after)).toBeUndefined(),
  )

  it('undoes any number of edits of an .env file in reverse order', () => {
    const name = fc.constantFrom('TYPE', 'COMPOSE_FILE', 'A', 'B')
    const value = fc.string({ unit: fc.constantFrom('a', '1', ':', '.', '+', ' '), maxLength: 6 })
    const file = fc.array(
      fc.oneof(
        fc.tuple(name, value).map(([key, text]) => `${key}=${text}`),
        fc.constantFrom('# a remark', '', 'B="two\nlines" # why', "A='x'"),
      ),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(file, fc.boolean(), fc.array(fc.tuple(name, value), { maxLength: 4 }), (lines, closed, edits) => {
        const start = Buffer.from(lines.join('\n') + (closed ? '\n' : ''))
        const changes = []
        let now: Buffer = start
        for (const [key, text] of edits) {
          let edited: Buffer
          try {
            edited = editEnv(now, key, text).bytes
          } catch {
            continue
          }
          changes.push(lineChange(now, edited))
          now = edited
        }
        for (const made of changes.reverse())
          if (made !== undefined) now = undoLineChange(now, made) ?? Buffer.from('lost')
        expect(now.toString()).toBe(start.toString())
      }),
      { numRuns: 1000 },
    )
  })
})
