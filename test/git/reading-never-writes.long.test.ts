import { describe, expect, it } from 'vitest'
import { stateCatalogue } from '../../compare/states/state-catalogue.js'
import { isAbraVersionError } from '../../src/errors.js'
import { profiles } from '../../src/git/profile.js'
import { readWorktreeStatus } from '../../src/git/worktree/read-worktree-status.js'
import { withScenario } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const sample = stateCatalogue().filter((_state, i) => i % 25 === 0)

describe('reading never writes', () => {
  it('looks at enough kinds of states to mean something', () => {
    expect(sample.length).toBeGreaterThan(40)
  })

  it.each(sample)('$family: $name', async ({ scenario }) => {
    await withScenario(scenario, async ({ dir, home, outside }) => {
      for (const profile of profiles) {
        await expectUntouched([dir, home, outside], async () => {
          try {
            await readWorktreeStatus(dir, { profile, home })
          } catch (error) {
            // Whether it answers is other tests' business; only what it throws is checked.
            expect(isAbraVersionError(error), String(error)).toBe(true)
          }
        })
      }
    })
  })
})
