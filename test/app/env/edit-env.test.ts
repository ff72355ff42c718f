import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editEnv } from '../../../src/app/env/edit-env.js'
import { parseEnv, parseEnvEntries } from '../../../src/app/env/parse-env.js'
import { anError } from '../../support/expect-error.js'

const edit = (text: string, key: string, value: string) => editEnv(Buffer.from(text), key, value).bytes.toString()

describe('editEnv', () => {
  it.each([
    ['a plain value', 'A=1\nB=2\nC=3\n', 'B', '20', 'A=1\nB=20\nC=3\n'],
    ['a comment with modifiers', 'A=v1  # length=32 charset=hex\n', 'A', 'v2', 'A=v2  # length=32 charset=hex\n'],
    ['a comment with two signs', 'A=v1 # a # length=3\n', 'A', 'v2', 'A=v2 # length=3\n'],
    ['carriage returns', 'A=1\r\nB=2\r\n', 'A', '3', 'A=3\r\nB=2\r\n'],
    ['mixed line ends', 'A=1\r\nB=2\nC=3\r\nD=4', 'D', '5', 'A=1\r\nB=2\nC=3\r\nD=5'],
    ['no last line end', 'A=1', 'A', '2', 'A=2'],
    ['export', 'export A=1 # x\n', 'A', '2', 'export A=2 # x\n'],
    ['a colon', 'A : 1\n', 'A', '2', 'A : 2\n'],
    ['double quotes', 'A="1" # x\n', 'A', 'a b', 'A="a b" # x\n'],
    ['single quotes', "A='1'\n", 'A', '$B', "A='$B'\n"],
    ['a dollar', 'B=x\nA=1\n', 'A', '$2y$10$B', "B=x\nA='$2y$10$B'\n"],
    ['a sign behind a blank', 'A=1\n', 'A', 'a # b', "A='a # b'\n"],
    ['a value of several lines', 'A="x\ny\nz" # c\nB=1\n', 'A', 'w', 'A="w" # c\nB=1\n'],
    ['a value that becomes several lines', 'A=1\nB=2\n', 'A', 'x\ny', "A='x\ny'\nB=2\n"],
    ['an empty value', 'A=\nB=2\n', 'A', 'x', 'A=x\nB=2\n'],
    ['a value that becomes empty', 'A=x # c\nB=2\n', 'A', '', "A='' # c\nB=2\n"],
    ['two assignments on a line', 'A="a" B=2\n', 'B', '3', 'A="a" B=3\n'],
    ['a name that comes twice', 'A=1\nA=2\n', 'A', '3', 'A=1\nA=3\n'],
    ['a name that looks like another', 'AA=1\n#A=0\nA=2\n', 'A', '3', 'AA=1\n#A=0\nA=3\n'],
    ['a byte that is no UTF-8 elsewhere', 'A=é # ü\nB=1\n', 'B', '2', 'A=é # ü\nB=2\n'],
  ])('changes %s', (_what, before, key, value, after) => {
    expect(edit(before, key, value)).toBe(after)
    expect(parseEnv(after).get(key)).toBe(value)
  })

  it.each([
    ['after the last line', 'A=1\n', 'A=1\nB=2\n'],
    ['after a last line without end', 'A=1', 'A=1\nB=2'],
    ['in the style of the file', 'A=1\r\n', 'A=1\r\nB=2\r\n'],
    ['after a last line without end, in the style of the file', 'A=1\r\n#x', 'A=1\r\n#x\r\nB=2'],
    ['in an empty file', '', 'B=2\n'],
  ])('adds a name that is not there %s', (_where, before, after) => {
    expect(edit(before, 'B', '2')).toBe(after)
  })

  it('leaves a file alone that says so already, however it is written', () => {
    for (const text of ['A="1"', "A='1' # x\r\n", 'B=1\nA=$B\n']) expect(edit(text, 'A', '1')).toBe(text)
  })

  it('keeps bytes that are no UTF-8', () => {
    const before = Buffer.from('A=\xff\xfe # \xe9\nB=1\n', 'latin1')
    expect(editEnv(before, 'B', '2').bytes).toEqual(Buffer.from('A=\xff\xfe # \xe9\nB=2\n', 'latin1'))
  })

  it('gives the line as it now stands', () => {
    expect(editEnv(Buffer.from('A=1\r\nexport B=2 # x\r\nC=3'), 'B', '4').line).toBe('export B=4 # x')
    expect(editEnv(Buffer.from('A=1'), 'B', '4').line).toBe('B=4')
    expect(editEnv(Buffer.from('A=1 # x'), 'A', '1').line).toBe('A=1 # x')
  })

  it('lets variables that repeat it follow', () => {
    expect(Object.fromEntries(parseEnv(edit('A=1\nB=$A\n', 'A', '2')))).toEqual({ A: '2', B: '2' })
  })

  it.each(['', '1A', 'A B', 'é', 'A=', '#A', 'A\n'])('refuses to add the name %j', (key) => {
    expect(() => edit('X=1\n', key, '2')).toThrow(anError('USAGE'))
  })

  it('refuses a value that no spelling holds, without showing it', () => {
    for (const value of ['\ud800', `'"\\$`, `x'"`]) {
      const refused = () => edit('A=1\n', 'A', `${value}\n s3cret"`)
      expect(refused).toThrow(anError('USAGE'))
      expect(refused).not.toThrow(/s3cret/)
    }
  })

  it('refuses a file that godotenv refuses, as it is', () => {
    expect(() => edit('A="x\n', 'A', '1')).toThrow(anError('ENV_SYNTAX'))
  })

  const key = fc.constantFrom('A', 'B', 'TYPE', 'SECRET_X')
  const value = fc.oneof(
    fc.stringMatching(/^[a-z0-9:/+.,@-]{0,12}$/),
    fc.string({
      unit: fc.constantFrom('a', ' ', '#', '$', '"', "'", '\\', '\n', '=', ':', 'é', '{', '}'),
      maxLength: 8,
    }),
  )
  const line = fc.oneof(
    fc.tuple(key, value).map(([name, text]) => `${name}=${text}`),
    fc.tuple(key, fc.stringMatching(/^[a-z ]{0,6}$/)).map(([name, text]) => `export ${name}="${text}" # length=3`),
    fc.tuple(key, fc.stringMatching(/^[a-z \n]{0,6}$/)).map(([name, text]) => `${name}='${text}'`),
    fc.constantFrom('', '# a comment', '#A=0', 'C=x # note # more', 'C="a" D=2', 'C : 1', '  C=1'),
  )
  const file = fc
    .tuple(fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 6 }), line)
    .map(([lines, last]) => lines.map(([text, end]) => text + end).join('') + last)

  it('changes the one variable, and no byte outside its value', () => {
    let [changed, refused] = [0, 0]
    fc.assert(
      fc.property(file, key, value, (text, name, wanted) => {
        const before = entriesOf(text)
        if (before === undefined) return
        let after: string
        try {
          after = edit(text, name, wanted)
        } catch (error) {
          expect(error).toEqual(anError('USAGE'))
          refused++
          return
        }
        changed++
        const expected = new Map(before.map((entry) => [entry.key, entry.unexpanded]))
        const now = entriesOf(after) ?? []
        expect(parseEnv(after).get(name)).toBe(wanted)
        const unexpanded = new Map(now.map((entry) => [entry.key, entry.unexpanded]))
        expected.delete(name)
        unexpanded.delete(name)
        expect(unexpanded).toEqual(expected)
        const [head, tail] = commonEnds(text, after)
        const taken = text.slice(head, text.length - tail)
        const at = before.findLast((entry) => entry.key === name)
        if (at === undefined) expect(taken).toBe('')
        else expect(at.rawValue.length).toBeGreaterThanOrEqual(taken.replaceAll('\r\n', '\n').length)
      }),
      { numRuns: 3000 },
    )
    expect(changed).toBeGreaterThan(1000)
    expect(refused).toBeLessThan(changed)
  })
})

function entriesOf(text: string) {
  try {
    return parseEnvEntries(text)
  } catch {
    return undefined
  }
}

/** How much two texts have in common in front, and behind that at the end. */
function commonEnds(left: string, right: string): [number, number] {
  const most = Math.min(left.length, right.length)
  let head = 0
  while (head < most && left[head] === right[head]) head++
  let tail = 0
  while (tail < most - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++
  return [head, tail]
}
