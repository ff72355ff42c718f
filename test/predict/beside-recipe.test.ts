// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files have `${…}`
import { describe, expect, it } from 'vitest'
import { defaultProfile } from '../../src/git/profile.js'
import { besideRecipeWarnings } from '../../src/predict/beside-recipe.js'
import { readPrediction } from '../../src/predict/predict.js'
import { readDeployDetails } from '../../src/predict/read-deploy-details.js'
import { app, compose, withConfigApp } from '../configs/config-recipe.js'
import type { Step } from '../support/scenario.js'

const label = (version: string) =>
  compose.replace(
    'configs: [conf]',
    `configs: [conf]\n    deploy: {labels: ["coop-cloud.\${STACK_NAME}.version=${version}"]}`,
  )
const base: Step[] = [
  { do: 'write', path: 'compose.yml', text: label('1.0.0+1') },
  { do: 'write', path: 'abra.sh', text: 'export CONF_VERSION=v1\n' },
  { do: 'write', path: 'conf.tmpl', text: 'a\n' },
  { do: 'write', path: '.env.sample', text: 'TYPE=r\nDOMAIN=r.example.com\nMAIL=\n#OPTIONAL=a\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1', annotated: true },
  { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] },
]

function warningsOf(env: string, steps: Step[], chaos = false) {
  return withConfigApp([...base, ...steps], env, async ({ abraDir, home }) => {
    const options = { app, abraDir, home, chaos, deployed: { deployed: false } as const }
    const { facts, prediction } = await readPrediction(options)
    if (facts === undefined || prediction.outcome === 'refuse') throw new Error(JSON.stringify(prediction))
    const { details } = readDeployDetails(facts, prediction, options)
    if (details === undefined) throw new Error('no details')
    const found = besideRecipeWarnings(facts.app, facts.recipe, prediction, details, defaultProfile)
    return found.map(({ kind, text }) => [kind, text])
  })
}

describe('an app beside its recipe', () => {
  it('R57: lacks variables of .env.sample, comments and the recipe left out', async () => {
    expect(await warningsOf('RECIPE=r\n', [])).toEqual([
      [
        'env-variable-missing',
        "r.example.com.env lacks variables of the recipe's .env.sample, so they are empty: DOMAIN, MAIL",
      ],
    ])
    expect(await warningsOf('TYPE=r\nDOMAIN=a\nMAIL=\n', [])).toEqual([])
  })

  it('is compared with the version that would be deployed', async () => {
    const later: Step[] = [{ do: 'append', path: '.env.sample', text: 'NEW=1\n' }, { do: 'commit' }]
    expect(await warningsOf('TYPE=r:1.0.0+1\nDOMAIN=a\nMAIL=\n', later)).toEqual([])
    expect(await warningsOf('TYPE=r\nDOMAIN=a\nMAIL=\n', later, true)).toEqual([
      ['env-variable-missing', expect.stringContaining(': NEW')],
    ])
  })

  it('gives no warning without a .env.sample, or with one that cannot be parsed', async () => {
    expect(await warningsOf('TYPE=r\n', [{ do: 'remove', path: '.env.sample' }], true)).toEqual([])
    expect(await warningsOf('TYPE=r\n', [{ do: 'append', path: '.env.sample', text: 'A B\n' }], true)).toEqual([])
  })

  it('R52: has a release whose label is not its tag', async () => {
    const env = 'TYPE=r:2.0.0+1\nDOMAIN=a\nMAIL=\n'
    const tag: Step = { do: 'tag', name: '2.0.0+1', annotated: true }
    expect(await warningsOf(env, [tag])).toEqual([
      [
        'version-label-differs',
        expect.stringMatching(/^the compose files of the tag 2.0.0\+1 have the version label 1.0.0\+1;/),
      ],
    ])
    expect(await warningsOf(env, [{ do: 'write', path: 'compose.yml', text: compose }, { do: 'commit' }, tag])).toEqual(
      [],
    )
    expect(await warningsOf(env, [tag], true)).toEqual([])
  })
})
