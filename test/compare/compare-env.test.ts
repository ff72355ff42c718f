import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envQuestions } from '../../compare/compare-env.js'
import { compareTexts } from '../../compare/compare-texts.js'
import { envText } from '../../compare/random/random-env.js'
import type { Reference, ReferenceAnswer } from '../../src/golden/cases/reference-process.js'

/** A reference that always says this. */
const saying = (answer: ReferenceAnswer): Reference => ({ ask: async () => answer })

describe('envQuestions', () => {
  it('agrees where values and their bytes are the same, names in byte order', async () => {
    const values = saying({
      env: {
        values: [
          ['A', '\\xff\\\\ '],
          ['B', '1'],
        ],
      },
    })
    expect(await compareTexts(envQuestions, ["B=1\nA='\xff\\ '"], values)).toEqual([])
    expect(await compareTexts(envQuestions, ["B=1\nA='\xfe\\ '", 'B=1', 'A=2'], values)).toHaveLength(3)
  })

  it('agrees where the error is the same, word for word and byte for byte', async () => {
    const text = "A='\xff"
    const reference = (error: string) => saying({ env: { error } })
    expect(await compareTexts(envQuestions, [text], reference("unterminated quoted value '\\xff"))).toEqual([])
    expect(await compareTexts(envQuestions, [text], reference("unterminated quoted value '\\xfe"))).toHaveLength(1)
  })

  it('differs where the reference panicked, took too long or died', async () => {
    for (const answer of [{ env: { panic: 'x' } }, { env: { timeout: true as const } }, { died: 'x' }]) {
      expect(await compareTexts(envQuestions, [''], saying(answer))).toHaveLength(1)
    }
  })
})

describe('envText', () => {
  const answers = fc.sample(envText, { seed: 1, numRuns: 2000 }).map((text) => JSON.parse(envQuestions.answer(text)))

  it('makes files with values and files with each kind of error', () => {
    expect(answers.filter(({ values }) => values?.length > 1).length).toBeGreaterThan(500)
    for (const words of ['unexpected character', 'unterminated']) {
      expect(answers.filter(({ error }) => error?.startsWith(words)).length, words).toBeGreaterThan(100)
    }
  })

  it('makes the same ones from the same seed', () => {
    const sample = (seed: number) => fc.sample(envText, { seed, numRuns: 100 })
    expect(sample(2)).toEqual(sample(2))
    expect(sample(3)).not.toEqual(sample(2))
  })
})
