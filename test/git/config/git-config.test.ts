import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allValues,
  type GitConfig,
  GitConfigSyntaxError,
  lastValue,
  parseGitConfig,
  sectionOf,
} from '../../../src/git/config/git-config.js'

const parse = (text: string) => parseGitConfig(Buffer.from(text, 'latin1'))

/** Options as `key=value` lines below `section` or `section "subsection"`. */
function flatten({ sections }: GitConfig): Record<string, string[]> {
  const flat: Record<string, string[]> = {}
  const lines = (options: readonly { key: string; value: string }[]) =>
    options.map(({ key, value }) => `${key}=${value}`)
  for (const section of sections.values()) {
    flat[section.name] = lines(section.options)
    for (const sub of section.subsections) flat[`${section.name} "${sub.name}"`] = lines(sub.options)
  }
  return flat
}

function problemOf(text: string): string {
  try {
    parse(text)
    return 'none'
  } catch (error) {
    if (error instanceof GitConfigSyntaxError) return `${error.line}: ${error.goGit}`
    throw error
  }
}

describe('parseGitConfig', () => {
  it.each<[what: string, text: string, sections: Record<string, string[]>]>([
    ['nothing', '', {}],
    ['line ends and comments', '\n# one\n ; two\n\t\n', {}],
    ['a section without keys', '[a]', { a: [] }],
    ['a key without a value', '[a]\nb', { a: ['b='] }],
    ['a key with an empty value', '[a]\nb =\n', { a: ['b='] }],
    ['values, blanks around them cut', '[a]\n b = c d \n\te=f\n', { a: ['b=c d', 'e=f'] }],
    ['a carriage return before the line end', '[a]\r\nb = c\r\n', { a: ['b=c'] }],
    ['a carriage return inside a value, which goes', '[a]\nb = c\rd\n', { a: ['b=cd'] }],
    ['a key again', '[a]\nb = c\nb = d\n', { a: ['b=c', 'b=d'] }],
    ['comments after headers and values', '[a] # x\nb = c ; x\nd # x\n', { a: ['b=c', 'd='] }],
    ['a comment sign without a blank before', '[a]\nb = c#x\n', { a: ['b=c'] }],
    ['quotes', '[a]\nb = " c ; d "\n', { a: ['b= c ; d '] }],
    ['quotes for a part', '[a]\nb = c"  d  "e\n', { a: ['b=c  d  e'] }],
    ['a blank after quotes, which is cut', '[a]\nb = "c " \n', { a: ['b=c '] }],
    ['escapes', '[a]\nb = c\\nd\\te\\\\f\\"g\n', { a: ['b=c\nd\te\\f"g'] }],
    ['a backspace', '[a]\nb = c\\bd\n', { a: ['b=c\bd'] }],
    ['a line that goes on', '[a]\nb = c\\\n d\n', { a: ['b=c\n d'] }],
    ['a line that goes on, with a carriage return', '[a]\nb = c\\\r\nd\n', { a: ['b=c\nd'] }],
    ['a section of one name twice', '[a]\nb=1\n[c]\n[A]\nb=2\n', { a: ['b=1', 'b=2'], c: [] }],
    ['subsections', '[a "b"]\nc=1\n[a "B"]\nc=2\n[a "b"]\nc=3\n', { a: [], 'a "b"': ['c=1', 'c=3'], 'a "B"': ['c=2'] }],
    ['a subsection with escapes', '[a "b\\"\\\\c"]\nd=1\n', { a: [], 'a "b"\\c"': ['d=1'] }],
    ['a subsection with any characters', '[a "b/.. ]#\xc3\xa9"]\n', { a: [], 'a "b/.. ]#\xc3\xa9"': [] }],
    ['blanks in a header', '[ a   "b" ]\nc=1\n', { a: [], 'a "b"': ['c=1'] }],
    ['letters beyond ASCII', '[\xc3\xa9]\n\xc3\xa9 = \xc3\xa9\n', { '\xc3\xa9': ['\xc3\xa9=\xc3\xa9'] }],
    ['sections whose names differ in case beyond ASCII', '[\xc5\xbf]\na=1\n[S]\nb=2\n', { '\xc5\xbf': ['a=1', 'b=2'] }],
    ['digits and hyphens in names', '[a-1]\nb-2 = c\n', { 'a-1': ['b-2=c'] }],
    ['an include, which is a section like others', '[include]\npath = ~/x\n', { include: ['path=~/x'] }],
    ['no line end at the end', '[a]\nb = c', { a: ['b=c'] }],
    ['an equals sign in a value', '[a]\nb = c=d\n', { a: ['b=c=d'] }],
    ['brackets in a value', '[a]\nb = [c]\n', { a: ['b=[c]'] }],
  ])('reads %s (L02)', (_what, text, sections) => {
    expect(flatten(parse(text))).toEqual(sections)
  })

  it.each<[what: string, text: string, problem: string]>([
    ['a key before any section', '\nb = c\n', '2: expected section header'],
    ['a byte order mark', '\xef\xbb\xbf[a]\n', '1: illegal character'],
    ['a NUL', '[a]\nb = \0\n', '2: illegal character NUL'],
    ['a NUL in a comment', '[a]\n# \0\n', '2: illegal character NUL'],
    ['invalid UTF-8', '[a]\nb = c\n; \xff\n', '3: illegal UTF-8 encoding'],
    ['invalid UTF-8 in a value', '[a]\n\nb = \xe2\x82\n', '3: illegal UTF-8 encoding'],
    ['a header left open', '[a\nb = c\n', '1: expected subsection name or right bracket'],
    ['a header without a name', '[]\n', '1: expected section name'],
    ['a header that begins with a digit', '[1]\n', '1: illegal character'],
    ['a header with a dot', '[a.b]\n', '1: illegal character'],
    ['a header with an empty subsection', '[a ""]\n', '1: empty subsection name'],
    ['a subsection left open', '[a "b]\n', '1: string not terminated'],
    ['a subsection without a bracket', '[a "b"\n', '1: expected right bracket'],
    ['a subsection with an escape of a value', '[a "b\\n"]\n', '1: unknown escape sequence'],
    ['a key on the line of the header', '[a] b = c\n', '1: expected EOL, EOF, or comment'],
    ['two headers on one line', '[a][b]\n', '1: expected EOL, EOF, or comment'],
    ['a key with an underscore', '[a]\n\nb_c = d\n', '3: illegal character'],
    ['a key that begins with a digit', '[a]\n1 = b\n', '2: illegal character'],
    ['a key and no equals sign', '[a]\nb c\n', "2: expected '='"],
    ['an equals sign without a key', '[a]\n= b\n', '2: expected section header or variable declaration'],
    ['an unknown escape', '[a]\nb = c\\d\n', '2: unknown escape sequence'],
    ['an escape at the end', '[a]\nb = c\\', '2: unknown escape sequence'],
    ['quotes left open at the end of the line', '[a]\nb = "c\nd = e\n', '2: string not terminated'],
    ['quotes left open at the end', '[a]\nb = "c', '2: string not terminated'],
    ['a merge conflict', '[a]\n<<<<<<< ours\nb = c\n', '2: illegal character'],
  ])('refuses %s, naming the line (L02, L16)', (_what, text, problem) => {
    expect(problemOf(text).slice(0, problem.length)).toBe(problem)
  })

  it('gives back what was written, however it was written', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abXY'), minLength: 1, maxLength: 3 })
    const text = fc.string({ unit: fc.constantFrom(...'a .#;"\\\n\t\b=[]é/\''), maxLength: 8 })
    const option = fc.record({ key: letters, value: text, style: fc.constantFrom('quoted', 'bare') })
    const section = fc.record({
      name: letters,
      sub: fc.option(text.filter((name) => name !== '' && !name.includes('\n') && !name.includes('\b'))),
      options: fc.array(option, { maxLength: 3 }),
    })
    const noise = fc.constantFrom('', '\n', '# a [b] "c\n', '\t; x = \\y\n', '\r\n')
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, section), { maxLength: 5 }), (parts) => {
        const written = parts.map(([before, part]) => before + render(part)).join('')
        const expected = new Map<string, string[]>()
        const names: string[] = []
        for (const [, { name, sub, options }] of parts) {
          // Names of sections are one whatever their case, and spelled as they were first.
          const spelled = names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name
          if (spelled === name) names.push(name)
          expected.set(spelled, expected.get(spelled) ?? [])
          const key = sub === null ? spelled : `${spelled} "${sub}"`
          expected.set(key, [...(expected.get(key) ?? []), ...options.map((one) => `${one.key}=${one.value}`)])
        }
        const read = Object.entries(flatten(parseGitConfig(Buffer.from(written))))
        const asText = (bytes: string) => Buffer.from(bytes, 'latin1').toString()
        expect(Object.fromEntries(read.map(([key, lines]) => [asText(key), lines.map(asText)]))).toEqual(
          Object.fromEntries(expected),
        )
      }),
      { numRuns: 500 },
    )
  })
})

