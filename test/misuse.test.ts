import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as library from '../src/index.js'
import { isOneEdit } from '../src/option-kinds.js'
import { withScratch } from './support/scenario.js'

/** As a caller in JavaScript sees it. */
// biome-ignore lint/suspicious/noExplicitAny: what types would refuse is what is tried
const js = library as any
const app = 'forum.example.com'
const deployer = { name: 'mine', deploy: async () => ({}) }
const target = { from: '0.6.0+3.2.1', to: 'main' }
const state = { deployed: true, version: '0.6.0+3.2.1', chaos: false }

/** Each call, and what its error has to say. */
const calls: readonly (readonly [string, () => unknown, string])[] = [
  ['chaosVersion()', () => js.chaosVersion(), "dir is undefined, and no text: call it like chaosVersion('recipe')"],
  ['chaosVersion("")', () => js.chaosVersion(''), 'dir is an empty text'],
  ['chaosVersion(URL)', () => js.chaosVersion(new URL('file:///recipe')), 'dir is a URL, and no text'],
  ['chaosVersion(dir, "5.17")', () => js.chaosVersion('recipe', '5.17'), '"5.17" are no options'],
  ['chaosVersion(dir, null)', () => js.chaosVersion('recipe', null), 'null are no options'],
  ['an unknown profile', () => js.chaosVersion('r', { profile: '5.15' }), '5.15": give 5.16 or 5.17 or 5.19'],
  ['--go-git in the library', () => js.chaosVersion('r', { goGit: '5.17' }), 'no option goGit: write profile'],
  ['readChaosVersion(5)', () => js.readChaosVersion(5), 'dir is 5, and no text'],
  ['readWorktreeStatus()', () => js.readWorktreeStatus(), 'dir is undefined'],
  ['resolveRevision(dir)', () => js.resolveRevision('recipe'), 'revision is undefined'],
  ['predict, choas', () => js.predict({ app, choas: true }), 'there is no option choas: write chaos;'],
  ['predict, abradir', () => js.predict({ app, abradir: '.abra' }), 'there is no option abradir: write abraDir;'],
  ['predict, chaos: "yes"', () => js.predict({ app, chaos: 'yes' }), 'the option chaos is "yes": give true or false'],
  ['predict, version: 5', () => js.predict({ app, version: 5 }), 'the option version is 5: give a text'],
  ['predict, version: null', () => js.predict({ app, version: null }), 'the option version is null: give a text'],
  ['predict, deployed: a promise', () => js.predict({ app, deployed: Promise.resolve(state) }), 'await it first'],
  ['predict, deployed: a version', () => js.predict({ app, deployed: '0.6.0+3.2.1' }), 'give what getDeployMeta'],
  ['predict, deployed: true', () => js.predict({ app, deployed: true }), 'the option deployed is true: give what'],
  [
    'predict, half a state',
    () => js.predict({ app, deployed: { deployed: true } }),
    'deployed is an object: give what',
  ],
  ['predict, secrets', () => js.predict({ app, secrets: 'a,b' }), 'no option secrets: write existingSecrets'],
  ['predict, a text', () => js.predict({ app, existingSecrets: 'a,b' }), '"a,b": give a list of texts'],
  [
    'readDeployFacts, force: 1',
    () => js.readDeployFacts({ app, force: 1 }),
    'the option force is 1: give true or false',
  ],
  ['stamp()', () => js.stamp(), 'undefined are no options: call it like stamp('],
  ['stamp, exposeEnv: 1', () => js.stamp({ app, exposeEnv: 1 }), 'the option exposeEnv is 1: give true or false'],
  ['predictApps, a state', () => js.predictApps({ deployed: state }), 'deployed is an object: give a function'],
  ['predictApps, apps: a name', () => js.predictApps({ apps: app }), `apps is "${app}": give a list`],
  ['readApp()', () => js.readApp(), "app is undefined, and no text: call it like readApp('forum.example.com')"],
  ['readApp({})', () => js.readApp({}), 'app is undefined'],
  ['readApp, abraDir: 5', () => js.readApp(app, { abraDir: 5 }), 'the option abraDir is 5: give a text'],
  ['explain()', () => js.explain(), 'the options name no app: call it like explain('],
  ['explain, a text', () => js.explain(app, '7ae7b0f7'), '"7ae7b0f7" are no options'],
  ['explain, expect', () => js.explain(app, { expect: '7ae7b0f7' }), 'no option expect: write expected'],
  [
    'waitForConvergence, "5"',
    () => js.waitForConvergence('s', { timeoutMs: '5' }),
    '"5": give a number of milliseconds',
  ],
  ['waitForConvergence, NaN', () => js.waitForConvergence('s', { timeoutMs: Number.NaN }), 'timeoutMs is NaN: give'],
  ['waitForConvergence, a path', () => js.waitForConvergence('s', { since: 'base.json' }), 'give an object'],
  ['waitHealthy, a text', () => js.waitHealthy({ stack: 's', statuses: '200' }), 'statuses is "200": give a list'],
  [
    'performUpgrade, none',
    () => js.performUpgrade(app, target),
    'deployer is null: give abraDeployer(), stackDeployer',
  ],
  [
    'not called',
    () => js.performUpgrade(app, { ...target, deployer: js.abraDeployer }),
    'deployer is a function: give',
  ],
  ['performUpgrade, form', () => js.performUpgrade(app, { ...target, deployer, from: 5 }), 'from is 5: give a text'],
  ['chaosRedeploy, {}', () => js.chaosRedeploy(app, { deployer: {} }), 'the option deployer is an object: give'],
  ['checkoutRef()', () => js.checkoutRef(), 'undefined are no options: call it like checkoutRef('],
  ['checkoutRef(dir)', () => js.checkoutRef({ dir: 'recipe' }), 'ref is undefined, and no text'],
  [
    'checkoutRef, a text',
    () => js.checkoutRef('recipe', 'main'),
    '"recipe" are no options: call it like checkoutRef({',
  ],
  ['fetchRecipe({})', () => js.fetchRecipe({}), 'name is undefined, and no text: call it like fetchRecipe('],
  ['setEnv, a name', () => js.setEnv(app, 'A', '1'), `"${app}" are no options: call it like setEnv(await readApp(`],
  ['loadCompose()', () => js.loadCompose(), 'files is undefined, and no list of { path, text }'],
  ['loadCompose, an object', () => js.loadCompose([{ path: 'c', text: '' }], {}), 'env is an object, and no Map'],
  ['loadCompose, bytes', () => js.loadCompose([{ path: 'c', text: Buffer.from('') }], new Map()), 'no list of { path'],
  ['parseEnv()', () => js.parseEnv(), 'text is undefined, and neither a text nor bytes'],
  ['meetsExpectation', () => js.meetsExpectation(undefined, '7ae7b0f7'), 'actual is undefined, and no text'],
  ['readFleet, a name', () => js.readFleet({ servers: 'one.example.com' }), 'give a list of texts'],
]

