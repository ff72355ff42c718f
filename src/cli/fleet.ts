import { readUserFile } from '../app/files/read-user-file.js'
import { writeOutput } from '../app/files/write-output.js'
import { defined } from '../defined.js'
import { compareFleets } from '../fleet/compare-fleets.js'
import { type FleetState, fleetStates } from '../fleet/fleet-state.js'
import { parseFleet } from '../fleet/parse-fleet.js'
import { type FleetProgress, readFleet } from '../fleet/read-fleet.js'
import type { Snapshot } from '../swarm/snapshot/snapshot.js'
import type { Command, CommandOutput, OptionValues } from './command.js'
import { fleetCases } from './fleet-junit.js'
import { exitCodeOf, type FleetQuestion, fleetNotes } from './fleet-question.js'
import type { FleetWatch } from './fleet-watch.js'
import { nodeStream } from './node-stream.js'
import { parseDuration } from './parse-duration.js'
import { stderr, stdout } from './print.js'
import { progressLine } from './progress-line.js'
import { renderChanges, renderFleet } from './render-fleet.js'
import { textOf } from './swarm-options.js'
import { toJson } from './terminal.js'
import { usage } from './usage.js'
import { withJunitOfError, writeJunit } from './write-junit.js'

/** Bytes. A fleet of 10,000 apps has about 10 MB. */
const largestFleet = 256 * 1024 * 1024
/** The name of the JUnit report. */
const suite = 'fleet'