interface RenderedSection {
  name: string
  sub: string | null
  options: { key: string; value: string; style: string }[]
}

function render({ name, sub, options }: RenderedSection): string {
  const header = sub === null ? `[${name}]` : `[${name} "${sub.replace(/["\\]/g, '\\$&')}"]`
  const lines = options.map(({ key, value, style }) => {
    const escaped = value
      .replace(/["\\]/g, '\\$&')
      .replaceAll('\n', '\\n')
      .replaceAll('\t', '\\t')
      .replaceAll('\b', '\\b')
    const bare = style === 'bare' && !/^ | $|[#;]/.test(value)
    return `\t${key} = ${bare ? escaped : `"${escaped}"`}\n`
  })
  return `${header}\n${lines.join('')}`
}

describe('looking up', () => {
  const config = parse('[Core]\nBare\nx = 1\nX = 2\nx = 3\nempty = 5\nempty =\n[core]\nlate = 1\n')

  it('knows sections and keys in any case', () => {
    expect(lastValue(sectionOf(config, 'cORE'), 'LATE')).toBe('1')
    expect(sectionOf(config, 'other')).toBeUndefined()
  })

  it('takes the last value, and nothing for none', () => {
    const core = sectionOf(config, 'core')
    expect(lastValue(core, 'x')).toBe('3')
    expect(lastValue(core, 'bare')).toBe('')
    expect(lastValue(core, 'empty')).toBe('')
    expect(lastValue(core, 'missing')).toBe('')
    expect(lastValue(undefined, 'x')).toBe('')
  })

  it('takes all values in order', () => {
    expect(allValues(sectionOf(config, 'core'), 'x')).toEqual(['1', '2', '3'])
    expect(allValues(undefined, 'x')).toEqual([])
  })
})

describe('a key', () => {
  it.each(['`', '@', '{', '[', '/', ':', '_', '.'])('does not go on with %s', (char) => {
    expect(problemOf(`[a]\nb${char} = 1\n`)).not.toBe('none')
    expect(problemOf(`[a]\n${char}b = 1\n`)).not.toBe('none')
  })

  it.each(['a', 'z', 'A', 'Z'])('begins with %s', (char) => {
    expect(flatten(parse(`[a]\n${char}09-${char} = 1\n`))).toEqual({ a: [`${char}09-${char}=1`] })
  })
})

describe('a text that is all ASCII', () => {
  it('is read as it is with a comment that is not', () => {
    const piece = fc.constantFrom(
      ...'[]a-_"\\=;# \t\r\n\0\x7f',
      ...['b2', ' "s" ', '\\n', '\\\n', ' = ', '[a]\n', '[a "b"]\n', 'c = d\n', 'c\n', 'c = "d" # e\n'],
    )
    const seen = { read: 0, refused: 0 }
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = `${pieces.join('')}\n`
        const other = `${text}# \xc3\xa9`
        const problem = problemOf(text)
        seen[problem === 'none' ? 'read' : 'refused']++
        expect(problemOf(other)).toBe(problem)
        if (problem === 'none') expect(parse(other)).toEqual(parse(text))
      }),
      { numRuns: 2000 },
    )
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(100)
  })
})
