import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { filesOfRecipe, makeApps } from './apps.js'
import type { Bench } from './bench.js'
import { historyApps, historyConfigs, historyFiles, historyTags, makeHistory } from './history-repository.js'
import { measureSideBySide } from './measure-side-by-side.js'
import { gitStatus } from './measure-worktrees.js'
import {
  atRevision,
  commandSubjects,
  configSubjects,
  lintSubjects,
  type Measurement,
  manyApps,
  subjects,
  wrongApps,
} from './measurement.js'
import { type MeasuredPackage, type NodeTask, nodeSubjects } from './node-subjects.js'
import { programSubject } from './program-subject.js'

/** The commands as whole processes on a clean clone of 20 files, beside Node doing nothing. */
export async function measureCommands(bench: Bench): Promise<Measurement[]> {
  const { scratch, built, effort, tell } = bench
  tell('the commands')
  const abraDir = join(scratch.dir, 'commands')
  const recipe = join(abraDir, 'recipes', 'recipe-0')
  const [app = ''] = await makeApps(scratch, abraDir, { recipes: 1, apps: 1 })
  const cli = join(built.dir, 'dist', 'cli', 'start.cjs')
  const library = join(built.dir, 'dist', 'index.js')
  const node = (name: string, args: readonly string[], prints: RegExp) =>
    programSubject({ name, command: process.execPath, args, cwd: recipe, prints }, scratch)
  const measured = await measureSideBySide(
    'commands',
    filesOfRecipe,
    [
      node(commandSubjects.node, ['-e', '0'], /^$/),
      node(commandSubjects.help, [cli, '--help'], /chaos-version/),
      node(
        commandSubjects.importing,
        ['--input-type=module', '-e', `await import(${JSON.stringify(pathToFileURL(library).href)})`],
        /^$/,
      ),
      node(commandSubjects.chaosVersion, [cli, 'chaos-version', recipe], /^[0-9a-f]{8}\n$/),
      node(commandSubjects.predict, [cli, 'predict', app, '--abra-dir', abraDir, '--no-swarm'], /0\.1\.0\+1\.1\.0/),
    ],
    effort,
  )
  rmSync(abraDir, { recursive: true })
  return measured
}

/** A recipe of 50,000 commits and 5,000 tags: what does not depend on files. */
export async function measureHistory(bench: Bench): Promise<Measurement[]> {
  const { scratch, built, effort, tell } = bench
  tell('a recipe of 50,000 commits and 5,000 tags')
  const abraDir = join(scratch.dir, 'history')
  const dir = await makeHistory(scratch, abraDir)
  const head = (await scratch.git(dir, ['rev-parse', 'HEAD'])).slice(0, 8)
  const predicted = (name: string, app: string, chaos: boolean, answer: string, lint = true): NodeTask => ({
    name,
    task: { kind: 'predict', abraDir, app, chaos, lint },
    answer,
  })
  const unpinned = { abraDir, app: historyApps.unpinned }
  const tasks: NodeTask[] = [
    { name: subjects.chaos, task: { kind: 'chaosVersion', dir }, answer: 'clean' },
    predicted('predict --chaos', historyApps.oldest, true, head),
    predicted('predict, pinned to the oldest tag', historyApps.oldest, false, historyTags.oldest),
    predicted('predict, pinned to the newest tag', historyApps.newest, false, historyTags.newest),
    predicted(lintSubjects.with, historyApps.unpinned, false, historyTags.newest),
    predicted(lintSubjects.without, historyApps.unpinned, false, historyTags.newest, false),
    { name: configSubjects.without, task: { kind: 'predictCompose', ...unpinned }, answer: historyTags.newest },
    {
      name: configSubjects.with,
      task: { kind: 'checkConfigs', ...unpinned, held: historyConfigs(historyApps.unpinned) },
      answer: 'config-changed-in-place',
    },
  ]
  const those = tasks.flatMap((task) => nodeSubjects(built, scratch, [task]))
  const measured = await measureSideBySide('history', historyFiles, [gitStatus(bench, dir, 'clean'), ...those], effort)
  rmSync(abraDir, { recursive: true })
  return measured
}

/** 1,000 apps of 50 recipes in one process. */
export async function measureApps(bench: Bench): Promise<Measurement[]> {
  const { scratch, built, effort, tell } = bench
  tell('1,000 apps of 50 recipes')
  const abraDir = join(scratch.dir, 'apps')
  const apps = await makeApps(scratch, abraDir, { recipes: 50, apps: 1_000 })
  const task = (chaos: boolean) => ({ kind: 'predictApps', abraDir, apps, chaos }) as const
  const head = (await scratch.git(join(abraDir, 'recipes', 'recipe-0'), ['rev-parse', 'HEAD'])).slice(0, 8)
  const pinned = `1000 apps, 20 answers from 0.1.0+1.1.0 to 0.20.0+1.20.0`
  const wrong = apps.map((_, i) => `ap-${(i * 7) % apps.length}x.exampel.com`)
  const wrongTask = { kind: 'predictApps', abraDir, apps: wrong, chaos: false } as const
  const notFound = '1000 apps, 1 answers from APP_NOT_FOUND to APP_NOT_FOUND'
  const both = (program: MeasuredPackage, named: (name: string) => string) => [
    ...nodeSubjects(program, scratch, [{ name: named(manyApps), task: task(false), answer: pinned }]),
    ...nodeSubjects(program, scratch, [{ name: named(wrongApps), task: wrongTask, answer: notFound }]),
  ]
  const { beside } = bench
  const measured = await measureSideBySide(
    'apps',
    apps.length,
    [
      ...both(built, (name) => name),
      ...(beside === undefined ? [] : both({ ...built, dir: beside.dir }, (name) => atRevision(name, beside.revision))),
      ...nodeSubjects(built, scratch, [
        { name: `${manyApps}, --chaos`, task: task(true), answer: `1000 apps, 1 answers from ${head} to ${head}` },
      ]),
    ],
    effort,
  )
  rmSync(abraDir, { recursive: true })
  return measured
}