export const fleetCommand: Command = {
  name: 'fleet',
  synopsis: '[APP…] [options]',
  help: `Prints every app of ABRA_DIR in one table: what is deployed, what its file names, what a plain
and a chaos deploy would choose now, and the newest release of the recipe's clone. Below it each
app that is not current, with why and what to do (docs/fleet.md). Each server is asked over one
connection. Nothing is written or fetched.

  --server NAMES       these servers only, names separated by commas
  --abra-dir DIR       where servers/ and recipes/ are (default: ABRA_DIR, else ~/.abra)
  --docker-host ADDR   ask this Docker for every server, instead of the context of each server
  --timeout DURATION   for one server (default 30s)
  --fail-on STATES     exit 1 where an app is in one of these states, names separated by commas:
                       ${wrapped(fleetStates)}
                       (drift is drifted)
  --since FILE         what fleet --json printed earlier: also print what has changed since, such as
                       a deploy by somebody else
  --html FILE          also write one HTML page that needs no network: sort, filter, open an app;
                       with the last deploy as a timeline, where it did not end well
  --junit FILE         also write a JUnit report: a test for each app, which fails where the app is in
                       a state of --fail-on
  --watch              read again and again, and print each change; ends with Ctrl-C or SIGTERM, or
                       when an app is in a state of --fail-on
  --every DURATION     with --watch: between two readings (default 1m); an event of a server that is
                       asked by socket or TCP comes sooner
  --for DURATION       with --watch: end after this time
  --settings FILE      ABRA_DIR and defaults of these options
  --json               one JSON object

Exit codes: 0 fine, 1 an app is in a state of --fail-on, 2 a server does not answer or a file
cannot be read; the other apps are printed. --watch: also 130 and 143, ended by Ctrl-C and SIGTERM.`,
  options: {
    server: { type: 'string' },
    'abra-dir': { type: 'string' },
    'docker-host': { type: 'string' },
    timeout: { type: 'string' },
    'fail-on': { type: 'string' },
    since: { type: 'string' },
    html: { type: 'string' },
    junit: { type: 'string' },
    watch: { type: 'boolean' },
    every: { type: 'string' },
    for: { type: 'string' },
    settings: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run(positionals, values) {
    return withJunitOfError(textOf(values, 'junit'), suite, () => run(positionals, values))
  },
}

async function run(positionals: readonly string[], values: OptionValues): Promise<CommandOutput> {
  const question = await readQuestion(positionals, values)
  const watch = readWatch(values)
  if (watch !== undefined) return (await import('./fleet-watch.js')).runFleetWatch(question, watch)
  const line = progressLine(nodeStream(stderr), describe)
  const fleet = await readFleet({ ...question.options, onProgress: line.show }).finally(() => line.end())
  question.write(fleet)
  const { before, json, failOn } = question
  const changes = before === undefined ? undefined : compareFleets(before, fleet)
  return {
    stdout: json
      ? toJson({ ...fleet, ...defined({ changes }) })
      : [...renderFleet(fleet, nodeStream(stdout).columns), ...renderChanges(changes)].join('\n'),
    stderr: fleetNotes(fleet),
    exitCode: exitCodeOf(fleet, failOn),
  }
}

async function readQuestion(positionals: readonly string[], values: OptionValues): Promise<FleetQuestion> {
  const text = (name: string) => textOf(values, name)
  const failOn = readFailOn(values)
  const dockerHost = text('docker-host')
  const timeout = text('timeout')
  const [since, html, junit] = [text('since'), text('html'), text('junit')]
  const page = html === undefined ? undefined : await import('../page/render-fleet-page.js')
  const seen = new Map<string, ReadonlyMap<string, Snapshot>>()
  const snapshots = (server: string, stack: string) => seen.get(server)?.get(stack)
  return {
    options: {
      ...(positionals.length === 0 ? {} : { apps: positionals }),
      ...(dockerHost === undefined ? {} : { docker: () => ({ dockerHost }) }),
      ...(page === undefined ? {} : { onStacks: (server, stacks) => void seen.set(server, stacks) }),
      ...defined({
        servers: listIn(values, 'server'),
        abraDir: text('abra-dir'),
        timeoutMs: timeout === undefined ? undefined : parseDuration(timeout, '--timeout'),
      }),
    },
    failOn,
    json: values['json'] === true,
    ...defined({
      before: since === undefined ? undefined : parseFleet(readUserFile(since, largestFleet).toString('utf8'), since),
    }),
    write(fleet) {
      if (html !== undefined && page !== undefined)
        writeOutput(html, Buffer.from(page.renderFleetPage(fleet, { snapshots })))
      if (junit !== undefined) writeJunit(junit, suite, fleetCases(fleet, failOn))
    },
  }
}

function readWatch(values: OptionValues): FleetWatch | undefined {
  const duration = (name: 'every' | 'for') => {
    const text = textOf(values, name)
    return text === undefined ? undefined : parseDuration(text, `--${name}`)
  }
  const [everyMs, forMs] = [duration('every'), duration('for')]
  if (values['watch'] === true) return defined({ everyMs, forMs })
  const stray = everyMs !== undefined ? '--every' : forMs !== undefined ? '--for' : undefined
  if (stray !== undefined) throw usage(`${stray} is for --watch`, stray, 'add --watch')
  return undefined
}

/** @throws USAGE for a name that is no state: a misspelt check must not pass */
function readFailOn(values: OptionValues): Set<FleetState> {
  const names = listIn(values, 'fail-on') ?? []
  const states = names.map((name) => (name === 'drift' ? 'drifted' : name))
  for (const name of states) {
    if ((fleetStates as readonly string[]).includes(name)) continue
    throw usage(
      `--fail-on ${JSON.stringify(name)} is no state`,
      '--fail-on',
      `the states are ${fleetStates.join(', ')}`,
      name,
    )
  }
  return new Set(states as FleetState[])
}

function listIn(values: OptionValues, name: string): string[] | undefined {
  const text = textOf(values, name)
  if (text === undefined) return undefined
  const names = text.split(',').map((one) => one.trim())
  if (names.includes(''))
    throw usage(`--${name} ${JSON.stringify(text)} has an empty name`, `--${name}`, 'write a,b', text)
  return names
}

function describe({ servers, apps }: FleetProgress): string {
  return `${servers.done} of ${servers.total} servers, ${apps.done} of ${apps.total} apps`
}

function wrapped(names: readonly string[]): string {
  const lines: string[] = ['']
  for (const name of names) {
    const last = lines.at(-1) ?? ''
    if (`${last}, ${name}`.length > 56) lines.push(name)
    else lines[lines.length - 1] = last === '' ? name : `${last}, ${name}`
  }
  return lines.join(`,\n${' '.repeat(23)}`)
}
