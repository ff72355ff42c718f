import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { versionLine } from '../../../src/decide/abra-log.js'
import { parseAbraOutput } from '../../../src/harness/deployer/parse-abra-output.js'
import { publishedWords } from '../../support/abra-stand-in.js'

const sources = ['chaos', 'argument', 'env-file', 'deployed', 'recipe'] as const

describe('published lines', () => {
  it('G1: the line of a chaos deploy', () => {
    const [line = ''] = publishedWords('G1')
    expect(parseAbraOutput(`${line}\n`)).toEqual({
      versionLine: { source: 'chaos', version: '7ae7b0f7' },
      fatal: [],
      lines: [line],
    })
  })

  it('G2: the same with +U', () => {
    const output = parseAbraOutput(`DEBU app/deploy.go:372 ${publishedWords('G2')[0]}`)
    expect(output.versionLine).toEqual({ source: 'chaos', version: '7ae7b0f7+U' })
  })

  it('G3: the version line and then the failure', () => {
    const [taking = '', failure = ''] = publishedWords('G3')
    const output = parseAbraOutput(`DEBU app/deploy.go:372 ${taking} 7ae7b0f7\nFATA ${failure}: db_password\n`)
    expect(output.versionLine).toEqual({ source: 'chaos', version: '7ae7b0f7' })
    expect(output.fatal).toEqual(['secret not generated: db_password'])
  })

  it('G12: a refusal without a version line', () => {
    const output = parseAbraOutput(`FATA mumble (/x) ${publishedWords('G12')[0]}? please commit\n`)
    expect(output).not.toHaveProperty('versionLine')
    expect(output.fatal).toEqual(['mumble (/x) has locally unstaged changes? please commit'])
  })
})

describe('a version line', () => {
  it.each(sources)('has the words that the prediction uses: %s', (source) => {
    const { text } = versionLine(source, '1.0.0+2.0.0')
    expect(parseAbraOutput(text.replace('?', '391')).versionLine).toEqual({ source, version: '1.0.0+2.0.0' })
  })

  it('keeps a version that holds spaces and colons', () => {
    expect(parseAbraOutput(versionLine('argument', 'a: b').text.replace('?', '9')).versionLine?.version).toBe('a: b')
  })

  it('with unknown words gives its version and no source', () => {
    const output = parseAbraOutput('DEBU app/deploy.go:380 version: taking the moon: 1.0.0')
    expect(output.versionLine).toEqual({ source: undefined, version: '1.0.0' })
  })

  it('is the first one', () => {
    const lines = ['chaos', 'argument'].map((source, i) => versionLine(source as 'chaos', String(i)).text)
    expect(parseAbraOutput(lines.join('\n')).versionLine?.version).toBe('0')
  })

  it('is none inside another message', () => {
    expect(parseAbraOutput('DEBU x.go:1 env: version: taking chaos version: 1')).not.toHaveProperty('versionLine')
    expect(parseAbraOutput('version: taking chaos version: 1')).not.toHaveProperty('versionLine')
  })
})

describe('colour and time', () => {
  const [line = ''] = publishedWords('G1')
  const [, caller = '', message = ''] = /^DEBU (\S+) (.*)$/.exec(line) ?? []

  it.each([
    ['colour of the level', `\x1b[1;38;5;63mDEBU\x1b[0m ${caller} ${message}`],
    ['colour with colons', `\x1b[38:2::95:95:255mDEBU\x1b[0m ${caller} ${message}`],
    ['a window title', `\x1b]0;abra\x07${line}`],
    ['a link', `\x1b]8;;https://example.invalid\x1b\\${line}`],
    ['cursor movement', `\x1b[2K\x1b[1G${line}`],
    ['date and time', `2026-05-20 10:11:12 ${line}`],
    ['date and time with slashes', `2026/05/20 10:11:12 ${line}`],
    ['RFC 3339', `2026-05-20T10:11:12.345+02:00 ${line}`],
    ['a kitchen clock', `10:11AM ${line}`],
    ['both', `\x1b[2m10:11:12\x1b[0m \x1b[1mDEBU\x1b[0m ${caller} ${message}`],
    ['a carriage return', `${line}\r`],
  ])('are taken off: %s', (_, text) => {
    expect(parseAbraOutput(`${text}\n`).lines).toEqual([line])
  })

  it('the place in the source may stand in angle brackets', () => {
    const output = parseAbraOutput(`DEBU <app/deploy.go:372> ${message}`)
    expect(output.versionLine?.version).toBe('7ae7b0f7')
  })

  it('times inside a message stay', () => {
    expect(parseAbraOutput('INFO it is 10:11:12 now').lines).toEqual(['INFO it is 10:11:12 now'])
    expect(parseAbraOutput('10:11:12 is the time').lines).toEqual(['10:11:12 is the time'])
  })
})

describe('whatever is printed', () => {
  it('unknown lines are kept, empty ones at the end are not', () => {
    expect(parseAbraOutput('one\n\n two \nthree\n\n\n').lines).toEqual(['one', '', ' two ', 'three'])
    expect(parseAbraOutput('').lines).toEqual([])
  })

  it('never throws, and gives no escape and no line end back', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '\x1b',
        '\x1b[',
        '\x1b]',
        '0;',
        'm',
        '\x07',
        '\n',
        '\r',
        'FATA ',
        'DEBU a.go:1 ',
        'version: taking ',
        '12:30 ',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { lines, fatal } = parseAbraOutput(pieces.join(''))
        for (const line of [...lines, ...fatal]) expect(line).not.toMatch(/[\r\n]/)
      }),
      { numRuns: 5_000 },
    )
  })

  it('plain lines come back as they are', () => {
    const line = fc
      .string({ unit: 'grapheme-ascii', minLength: 1 })
      .filter((text) => /\S/.test(text) && !/^\d/.test(text))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        expect(parseAbraOutput(lines.join('\n')).lines).toEqual(lines)
      }),
    )
  })

  it('megabytes without an end of anything are read', () => {
    for (const text of ['\x1b[', '\x1b]', '\x1b[0', 'FATA ', '1:', 'DEBU <', '\x1b'])
      expect(parseAbraOutput(text.repeat(500_000)).lines.length).toBeLessThanOrEqual(1)
  })
})
