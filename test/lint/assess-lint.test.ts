import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { predictDeploy } from '../../src/decide/predict-deploy.js'
import { assessLint } from '../../src/lint/assess-lint.js'
import { parseLintFacts } from '../../src/lint/lint-facts.js'
import type { LintFinding } from '../../src/lint/lint-finding.js'
import { predict, readDeployFacts } from '../../src/predict/predict.js'
import { openRecipe } from '../../src/recipe/facts/read-recipe-facts.js'
import { writeFiles } from '../support/abra-folder.js'
import { git } from '../support/git.js'
import { type BuiltScenario, type Step, withScenario } from '../support/scenario.js'

/** A recipe in which lint finds nothing. */
const fine = {
  'compose.yml': `version: "3.8"
services:
  app:
    image: nginx:1.29.0
    healthcheck: {test: ["CMD", "true"]}
    configs: [conf]
    deploy: {labels: ["traefik.enable=true"]}
configs: {conf: {name: "\${STACK_NAME}_conf_\${CONF_VERSION}", file: conf}}
`,
  '.env.sample': 'TYPE=made\nDOMAIN=made.example.com\n',
  'abra.sh': 'export CONF_VERSION=v1\n',
  conf: 'a\n',
}

type Files = Readonly<Record<string, string | undefined>>

function stepsOf(files: Files, ...more: Step[]): Step[] {
  const written = Object.entries({ ...fine, ...files }).flatMap(([path, text]): Step[] =>
    text === undefined ? [] : [{ do: 'write', path, text }],
  )
  return [...written, { do: 'commit' }, ...more]
}

function lintOf({ dir, home }: BuiltScenario): LintFinding[] {
  const recipe = openRecipe({ dir, home })
  try {
    const read = recipe.lint(git(dir, 'rev-parse', 'HEAD'))
    if (read === undefined) throw new Error('the recipe cannot be opened')
    return assessLint(parseLintFacts(read))
  } finally {
    recipe.close()
  }
}

function findingsIn(files: Files, ...more: Step[]): Promise<LintFinding[]> {
  return withScenario({ steps: stepsOf(files, ...more) }, lintOf)
}

async function kindsIn(files: Files, ...more: Step[]): Promise<string[]> {
  return (await findingsIn(files, ...more)).map(({ kind }) => kind)
}

const service = (image: string) => `version: "3.8"\nservices:\n  more:\n    ${image}\n    healthcheck: {}\n`

