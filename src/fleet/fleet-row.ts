import { defined } from '../defined.js'
import type { ReleaseHistory } from '../recipe/facts/release-history.js'
import { verdictInfo } from '../swarm/assess/verdict.js'
import { assessApp } from './assess-app.js'
import { causesOf, deployedOf, idleServices } from './deployed-of.js'
import type { FleetApp, FleetDeployed, FleetPrediction } from './fleet.js'
import type { FleetFile } from './fleet-file.js'
import type { ServerReading } from './read-server.js'

/** What a plain deploy and what a chaos deploy of an app would choose, and the warnings of the plain one. */
export interface BothPredictions {
  readonly plain: FleetPrediction
  readonly chaos: FleetPrediction
  readonly warnings?: FleetApp['warnings']
}

/**
 * The row of one app.
 *
 * @param history of its recipe's clone; undefined if that cannot be read
 * @param sharedWith names of the other apps of its stack
 * @param predictions undefined if the app's file cannot be read
 */
export async function fleetRow(
  file: FleetFile,
  reading: ServerReading | undefined,
  history: ReleaseHistory | undefined,
  sharedWith: readonly string[],
  predictions: BothPredictions | undefined,
): Promise<FleetApp> {
  const { name: app, server } = file
  const unreachable = reading !== undefined && 'error' in reading ? reading.error : undefined
  if ('error' in file) {
    const { findings } = assessApp({ unreadable: file.error, sharedWith: [], ...defined({ unreachable }) })
    return { app, server, state: 'unreadable', findings, error: file.error }
  }
  const { recipe, stackName: stack } = file.read
  const snapshot = reading !== undefined && 'stacks' in reading ? reading.stacks.get(stack) : undefined
  const deployed = snapshot && (await withPosition(deployedOf(snapshot, recipe.name), history))
  const newest = history?.releases.at(-1)
  const notes = newest === undefined ? undefined : await history?.notesAt(newest)
  const known = defined({
    recipe: recipe.name,
    unreachable,
    deployed,
    causes: snapshot && deployed && !verdictInfo[deployed.verdict].ok ? causesOf(snapshot, deployed) : undefined,
    idle: snapshot && idleServices(snapshot),
    pinned: recipe.rawVersion,
    releases: history?.releases,
    notes,
  })
  const { findings, behind, releaseNotes } = assessApp({ sharedWith, ...known })
  const [first] = findings
  return {
    app,
    server,
    recipe: recipe.name,
    stack,
    state: first?.state ?? 'current',
    findings,
    ...defined({ deployed, pinned: recipe.rawVersion, newest, behind, releaseNotes, ...predictions }),
  }
}

async function withPosition(
  deployed: FleetDeployed | undefined,
  history: ReleaseHistory | undefined,
): Promise<FleetDeployed | undefined> {
  if (deployed?.chaos !== true || deployed.stamp === undefined || history === undefined) return deployed
  // A commit of another recipe has no place among these releases.
  if (deployed.otherRecipe !== undefined) return deployed
  const position = await history.positionOf(deployed.stamp.replace(/\+U$/, ''))
  return position === undefined ? deployed : { ...deployed, position }
}
