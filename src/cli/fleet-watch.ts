import { defined } from '../defined.js'
import { compareFleets, type FleetChange } from '../fleet/compare-fleets.js'
import type { Fleet } from '../fleet/fleet.js'
import { rememberDeployed } from '../fleet/remember-deployed.js'
import { watchFleet } from '../fleet/watch-fleet.js'
import type { CommandOutput } from './command.js'
import { exitCodes } from './exit-codes.js'
import { fitScreen } from './fit-screen.js'
import { exitCodeOf, type FleetQuestion, fleetNotes } from './fleet-question.js'
import { listenForSignals } from './listen-for-signals.js'
import { nodeStream } from './node-stream.js'
import { print, stderr, stdout } from './print.js'
import { renderChange, renderChanges, renderFleet } from './render-fleet.js'
import { oneLine, toJson } from './terminal.js'

export interface FleetWatch {
  readonly everyMs?: number
  /** The watch ends after this time. */
  readonly forMs?: number
}

/** Changes that stay on a terminal. */
const shownChanges = 20
const clearScreen = '\u001b[H\u001b[2J'

/**
 * Prints the fleet, and then each change: on a terminal the table anew, elsewhere a line for each change, with --json an object for each reading that
 * has one. Ends with SIGINT or SIGTERM, after `forMs`, or when an app is in a state of --fail-on.
 */
export async function runFleetWatch(question: FleetQuestion, { everyMs, forMs }: FleetWatch): Promise<CommandOutput> {
  const interruption = listenForSignals()
  // Not AbortSignal.timeout: Node 20 collects one that only a combined signal holds, and the watch would never end (findings/).
  const over = new AbortController()
  const timer = forMs === undefined ? undefined : setTimeout(() => over.abort(), forMs)
  const signal = AbortSignal.any([interruption.signal, over.signal])
  const show = question.json ? showJson : nodeStream(stdout).isTTY === true ? screen() : showLines
  let last: Fleet | undefined
  try {
    const onError = (error: Error) => print(stderr, oneLine(`not read, trying on: ${error.message}`))
    for await (const fleet of watchFleet({ ...question.options, ...defined({ everyMs }), signal, onError })) {
      question.write(fleet)
      const former = last ?? question.before
      show(fleet, former && compareFleets(former, fleet), last)
      last = rememberDeployed(former, fleet)
      if (exitCodeOf(fleet, question.failOn, 'failures') === exitCodes.no) break
    }
  } finally {
    clearTimeout(timer)
    interruption.end()
  }
  const cause = interruption.cause()
  if (cause !== undefined)
    return { stdout: '', stderr: [], exitCode: cause === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted }
  if (last === undefined) return { stdout: '', stderr: ['no reading came to its end'], exitCode: exitCodes.unknown }
  return { stdout: '', stderr: fleetNotes(last), exitCode: exitCodeOf(last, question.failOn) }
}

type Changes = readonly FleetChange[] | undefined

function showJson(fleet: Fleet, changes: Changes, last: Fleet | undefined): void {
  if (last === undefined) {
    print(stdout, toJson({ ...fleet, ...defined({ changes }) }))
    return
  }
  tellServers(last, fleet)
  if (changes !== undefined && changes.length > 0)
    print(stdout, toJson({ schema: fleet.schema, takenAt: fleet.takenAt, changes }))
}

function showLines(fleet: Fleet, changes: Changes, last: Fleet | undefined): void {
  if (last === undefined) {
    print(stdout, [...renderFleet(fleet), ...renderChanges(changes)].join('\n'))
    for (const note of fleetNotes(fleet)) print(stderr, note)
    return
  }
  tellServers(last, fleet)
  for (const change of changes ?? []) print(stdout, `${fleet.takenAt} ${renderChange(change)}`)
}

/** Why a server no longer answers, and that it does again: once, not for each of its apps. */
function tellServers(last: Fleet, { servers }: Fleet): void {
  const before = new Map(last.servers.map(({ name, error }) => [name, error?.message]))
  for (const { name, error } of servers) {
    if (error !== undefined && error.message !== before.get(name)) print(stderr, oneLine(`${name}: ${error.message}`))
    if (error === undefined && before.get(name) !== undefined) print(stderr, oneLine(`${name} answers again`))
  }
}

function screen() {
  const seen: string[] = []
  return (fleet: Fleet, changes: Changes): void => {
    const { columns = 80, rows = 24 } = nodeStream(stdout)
    seen.push(...(changes ?? []).map((change) => `${fleet.takenAt} ${renderChange(change)}`))
    seen.splice(0, seen.length - shownChanges)
    const below = [
      ...(seen.length === 0 ? [] : ['', 'Changes', ...seen.slice(-Math.max(3, Math.floor(rows / 3)))]),
      '',
      ...fleetNotes(fleet),
      `${fleet.takenAt}  (Ctrl-C ends)`,
    ]
    print(stdout, clearScreen + fitScreen(renderFleet(fleet, columns), below, { columns, rows }).join('\n'))
  }
}
