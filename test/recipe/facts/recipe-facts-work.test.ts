import { describe, expect, it } from 'vitest'
import { recipe, write } from '../../../src/golden/scenario/step-shorthands.js'
import { openRecipe } from '../../../src/recipe/facts/read-recipe-facts.js'
import { withWorkBudget } from '../../../src/work-budget.js'
import { withScenario } from '../../support/scenario.js'

const mebibyte = 2 ** 20
/** Nanoseconds of work: more than the facts take with 8 MiB that are read once, less than reading those twice. */
const most = 27_000_000

const steps = [
  { do: 'write', path: 'large.bin', repeat: 'x', times: 8 * mebibyte } as const,
  write('.gitignore', 'cache/\n'),
  ...recipe,
  { do: 'tag', name: '1.0.0+1.0.0', annotated: true } as const,
  write('cache/kept', 'mine\n'),
]

function facts(dir: string, home: string, previews?: boolean) {
  return withWorkBudget(async () => {
    const opened = openRecipe({ dir, home, ...(previews === undefined ? {} : { previews }) })
    try {
      return await opened.facts('recipe', ['1.0.0+1.0.0'])
    } finally {
      opened.close()
    }
  }, most)
}

describe('what a checkout of a version would do', () => {
  it('is known in a clean worktree without reading its files once more', () =>
    withScenario({ steps }, async ({ dir, home }) => {
      const read = await facts(dir, home)
      const tag = read.state === 'present' ? read.revisions.get('1.0.0+1.0.0') : undefined
      expect(tag).toMatchObject({ kind: 'tag', deletes: ['cache/kept'] })
    }))

  it('is not computed for a deploy that checks nothing out', () =>
    withScenario({ steps }, async ({ dir, home }) => {
      const read = await facts(dir, home, false)
      expect(read).toMatchObject({ state: 'present', worktree: { clean: true } })
      const tag = read.state === 'present' ? read.revisions.get('1.0.0+1.0.0') : undefined
      expect(tag).toMatchObject({ kind: 'tag', deletes: [] })
    }))
})
