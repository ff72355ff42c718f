import { execFileSync } from 'node:child_process'
import fs, { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { listApps } from '../../src/app/list-apps.js'
import { readApp } from '../../src/app/read-app.js'
import type { DeployedState } from '../../src/decide/deploy-facts.js'
import type { DeployFlags } from '../../src/decide/deploy-flags.js'
import type { Prediction } from '../../src/decide/prediction.js'
import { AbraVersionError, InternalError } from '../../src/errors.js'
import { predict } from '../../src/predict/predict.js'
import { type AppPrediction, type PredictAppsOptions, predictApps } from '../../src/predict/predict-apps.js'
import { writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { git } from '../support/git.js'
import { buildScenario, type Scratch, type Step, scratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const newest = '1.10.0+1.0.0'
const older = '1.0.0+1.0.0'
const releases: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'commit' },
  { do: 'tag', name: older },
  { do: 'write', path: 'compose.yml', text: 'two\n' },
  { do: 'commit' },
  { do: 'tag', name: newest, annotated: true },
  { do: 'commit', allowEmpty: true },
  { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] },
]
const recipes: Record<string, Step[] | undefined> = {
  clean: [...releases, { do: 'settle' }],
  dirty: [...releases, { do: 'write', path: 'compose.ccci.yml', text: 'x' }],
  ignoring: [
    { do: 'write', path: '.gitignore', text: 'notes\n' },
    ...releases,
    { do: 'write', path: 'notes', text: 'x' },
  ],
  unborn: [],
  // The packs cannot be opened; HEAD needs none.
  damaged: [
    ...releases,
    { do: 'git', args: ['repack', '-adq'] },
    { do: 'write', path: 'compose.yml', text: 'three\n' },
    { do: 'commit' },
  ],
  unreadable: undefined,
  beyond: [...releases, { do: 'remove', path: '.git/config' }, { do: 'fifo', path: '.git/config' }],
}
/** The lines of the apps' files, by `server/app`. */
const files: Record<string, string> = {
  'one/plain.org': 'TYPE=clean\n',
  'one/older.org': `TYPE=clean:${older}\n`,
  'two/older-too.org': `RECIPE=clean:${older}\n`,
  'two/newest.org': `TYPE=clean:${newest}\n`,
  'two/branch.org': 'TYPE=clean:main\n',
  'one/chaotic.org': 'TYPE=clean:12345678+U\n',
  'one/nowhere.org': 'TYPE=clean:9.9.9\n',
  'one/searching.org': "TYPE='clean:HEAD^{/a.*b}'\n",
  'two/searching-too.org': "TYPE='clean:HEAD^{/a.*b}'\n",
  'one/twice.org': 'TYPE=clean\n',
  'two/twice.org': `TYPE=clean:${older}\n`,
  'one/dirty.org': `TYPE=dirty:${older}\n`,
  'two/dirty.org': 'TYPE=dirty\n',
  'one/ignoring.org': `TYPE=ignoring:${older}\n`,
  'two/ignoring-too.org': 'TYPE=ignoring\n',
  'two/unborn.org': 'TYPE=unborn\n',
  'one/damaged.org': `TYPE=damaged:${older}\n`,
  'two/damaged.org': `TYPE=damaged:${newest}\n`,
  'one/damaged-head.org': 'TYPE=damaged:HEAD\n',
  'one/unreadable.org': 'TYPE=unreadable\n',
  'two/unreadable-too.org': `TYPE=unreadable:${older}\n`,
  'one/beyond.org': 'TYPE=beyond\n',
  'two/beyond-too.org': `TYPE=beyond:${older}\n`,
  'one/missing.org': 'TYPE=missing\n',
  'two/missing-too.org': `TYPE=missing:${older}\n`,
  'one/syntax.org': 'TYPE=clean\nA B\n',
  'one/no-recipe.org': 'A=b\n',
  'one/colons.org': 'TYPE=clean:1:2\n',
  'one/escaping.org': 'TYPE=../clean\n',
  'one/dotted.org': 'TYPE=git.example.org/dots\n',
  'two/slashed.org': 'TYPE=git/example/org/dots\n',
}
const states: readonly (DeployedState | undefined)[] = [
  undefined,
  { deployed: false },
  { deployed: true, version: older, chaos: false },
  { deployed: true, version: 'unknown', chaos: true, chaosVersion: '12345678+U' },
  { deployed: true, version: 'HEAD^{/c.*d}', chaos: false },
]
const flagSets: readonly DeployFlags[] = [
  {},
  { chaos: true },
  { force: true },
  { latest: true },
  { offline: true, force: true },
  { version: newest },
  { version: 'no-such' },
  { version: 'HEAD^{/e.*f}' },
  { chaos: true, latest: true },
]

