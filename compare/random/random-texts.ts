import fc from 'fast-check'

/** One of some words, written with blanks between them. */
export function wordOf(words: string): fc.Arbitrary<string> {
  return fc.constantFrom(...words.split(' '))
}

/** Up to so many of these pieces in a row. */
export function textOf(pieces: readonly string[], maxLength: number, minLength = 0): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { minLength, maxLength }).map((parts) => parts.join(''))
}

/** Few names, so that operations meet; the awkward ones come up less often. */
const name = fc.oneof(
  { weight: 20, arbitrary: wordOf('a b x.yml') },
  { weight: 4, arbitrary: wordOf('a.b a-b A ab compose.yml') },
  {
    weight: 2,
    arbitrary: fc.oneof(wordOf('é \\xff [a] \\\\ aux .GIT git~1 -x #a !a a:b'), fc.constantFrom('x ', 'a\nb')),
  },
)
const folder = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: wordOf('a/ d/') },
  { weight: 1, arbitrary: wordOf('d/a/ b/ a.b/ A/ \\xff/ .GIT/ aux/') },
)

export const path = fc.tuple(folder, name).map(([parent, last]) => parent + last)
/** Paths that git's command line can take: it is handed text, not bytes. */
export const typedPath = path.filter((text) => !text.includes('\\'))
/** Paths that fit a line of git's standard input. */
export const linePath = typedPath.filter((text) => !text.includes('\n'))
export const ignoreFile = folder.map((parent) => `${parent}.gitignore`)
export const content = fc.constantFrom('', 'x', 'y', 'xy\n', 'yx\n', 'x\r\n', 'longer than that\n')
export const mode = wordOf('644 755 600 744 655 4755 444')
/** None that could lead a go-git that writes (for a submodule) out of the scenario's folders. */
export const target = fc.oneof(path, wordOf('nowhere . .. ../outside /etc/hostname /nonexistent/x a d'))

const pattern = fc.oneof(
  textOf(['a', 'b', 'd', '*', '**', '/', '/', '!', '?', '[a]', '[^a]', '[!a]', '[', '\\', '.yml', ' ', '#', 'é'], 5, 1),
  wordOf('a * !a d/ /d *.yml d/a **/a !* aux .GIT/'),
)
/** The text of an ignore file. */
export const ignoreLines = fc
  .tuple(fc.array(pattern, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\n', '\r\n'))
  .map(([lines, end]) => lines.map((line) => line + end).join(''))

/** Bytes as `é`, half of it, a byte that UTF-8 has no use for, a character of four bytes. */
export const oddBytes = ['\xc3\xa9', '\xc3', '\xff', '\xf0\x9f\x8d\xb2']
/** What config texts are made of, as byte strings. */
export const configPieces = [
  ...[
    '[',
    ']',
    '"',
    '=',
    '\\',
    '\n',
    '\n',
    ' ',
    '\t',
    '\r',
    '\r\n',
    '#',
    ';',
    '-',
    '_',
    '.',
    '1',
    'a',
    'b',
    'n',
    '\\n',
  ],
  ...['\\"', 'core', 'Core', '[core]\n', '[core]\n', '[a "b"]\n', '[A "B"]\n', 'a = b\n', 'a\n', 'a = "b c" d\n', '\0'],
  ...oddBytes,
]