describe('lint', () => {
  it('finds nothing in a recipe that has everything', async () => {
    expect(await findingsIn({})).toEqual([])
  })

  it.each<[string, Files, Partial<LintFinding>]>([
    [
      '.env.sample',
      { '.env.sample': undefined },
      { kind: 'no-env-sample', lintRule: 'R008', level: 'error', class: 'D' },
    ],
    [
      'app',
      { 'compose.yml': fine['compose.yml'].replace('app:', 'web:') },
      { kind: 'no-app-service', lintRule: 'R009' },
    ],
    ['an image', { 'compose.b.yml': service('labels: {}') }, { kind: 'no-image', file: 'compose.b.yml', line: 3 }],
    [
      'traefik',
      { 'compose.yml': fine['compose.yml'].replace('enable=true', 'enable=false') },
      { kind: 'traefik-not-enabled', lintRule: 'R010' },
    ],
    ['abra.sh', { 'abra.sh': undefined }, { kind: 'configs-without-abra-sh', lintRule: 'R012' }],
    ['a tag', { 'compose.b.yml': service('image: r.example.com:5000/n/x') }, { kind: 'image-without-tag', line: 4 }],
    [
      'latest',
      { 'compose.b.yml': service('image: x:latest') },
      { kind: 'image-latest', lintRule: 'R004', level: 'warn' },
    ],
    ['both', { 'compose.b.yml': service('image: x:1@sha256:ab') }, { kind: 'image-tag-and-digest', class: 'K' }],
    ['3.8', { 'compose.b.yml': 'version: "3.9"\n' }, { kind: 'compose-version', file: 'compose.b.yml' }],
    ['YAML', { 'compose.b.yml': 'a: [\n' }, { kind: 'compose-file-unreadable', file: 'compose.b.yml', level: 'error' }],
    ['1 MiB', { 'compose.b.yml': `# ${'x'.repeat(1 << 20)}\n` }, { kind: 'compose-file-unreadable' }],
  ])('finds what is wrong: %s', async (_, files, finding) => {
    expect(await findingsIn(files)).toMatchObject([{ unconfirmed: true, ...finding }])
  })

  it('R002: finds services without a healthcheck, over all files', async () => {
    const disabled = `version: "3.8"\nservices: {app: {healthcheck: {disable: true}}, more: {image: x:1}}\n`
    expect(await findingsIn({ 'compose.b.yml': disabled })).toMatchObject([
      { kind: 'no-healthcheck', text: 'the service more has no healthcheck' },
    ])
  })

  it('does not judge a text with a variable, an image by digest, or what a file that cannot be read may hold', async () => {
    expect(await kindsIn({ 'compose.b.yml': service(`image: "x:\${TAG:-latest}"`) })).toEqual([])
    expect(await kindsIn({ 'compose.b.yml': service('image: x@sha256:ab') })).toEqual([])
    const web = fine['compose.yml'].replace('app:', 'web:')
    expect(await kindsIn({ 'compose.yml': web, 'compose.b.yml': 'a: [\n' })).toEqual(['compose-file-unreadable'])
  })

  it('reads 60 compose files and no more, and then claims nothing about those it did not read', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 70 }, (_, i) => [`compose.${100 + i}.yml`, 'version: "3.8"\n']),
    )
    expect(await kindsIn(many)).toEqual([])
  })

  it('only takes compose*.yml at the top of the recipe', async () => {
    const bad = 'services: {x: {image: x:latest}}\n'
    expect(await kindsIn({ 'docker-compose.yml': bad, 'compose.yaml': bad, 'sub/compose.yml': bad })).toEqual([])
  })

  it('R014: names lightweight tags with a command that makes them annotated, whatever their names', () =>
    withScenario({ steps: stepsOf({}, { do: 'commit', allowEmpty: true }) }, (built) => {
      const { dir, outside } = built
      const origin = join(outside, 'origin')
      mkdirSync(origin)
      git(origin, 'init', '--quiet', '--bare')
      git(dir, 'remote', 'add', 'origin', origin)
      const odd = `it's-$(touch oops)`.replace(' ', '-')
      for (const name of ['1.0.0+1', odd]) git(dir, 'tag', name, 'HEAD~1')
      const [finding] = lintOf(built)
      expect(finding).toMatchObject({ kind: 'lightweight-tags', lintRule: 'R014', class: 'D', unconfirmed: false })
      expect(finding?.fixes).toHaveLength(2)
      const author = ['GIT_AUTHOR_NAME', 'GIT_COMMITTER_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_EMAIL']
      const env = { ...process.env, ...Object.fromEntries(author.map((name) => [name, 'a'])) }
      for (const fix of finding?.fixes ?? []) execFileSync('sh', ['-c', fix], { cwd: dir, env, stdio: 'ignore' })
      expect(lintOf(built)).toEqual([])
      for (const [repository, name] of [
        [dir, odd],
        [origin, odd],
        [origin, '1.0.0+1'],
      ] as const) {
        expect(git(repository, 'cat-file', '-t', `refs/tags/${name}`)).toBe('tag')
        expect(git(repository, 'rev-parse', `refs/tags/${name}^{commit}`)).toBe(git(dir, 'rev-parse', 'HEAD~1'))
      }
      expect(git(dir, 'status', '--porcelain')).toBe('')
    }))

  it('R014: names three of 2,500 lightweight tags among 5,000, and mends each', () =>
    withScenario({ steps: stepsOf({}) }, (built) => {
      const { dir } = built
      const head = git(dir, 'rev-parse', 'HEAD').trim()
      const tags = Array.from({ length: 5_000 }, (_, i) => {
        const name = `0.${i}.0+1`
        if (i % 2 === 0) return `reset refs/tags/${name}\nfrom ${head}\n\n`
        return `tag ${name}\nfrom ${head}\ntagger a <a@example.com> 1 +0000\ndata 0\n\n`
      })
      execFileSync('git', ['fast-import', '--quiet'], { cwd: dir, input: tags.join('') })
      const [finding, ...others] = lintOf(built)
      expect(finding?.text).toBe('0.0.0+1, 0.2.0+1, 0.4.0+1 and 2497 more are lightweight tags')
      expect(finding?.fixes).toHaveLength(2_500)
      expect(others).toEqual([])
    }))

  it('never throws, whatever a compose file holds', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.json(), fc.constant('services: {app: [], x: 1, y: {image: 5}}'))),
        (texts) => {
          const compose = texts.map((text, i) => ({ path: `compose.${i}.yml`, text }))
          const facts = { commit: '', hasEnvSample: true, hasAbraSh: true, leftOut: [], lightweightTags: [], compose }
          for (const { kind } of assessLint(parseLintFacts(facts))) expect(kind).toMatch(/^[a-z-]+$/)
        },
      ),
    ))
})