let place: Scratch
let abraDir: string
let home: string

beforeAll(async () => {
  place = scratch()
  abraDir = join(place.dir, 'abra')
  home = join(place.dir, 'home')
  mkdirSync(join(abraDir, 'recipes'), { recursive: true })
  mkdirSync(home)
  for (const [name, steps] of Object.entries(recipes)) {
    const into = join(place.dir, name)
    mkdirSync(into)
    const { dir } = await buildScenario(steps === undefined ? { repository: 'none', steps: [] } : { steps }, into)
    symlinkSync(dir, join(abraDir, 'recipes', name))
  }
  symlinkSync('clean', join(abraDir, 'recipes/git_example_org_dots'))
  const packs = join(abraDir, 'recipes/damaged/.git/objects/pack')
  for (const name of fs.readdirSync(packs).filter((name) => name.endsWith('.idx'))) {
    rmSync(join(packs, name))
    writeFileSync(join(packs, name), 'no index')
  }
  writeApps(abraDir, files)
})

afterAll(() => place.remove())

function writeApps(dir: string, lines: Readonly<Record<string, string>>): void {
  writeFiles(dir, Object.fromEntries(Object.entries(lines).map(([app, text]) => [`servers/${app}.env`, text])))
}

/** With the proof that nothing was written. */
function predictMany(options: PredictAppsOptions): Promise<AppPrediction[]> {
  return expectUntouched(place.dir, () => predictApps({ abraDir, home, ...options }))
}

type Outcome = { prediction: Prediction } | { error: unknown }

/** What predict says of one app, errors as data. */
async function alone(
  name: string,
  server: string | undefined,
  flags: DeployFlags,
  deployed?: DeployedState,
): Promise<Outcome> {
  const options = { abraDir, home, ...flags, ...(server && { server }), ...(deployed && { deployed }) }
  try {
    return { prediction: await predict({ app: name, lint: false, ...options }) }
  } catch (error) {
    if (!(error instanceof AbraVersionError)) throw error
    return { error: error.toJSON() }
  }
}

function outcomeOf(answer: AppPrediction): Outcome {
  return 'error' in answer ? { error: answer.error.toJSON() } : { prediction: answer.prediction }
}

/** In one word, for tables. */
function wordOf(answer: AppPrediction): string {
  if ('error' in answer) return answer.error.code
  return answer.prediction.outcome === 'stamp' ? answer.prediction.version : answer.prediction.code
}

