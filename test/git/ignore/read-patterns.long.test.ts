import { describe, expect, it } from 'vitest'
import { toByteString } from '../../../src/byte-string/byte-string.js'
import { ConfinedFolder } from '../../../src/git/files/confined-folder.js'
import { parseIgnoreFile, readPatterns } from '../../../src/git/ignore/read-patterns.js'
import { newWorktreeCache, Worktree } from '../../../src/git/worktree/worktree.js'
import { type Step, withScenario } from '../../support/scenario.js'
import { type ExpectedStatus, expectStatus } from '../../support/status.js'

const write = (path: string, text = ''): Step => ({ do: 'write', path, text })

describe('parseIgnoreFile', () => {
  const lines = (text: string) =>
    parseIgnoreFile(Buffer.from(text, 'latin1'), [], 'f').map(({ source }) => [source.line, source.text])

  it.each<[what: string, text: string, expected: [number, string][]]>([
    ['nothing', '', []],
    ['comments, blank lines and lines of white space', '# a\n\n \t\n\x0b\x0c\n\xc2\xa0\xe3\x80\x80\n', []],
    [
      'a hash further on',
      'a#b\n #c\n\\#d\n',
      [
        [1, 'a#b'],
        [2, ' #c'],
        [3, '\\#d'],
      ],
    ],
    [
      'lines with CRLF, counted from 1',
      '\r\na\r\n#\r\nb',
      [
        [2, 'a'],
        [4, 'b'],
      ],
    ],
    [
      'a byte order mark, which is part of the first pattern',
      '\xef\xbb\xbfa\nb\n',
      [
        [1, '\xef\xbb\xbfa'],
        [2, 'b'],
      ],
    ],
    ['a byte order mark before a hash, which is no comment then', '\xef\xbb\xbf#a\n', [[1, '\xef\xbb\xbf#a']]],
    ['what comes before a line of 64 KiB', `a\n${'x'.repeat(65_536)}\nb\n`, [[1, 'a']]],
    ['bytes and zeros', '\xff\0\n', [[1, '\xff\0']]],
  ])('keeps %s (L03)', (_what, text, expected) => {
    expect(lines(text)).toEqual(expected)
  })

  it('says where a pattern comes from and what it speaks of', () => {
    expect(parseIgnoreFile(Buffer.from('!a/\n'), ['d', 'e'], 'd/e/.gitignore')).toEqual([
      {
        domain: ['d', 'e'],
        segments: ['a'],
        inclusion: true,
        directoryOnly: true,
        anchored: false,
        source: { file: 'd/e/.gitignore', line: 1, text: '!a/' },
      },
    ])
  })
})

describe('readPatterns', () => {
  it('reads files of 200,000 lines in two folders, whatever fits on the stack', async () => {
    const text = 'a\n'.repeat(200_000)
    await withScenario({ steps: [write('.gitignore', text), write('sub/.gitignore', text)] }, ({ dir }) => {
      const folder = new ConfinedFolder(toByteString(dir), 'kernel')
      const patterns = readPatterns(new Worktree(folder, folder, newWorktreeCache(), undefined, []))
      expect(patterns).toHaveLength(400_000)
      expect(patterns.at(-1)).toMatchObject({ domain: ['sub'], source: { line: 200_000 } })
    })
  })

  it('goes folder by folder: exclude, .gitignore, then below, and into no folder that these exclude (L01)', async () => {
    const steps: Step[] = [
      write('.git/info/exclude', 'x1\nskipped-by-exclude\n'),
      write('.gitignore', 'x2\n/skipped\n'),
      write('b/.gitignore', 'x4\nskipped-below\n'),
      write('a/.gitignore', 'x3\n'),
      write('a/.git/info/exclude', 'x2.5\n'),
      write('skipped/.gitignore', 'no\n'),
      write('skipped-by-exclude/.gitignore', 'no\n'),
      write('b/skipped-below/.gitignore', 'no\n'),
      write('b/skipped/.gitignore', 'x5\n'),
      write('.git/.gitignore', 'no\n'),
    ]
    await withScenario({ steps }, ({ dir }) => {
      const folder = new ConfinedFolder(toByteString(dir), 'kernel')
      const gitDir = new ConfinedFolder(toByteString(`${dir}/.git`), 'kernel')
      const patterns = readPatterns(new Worktree(folder, gitDir, newWorktreeCache(), undefined, []))
      expect(patterns.map(({ source }) => `${source.file}:${source.line} ${source.text}`)).toEqual([
        '.git/info/exclude:1 x1',
        '.git/info/exclude:2 skipped-by-exclude',
        '.gitignore:1 x2',
        '.gitignore:2 /skipped',
        'a/.git/info/exclude:1 x2.5',
        'a/.gitignore:1 x3',
        'b/.gitignore:1 x4',
        'b/.gitignore:2 skipped-below',
        'b/skipped/.gitignore:1 x5',
      ])
    })
  })
})

