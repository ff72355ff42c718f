import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { DockerDaemon } from '../../test/support/docker-daemon.js'
import { whyNoSwarm } from '../../test/support/engine.js'
import { deployStack, type StackService, startSwarm } from '../../test/support/swarm.js'
import { CountingProxy } from './counting-proxy.js'
import { measureFleetOnSwarm } from './measure-fleet-on-swarm.js'
import { measureCommandsOn, measureLook } from './measure-large.js'
import { measureIdle, measureVerdict } from './measure-wait.js'
import { renderResults, type SwarmBench, type SwarmResult } from './swarm-result.js'

/** How much is measured. A quick run shows that everything can be measured; its numbers are of a smaller Swarm. */
const efforts = {
  full: {
    ...{ services: 500, running: 20, runs: 11, updates: 20, idleSeconds: 60 },
    fleet: { recipes: 50, apps: 1000, stacks: 200 },
  },
  quick: {
    ...{ services: 50, running: 3, runs: 3, updates: 3, idleSeconds: 10 },
    fleet: { recipes: 5, apps: 100, stacks: 20 },
  },
}

process.exitCode = await main()

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { package: { type: 'string' }, strict: { type: 'boolean' }, quick: { type: 'boolean' } },
  })
  const missing = whyNoSwarm()
  if (missing !== undefined || values.package === undefined) {
    console.error(`bench:swarm ${missing ?? 'is started with npm run bench:swarm'}`)
    return 2
  }
  const daemon = await startSwarm()
  const dir = await mkdtemp(join(tmpdir(), 'swarm-bench-'))
  const proxy = await CountingProxy.start(daemon.host, join(dir, 'counted.sock'))
  try {
    const results = await measure(daemon, proxy, values.package, values.quick === true ? 'quick' : 'full')
    console.log(renderResults(results))
    const missed = results.some(({ value, most }) => most !== undefined && value > most)
    return values.strict === true && missed ? 1 : 0
  } finally {
    proxy.close()
    await daemon.stop()
    await rm(dir, { recursive: true })
  }
}

async function measure(
  daemon: DockerDaemon,
  proxy: CountingProxy,
  folder: string,
  effort: keyof typeof efforts,
): Promise<SwarmResult[]> {
  const { services, running, fleet, ...counts } = efforts[effort]
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', DOCKER_HOST: daemon.host }
  const bench: SwarmBench = { package: folder, host: daemon.host, env, ...counts }
  const tell = (text: string) => console.error(`bench:swarm: ${text}`)
  tell('updates of one service')
  const quick = { update_config: { order: 'start-first', monitor: '1s' } }
  await deployStack(daemon.host, 'one', { app: { labels: labels('one'), deploy: quick } })
  await converged(daemon, 1)
  const verdict = await measureVerdict(bench, daemon, 'one')
  tell('a stack in which nothing happens')
  const placement = { constraints: ['node.labels.disk == ssd'] }
  await deployStack(daemon.host, 'idle', { app: { labels: labels('idle'), deploy: { placement } } })
  const idle = await measureIdle(bench, proxy, 'idle')
  tell(`a fleet of ${fleet.apps} apps, ${fleet.stacks} stacks of them on this Swarm`)
  const ofFleet = await measureFleetOnSwarm(bench, proxy, fleet)
  tell(`${services} services, of which ${running} have a task`)
  await deployStack(daemon.host, 'large', largeStack(services, running))
  await converged(daemon, running + 1)
  return [
    ...(await measureLook(bench, 'large')),
    ...(await measureCommandsOn(bench, proxy, 'large')),
    ...verdict,
    ...idle,
    ...ofFleet,
  ]
}

function labels(stack: string): Record<string, string> {
  return { [`coop-cloud.${stack}.version`]: '1.0.0+1', [`coop-cloud.${stack}.chaos`]: 'false' }
}

function largeStack(services: number, running: number): Record<string, StackService> {
  return Object.fromEntries(
    Array.from({ length: services }, (_, number): [string, StackService] => [
      number === 0 ? 'app' : `service${number}`,
      {
        ...(number === 0 ? { labels: labels('large') } : {}),
        deploy: { replicas: number < running ? 1 : 0 },
        more: {
          environment: Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`VARIABLE_${n}`, `value ${n}`])),
        },
      },
    ]),
  )
}

/** Until so many tasks have run for longer than Swarm's default monitor of 5 s. */
async function converged(daemon: DockerDaemon, tasks: number): Promise<void> {
  for (;;) {
    const ids = await daemon.docker('ps', '--filter', 'status=running', '--format', '{{.ID}}')
    if (ids.trim().split('\n').length >= tasks) break
    await new Promise((done) => setTimeout(done, 500))
  }
  await new Promise((done) => setTimeout(done, 7000))
}
