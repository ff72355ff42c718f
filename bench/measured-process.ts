import fs, { lstatSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { convergedSwarm, swarmWithConfigs } from './converged-swarm.js'
import { megabytes, peakMemory } from './peak-memory.js'
import { stackEnv } from './stack-files.js'
import type { Task, TaskDone } from './task.js'

/** Started once for each subject: does what it is sent, one task at a time, by its own clock. */
const [packageDir = ''] = process.argv.slice(2)

/** The built package, as whoever installed it gets it. */
type Package = typeof import('../src/index.js')
type Isomorphic = typeof import('isomorphic-git')

function loadPackage(): Promise<Package> {
  return import(pathToFileURL(join(packageDir, 'dist', 'index.js')).href)
}

/** A subject is loaded before the clock starts, and only the one that is asked. */
async function prepare(task: Task): Promise<() => Promise<string>> {
  if (task.kind === 'listing') return async () => String(list(task.dir, false))
  if (task.kind === 'listingWithLstat') return async () => String(list(task.dir, true))
  if (task.kind === 'statusMatrix') {
    const { statusMatrix }: Isomorphic = createRequire(join(packageDir, 'package.json'))('isomorphic-git')
    return async () => {
      const rows = await statusMatrix({ fs, dir: task.dir, refresh: false })
      return cleanOrNot(rows.every(([, head, workdir, stage]) => head === 1 && workdir === 1 && stage === 1))
    }
  }
  const built = await loadPackage()
  switch (task.kind) {
    case 'readWorktreeStatus':
      return async () => cleanOrNot((await built.readWorktreeStatus(task.dir)).clean)
    case 'chaosVersion':
      return async () => cleanOrNot(!(await built.chaosVersion(task.dir)).endsWith('+U'))
    case 'predict': {
      const { kind: _, ...options } = task
      return async () => shown(await built.predict({ ...options, deployed: { deployed: false } }))
    }
    case 'predictCompose': {
      const { abraDir, app } = task
      const options = { abraDir, app, lint: false, existingSecrets: [], deployed: { deployed: false } } as const
      return async () => shown(await built.predict(options))
    }
    case 'checkConfigs': {
      const { abraDir, app, held } = task
      const swarm = swarmWithConfigs(held)
      return async () => {
        const findings = await built.checkConfigs({ abraDir, app, swarm, deployed: { deployed: false } })
        return findings.map(({ kind }) => kind).join(' ')
      }
    }
    case 'fleet':
      return async () => {
        const fleet = await built.readFleet({ ...task, docker: (server) => ({ dockerHost: task.hosts[server] ?? '' }) })
        if (task.page !== undefined) fs.writeFileSync(task.page, built.renderFleetPage(fleet))
        const counts = new Map<string, number>()
        for (const { state } of fleet.apps) counts.set(state, (counts.get(state) ?? 0) + 1)
        const shown = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([state, count]) => `${count} ${state}`)
        return `${fleet.apps.length} apps: ${shown.join(', ')}`
      }
    case 'apiCalls':
      return async () => {
        const answers = await Promise.all(Object.values(task.hosts).map((host) => callServer(built, host)))
        const sum = (at: 0 | 1) => answers.reduce((all, counts) => all + counts[at], 0)
        return `${sum(0)} services, ${sum(1)} tasks`
      }
    case 'predictApps': {
      const { kind: _, ...options } = task
      const deployed = () => ({ deployed: false }) as const
      return async () => {
        const answers = await built.predictApps({ ...options, deployed })
        return summary(answers.map((one) => ('prediction' in one ? shown(one.prediction) : one.error.code)))
      }
    }
    case 'readFleet': {
      const { abraDir } = task
      // Nothing listens there: what is measured is what is read of the apps and recipes.
      const docker = () => ({ dockerHost: 'unix:///nowhere/docker.sock' })
      return async () => `${(await built.readFleet({ abraDir, docker })).apps.length} apps`
    }
    case 'stamp': {
      const { abraDir, app } = task
      return async () => (await built.stamp({ abraDir, app, chaos: true, deployed: { deployed: false } })).outcome
    }
    case 'loadCompose': {
      const files = JSON.parse(fs.readFileSync(task.files, 'utf8')) as Parameters<Package['loadCompose']>[0]
      const env = new Map(Object.entries(stackEnv))
      // What was parsed is kept with the object of a file.
      return async () => {
        const configs = files.map((file) => built.loadCompose([{ ...file }], env))
        return `${configs.reduce((sum, { services }) => sum + Object.keys(services).length, 0)} services`
      }
    }
    case 'wait': {
      const swarm = convergedSwarm('stack', task.services)
      return async () => (await built.waitForConvergence('stack', { swarm })).outcome
    }
  }
}

/** What readFleet asks of a server: the greeting, the services and the tasks. */
async function callServer({ connectSwarm }: Package, dockerHost: string): Promise<readonly [number, number]> {
  const connection = await connectSwarm({ dockerHost })
  const services = await connection.readAllServices()
  await connection.readTime()
  const tasks = await connection.readAllTasks()
  connection.close()
  return [services.length, tasks.length]
}

function cleanOrNot(clean: boolean): string {
  return clean ? 'clean' : 'dirty'
}

function shown(prediction: Awaited<ReturnType<Package['predict']>>): string {
  return prediction.outcome === 'stamp' ? prediction.version : prediction.code
}

/** Equal for equal answers, and short. */
function summary(answers: readonly string[]): string {
  const distinct = new Set(answers)
  return `${answers.length} apps, ${distinct.size} answers from ${answers[0]} to ${answers.at(-1)}`
}

/** All that has to be seen of a tree to know its names; .git is left out. */
function list(dir: string, withLstat: boolean): number {
  let files = 0
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.name === '.git') continue
    const path = `${dir}/${entry.name}`
    if (entry.isDirectory()) files += list(path, withLstat)
    else {
      files++
      if (withLstat) lstatSync(path)
    }
  }
  return files
}

process.on('message', async (task: Task) => {
  const run = await prepare(task)
  const used = process.cpuUsage()
  const begun = performance.now()
  const answer = await run()
  const ms = performance.now() - begun
  const { user, system } = process.cpuUsage(used)
  const peakMB = peakMemory('self') ?? megabytes(process.resourceUsage().maxRSS)
  const done: TaskDone = { ms, cpuMs: (user + system) / 1000, answer, peakMB }
  process.send?.(done)
})
