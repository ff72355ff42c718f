import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkRecipe } from '../../src/recipe-check/check-recipe.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'
import { checkOf, only } from './made-recipe.js'

describe('checkRecipe', () => {
  it('finds what is true of each commit of the sample', () =>
    withScratch(async (dir) => {
      const recipe = join(dir, 'recipe')
      git(dir, 'clone', '--quiet', join(process.cwd(), 'golden/recipes/discourse-sample.bundle'), recipe)
      const commits = git(recipe, 'rev-list', 'HEAD').split('\n')
      expect(commits).toHaveLength(13)
      for (const ref of commits) {
        const { findings } = await checkRecipe({ dir: recipe, home: dir, ref })
        expect(findings.filter(({ severity }) => severity === 'error').map(({ kind }) => kind)).toEqual([
          'lightweight-tags',
        ])
        expect(findings.map(({ kind }) => kind)).toContain('no-healthcheck')
      }
    }))

  it('is bounded in number: 60 overlays', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `compose.o${i}.yml`)
    const overlay = (i: number) => `version: "3.8"\nservices: {app: {environment: {O${i}: "${i}"}}}\n`
    const files = Object.fromEntries(names.map((name, i) => [name, overlay(i)]))
    const answer = await checkOf(files)
    expect(answer.combinations).toEqual({ tried: 1 + 61 + 250 + 1, leftOut: (61 * 60) / 2 - 250 })
    expect(only(answer, 'combinations-left-out').text).toMatch(/^313 combinations .* and 1580 were left out/)
    expect(answer.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('is bounded in size', async () => {
    const padding = `# ${'a'.repeat(1 << 19)}\n`
    const names = Array.from({ length: 12 }, (_, i) => `compose.o${i}.yml`)
    const answer = await checkOf(Object.fromEntries(names.map((name) => [name, `version: "3.8"\n${padding}`])))
    expect(answer.combinations.tried).toBeLessThan(70)
    expect(only(answer, 'combinations-left-out').severity).toBe('note')
  })
})