describe('untracked files are left out (L01)', () => {
  const RECIPE: Step[] = [write('compose.yml', 'x'), { do: 'commit' }, { do: 'settle' }]
  /** An ignore file that hides itself. */
  const ignore = (folder: string, ...lines: string[]): Step =>
    write(`${folder}.gitignore`, [...lines, '.gitignore', ''].join('\n'))

  it.each<[what: string, steps: Step[], expected: ExpectedStatus]>([
    ['by a .gitignore', [ignore('', '*.log'), write('a.log'), write('d/b.log'), write('c')], ['?? c']],
    [
      'by one that is tracked',
      [
        ignore('', 'x'),
        { do: 'git', args: ['add', '-f', '.gitignore'] },
        { do: 'git', args: ['commit', '-qm', 'x'] },
        write('x'),
      ],
      [],
    ],
    ['by one further down, below it only', [ignore('d/', 'x'), write('x'), write('d/x'), write('d/e/x')], ['?? x']],
    [
      'by the last of several that speak of them',
      [
        ignore('', '*.log', '!/d/.gitignore'),
        write('d/.gitignore', '!keep.log\n.gitignore\n'),
        write('d/keep.log'),
        write('d/a.log'),
      ],
      ['?? d/keep.log'],
    ],
    [
      'though one further down would take them back, for that is not read',
      [ignore('', 'd/'), write('d/.gitignore', '!x\n'), write('d/x')],
      [],
    ],
    [
      'unless a line of the same file takes them back, whatever is above them',
      [ignore('', 'd/', '!d/x'), write('d/x'), write('d/y')],
      ['?? d/x'],
    ],
    [
      'by .git/info/exclude of a repository inside, up to 5.17',
      [write('n/.git/info/exclude', 'x\n'), write('n/x'), write('n/y')],
      { '5.16': ['?? n/y'], '5.17': ['?? n/y'], '5.19': ['?? n/x', '?? n/y'] },
    ],
    [
      'by .gitignore after .git/info/exclude',
      [write('.git/info/exclude', 'x\n'), ignore('', '!x'), write('x')],
      ['?? x'],
    ],
    [
      'but tracked files never are',
      [ignore('', 'compose.yml'), { do: 'append', path: 'compose.yml', text: 'y' }],
      [' M compose.yml'],
    ],
    [
      'but files in the index never are',
      [ignore('', 'x'), write('x'), { do: 'git', args: ['add', '-f', 'x'] }],
      ['A  x'],
    ],
    [
      'but for what comes after a line of 64 KiB',
      [{ do: 'write', path: '.gitignore', text: `.gitignore\nx\n${'z'.repeat(65_536)}\ny\n` }, write('x'), write('y')],
      ['?? y'],
    ],
    [
      'by a .gitignore that is a link inside',
      [{ do: 'link', path: '.gitignore', to: 'patterns' }, write('patterns', 'x\n.gitignore\npatterns\n'), write('x')],
      [],
    ],
    [
      'by a .gitignore that is a link inside, in a folder',
      [
        { do: 'link', path: 'd/.gitignore', to: '../patterns' },
        write('patterns', 'x\n.gitignore\n/patterns\n'),
        write('d/x'),
      ],
      ['?? patterns'],
    ],
    [
      'but not by a .gitignore that leads nowhere, or is a folder',
      [{ do: 'link', path: '.gitignore', to: 'nowhere' }, write('d/.gitignore/x')],
      ['?? .gitignore', '?? d/.gitignore/x'],
    ],
    [
      'but for a .gitignore that leads out of the checkout: that cannot be known up to 5.17, and is not followed from 5.19 on',
      [{ do: 'link', path: '.gitignore', to: '../outside/patterns' }, write('outside:patterns', 'x\n'), write('x')],
      { '5.16': 'SAFETY_LIMIT', '5.17': 'SAFETY_LIMIT', '5.19': ['?? .gitignore', '?? x'] },
    ],
    [
      'but for a .gitignore that is a FIFO, on which go-git would hang',
      [{ do: 'fifo', path: '.gitignore' }, write('x')],
      'SAFETY_LIMIT',
    ],
    ['whose FIFO of patterns is not needed, for nothing is untracked', [{ do: 'fifo', path: '.git/info/exclude' }], []],
    [
      'by patterns that are bytes',
      [
        { do: 'write', path: '.gitignore', base64: Buffer.from('\xff*\n.gitignore\n', 'latin1').toString('base64') },
        write('\\xffx'),
        write('x'),
      ],
      ['?? x'],
    ],
    [
      'but not by core.excludesFile of the repository (L02)',
      [
        { do: 'git', args: ['config', 'core.excludesFile', '../outside/patterns'] },
        write('outside:patterns', 'x\n'),
        write('x'),
      ],
      ['?? x'],
    ],
    [
      'by an unreadable .git/info/exclude no more than by none',
      [{ do: 'mkdir', path: '.git/info/exclude' }, write('x')],
      ['?? x'],
    ],
    [
      'with a .git file, beside which there is no exclude',
      [
        { do: 'rename', from: '.git', to: 'outside:git' },
        write('.git', 'gitdir: ../outside/git\n'),
        write('outside:git/info/exclude', 'x\n'),
        write('x'),
      ],
      ['?? x'],
    ],
  ])('%s', (_what, steps, expected) => expectStatus([...RECIPE, ...steps], expected))
})
