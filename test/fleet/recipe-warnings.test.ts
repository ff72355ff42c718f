// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files have `${…}`
import { describe, expect, it } from 'vitest'
import { readFleet } from '../../src/fleet/read-fleet.js'
import { defaultProfile } from '../../src/git/profile.js'
import { renderFleetPage } from '../../src/page/render-fleet-page.js'
import { besideRecipeWarnings } from '../../src/predict/beside-recipe.js'
import { readPrediction } from '../../src/predict/predict.js'
import { readDeployDetails } from '../../src/predict/read-deploy-details.js'
import { app, compose, withConfigApp } from '../configs/config-recipe.js'
import type { Step } from '../support/scenario.js'

const labelled = (label: string) =>
  compose.replace('configs: [conf]', `configs: [conf]\n    deploy: {labels: ${label}}`)
const list = (version: string) => labelled(`["coop-cloud.\${STACK_NAME}.version=${version}"]`)
const write = (text: string, path = 'compose.yml'): Step => ({ do: 'write', path, text })
const overlay = (version: string) =>
  `version: "3.8"\nservices: {app: {deploy: {labels: ["coop-cloud.\${STACK_NAME}.version=${version}"]}}}\n`
const base: Step[] = [
  write(list('1.0.0+1')),
  write('export CONF_VERSION=v1\n', 'abra.sh'),
  write('a\n', 'conf.tmpl'),
  write('TYPE=r\nDOMAIN=r.example.com\nMAIL=\n', '.env.sample'),
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1', annotated: true },
]
const end: Step[] = [
  write('2\n', 'README.md'),
  { do: 'commit' },
  { do: 'tag', name: '2.0.0+1', annotated: true },
  { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] },
]
const complete = 'DOMAIN=a\nMAIL=b\n'
const docker = () => ({ dockerHost: 'unix:///nowhere/docker.sock' })

/** What the fleet says of the app, which must be what predict says of it alone. */
function warningsOf(env: string, steps: Step[]): Promise<string[]> {
  return withConfigApp([...base, ...steps, ...end], env, async ({ abraDir, home }) => {
    const { apps } = await readFleet({ abraDir, home, docker })
    const warnings = apps[0]?.warnings ?? []
    const options = { app, abraDir, home, force: true, deployed: { deployed: false } as const }
    const { facts, prediction } = await readPrediction(options)
    if (facts === undefined || prediction.outcome === 'refuse') throw new Error(JSON.stringify(prediction))
    const { details } = readDeployDetails(facts, prediction, options)
    if (details === undefined) throw new Error('no details')
    expect(warnings).toEqual(besideRecipeWarnings(facts.app, facts.recipe, prediction, details, defaultProfile))
    return warnings.map(({ kind, text }) => `${kind}: ${text}`)
  })
}

describe('the warnings of a row', () => {
  it('R57: variables that the app lacks at the version of a plain deploy, not at the head', async () => {
    const later = [write('TYPE=r\nDOMAIN=\nMAIL=\nNEW=\n', '.env.sample')]
    expect(await warningsOf(`TYPE=r:1.0.0+1\n${complete}`, later)).toEqual([])
    expect(await warningsOf(`TYPE=r:2.0.0+1\n${complete}`, [...later, write(list('2.0.0+1'))])).toEqual([
      expect.stringMatching(/^env-variable-missing: .*: NEW$/),
    ])
  })

  it('R52: a tag whose label is another version, in a list, a map, with and without quotes', async () => {
    const env = `TYPE=r:2.0.0+1\n${complete}`
    const differs = [
      expect.stringMatching(/^version-label-differs: .* tag 2\.0\.0\+1 have the version label 1\.0\.0\+1;/),
    ]
    for (const label of [
      '["coop-cloud.${STACK_NAME}.version=1.0.0+1"]',
      '[coop-cloud.r_example_com.version=1.0.0+1]',
      '{"coop-cloud.r_example_com.version": "1.0.0+1"}',
      "{ 'coop-cloud.r_example_com.version' : 1.0.0+1 }",
    ])
      expect(await warningsOf(env, [write(labelled(label))]), label).toEqual(differs)
    // docker fills in no variable in the key of a map, so this is no label of abra's.
    expect(await warningsOf(env, [write(labelled('{"coop-cloud.${STACK_NAME}.version": "1.0.0+1"}'))])).toEqual([])
    expect(await warningsOf(env, [write(list('2.0.0+1'))])).toEqual([])
    expect(await warningsOf(env, [write(compose)])).toEqual([])
    expect(await warningsOf(env, [write(list(''))])).toEqual([expect.stringContaining('an empty version label')])
  })

  it('takes the label of the last file that COMPOSE_FILE names', async () => {
    const steps = [
      write(overlay('2.0.0+1'), 'compose.o.yml'),
      write('version: "3.8"\nservices: {app: {image: x}}\n', 'compose.p.yml'),
    ]
    const env = (files: string) => `TYPE=r:2.0.0+1\n${complete}COMPOSE_FILE=${files}\n`
    expect(await warningsOf(env('compose.yml'), steps)).toHaveLength(1)
    expect(await warningsOf(env('compose.yml:compose.p.yml'), steps)).toHaveLength(1)
    expect(await warningsOf(env('compose.yml:compose.o.yml'), steps)).toEqual([])
    expect(await warningsOf(env('compose.yml:compose.o.yml:compose.p.yml'), steps)).toEqual([])
  })

  it('ignores a label of another service, of containers, and in a comment', async () => {
    const db = '  db: {image: y, deploy: {labels: ["coop-cloud.${STACK_NAME}.version=9.0.0+1"]}}\nconfigs:\n  conf'
    const text = `# coop-cloud.\${STACK_NAME}.version=0.1.0+1\n${list('2.0.0+1').replace('configs:\n  conf', db)}`
    expect(text).toContain('9.0.0+1')
    expect(await warningsOf(`TYPE=r:2.0.0+1\n${complete}`, [write(text)])).toEqual([])
  })

  it('stands on the page, and is left out where the recipe cannot be read or a deploy is refused', () =>
    withConfigApp([...base, ...end], 'TYPE=r:1.0.0+1\nDOMAIN=a\n', async ({ abraDir, home }) => {
      const fleet = await readFleet({ abraDir, home, docker })
      expect(renderFleetPage(fleet)).toContain('so they are empty: MAIL')
      const missing = await withConfigApp([...base, ...end], 'TYPE=r:3.0.0+1\n', (place) =>
        readFleet({ abraDir: place.abraDir, home: place.home, docker }),
      )
      expect(missing.apps[0]).toMatchObject({ plain: { refusal: expect.any(String) } })
      expect(missing.apps[0]).not.toHaveProperty('warnings')
    }))
})
