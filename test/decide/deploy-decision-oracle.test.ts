import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { deployLabel, parseLabels } from '../../src/app/deploy-labels.js'
import { parseEnv } from '../../src/app/env/parse-env.js'
import { parseRecipeLine } from '../../src/app/recipe-line.js'
import { recipeVersionLine } from '../../src/app/write-recipe-version.js'
import type { ComposeConfig } from '../../src/compose/compose-config.js'
import { predictDeploy } from '../../src/decide/predict-deploy.js'
import type { Prediction } from '../../src/decide/prediction.js'
import { AbraVersionError } from '../../src/errors.js'
import { branchCommit, deployFacts, headCommit } from '../../src/golden/cases/decision-facts.js'
import { abraLabels, stampConfig } from '../../src/predict/stamp-config.js'
import type { EnsureStep } from '../../src/recipe/ensure/ensure-plan.js'
import type { NamedRevision } from '../../src/recipe/facts/recipe-facts.js'
import { recipeFolder } from '../../src/recipe/recipe-folder.js'
import { deployMetaOf } from '../../src/swarm/identity.js'
import type { Snapshot } from '../../src/swarm/snapshot/snapshot.js'

const stack = 'cloud_example_com'
const recipeName = 'mygit.org/myorg/cool-recipe'

/** One tag and one commit for each place a version comes from, so that no place can be taken for another. */
const tagCommits = { '1.0.0+1': 'a0', '1.1.0+1': 'a1', '1.2.0+1': 'a2', '1.10.0+1': 'a3' }
const commits = ['c1c1c1c1', 'c2c2c2c2', branchCommit.slice(0, 8)]

const values = {
  chaos: [false, true],
  latest: [false, true],
  offline: [false, true],
  force: [false, true],
  argument: [undefined, '1.0.0+1', 'c1c1c1c1', 'nowhere'],
  env: ['', '1.1.0+1', 'c2c2c2c2', 'c2c2c2c2+U', '1.1.0+1+U', '1.1.0+Upstream', '+U', 'nowhere'],
  /** The labels of the app service, version and chaos-version; undefined: no stack. */
  deployed: [undefined, ['1.2.0+1'], [], [''], ['1.2.0+1', 'dddddddd'], ['9.9.9+none', 'dddddddd+U'], ['', 'dddddddd']],
  clean: [true, false],
  tags: [true, false],
  branch: ['master', 'main', null],
} as const

type Case = { readonly [Name in keyof typeof values]: (typeof values)[Name][number] }

interface Expected {
  readonly rule: string
  /** undefined: abra refuses. */
  readonly version?: string
  readonly steps: readonly string[]
}

/** What a deploy does, written from the text of the rules alone: in the order of R1, without the code. */
function expectedOf(one: Case): Expected {
  const { chaos, latest, offline, force, argument, env, deployed, clean, tags, branch } = one
  const steps: string[] = []
  const refuse = (rule: string) => ({ rule, steps })
  /** R36: a tag of that name, else a revision, else an error. */
  const ensureVersion = (version: string) => {
    const isTag = tags && version in tagCommits
    if (!isTag && !commits.includes(version)) return false
    steps.push(isTag ? `checkout refs/tags/${version}` : `checkout ${version}`)
    return true
  }
  if ([chaos, latest, argument !== undefined].filter(Boolean).length > 1) return refuse('R2')
  // Ensure (R31: nothing is checked out in chaos). Then ChaosVersion, whatever else is set (R10).
  if (chaos) return { rule: 'R10', version: headCommit.slice(0, 8) + (clean ? '' : '+U'), steps }
  if (!clean) return refuse('R32')
  if (!offline) steps.push('fetch')
  // R42: a +U is taken off, so nothing but +U is no version (K).
  const envVersion = latest ? '' : env.replace(/\+U$/, '')
  if (envVersion !== '' && env.includes('+U')) return refuse('R34')
  if (envVersion !== '') {
    if (!ensureVersion(envVersion)) return refuse('R36')
  } else {
    if (branch === null) return refuse('R35')
    steps.push(`checkout refs/heads/${branch}`)
  }
  if (deployed !== undefined && !force) return refuse('R3')
  // getDeployVersion, in the order of section 2.
  const newest = tags ? '1.10.0+1' : branchCommit.slice(0, 8)
  let [rule, version]: [string, string] = ['R14', newest]
  if (argument !== undefined) [rule, version] = ['R11', argument]
  else if (envVersion !== '') [rule, version] = ['R12', envVersion]
  else if (deployed !== undefined && !latest) [rule, version] = ['R13', deployed[0] || 'unknown']
  return ensureVersion(version) ? { rule, version, steps } : refuse('R36')
}

