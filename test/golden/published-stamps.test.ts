import { describe, expect, it } from 'vitest'
import { givenStack, stampGivenDeploy } from '../../src/golden/cases/given-deploy.js'
import { readPublishedCases } from '../../src/golden/cases/published-cases.js'
import { comparePublishedStamp } from '../../src/golden/verify/compare-published.js'
import { withScratch } from '../support/scenario.js'

const cases = readPublishedCases('golden').filter(({ given }) => given.stamps !== undefined)

describe('published stamps', () => {
  it('are these', () => {
    expect(cases.map(({ id, needs, waits }) => [id, needs, Object.values(waits ?? {})])).toEqual([
      ['G5', 'stamp', []],
      ['G6', 'chaos-version', ['stamp']],
      ['G14', 'stamp', []],
    ])
  })
})

const stamps = cases.flatMap(({ id, given, expected }) =>
  Object.entries(given.stamps ?? {}).map(([name, deploy]) => ({
    id,
    name,
    situation: given.situation,
    deploy,
    expected,
  })),
)

describe.each(stamps)('$id ($name): $situation', ({ deploy, expected }) => {
  it('is stamped as published', () =>
    withScratch(async (dir) => {
      const stamped = await stampGivenDeploy(deploy, dir)
      if (stamped.outcome === 'refuse') throw new Error(stamped.message)
      const compared = comparePublishedStamp(expected, stamped, givenStack)
      for (const { what, published, ours } of compared) expect({ [what]: ours }).toEqual({ [what]: published })
      expect(compared.length, 'something was compared').toBeGreaterThan(0)
    }))
})
