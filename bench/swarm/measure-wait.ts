import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DockerDaemon } from '../../test/support/docker-daemon.js'
import { median } from '../median.js'
import type { CountingProxy } from './counting-proxy.js'
import { runMeasured } from './measured-program.js'
import type { SwarmBench, SwarmResult } from './swarm-result.js'

type Package = typeof import('../../src/index.js')

/** From the moment that Swarm writes the end of an update to the verdict. The daemon's clock is this machine's. */
export async function measureVerdict(bench: SwarmBench, daemon: DockerDaemon, stack: string): Promise<SwarmResult[]> {
  const built: Package = await import(pathToFileURL(join(bench.package, 'dist', 'index.js')).href)
  const swarm = await built.connectSwarm({ dockerHost: bench.host })
  const delays: number[] = []
  for (let run = 0; run < bench.updates; run++) {
    const since = await built.takeBaseline(stack, swarm)
    await daemon.docker('service', 'update', '--detach', '--force', `${stack}_app`)
    const { snapshot } = await built.waitForConvergence(stack, { swarm, since })
    const now = Date.now()
    const ends = snapshot?.services.flatMap(({ update }) => Date.parse(update?.completedAt ?? '')) ?? []
    const last = Math.max(...ends.filter((end) => !Number.isNaN(end)))
    if (Number.isFinite(last)) delays.push(now - last)
  }
  swarm.close()
  return [
    {
      what: `end of an update to the verdict, median of ${delays.length}`,
      value: median(delays),
      unit: 'ms',
      most: 150,
    },
    { what: 'the longest of them', value: Math.max(...delays), unit: 'ms' },
  ]
}

/** `wait` on a stack in which nothing happens: its only task has no node. */
export async function measureIdle(bench: SwarmBench, proxy: CountingProxy, stack: string): Promise<SwarmResult[]> {
  const cli = [process.execPath, join(bench.package, 'dist', 'cli', 'start.cjs')]
  proxy.take()
  const args = ['wait', stack, '--docker-host', proxy.host, '--timeout', String(bench.idleSeconds), '--json']
  const { cpuMs } = await runMeasured([...cli, ...args], bench.env)
  const calls = proxy.take()
  return [
    { what: `wait, idle for ${bench.idleSeconds} s: CPU`, value: cpuMs / 1000, unit: 's', most: 0.3 },
    {
      what: `wait, idle for ${bench.idleSeconds} s: API calls a second`,
      value: calls.length / bench.idleSeconds,
      unit: '',
      most: 0.2,
    },
  ]
}
