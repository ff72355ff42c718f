import { describe, expect, it } from 'vitest'
import { profiles } from '../../../src/git/profile.js'
import { readRecipeFacts } from '../../../src/recipe/facts/read-recipe-facts.js'
import { askWorktree } from '../../../src/recipe/worktree/worktree-facts.js'
import { anError } from '../../support/expect-error.js'
import { type Step, withScenario } from '../../support/scenario.js'
import { expectUntouched } from '../../support/snapshot.js'

const overlay: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'commit' },
  { do: 'write', path: 'compose.ccci.yml', text: 'x' },
]

describe('askWorktree', () => {
  it.each(profiles)('agrees with the facts of the recipe, go-git %s', (profile) =>
    withScenario({ steps: overlay }, async ({ dir, home, outside }) => {
      const answer = await expectUntouched([dir, home, outside], async () => askWorktree(dir, { home, profile }))
      if ('error' in answer) throw answer.error
      const { head, worktree } = answer
      const facts = await readRecipeFacts({ name: 'recipe', dir, home, profile, revisions: [] })
      expect(facts).toMatchObject({ head, worktree })
      expect(worktree).toMatchObject({ clean: false, files: [{ path: 'compose.ccci.yml', change: '??' }], profile })
    }),
  )

  it('holds the global excludes file, and how other releases differ', () =>
    withScenario(
      {
        steps: [
          ...overlay,
          { do: 'write', path: 'home:.gitconfig', text: '[core]\n\texcludesfile = ~/ignore\n' },
          { do: 'write', path: 'home:ignore', text: '*.bak\n*.swp\n' },
          { do: 'write', path: '.git/info/exclude', text: 'compose.ccci.yml\n' },
        ],
      },
      async ({ dir, home }) => {
        const answer = askWorktree(dir, { home })
        expect(answer).toMatchObject({
          worktree: {
            clean: true,
            globalPatterns: { file: `${home}/ignore`, count: 2 },
            profilesAgree: false,
            differences: [{ profile: '5.19', rule: 'L15', files: ['compose.ccci.yml'] }],
            findings: [{ kind: 'hidden-by-info-exclude', path: 'compose.ccci.yml' }],
          },
        })
      },
    ))

  it('gives a failure of go-git as an answer', () =>
    withScenario({ repository: 'none', steps: [] }, async ({ dir, home }) => {
      expect(askWorktree(dir, { home })).toEqual({ error: anError('REPOSITORY_NOT_FOUND') })
    }))
})
