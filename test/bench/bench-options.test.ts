import { describe, expect, it } from 'vitest'
import { benchHelp, fullSizes, parseBenchOptions } from '../../bench/bench-options.js'
import { isAbraVersionError } from '../../src/errors.js'

const given = ['--package', 'p', '--reference', 'r']
const parse = (...args: string[]) => parseBenchOptions([...given, ...args])

function refusal(...args: string[]): string {
  try {
    parseBenchOptions(args)
  } catch (error) {
    if (isAbraVersionError(error, 'USAGE')) return error.message
    throw error
  }
  throw new Error('it was not refused')
}

describe('the options of the bench', () => {
  it('ask for everything unless told otherwise', () => {
    expect(parse()).toEqual({
      sizes: fullSizes,
      quick: false,
      writeDocs: false,
      strict: false,
      help: false,
      package: 'p',
      reference: 'r',
    })
    expect(parse('--beside', 'v1').beside).toBe('v1')
    expect(parse('--quick').sizes).toEqual([20, 2_000])
  })

  it('take sizes in any order, each once', () => {
    expect(parse('--sizes', '2000,20,2000').sizes).toEqual([20, 2_000])
    expect(parse('--quick', '--sizes', '7', '--out', 'o', '--strict')).toMatchObject({
      sizes: [7],
      quick: true,
      out: 'o',
      strict: true,
    })
  })

  it.each(['', '20,', '0', '-1', '1e3', '9999999', 'many'])('refuse --sizes=%s', (sizes) => {
    expect(refusal(...given, `--sizes=${sizes}`)).toContain('is no size')
  })

  it('refuse what is unknown, and docs of half a run', () => {
    expect(refusal(...given, '--size', '20')).toContain('--size')
    expect(refusal(...given, 'quick')).toContain('quick')
    expect(refusal(...given, '--write-docs', '--quick')).toContain('--write-docs is for a whole run')
    expect(refusal(...given, '--write-docs', '--sizes', '20')).toContain('--write-docs is for a whole run')
    expect(refusal(...given, '--out', '')).toContain('--out names no folder')
    expect(refusal('--package', 'p')).toContain('--reference names no folder')
  })

  it('are all in the help, but those that run.sh gives', () => {
    expect(parseBenchOptions(['--help']).help).toBe(true)
    for (const option of ['--sizes', '--quick', '--out', '--write-docs', '--strict'])
      expect(benchHelp).toContain(option)
  })
})