describe('A caller in JavaScript', () => {
  it.each(calls)('%s is USAGE, and is told what to write', async (_, call, text) => {
    const failed = (async () => call())()
    await expect(failed).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(text) })
  })

  it.each([
    ['writeRecipeVersion', [undefined]],
    ['writeRecipeVersion', [null]],
    ['setEnv', ['A', undefined]],
    ['setEnv', ['A', 5]],
    ['setEnv', [undefined, 'x']],
  ])('%s %j leaves the file as it is', (name, values) =>
    withScratch(async (dir) => {
      const path = join(dir, 'app.env')
      writeFileSync(path, 'TYPE=discourse:0.6.0+3.2.1\nA=1\n')
      await expect(js[name]({ path }, ...values)).rejects.toMatchObject({ code: 'USAGE' })
      expect(readFileSync(path, 'utf8')).toBe('TYPE=discourse:0.6.0+3.2.1\nA=1\n')
    }),
  )

  it('whose predictApps gives no state for an app gets no answer', () =>
    withScratch(async (abraDir) => {
      mkdirSync(join(abraDir, 'servers/one'), { recursive: true })
      writeFileSync(join(abraDir, 'servers/one/a.b.env'), 'TYPE=discourse\n')
      const [answer] = await js.predictApps({ abraDir, deployed: () => ({}) })
      expect(answer.error).toMatchObject({ code: 'USAGE', message: expect.stringContaining('give what getDeployMeta') })
    }))

  it('may have options of other functions in the same object, and undefined', async () => {
    const shared = { app, deployer, servers: [], onStep: () => {}, chaos: undefined, abraDir: '/nonexistent' }
    await expect(js.predict(shared)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  it('who records a run without a path is told so, and nothing is thrown', async () => {
    expect(await js.recordRun(undefined, {})).toMatchObject({ written: false, error: expect.any(String) })
  })
})

describe('isOneEdit', () => {
  it.each([
    ['chaos', 'choas', true],
    ['chaos', 'chaso', true],
    ['chaos', 'chaoss', true],
    ['chaos', 'caos', true],
    ['chaos', 'chads', true],
    ['chaos', 'hcaos', true],
    ['chaos', 'chaos', true],
    ['chaos', 'force', false],
    ['chaos', 'chas', true],
    ['chaos', 'choas1', false],
    ['latest', 'strict', false],
    ['a', '', true],
  ])('%s %s: %s', (one, other, expected) => {
    expect(isOneEdit(one, other)).toBe(expected)
    expect(isOneEdit(other, one)).toBe(expected)
  })
})
