import { afterAll, describe, expect, it } from 'vitest'
import { versionLine } from '../../src/decide/abra-log.js'
import { readPublishedCases } from '../../src/golden/published-cases.js'
import { readChaosVersion } from '../../src/recipe/chaos-version.js'
import { withScenario } from '../support/scenario.js'

const cases = readPublishedCases('golden')
const checked = cases.filter(({ needs }) => needs === 'chaos-version')

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
    expect(
      checked.filter(({ provenance }) => provenance.repository?.startsWith('stand-in')).map(({ id }) => id),
    ).toEqual(['G1', 'G2', 'G4', 'G6'])
  })
})

describe.each(checked)('$id: $given.situation', ({ given, expected, waits }) => {
  it.each(Object.entries(given.checkouts ?? {}))('%s', async (_name, scenario) => {
    await withScenario(scenario, async ({ dir, home }) => {
      const { chaosVersion, head } = await readChaosVersion(dir, { home })
      const line = versionLine('chaos', chaosVersion).text
      for (const words of expected.words ?? [])
        expect(line.endsWith(words), `"${line}" ends with "${words}"`).toBe(true)
      const labels = Object.entries(expected.labels ?? {}).filter(([name]) => waits?.[name] === undefined)
      for (const [name, value] of labels) expect({ [name]: chaosVersion }).toEqual({ [name]: value })
      if (expected.headAfterwards !== undefined) expect(head.hash.slice(0, 8)).toBe(expected.headAfterwards)
      expect((expected.words ?? []).length + labels.length, 'something was compared').toBeGreaterThan(0)
    })
  })
})

afterAll(() => {
  const waiting = new Map<string, string[]>()
  const add = (needs: string, id: string) => waiting.set(needs, [...(waiting.get(needs) ?? []), id])
  for (const { id, needs, waits } of cases) {
    if (needs !== 'chaos-version') add(needs, id)
    for (const [name, part] of Object.entries(waits ?? {})) add(part, `${id} (${name})`)
  }
  const lines = [...waiting].map(([needs, ids]) => `  ${ids.length} wait for ${needs}: ${ids.join(', ')}`)
  console.log([`published cases: ${checked.length} of ${cases.length} are checked`, ...lines].join('\n'))
})
