import { meetsExpectation } from '../decide/expectation.js'
import { defined } from '../defined.js'
import type { ReleasePosition } from '../recipe/facts/release-history.js'
import type { ReleaseNote } from '../recipe/facts/release-notes.js'
import type { Verdict } from '../swarm/assess/verdict.js'
import type { FleetDeployed, FleetError, FleetFinding } from './fleet.js'
import { type FleetState, fleetStates } from './fleet-state.js'
import { isAhead, newerReleases } from './newer-releases.js'

/** What is known of one app; all but its name may be unknown. */
export interface AppFacts {
  /** Why the app's file cannot be read. */
  readonly unreadable?: FleetError
  /** Why the server's Docker gives no answer. */
  readonly unreachable?: FleetError
  /** The version in the app's file, as it is written there. */
  readonly pinned?: string
  /** undefined if nothing is deployed. */
  readonly deployed?: FleetDeployed
  /** Why the last deploy did not end well, beside `deployed.reason`. */
  readonly causes?: readonly string[]
  /** Services without a task that are to have none. */
  readonly idle?: readonly string[]
  /** Other apps of the same server and stack. */
  readonly sharedWith: readonly string[]
  /** Of the app's file. */
  readonly recipe?: string
  /** The clone's releases, oldest first; undefined if it cannot be read. */
  readonly releases?: readonly string[]
  /** The release notes of the clone's newest release. */
  readonly notes?: readonly ReleaseNote[]
}

/** Findings of an app, the most urgent first, and the releases that are newer than what is deployed. */
export interface AppAssessment {
  readonly findings: readonly FleetFinding[]
  readonly behind?: readonly string[]
  readonly releaseNotes?: readonly ReleaseNote[]
}

const stateOf: Record<Verdict, FleetState | undefined> = {
  unchanged: undefined,
  'labels-only': undefined,
  converged: undefined,
  'not-deployed': 'not-deployed',
  'rolled-back': 'rolled-back',
  'rollback-paused': 'paused',
  paused: 'paused',
  failed: 'failed',
  pending: 'updating',
  updating: 'updating',
  'rolling-back': 'updating',
  'crash-looping': 'failed',
  blocked: 'blocked',
  'rolled-back-by-hand': 'rolled-back',
}

/** @rule R46 R51 R54 R58 R74 */
export function assessApp(facts: AppFacts): AppAssessment {
  const { unreadable, unreachable, deployed, sharedWith, pinned, causes = [], idle = [] } = facts
  const found: FleetFinding[] = []
  const add = (state: FleetState, ...evidence: string[]) => found.push({ state, evidence })
  if (unreadable !== undefined) add('unreadable', unreadable.message)
  if (unreachable !== undefined) add('unreachable', unreachable.message)
  if (sharedWith.length > 0) add('shared-stack', `the stack is also that of ${sharedWith.join(', ')}`)
  if (unreadable !== undefined || unreachable !== undefined) return { findings: inOrder(found) }
  if (deployed === undefined) {
    add('not-deployed', 'the stack has no services')
    return { findings: inOrder(found) }
  }
  const update = stateOf[deployed.verdict]
  if (update !== undefined) add(update, `${deployed.verdict}: ${deployed.reason}`, ...causes)
  const { stamp, otherRecipe } = deployed
  const drift: string[] = []
  if (otherRecipe !== undefined)
    drift.push(`the app's file names the recipe ${facts.recipe}`, `the labels name the recipe ${otherRecipe}`)
  if (stamp !== undefined && pinned !== undefined && !meetsExpectation(stamp, pinned))
    drift.push(`the app's file names ${pinned}`, `the labels name ${stamp}`)
  if (drift.length > 0) add('drifted', ...drift)
  if (stamp === undefined) add('unknown-version', 'the service app has no label that names a version')
  else if (deployed.chaos) addChaos(stamp, deployed.position, facts, add)
  const { behind, remark } = newerReleases(deployed, facts.releases)
  const remarks = remark === undefined ? [] : [remark]
  if (!deployed.chaos && stamp !== undefined && behind === undefined)
    add('not-compared', notCompared(stamp, facts), ...remarks)
  const releaseNotes = (facts.notes ?? []).filter(({ version }) => behind?.includes(version))
  if (behind !== undefined && behind.length > 0) add('behind', counted(behind), ...remarks, ...notesIn(releaseNotes))
  if (behind !== undefined && isAhead(deployed, facts.releases))
    add('ahead', `${stamp} is newer than ${facts.releases?.at(-1)}, the newest release of the clone`, ...remarks)
  if (found.length === 0) add('current', `${stamp}: ${deployed.reason}`, ...remarks)
  if (idle.length > 0) add('no-tasks', ...idle)
  return { findings: inOrder(found), ...defined({ behind }), ...(releaseNotes.length === 0 ? {} : { releaseNotes }) }
}

function addChaos(
  stamp: string,
  position: ReleasePosition | undefined,
  { releases }: Pick<AppFacts, 'releases'>,
  add: (state: FleetState, ...evidence: string[]) => void,
): void {
  if (stamp.endsWith('+U')) add('dirty', `${stamp} was deployed from a checkout with changes`)
  add('chaos', position === undefined ? `${stamp}: ${unplaced(releases)}` : `${stamp} = ${shownPosition(position)}`)
}

function notCompared(stamp: string, { recipe, releases }: AppFacts): string {
  if (releases === undefined) return `${stamp}: there is no clone of the recipe ${recipe ?? ''} that can be read`
  if (releases.length === 0) return `${stamp}: the clone of the recipe has no release`
  return `${stamp} cannot be compared with the releases of the clone`
}

function unplaced(releases: readonly string[] | undefined): string {
  return releases === undefined
    ? 'there is no clone of the recipe that can be read'
    : 'the clone of the recipe lacks the commit, or a part of its history'
}

/** `0.7.0+3.3.1 and 9 commits`. */
export function shownPosition({ contains, commits }: ReleasePosition): string {
  const counted = `${commits} ${commits === 1 ? 'commit' : 'commits'}`
  if (contains === undefined) return `${counted} without a release`
  return commits === 0 ? contains : `${contains} and ${counted}`
}

function counted(releases: readonly string[]): string {
  const shown = releases.slice(-5)
  const more = releases.length - shown.length
  const named = `${more > 0 ? `${more} and ` : ''}${shown.join(', ')}`
  return `${releases.length} newer ${releases.length === 1 ? 'release' : 'releases'}: ${named}`
}

function notesIn(notes: readonly ReleaseNote[]): string[] {
  return notes.length === 0 ? [] : [`release notes: ${notes.map(({ path }) => path).join(', ')}`]
}

function inOrder(found: readonly FleetFinding[]): FleetFinding[] {
  return [...found].sort((a, b) => fleetStates.indexOf(a.state) - fleetStates.indexOf(b.state))
}