describe('predictApps', () => {
  it.each(flagSets)('gives every app the answer of predict alone, %j', async (flags) => {
    const deployed = { deployed: false } as const
    const answers = await predictMany({ ...flags, deployed: () => deployed })
    expect(answers.map(({ app, server }) => `${server}/${app}`).sort()).toEqual(Object.keys(files).sort())
    for (const answer of answers) {
      expect(outcomeOf(answer), answer.app).toEqual(await alone(answer.app, answer.server, flags, deployed))
    }
  })

  it('gives it for any set of apps, any order and any deployed state', () => {
    const names = [...Object.keys(files).map((app) => app.split('/')[1] ?? ''), 'absent.org', '../one/plain.org']
    const asked = fc.array(fc.record({ name: fc.constantFrom(...names), state: fc.constantFrom(...states) }), {
      maxLength: 8,
    })
    return fc.assert(
      fc.asyncProperty(asked, fc.constantFrom(...flagSets), async (apps, flags) => {
        // One state an app: which of two that are the same is asked about cannot be told.
        const stateOf = new Map(apps.map(({ name, state }) => [name, state]))
        const deployed = (app: { name: string }) => stateOf.get(app.name)
        const answers = await predictApps({ abraDir, home, ...flags, apps: apps.map(({ name }) => name), deployed })
        expect(answers.map(({ app }) => app)).toEqual(apps.map(({ name }) => name))
        for (const answer of answers)
          expect(outcomeOf(answer)).toEqual(await alone(answer.app, undefined, flags, stateOf.get(answer.app)))
      }),
      { numRuns: 60 },
    )
  })

  it('answers for an app even if another one is invalid or missing', async () => {
    const answers = await predictMany({ deployed: () => ({ deployed: false }) })
    expect(Object.fromEntries(answers.map((answer) => [`${answer.server}/${answer.app}`, wordOf(answer)]))).toEqual({
      'one/plain.org': newest,
      'one/older.org': older,
      'two/older-too.org': older,
      'two/newest.org': newest,
      'two/branch.org': 'main',
      'one/chaotic.org': 'chaos-version-in-env',
      'one/nowhere.org': 'version-not-found',
      'one/searching.org': 'REVISION_UNSUPPORTED',
      'two/searching-too.org': 'REVISION_UNSUPPORTED',
      'one/twice.org': newest,
      'two/twice.org': older,
      'one/dirty.org': 'dirty-worktree',
      'two/dirty.org': 'dirty-worktree',
      'one/ignoring.org': older,
      'two/ignoring-too.org': newest,
      'two/unborn.org': 'no-default-branch',
      'one/damaged.org': 'version-not-found',
      'two/damaged.org': 'version-not-found',
      'one/damaged-head.org': 'HEAD',
      'one/unreadable.org': 'checkout-unreadable',
      'two/unreadable-too.org': 'checkout-unreadable',
      'one/beyond.org': 'SAFETY_LIMIT',
      'two/beyond-too.org': 'SAFETY_LIMIT',
      'one/missing.org': 'RECIPE_NOT_FOUND',
      'two/missing-too.org': 'RECIPE_NOT_FOUND',
      'one/syntax.org': 'app-invalid',
      'one/no-recipe.org': 'app-invalid',
      'one/colons.org': 'app-invalid',
      'one/escaping.org': 'RECIPE_NAME_INVALID',
      'one/dotted.org': newest,
      'two/slashed.org': newest,
    })
  })

  it('looks up no version in chaos, so none can be unsupported', async () => {
    const answers = await predictMany({
      apps: ['searching.org', 'nowhere.org', 'damaged.org'],
      server: 'one',
      chaos: true,
    })
    const head = (recipe: string) => git(join(abraDir, 'recipes', recipe), 'rev-parse', 'HEAD').slice(0, 8)
    expect(answers.map(wordOf)).toEqual([head('clean'), head('clean'), head('damaged')])
  })

  it('keeps a version that cannot be read from the apps that do not ask for it', async () => {
    const { dir, remove } = scratch()
    try {
      const built = await buildScenario({ steps: releases }, dir)
      const hash = git(built.dir, 'rev-parse', older)
      const object = join(built.dir, '.git/objects', hash.slice(0, 2), hash.slice(2))
      rmSync(object)
      execFileSync('mkfifo', [object])
      writeFiles(dir, {
        'servers/s/a.env': `TYPE=x:${older}\n`,
        'servers/s/b.env': `TYPE=x:${newest}\n`,
        'recipes/': '',
      })
      symlinkSync(built.dir, join(dir, 'recipes/x'))
      const options = { abraDir: dir, home: built.home }
      for (const apps of [
        ['a', 'b'],
        ['b', 'a'],
      ]) {
        const answers = await predictApps({ ...options, apps, offline: true })
        const words = Object.fromEntries(answers.map((answer) => [answer.app, wordOf(answer)]))
        expect(words).toEqual({ a: 'SAFETY_LIMIT', b: newest })
      }
    } finally {
      remove()
    }
  })
})

