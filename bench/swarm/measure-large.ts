import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SwarmReader } from '../../src/swarm/swarm-reader.js'
import { median } from '../median.js'
import { peakOfProgram } from '../peak-memory.js'
import { callsAlone } from './calls-alone.js'
import type { CountingProxy } from './counting-proxy.js'
import { runMeasured } from './measured-program.js'
import { mediansInTurns } from './medians-in-turns.js'
import type { SwarmBench, SwarmResult } from './swarm-result.js'

type Package = typeof import('../../src/index.js')

/** One look at a stack of 500 services beside the two HTTP calls alone, in one process and in turn. */
export async function measureLook(bench: SwarmBench, stack: string): Promise<SwarmResult[]> {
  const built: Package = await import(pathToFileURL(join(bench.package, 'dist', 'index.js')).href)
  const docker = await built.connectSwarm({ dockerHost: bench.host })
  // The manager's time is read once for a wait, so it is no part of a look.
  const reader: SwarmReader = {
    name: docker.name,
    readServices: (name) => docker.readServices(name),
    readTasks: (name) => docker.readTasks(name),
    readStackNames: () => docker.readStackNames(),
    readTime: async () => Date.now(),
    readTaskLog: (task, lines) => docker.readTaskLog(task, lines),
    watch: (name, onEvent, signal) => docker.watch(name, onEvent, signal),
  }
  const label = JSON.stringify({ label: [`com.docker.stack.namespace=${stack}`] })
  const query = `filters=${encodeURIComponent(label)}`
  const raw = async () => {
    await readAll(bench.host, `/services?${query}`)
    await readAll(bench.host, `/tasks?${query}`)
  }
  const look = async () => {
    const snapshot = await built.takeSnapshot(reader, stack)
    built.assess(snapshot, snapshot)
  }
  const { raw: two, look: one } = await mediansInTurns({ raw, look }, { runs: bench.runs, warmUps: 3 })
  docker.close()
  return [
    { what: 'two calls, raw', value: two, unit: 'ms' },
    { what: 'look: snapshot and assessment', value: one, unit: 'ms' },
    { what: 'look beside the two calls', value: one / two, unit: '×', most: 1.5 },
  ]
}

const agent = new Agent({ keepAlive: true })

/** Reads an answer to its end. @returns its bytes */
export function readAll(host: string, path: string): Promise<number> {
  return new Promise((done, fail) => {
    get({ socketPath: host.replace('unix://', ''), path, agent }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('end', () => done(bytes))
    }).on('error', fail)
  })
}

/** The commands as processes: calls of the API, memory, and `wait` beside `docker service ls`. */
export async function measureCommandsOn(
  bench: SwarmBench,
  proxy: CountingProxy,
  stack: string,
): Promise<SwarmResult[]> {
  const cli = [process.execPath, join(bench.package, 'dist', 'cli', 'start.cjs')]
  const of = (command: string, host: string) => [...cli, command, stack, '--docker-host', host, '--json']
  proxy.take()
  await runMeasured(of('identity', proxy.host), bench.env)
  const identity = proxy.take()
  await runMeasured(of('wait', proxy.host), bench.env)
  const wait = proxy.take().filter((path) => !path.startsWith('/events'))
  const [node = '', ...args] = of('wait', bench.host)
  const peak = await peakOfProgram(node, args, { cwd: bench.package, env: bench.env })
  const commands = {
    ls: ['docker', 'service', 'ls'],
    ours: of('wait', bench.host),
    alone: [node, ...callsAlone(bench.host, stack)],
  }
  const { ls, ours, alone } = await inTurns(commands, bench)
  const looks = (calls: readonly string[]) => calls.filter((path) => /^\/(services|tasks)/.test(path)).length
  return [
    { what: 'identity: calls for services and tasks', value: looks(identity), unit: '', most: 2 },
    { what: 'identity: all calls', value: identity.length, unit: '' },
    { what: 'wait, converged: calls for services and tasks', value: looks(wait), unit: '', most: 2 },
    ...(peak === undefined ? [] : [{ what: 'wait: peak memory', value: peak, unit: ' MB', most: 150 } as const]),
    { what: 'docker service ls', value: ls.ms, unit: 'ms' },
    { what: 'wait, converged', value: ours.ms, unit: 'ms' },
    { what: 'wait beside docker service ls', value: ours.ms / ls.ms, unit: '×', most: 2 },
    { what: 'wait beside docker service ls, CPU', value: ours.cpuMs / ls.cpuMs, unit: '×' },
    { what: 'the calls of wait alone, in Node, beside docker service ls', value: alone.ms / ls.ms, unit: '×' },
    {
      what: 'the calls of wait alone, in Node, beside docker service ls, CPU',
      value: alone.cpuMs / ls.cpuMs,
      unit: '×',
    },
  ]
}

interface Medians {
  readonly ms: number
  readonly cpuMs: number
}

/** Each command once in a turn, so that a noisy moment hits all; the first turn warms up. */
async function inTurns<Name extends string>(
  commands: Readonly<Record<Name, readonly string[]>>,
  bench: SwarmBench,
): Promise<Record<Name, Medians>> {
  const names = Object.keys(commands) as Name[]
  const turns: Record<Name, Medians>[] = []
  for (let turn = 0; turn < bench.runs + 1; turn++) {
    const measured = {} as Record<Name, Medians>
    for (const name of names) measured[name] = await runMeasured(commands[name], bench.env)
    if (turn > 0) turns.push(measured)
  }
  const medianOf = (name: Name, part: keyof Medians) => median(turns.map((turn) => turn[name][part]))
  const entries = names.map((name) => [name, { ms: medianOf(name, 'ms'), cpuMs: medianOf(name, 'cpuMs') }])
  return Object.fromEntries(entries) as Record<Name, Medians>
}
