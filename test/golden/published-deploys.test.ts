import { describe, expect, it } from 'vitest'
import { comparePublished } from '../../src/golden/compare-published.js'
import { predictGivenDeploy } from '../../src/golden/given-deploy.js'
import { readPublishedCases } from '../../src/golden/published-cases.js'
import { recipeFolder } from '../../src/recipe/recipe-folder.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'

const cases = readPublishedCases('golden').filter(({ needs }) => needs === 'predict')

describe('published deploys', () => {
  it('are these', () => {
    expect(cases.map(({ id }) => id)).toEqual(['G3', 'G12', 'G13', 'G15', 'G24', 'G29'])
  })

  it('G29: the folder of a recipe named by its address', () => {
    const { given, expected } = cases.find(({ id }) => id === 'G29') ?? { given: {}, expected: {} }
    expect(recipeFolder(String('recipe' in given ? given.recipe : ''))).toBe('folder' in expected && expected['folder'])
  })
})

const deploys = cases.flatMap(({ id, given, expected }) =>
  Object.entries(given.deploys ?? {}).map(([name, deploy]) => ({
    id,
    name,
    situation: given.situation,
    deploy,
    expected,
  })),
)

describe.each(deploys)('$id ($name): $situation', ({ deploy, expected }) => {
  it('is predicted as published', async () => {
    await withScratch(async (dir) => {
      const { prediction, built } = await predictGivenDeploy(deploy, dir)
      const compared = comparePublished(expected, prediction, git(built.dir, 'rev-parse', 'HEAD').trim())
      for (const { what, published, ours } of compared) expect({ [what]: ours }).toEqual({ [what]: published })
      expect(compared.length, 'something was compared').toBeGreaterThan(0)
    })
  })
})
