import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderBinaryCase } from '../../../src/golden/cases/binary-case.js'
import { makeAbraScratch } from '../../../src/golden/record/abra-scratch.js'
import { deployCases } from '../../../src/golden/record/deploy-cases.js'
import { recipe, recipeCommits } from '../../../src/golden/record/deploys/deploy-shorthands.js'
import { parseScenario } from '../../../src/golden/scenario/parse-scenario.js'
import { rules } from '../../../src/rules.js'
import { git } from '../../support/git.js'
import { withScenario, withScratch } from '../../support/scenario.js'

const families = [...new Set(deployCases.map(({ family }) => family))]

describe('the deploys to record', () => {
  it('have names of their own, fit for folders', () => {
    const paths = deployCases.map(({ family, name }) => `${family}/${name}`)
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths.filter((path) => !/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/.test(path))).toEqual([])
    expect(paths.length).toBeGreaterThanOrEqual(100)
  })

  it('name rules that there are, and well-formed scenarios', () => {
    const known = new Set<string>(rules.map(({ id }) => id))
    for (const { name, rules: named, checkout } of deployCases) {
      expect(
        [...named].filter((id) => !known.has(id)),
        name,
      ).toEqual([])
      expect(parseScenario(checkout)).toBe(checkout)
    }
  })

  it('are all offline, and their data survive being written down', () => {
    for (const one of deployCases) {
      expect(one.flags.offline).toBe(true)
      const texts = renderBinaryCase(one, { kind: 'binary', of: 'x', goGit: null, profile: '5.16' }, {} as never)
      const { about, flags, env, checkout } = JSON.parse(texts.get(`binary/${one.family}/${one.name}/input.json`) ?? '')
      expect({ about, flags, env, checkout }).toEqual({
        about: one.about,
        flags: one.flags,
        env: one.env,
        checkout: one.checkout,
      })
    }
  })

  it('use annotated tags but where the tag being lightweight is the point, since lint refuses them (R014)', () => {
    const light = deployCases.filter(({ checkout }) =>
      checkout.steps.some((step) => step.do === 'tag' && step.annotated !== true),
    )
    expect(light.map(({ family, name }) => `${family}/${name}`)).toEqual([
      'chaos/lightweight-tag',
      'newest/lightweight-tag',
    ])
  })

  it('speak of the rules of a deploy that can be recorded', () => {
    const spoken = new Set<string>(deployCases.flatMap((one) => [...one.rules]))
    const wanted = ['R2', 'R10', 'R11', 'R12', 'R14', 'R20', 'R21', 'R22', 'R23', 'R31', 'R32', 'R34', 'R35', 'R36']
    const tags = ['R80', 'R81', 'R82', 'R83']
    const excludes = ['L01', 'L02', 'L03', 'L15', 'L17', 'L20']
    expect([...wanted, ...tags, ...excludes].filter((id) => !spoken.has(id))).toEqual([])
  })
})

describe('the recipe of most of them', () => {
  it('has the commits that are written down', async () => {
    await withScenario({ steps: recipe }, ({ dir }) => {
      expect(git(dir, 'log', '--reverse', '--format=%H').trim().split('\n')).toEqual([...recipeCommits])
    })
  })

  it('has digits with which several commits begin', async () => {
    const digits = deployCases.filter(({ name }) => name.endsWith('-digit'))
    expect(digits.map(({ name }) => name)).toEqual(['one-digit', 'another-digit'])
    for (const { checkout, flags } of digits) {
      await withScenario(checkout, ({ dir }) => {
        const hashes = git(dir, 'log', '--format=%H').trim().split('\n')
        const found = hashes.filter((hash) => hash.startsWith(flags.version ?? '?'))
        expect(found.length, `${flags.version}: ${hashes.join(' ')}`).toBeGreaterThan(1)
      })
    }
  })
})

describe.each(families)('%s', (family) => {
  it('every case can be built, and stops at a secret that nobody generated', async () => {
    await withScratch(async (dir) => {
      for (const one of deployCases.filter((each) => each.family === family)) {
        const into = mkdtempSync(join(dir, 'case-'))
        await expect(makeAbraScratch(one, into), one.name).resolves.toMatchObject({ root: into })
      }
    })
  }, 180_000)
})
