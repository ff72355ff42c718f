import { describe, expect, it } from 'vitest'
import { readPublishedCases } from '../../src/golden/cases/published-cases.js'
import type { CaseResult } from '../../src/golden/verify/golden-source.js'
import { publishedSource } from '../../src/golden/verify/verify-published.js'

const cases = readPublishedCases('golden')

describe('published cases', () => {
  it('are all there, each with its page', () => {
    expect(cases.map(({ id }) => id).join(' ')).toBe(
      'G1 G2 G3 G4 G5 G6 G7 G8 G9 G10 G12 G13 G14 G15 G21 G22 G23 G24 G25 G26 G28 G29',
    )
    for (const { id, source, provenance } of cases) {
      expect(source.length, id).toBeGreaterThan(0)
      expect(source.map(({ page }) => page).join(''), id).not.toBe('')
      expect(provenance, id).toMatchObject({ kind: 'published', of: 'abra 0.13.0-beta-06a57de' })
    }
  })

  it('on the sample bundle say that it stands in for the real recipe', () => {
    expect(cases.filter(({ provenance }) => provenance.repository?.startsWith('stand-in')).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['G1', 'G2', 'G3', 'G4', 'G6']),
    )
  })
})

describe('published cases beside the port', async () => {
  const results = new Map<string, CaseResult>()
  for (const one of publishedSource.readCases('golden')) {
    const result = await one()
    results.set(result.path, result)
  }
  const decidable = cases.filter(({ needs }) => needs !== 'context' && needs !== 'swarm')

  it('are those that a checkout, an app and compose files decide', () => {
    expect(decidable.map(({ id }) => id).join(' ')).toBe('G1 G2 G3 G4 G5 G6 G12 G13 G14 G15 G24 G29')
  })

  it.each(decidable)('$id agrees: $given.situation', ({ id }) => {
    const result = results.get(`published/${id}`)
    expect(result?.stages.agree, 'something was compared').toBeGreaterThan(0)
    expect(result).not.toHaveProperty('waits')
    expect(result?.differences).toEqual([])
  })
})