/** R50 to R52: the labels of the service app, where the compose file has a version label or none. */
function expectedLabels(chaos: boolean, version: string, written: string | undefined): Record<string, string> {
  const label = (name: string) => `coop-cloud.${stack}.${name}`
  return {
    [label('recipe')]: recipeName,
    [label('chaos')]: chaos ? 'true' : 'false',
    ...(chaos ? { [label('chaos-version')]: version } : {}),
    [label('version')]: chaos ? (written ?? '') : version,
  }
}

function allCases(): Case[] {
  const all = Object.entries(values).reduce<object[]>(
    (cases, [name, each]) => cases.flatMap((one) => each.map((value) => ({ ...one, [name]: value }))),
    [{}],
  )
  return all as Case[]
}

function named(version: string, tags: boolean): NamedRevision {
  const at = (kind: 'tag' | 'revision', commit: string) => ({ kind, commit, ambiguous: [], deletes: [] })
  const tagged = Object.entries(tagCommits).find(([tag]) => tags && tag === version)
  if (tagged !== undefined) return at('tag', tagged[1].padEnd(40, '0'))
  if (version === branchCommit.slice(0, 8)) return at('revision', branchCommit)
  if (commits.includes(version)) return at('revision', version.padEnd(40, '0'))
  const data = { revision: version, dir: 'recipe', goGit: 'reference not found' }
  const error = new AbraVersionError('REVISION_NOT_FOUND', `${version} names no commit`, data, { advice: 'choose one' })
  return { kind: 'none', error }
}

function snapshotOf(deployed: Case['deployed']): Snapshot {
  const [version, chaosVersion]: readonly (string | undefined)[] = deployed ?? []
  const labels = {
    ...(version === undefined ? {} : { [deployLabel(stack, 'version')]: version }),
    ...(chaosVersion === undefined
      ? {}
      : { [deployLabel(stack, 'chaos')]: 'true', [deployLabel(stack, 'chaos-version')]: chaosVersion }),
  }
  // Only what deployMetaOf reads.
  const app = { name: `${stack}_app`, spec: { labels } }
  return { stack, services: deployed === undefined ? [] : [app] } as unknown as Snapshot
}

function envOf({ env }: Pick<Case, 'env'>) {
  return parseEnv(`TYPE=${recipeName}${env === '' ? '' : `:${env}`}\n`)
}

const versions = [...values.argument, ...values.env, ...values.deployed.flat(), ...Object.keys(tagCommits), ...commits]
  .filter((version) => version !== undefined)
  .concat('unknown')
const revisionsOf = (tags: boolean) => new Map(versions.map((version) => [version, named(version, tags)]))
const revisions = { with: revisionsOf(true), without: revisionsOf(false) }

function predictCase(one: Case): Prediction {
  const { argument, chaos, latest, offline, force, clean, tags, branch } = one
  const given = deployFacts({
    clean,
    deployed: deployMetaOf(snapshotOf(one.deployed)),
    recipe: {
      dir: `/abra/recipes/${recipeFolder(recipeName)}`,
      tags: { ordered: tags ? Object.keys(tagCommits) : [], unparsed: [] },
      defaultBranch: branch === null ? { name: null } : { name: branch, commit: branchCommit, deletes: [] },
      revisions: tags ? revisions.with : revisions.without,
    },
  })
  const recipe = parseRecipeLine(envOf(one), { path: 'app.env' })
  const flags = { chaos, latest, offline, force, ...(argument === undefined ? {} : { version: argument }) }
  return predictDeploy({ ...given, app: { ...given.app, recipe } }, flags)
}

