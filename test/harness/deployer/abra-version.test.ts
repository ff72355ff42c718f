import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPortedCommit, parseAbraVersion, readAbraVersion } from '../../../src/harness/deployer/abra-version.js'
import { makeStandIn, publishedWords, type StandInRun, versionRun } from '../../support/abra-stand-in.js'
import { anError } from '../../support/expect-error.js'
import { withScratch } from '../../support/scenario.js'

describe('abra --version', () => {
  it('G25: version and commit', () => {
    expect(parseAbraVersion(`${publishedWords('G25')[0]}\n`)).toEqual({
      line: 'abra version 0.13.0-beta-06a57de',
      version: '0.13.0-beta',
      commit: '06a57de',
    })
  })

  it.each([
    ['abra version 0.11.0-beta', { line: 'abra version 0.11.0-beta', version: '0.11.0-beta' }],
    ['abra version dev\n', { line: 'abra version dev', version: 'dev' }],
    [
      'WARN old\nabra version 1.0.0-0123456789\n',
      { line: 'abra version 1.0.0-0123456789', version: '1.0.0', commit: '0123456789' },
    ],
  ])('%j', (text, expected) => {
    expect(parseAbraVersion(text)).toEqual(expected)
  })

  it.each(['', 'abra', 'abra version', 'git version 2.39.5', 'abra version 1 2'])('%j names none', (text) => {
    expect(parseAbraVersion(text)).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseAbraVersion(`abra version ${text}`)))
  })

  it('recognises the ported commit at any length, and no other', () => {
    expect(['06a57de', '06a57de0', '06a57df', '006a57d', undefined].map(isPortedCommit)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('asking a binary', () => {
  const ask = (run: StandInRun, timeoutMs = 20_000) =>
    withScratch((dir) => {
      const { path } = makeStandIn(dir, { runs: [run] })
      return readAbraVersion(path, { abraDir: `${dir}/abra-dir`, home: dir, timeoutMs })
    })

  it('gives its version', async () => {
    expect((await ask(versionRun)).commit).toBe('06a57de')
  })

  it.each<[string, StandInRun, string, number?]>([
    ['garbage', { stdout: 'hello\n\0\xff' }, 'unreadable'],
    ['nothing', {}, 'unreadable'],
    ['a version and exit code 1', { ...versionRun, exit: 1 }, 'unreadable'],
    ['a hang', { ending: 'hang' }, 'hung', 1_000],
    ['too much', { ending: 'print for ever' }, 'too much output'],
  ])('is refused: %s', async (_, run, why, timeout) => {
    const error = await ask(run, timeout).catch((thrown) => thrown)
    expect(error).toEqual(anError('ABRA_FAILED'))
    expect(error.data.why).toBe(why)
    expect(error.message).not.toContain('\n')
  })
})
