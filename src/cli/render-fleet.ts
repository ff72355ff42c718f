import type { FleetChange } from '../fleet/compare-fleets.js'
import { fillAdvice } from '../fleet/fill-advice.js'
import type { Fleet, FleetApp } from '../fleet/fleet.js'
import { fleetStateInfo, fleetStates } from '../fleet/fleet-state.js'
import { shownPrediction } from '../fleet/shown-prediction.js'
import { paint } from './colour.js'
import { oneLine } from './terminal.js'

const columns = ['APP', 'SERVER', 'STATE', 'DEPLOYED', 'PINNED', 'PLAIN', 'CHAOS', 'NEWEST'] as const
/** Below this width a table would break its lines, so each app gets a paragraph. */
const narrowest = 60
/** Wide enough for every column of usual names; a log has no width. */
const widthOfLog = 1000

/**
 * The apps as a table, what is not current with its evidence below it, and stacks that no app names. No line of the table is longer than `width`,
 * unless the names alone are.
 */
export function renderFleet(fleet: Fleet, width: number = widthOfLog): string[] {
  const rows = fleet.apps.map(cellsOf)
  return [
    ...(width < narrowest ? paragraphs(rows) : table(rows, width)),
    ...fleet.apps.flatMap(renderFindings),
    ...stacks(fleet),
  ]
}

/** `30 apps: 21 current, 5 behind, 4 chaos`. */
export function fleetSummary({ apps }: Fleet): string {
  const counts = new Map<string, number>()
  for (const { state } of apps) counts.set(state, (counts.get(state) ?? 0) + 1)
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([state, count]) => `${count} ${state}`)
  return `${apps.length} ${apps.length === 1 ? 'app' : 'apps'}: ${parts.join(', ')}`
}

/** A line for each change; one that says so where there is none. */
export function renderChanges(changes: readonly FleetChange[] | undefined): string[] {
  if (changes === undefined) return []
  const lines = changes.map((change) => `  ${renderChange(change)}`)
  return ['', 'Since last time', ...(lines.length === 0 ? ['  nothing has changed'] : lines)]
}

/** `forum.example.com (one) deployed: 0.6.0+3.2.1 -> 0.7.0+3.3.1`. */
export function renderChange({ app, server, kind, text }: FleetChange): string {
  return oneLine(`${app} (${server}) ${kind}: ${text}`)
}

function cellsOf(app: FleetApp): string[] {
  const { stamp } = app.deployed ?? {}
  const deployed = app.deployed === undefined ? '-' : (stamp ?? 'unknown')
  return [
    app.app,
    app.server,
    app.state,
    deployed,
    app.pinned ?? '-',
    shownPrediction(app.plain) ?? '-',
    shownPrediction(app.chaos) ?? '-',
    app.newest ?? '-',
  ].map(oneLine)
}

function table(rows: readonly (readonly string[])[], width: number): string[] {
  const all = [columns, ...rows]
  const widths = columns.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  // The columns on the right go first: what a narrow terminal shows is which app is in which state.
  let shown = columns.length
  while (shown > 3 && lineLength(widths.slice(0, shown)) > width) shown--
  return all.map((row) =>
    row
      .slice(0, shown)
      .map((cell, at) => {
        const padded = at === shown - 1 ? cell : cell.padEnd(widths[at] ?? 0)
        return at === stateColumn ? paintState(cell, padded) : padded
      })
      .join('  '),
  )
}

/** @param text `state`, or a text with it */
function paintState(state: string, text: string): string {
  const meaning = meanings.get(state)
  return meaning === undefined ? text : paint(1, meaning, text)
}

const stateColumn = columns.indexOf('STATE')
const meanings: ReadonlyMap<string, Parameters<typeof paint>[1]> = new Map(
  fleetStates.map((state) => {
    if (state === 'current') return [state, 'good']
    if (['not-compared', 'no-tasks', 'not-deployed'].includes(state)) return [state, 'aside']
    return [state, fleetStates.indexOf(state) < fleetStates.indexOf('updating') ? 'bad' : 'doubtful']
  }),
)

function lineLength(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one, 2 * (widths.length - 1))
}

function paragraphs(rows: readonly (readonly string[])[]): string[] {
  return rows.flatMap(([app = '', server = '', ...cells]) => [
    app,
    `  ${server}`,
    ...cells.map((cell, at) => `  ${(columns[at + 2] ?? '').toLowerCase()}: ${cell}`),
  ])
}

function renderFindings(row: FleetApp): string[] {
  const { app, server, findings, deployed, warnings = [] } = row
  // The servers that do not answer are named once each, on stderr.
  const shown = findings.filter(({ state }) => !['current', 'not-deployed', 'unreachable'].includes(state))
  if (shown.length === 0 && warnings.length === 0) return []
  const position = deployed?.position
  const lacks = position !== undefined && position.lacks.length > 0 ? [`  - it lacks ${position.lacks.join(', ')}`] : []
  return [
    '',
    oneLine(`${app} (${server})`),
    ...shown.flatMap(({ state, evidence }) => [
      `${state}: ${fleetStateInfo[state].title}`,
      ...evidence.map((line) => `  - ${oneLine(line)}`),
      ...(state === 'chaos' ? lacks.map(oneLine) : []),
      oneLine(`  what to do: ${fillAdvice(fleetStateInfo[state].advice, row)} (docs/fleet.md#${state})`),
    ]),
    ...warnings.map(({ kind, text }) => oneLine(`warning: ${text} (docs/warnings.md#${kind})`)),
  ]
}

function stacks({ servers }: Fleet): string[] {
  const unknown = servers.filter(({ unknownStacks }) => unknownStacks.length > 0)
  if (unknown.length === 0) return []
  return [
    '',
    'Stacks that no app file names',
    ...unknown.map(({ name, unknownStacks }) => oneLine(`  ${name}: ${unknownStacks.join(', ')}`)),
  ]
}
