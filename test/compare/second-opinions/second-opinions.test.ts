import { describe, expect, it } from 'vitest'
import { readOpinionCases, readRecordedOpinion } from '../../../compare/second-opinions/opinion-cases.js'
import { secondOpinions } from '../../../compare/second-opinions/second-opinions.js'
import { rules } from '../../../src/rules.js'

const cases = readOpinionCases('.')

describe.each(secondOpinions)('the second opinion of $build', ({ family, build, installed, parseInput }) => {
  it('is asked of the version that was recorded', () => {
    expect(installed()).toBe(build)
  })

  const own = cases.filter(({ opinion }) => opinion.family === family)

  it('has as many cases as the rules rest on', () => {
    expect({ [family]: own.length }).toEqual({ [family]: { 'npm-semver': 7, 'npm-isomorphic-git': 2 }[family] })
  })

  it.each(own)('is as it was recorded: $about', async ({ path, ...one }) => {
    const recorded = readRecordedOpinion('.', { path, ...one })
    expect(recorded?.build).toBe(build)
    expect(await one.opinion.ask(one.input)).toEqual(recorded?.stages)
    expect(one.rules.length).toBeGreaterThan(0)
    for (const id of one.rules) expect(rules.map((rule) => rule.id)).toContain(id)
  })

  const right = {
    'npm-semver': { tags: ['1.0.0'] },
    'npm-isomorphic-git': { scenario: { steps: [] }, references: ['HEAD'] },
  }[family] as Record<string, unknown>

  it('takes its own keys and refuses any other', () => {
    expect(() => parseInput(right)).not.toThrow()
    const list = Object.keys(right).at(-1) ?? ''
    for (const change of [{ typo: 1 }, { [list]: [] }, { [list]: 'HEAD' }])
      expect(() => parseInput({ ...right, ...change }), JSON.stringify(change)).toThrow(
        expect.objectContaining({ code: 'USAGE', data: expect.objectContaining({ argument: Object.keys(change)[0] }) }),
      )
  })
})