const sources = { chaos: 'R10', argument: 'R11', 'env-file': 'R12', deployed: 'R13', recipe: 'R14' }

function shownStep(step: EnsureStep): string {
  if (step.do !== 'checkout') return step.do
  return `checkout ${step.reference ?? step.commit.slice(0, 8)}`
}

/** The rule that chose the version is the last of R10 to R14 in the trace, and the source must name the same. */
function shownPrediction(prediction: Prediction): Expected {
  const steps = prediction.steps.map(shownStep)
  if (prediction.outcome === 'refuse') return { rule: prediction.rule, steps }
  const chose = prediction.trace.findLast((step) => /^R1[0-4]$/.test(step.rule))?.rule ?? 'none'
  const { source, chaosVersion } = prediction
  const isOne = sources[source] === chose && chaosVersion === (chose === 'R10' ? prediction.version : undefined)
  return { rule: isOne ? chose : `${chose}, but the source is ${source}`, version: prediction.version, steps }
}

describe('the decision of a deploy, beside a second reading of the rules', () => {
  const cases = allCases()

  it(`is the same in all ${cases.length} cases: outcome, version, rule and checkouts`, () => {
    const differences = cases.flatMap((one) => {
      const [answer, expected] = [shownPrediction(predictCase(one)), expectedOf(one)]
      return isDeepStrictEqual(answer, expected) ? [] : [{ one, answer, expected }]
    })
    expect({ count: differences.length, first: differences.slice(0, 5) }).toEqual({ count: 0, first: [] })
    expect(new Set(cases.map((one) => expectedOf(one).rule)).size, 'each rule decides somewhere').toBe(11)
  })

  it.each([undefined, '', '3.2.1', '1.0.0+1'])(
    'stamps what R50 to R52 say, and R46 writes it, with the version label %j',
    (written) => {
      const version = deployLabel(stack, 'version')
      const app = {
        image: 'nginx:1.27',
        deploy: { labels: { ...(written === undefined ? {} : { [version]: written }), 'traefik.enable': 'true' } },
      }
      const config: ComposeConfig = { version: '3.8', services: { app, db: { image: 'postgres:17' } } }
      const seen = new Set<string>()
      for (const one of cases) {
        const expected = expectedOf(one).version
        const key = `${expected} ${one.chaos} ${one.env}`
        if (expected === undefined || seen.has(key)) continue
        seen.add(key)
        const prediction = predictCase(one)
        if (prediction.outcome === 'refuse') throw new Error(prediction.message)
        const env = envOf(one)
        const recipe = parseRecipeLine(env, { path: 'app.env' })
        const named = {
          name: 'cloud.example.com',
          server: 's',
          path: 'app.env',
          env,
          modifiers: new Map(),
          recipe,
          stackName: stack,
        }
        const exports = { variables: new Map(), lines: new Map(), passedOver: [] }
        const stamped = stampConfig(
          { config, files: [], workingDir: '/', exports, relativeBinds: [] },
          named,
          prediction,
          {},
        )
        expect(abraLabels(stamped, stack), key).toEqual(expectedLabels(one.chaos, expected, written))
        expect(stamped.services['app']?.deploy?.labels).toMatchObject({ 'traefik.enable': 'true' })
        expect(stamped.services['db']).toEqual({ image: 'postgres:17' })
        const line = recipeVersionLine(Buffer.from(`TYPE=${recipeName}:${one.env}\n`), prediction.version, 'app.env')
        expect(line).toBe(`TYPE=${recipeName}:${expected}`)
        const deployed = parseLabels(stamped.services['app']?.deploy?.labels ?? {}, stack)
        expect(deployed.chaos).toBe(one.chaos)
        expect(one.chaos ? deployed.chaosVersion : deployed.version).toBe(expected)
      }
      expect(seen.size).toBeGreaterThan(20)
    },
  )
})