describe('a recipe', () => {
  /** How often each file below the recipes was opened. */
  async function openedBy(options: PredictAppsOptions): Promise<Record<string, number>> {
    const counts: Record<string, number> = {}
    const openSync = fs.openSync
    const spy = vi.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
      const name = String(path)
      if (!name.endsWith('.env')) counts[name] = (counts[name] ?? 0) + 1
      return openSync(path, ...rest)
    })
    syncBuiltinESMExports()
    try {
      await predictApps({ abraDir, home, deployed: () => ({ deployed: false }), ...options })
    } finally {
      spy.mockRestore()
      syncBuiltinESMExports()
    }
    return counts
  }

  it.each<DeployFlags>([{}, { chaos: true }, { latest: true }])(
    'is read once, however many apps use it, %j',
    async (flags) => {
      const once = await openedBy({ ...flags, apps: ['older.org', 'ignoring.org', 'dirty.org'], server: 'one' })
      const users = [
        'older.org',
        'ignoring.org',
        'dirty.org',
        'older-too.org',
        'older.org',
        'ignoring.org',
        'dirty.org',
      ]
      const apps = (await listApps(abraDir)).apps.filter(({ name }) => users.includes(name))
      const many = await openedBy({ ...flags, apps: [...apps, ...apps, ...apps, ...apps] })
      const heads = Object.keys(once).filter((path) => path.endsWith('/.git/HEAD'))
      expect(heads).toHaveLength(3)
      expect(many).toEqual(once)
    },
  )
})

describe('the apps', () => {
  it('are all apps by default, by name, then by server', async () => {
    const answers = await predictMany({ chaos: true })
    const { apps } = await listApps(abraDir)
    expect(answers.map(({ app, server }) => ({ app, server }))).toEqual(
      apps.map(({ name, server }) => ({ app: name, server })),
    )
  })

  it('are those of one server, where it is named', async () => {
    const answers = await predictMany({ server: 'two' })
    expect(answers.map(({ app }) => `two/${app}`).sort()).toEqual(
      Object.keys(files)
        .filter((app) => app.startsWith('two/'))
        .sort(),
    )
    await expect(predictMany({ server: 'three' })).rejects.toEqual(anError('FILE_UNREADABLE'))
    await expect(predictMany({ server: '../servers/two' })).rejects.toEqual(anError('FILE_UNREADABLE'))
  })

  it('may be named, even where several servers have one', async () => {
    const apps = ['twice.org', 'plain.org', 'absent.org']
    const [twice, plain, absent] = await predictMany({ apps, chaos: true })
    expect(twice).toEqual({ app: 'twice.org', error: anError('APP_AMBIGUOUS') })
    expect(plain).toMatchObject({ app: 'plain.org', server: 'one', prediction: { outcome: 'stamp' } })
    expect(absent).toEqual({ app: 'absent.org', error: anError('APP_NOT_FOUND') })
    const [onTwo] = await predictMany({ apps, server: 'two', deployed: () => ({ deployed: false }) })
    expect(onTwo).toMatchObject({ server: 'two', prediction: { version: older } })
  })

  it('may be places, or apps that were read before and are not read again', async () => {
    const path = join(abraDir, 'servers/one/older.org.env')
    const app = await readApp({ name: 'other.org', server: 'one', path })
    const answers = await predictMany({
      apps: [
        { name: 'older.org', server: 'one', path },
        { ...app, path: '/nowhere' },
      ],
      force: true,
    })
    expect(answers).toMatchObject([
      { app: 'older.org', prediction: { version: older } },
      { app: 'other.org', server: 'one', prediction: { version: older } },
    ])
  })

  it('may be none', async () => {
    expect(await predictApps({ abraDir: join(abraDir, 'nowhere'), apps: [] })).toEqual([])
  })

  it('are answered for where their file cannot be reached, and not known where a server cannot be listed', async () => {
    const { dir, remove } = scratch()
    try {
      writeFiles(dir, { 'servers/s/z.env': 'TYPE=clean\n' })
      symlinkSync(join(abraDir, 'recipes'), join(dir, 'recipes'))
      symlinkSync('nowhere', join(dir, 'servers/s/a.env'))
      const predictThese = (options: PredictAppsOptions) => predictApps({ abraDir: dir, home, chaos: true, ...options })
      expect(await predictThese({})).toMatchObject([
        { app: 'z', server: 's', prediction: { outcome: 'stamp' } },
        { app: 'a', server: 's', error: { code: 'FILE_UNREADABLE' } },
      ])
      symlinkSync('nowhere', join(dir, 'servers/gone'))
      await expect(predictThese({})).rejects.toMatchObject({ data: { path: join(dir, 'servers/gone') } })
      await expect(predictThese({ server: 'gone' })).rejects.toEqual(anError('FILE_UNREADABLE'))
      expect(await predictThese({ server: 's' })).toHaveLength(2)
      expect(await predictThese({ apps: ['z'] })).toMatchObject([{ prediction: { outcome: 'stamp' } }])
      rmSync(join(dir, 'servers'), { recursive: true })
      await expect(predictThese({})).rejects.toEqual(anError('FILE_UNREADABLE'))
    } finally {
      remove()
    }
  })
})

