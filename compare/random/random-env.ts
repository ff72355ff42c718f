// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of `.env` files
import fc from 'fast-check'
import { oddBytes, textOf, wordOf } from './random-texts.js'

/** Few names, so that values refer to them; and names that only godotenv takes, or does not. Byte strings, like everything here. */
const name = fc.oneof(
  { weight: 12, arbitrary: wordOf('A B AB A1 _') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'a',
      'A.B',
      'A B',
      'A-B',
      '"A"',
      '\xc3\xaa',
      '\xc3\xa9',
      '\xff',
      '\xc2\x85',
      'A\r',
      '__proto__',
      '\xef\xbb\xbfA',
    ),
  },
)
const lead = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.constantFrom(' ', '\t', 'export ', 'export\t', 'export  ') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('export', 'export\n', 'export\r', '\xc2\xa0', '\xe2\x80\x83', '#', '# ', '\r'),
  },
)
const sign = fc.oneof(
  { weight: 8, arbitrary: fc.constant('=') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(' = ', ': ', ':', ' =', '= ', '=\t', '=\xc2\x85', '=\xe2\x80\x83', '==', ''),
  },
)

const reference = [
  '$A',
  '$B',
  '${A}',
  '${AB}',
  '$AB',
  '${A',
  '$A}',
  '\\$A',
  '\\\\$A',
  '$(A)',
  '${A:-b}',
  '$$A',
  '$a',
  '$',
  '$_',
  '$1',
  '${}',
]
const space = [
  ' ',
  '\t',
  '\v',
  '\f',
  '\xc2\x85',
  '\xc2\xa0',
  '\xe2\x80\x83',
  '\xe2\x80\xa8',
  '\xe3\x80\x80',
  '\x85',
  '\xc2',
]
const common = ['a', 'b', 'v1', '#', ' #', ' # ', '\\', '\\n', '\\r', '\\\\', '\\a', "'", '"', '`', '=', ':', '/', '\0']
const piece = [...common, ...common, ...reference, ...space, ...oddBytes]

const unquoted = textOf([...piece, '\r'], 6)
const quoted = fc
  .tuple(
    fc.constantFrom('"', '"', "'"),
    textOf([...piece, '\n', '\r\n', '\\"', "\\'", '\\\n', 'A=1\n', '# a\n'], 7),
    fc.constantFrom('', '', '', '\\', 'x'),
  )
  .map(([quote, text, slip]) => quote + text.replaceAll(quote, '') + slip + (slip === 'x' ? '' : quote))
const wildQuoted = textOf([...piece, '\n', '"', "'", '\\"'], 7).map((text) => `"${text}"`)
const value = fc.oneof(
  { weight: 4, arbitrary: unquoted },
  { weight: 4, arbitrary: quoted },
  { weight: 1, arbitrary: wildQuoted },
)
const tail = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(' # length=3', ' #a', '#a', ' # a # b', ' ', '\xc2\xa0# a', '\xe2\x80\x83#a', '\\ #"'),
  },
)
const lineEnd = fc.oneof(
  { weight: 12, arbitrary: fc.constant('\n') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('\r\n', '\r', '\r\r\n', '\n\n', ' ', '', '\xe2\x80\xa8', '\n#\n', '\n  # a=b\n'),
  },
)

const assignment = fc.tuple(lead, name, sign, value, tail, lineEnd).map((parts) => parts.join(''))
/** A line that is right, so that a file gets past its first one. */
const plain = fc
  .tuple(wordOf('A B AB'), textOf([...reference, 'a', ' ', '#', ' # '], 3))
  .map(([key, text]) => `${key}=${text}\n`)

const nasty = [
  '\n',
  '\r',
  '\r\n',
  ' ',
  '\t',
  '"',
  "'",
  '`',
  '\\',
  '$',
  '{',
  '}',
  '(',
  ')',
  '#',
  '=',
  ':',
  'A',
  'a',
  '_',
  '.',
  '-',
  '\0',
  'export',
  ...space,
  ...oddBytes,
]

/** Files of a few assignments, and of anything at all. */
export const envText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.oneof(assignment, plain), { maxLength: 4 }).map((lines) => lines.join('')) },
  { weight: 2, arbitrary: fc.tuple(plain, assignment, plain).map((lines) => lines.join('')) },
  { weight: 1, arbitrary: textOf(nasty, 12) },
  { weight: 1, arbitrary: textOf(nasty, 10).map((text) => `A=b\nB=${text}`) },
)
