import { describe, expect, it } from 'vitest'
import { listStandingCases } from '../../compare/faithfulness/list-standing-cases.js'
import { renderFaithfulness } from '../../compare/faithfulness/render-faithfulness.js'
import { rulesWithoutCase } from '../../compare/faithfulness/rules-without-case.js'
import { type RuleId, rules } from '../../src/rules.js'

const cases = listStandingCases('.')
const recorded = ['library', 'second opinion']
const library = new Set(cases.filter(({ source }) => recorded.includes(source)).flatMap((one) => one.rules))
const excused = Object.keys(rulesWithoutCase) as RuleId[]

describe('docs/faithfulness.md', () => {
  it('is as the rules and the cases have it', async () => {
    await expect(renderFaithfulness(rules, cases)).toMatchFileSnapshot('../../docs/faithfulness.md')
  })

  it('names what stands for a rule, and what is not confirmed', () => {
    const text = renderFaithfulness(rules, [
      ...['a', 'b', 'c', 'd', 'e'].map((name) => ({
        source: 'library' as const,
        family: 'excludes',
        path: `library/excludes/${name}`,
        rules: ['L03'],
      })),
      { source: 'published', family: 'chaos-version', path: 'published/G1', rules: [] },
    ])
    const section = (id: string) => text.split('\n### ').find((part) => part.startsWith(`${id} `)) ?? ''
    expect(section('L03')).toContain('- library, excludes: `a`, `b`, `c` and 2 more')
    expect(section('R7')).toContain('- published, chaos-version: `G1`')
    expect(section('R2')).toContain('- not confirmed: the whole rule')
    expect(section('R4')).toContain('- not confirmed: whether chaos skips lint as a whole')
    expect(section('L39')).toContain('- no library case: it compares two releases')
    expect(text).toContain('6 golden cases, and 0 second opinions:')
  })
})

describe('the evidence of the rules', () => {
  it('has a library case or a second opinion for every library rule, but those that say why not', () => {
    const libraryRules = rules.filter((rule) => rule.class === 'L').map(({ id }) => id)
    expect(libraryRules.filter((id) => !library.has(id) && !excused.includes(id))).toEqual([])
  })

  it('excuses no rule that has a case', () => {
    expect(excused.filter((id) => library.has(id))).toEqual([])
    for (const id of excused) expect(rulesWithoutCase[id], id).not.toBe('')
  })

  it('has a case or a source for every rule of class P, and those cases exist', () => {
    const published = new Set(cases.filter(({ source }) => source === 'published').map(({ path }) => path))
    for (const { id, evidence, sources } of rules.filter((rule) => rule.class === 'P')) {
      expect(sources.length, id).toBeGreaterThan(0)
      const named = evidence.flatMap((each) => ('cases' in each ? (each.cases ?? []) : []))
      for (const name of named) expect(published, `${id} rests on ${name}`).toContain(`published/${name}`)
    }
  })
})
