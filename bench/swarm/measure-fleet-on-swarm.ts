import { request } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InternalError } from '../../src/errors.js'
import { makeApps, stackOf } from '../apps.js'
import { RecordedSwarms, specOf } from '../recorded-swarms.js'
import { withScratch } from '../scratch.js'
import type { CountingProxy } from './counting-proxy.js'
import { readAll } from './measure-large.js'
import { mediansInTurns } from './medians-in-turns.js'
import type { SwarmBench, SwarmResult } from './swarm-result.js'

type Package = typeof import('../../src/index.js')

export interface FleetEffort {
  readonly recipes: number
  readonly apps: number
  /** Of the first server, on the real Swarm. The first server's other apps are not deployed. */
  readonly stacks: number
}

const servers = 4
const server = (number: number) => `server-${number}.example.org`

/** A fleet on 4 servers beside predictApps and the API calls alone: the first is the real Swarm, the others give recorded answers. */
export function measureFleetOnSwarm(
  bench: SwarmBench,
  proxy: CountingProxy,
  { recipes, apps, stacks }: FleetEffort,
): Promise<SwarmResult[]> {
  return withScratch(async (scratch) => {
    const built: Package = await import(pathToFileURL(join(bench.package, 'dist', 'index.js')).href)
    const abraDir = join(scratch.dir, 'abra')
    const names = await makeApps(scratch, abraDir, { recipes, apps })
    const made = names.map((name, i) => stackOf(name, i, recipes))
    const onServer = (number: number) => made.filter((_, i) => i % servers === number)
    for (const stack of onServer(0).slice(0, stacks))
      await post(bench.host, '/services/create', JSON.stringify(specOf(stack, 'app', 0)))
    const swarms = new RecordedSwarms()
    try {
      const hosts: Record<string, string> = { [server(0)]: proxy.host }
      for (const number of [1, 2, 3])
        hosts[server(number)] = await swarms.add(scratch.dir, `docker-${number}`, onServer(number))
      const readFleet = () => built.readFleet({ abraDir, docker: (name) => ({ dockerHost: hosts[name] ?? '' }) })
      proxy.take()
      demandStates(await readFleet(), { apps, deployed: apps - apps / servers + stacks })
      const paths = proxy.take().filter((path) => /\/(services|tasks)\b/.test(path))
      hosts[server(0)] = bench.host
      const { predict, calls, fleet } = await mediansInTurns(
        {
          predict: () =>
            built.predictApps({ abraDir, apps: names, chaos: false, deployed: () => ({ deployed: false }) }),
          calls: () => Promise.all(Object.values(hosts).flatMap((host) => paths.map((path) => readAll(host, path)))),
          fleet: readFleet,
        },
        { runs: bench.runs, warmUps: 1 },
      )
      const what = `a fleet of ${apps} apps, ${stacks} stacks of them on this Swarm`
      return [
        { what: `${what}: calls for services and tasks`, value: paths.length, unit: '', most: 2 },
        { what: `${what}: all its calls, raw`, value: calls, unit: 'ms' },
        { what: 'predictApps of the same', value: predict, unit: 'ms' },
        { what, value: fleet, unit: 'ms' },
        { what: `${what}, less its calls, beside predictApps`, value: (fleet - calls) / predict, unit: '×', most: 1.5 },
      ]
    } finally {
      swarms.close()
    }
  })
}

function demandStates(
  { apps }: Awaited<ReturnType<Package['readFleet']>>,
  expected: { readonly apps: number; readonly deployed: number },
): void {
  const isCompared = (state: string) => state === 'current' || state === 'behind'
  const deployed = apps.filter(({ findings }) => findings.some(({ state }) => isCompared(state))).length
  const others = apps.filter(({ state }) => state === 'not-deployed').length
  if (deployed === expected.deployed && deployed + others === expected.apps) return
  throw new InternalError(`of ${apps.length} apps ${deployed} are current or behind and ${others} not deployed`)
}

function post(host: string, path: string, body: string): Promise<void> {
  return new Promise((done, fail) => {
    const headers = { 'content-type': 'application/json' }
    request({ socketPath: host.replace('unix://', ''), method: 'POST', path, headers }, (answer) => {
      answer.resume()
      answer.on('end', () => {
        if (answer.statusCode === 201) done()
        else fail(new InternalError(`POST ${path} answers ${answer.statusCode}`))
      })
    })
      .on('error', fail)
      .end(body)
  })
}