describe('what is deployed', () => {
  it('is asked for each app that could be read, in order, before any recipe is opened', async () => {
    const apps = ['older.org', 'syntax.org', 'absent.org', 'plain.org']
    const asked: string[] = []
    const answers = await predictMany({
      apps,
      force: true,
      deployed: async (app) => {
        asked.push(`${app.server}/${app.stackName} ${app.recipe.version}`)
        return { deployed: true, version: newest, chaos: false }
      },
    })
    expect(asked).toEqual([`one/older_org ${older}`, 'one/plain_org undefined'])
    expect(answers.map(wordOf)).toEqual([older, 'app-invalid', 'APP_NOT_FOUND', newest])
  })

  it('is not asked for conflicting flags, and nothing is read', async () => {
    const deployed = vi.fn()
    const answers = await predictApps({ abraDir: '/nowhere', apps: ['a', 'b'], chaos: true, latest: true, deployed })
    expect(answers.map(wordOf)).toEqual(['conflicting-flags', 'conflicting-flags'])
    expect(deployed).not.toHaveBeenCalled()
  })

  it('is an error of that app alone where it cannot be known', async () => {
    const unreachable = new AbraVersionError(
      'SWARM_UNREACHABLE',
      'no Docker answers',
      { host: 'h', reason: 'r' },
      { advice: 'start it' },
    )
    const answers = await predictMany({
      apps: ['older.org', 'plain.org'],
      deployed(app) {
        if (app.name === 'older.org') throw unreachable
        return { deployed: false }
      },
    })
    expect(answers).toEqual([
      { app: 'older.org', server: 'one', error: unreachable },
      { app: 'plain.org', server: 'one', prediction: expect.objectContaining({ version: newest }) },
    ])
  })

  it.each([new InternalError('a bug'), new TypeError('x is not a function')])(
    'ends it all where it fails by %s',
    (bug) =>
      expect(
        predictApps({
          abraDir,
          home,
          apps: ['plain.org'],
          deployed: () => Promise.reject(bug),
        }),
      ).rejects.toBe(bug),
  )
})

describe('a bug', () => {
  it('in reading a recipe is thrown', async () => {
    const bug = new TypeError('x is not a function')
    const statSync = fs.statSync
    const spy = vi.spyOn(fs, 'statSync').mockImplementation(((path: fs.PathLike, options: fs.StatSyncOptions) => {
      if (String(path).endsWith('/recipes/clean')) throw bug
      return statSync(path, options)
    }) as typeof statSync)
    syncBuiltinESMExports()
    try {
      await expect(predictApps({ abraDir, home, apps: ['plain.org'] })).rejects.toBe(bug)
    } finally {
      spy.mockRestore()
      syncBuiltinESMExports()
    }
  })
})