describe('a prediction', () => {
  const lightweight: Step = { do: 'tag', name: '1.0.0+1' }
  const branch: Step = { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] }
  const later: Step[] = [
    { do: 'write', path: 'compose.b.yml', text: 'version: "3.8"\nservices: {app: {image: x:latest}}\n' },
    { do: 'commit' },
  ]

  function options({ dir, home, outside }: BuiltScenario, type: string) {
    writeFiles(outside, { 'abra/servers/s/a.example.com.env': `TYPE=${type}\n` })
    const abraDir = join(outside, 'abra')
    return { app: 'a.example.com', abraDir, recipeDir: dir, home, deployed: { deployed: false } } as const
  }

  it('has the findings and warns of them, and is the same otherwise', () =>
    withScenario({ steps: stepsOf({}, lightweight, branch) }, async (built) => {
      const asked = options(built, 'made:1.0.0+1')
      const linted = await predict(asked)
      const { lint, warnings, trace, ...answer } = linted
      expect(lint).toMatchObject([{ kind: 'lightweight-tags' }])
      expect(warnings).toMatchObject([
        { kind: 'lint', rule: 'R4', text: expect.stringContaining('1.0.0+1 is a lightweight tag') },
      ])
      expect(trace.find(({ rule }) => rule === 'R4')?.saw).toBe('lint: R014 lightweight-tags')
      const { warnings: none, trace: other, ...same } = await predict({ ...asked, lint: false })
      expect(same).toEqual(answer)
      expect(none).toEqual([])
      expect(other.map(({ rule }) => rule)).toEqual(trace.map(({ rule }) => rule))
    }))

  it('is about the commit that Ensure checks out: the version of .env, or the branch', () =>
    withScenario({ steps: stepsOf({}, { ...lightweight, annotated: true }, branch, ...later) }, async (built) => {
      const asked = options(built, 'made:1.0.0+1')
      expect((await predict(asked)).lint).toEqual([])
      expect((await predict({ ...asked, latest: true })).lint).toMatchObject([{ kind: 'image-latest' }])
      expect((await predict({ ...asked, chaos: true })).lint).toBeUndefined()
      const facts = await readDeployFacts(asked)
      expect(predictDeploy(facts, {}).lint).toEqual([])
      expect(predictDeploy(facts, { latest: true }).lint).toBeUndefined()
    }))

  it('is given all the same if lint cannot be read', () =>
    withScenario({ steps: stepsOf({}, branch) }, async (built) => {
      const asked = options(built, 'made')
      const facts = await readDeployFacts(asked)
      const { trace, outcome, lint } = predictDeploy({ ...facts, lint: { problem: 'a damaged object' } }, {})
      expect({ outcome, lint }).toEqual({ outcome: 'stamp', lint: undefined })
      expect(trace.find(({ rule }) => rule === 'R4')?.saw).toBe('lint: not checked: a damaged object')
    }))
})
