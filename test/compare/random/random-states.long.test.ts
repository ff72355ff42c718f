import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomState } from '../../../compare/random/random-states.js'
import { families, stateCatalogue } from '../../../compare/states/state-catalogue.js'
import { parseScenario, type Scenario, withScenario } from '../../support/scenario.js'

describe('stateCatalogue', () => {
  const states = stateCatalogue()

  it('has several hundred states, each with a name of its own', () => {
    expect(states.length).toBeGreaterThan(300)
    expect(new Set(states.map(({ family, name }) => `${family}: ${name}`)).size).toBe(states.length)
    expect(states.filter(({ name }) => name !== name.trim() || name === '')).toEqual([])
  })

  it('loses none to an equal name in another part of its family', () => {
    for (const parts of Object.values(families)) {
      const names = parts.flatMap((part) => Object.keys(part))
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    }
  })

  it('has only scenarios that can be read from a file', () => {
    for (const { scenario } of states) expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario)
  })
})

describe('randomState', () => {
  const sample = (seed: number): Scenario[] => fc.sample(randomState, { seed, numRuns: 200 })

  it('makes scenarios that can be read from a file', () => {
    for (const scenario of sample(1)) expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario)
  })

  it('makes the same ones from the same seed', () => {
    expect(sample(2)).toEqual(sample(2))
    expect(sample(3)).not.toEqual(sample(2))
  })

  it('makes states that can be built, whatever step is refused', async () => {
    for (const scenario of sample(4).slice(0, 20)) await withScenario(scenario, () => {})
  })
})
