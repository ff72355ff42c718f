import { parseLabels, stampOf } from '../app/deploy-labels.js'
import { meetsExpectation } from '../decide/expectation.js'
import { defined } from '../defined.js'
import type { ReleasePosition } from '../recipe/facts/release-history.js'
import type { ReleaseNote } from '../recipe/facts/release-notes.js'
import { isRecipeVersion, parseRecipeVersion } from '../recipe/tags/parse-recipe-version.js'
import { compareTags } from '../recipe/tags/tag-order.js'
import { assess } from '../swarm/assess/assess.js'
import type { Verdict } from '../swarm/assess/verdict.js'
import { appService, type Snapshot } from '../swarm/snapshot/snapshot.js'
import type { FleetDeployed, FleetError, FleetFinding } from './fleet.js'
import { type FleetState, fleetStates } from './fleet-state.js'

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
  /** Other apps of the same server and stack. */
  readonly sharedWith: readonly string[]
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

/** What runs in a stack, without where its commit stands. undefined if the stack has no services. */
export function deployedOf(snapshot: Snapshot): FleetDeployed | undefined {
  if (snapshot.services.length === 0) return undefined
  const app = appService(snapshot)
  const { verdict, reason } = assess(undefined, snapshot)
  const labels = parseLabels(app?.spec.labels ?? {}, snapshot.stack)
  const stamp = stampOf(labels)
  return {
    ...(stamp === undefined || stamp === '' || stamp === 'unknown' ? {} : { stamp }),
    chaos: labels.chaos ?? false,
    image: app?.spec.image ?? '',
    verdict,
    reason,
    updatedAt: app?.updatedAt ?? '',
  }
}

/** @rule R46 R51 R54 R58 R81 */
export function assessApp(facts: AppFacts): AppAssessment {
  const { unreadable, unreachable, deployed, sharedWith, pinned } = facts
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
  if (update !== undefined) add(update, `${deployed.verdict}: ${deployed.reason}`)
  const { stamp } = deployed
  if (stamp === undefined) add('unknown-version', 'the service app has no label that names a version')
  else {
    if (pinned !== undefined && !meetsExpectation(stamp, pinned))
      add('drifted', `the app's file names ${pinned}`, `the labels name ${stamp}`)
    if (deployed.chaos) addChaos(stamp, deployed.position, add)
  }
  const behind = newerReleases(deployed, facts.releases)
  if (!deployed.chaos && stamp !== undefined && behind === undefined)
    add('not-compared', `${stamp} cannot be compared with the releases of the clone`)
  const releaseNotes = (facts.notes ?? []).filter(({ version }) => behind?.includes(version))
  if (behind !== undefined && behind.length > 0) add('behind', counted(behind), ...notesIn(releaseNotes))
  if (isAhead(deployed, behind, facts.releases))
    add('ahead', `${stamp} is newer than ${facts.releases?.at(-1)}, the newest release of the clone`)
  if (found.length === 0) add('current', `${stamp}: ${deployed.reason}`)
  return { findings: inOrder(found), ...defined({ behind }), ...(releaseNotes.length === 0 ? {} : { releaseNotes }) }
}

function addChaos(
  stamp: string,
  position: ReleasePosition | undefined,
  add: (state: FleetState, ...evidence: string[]) => void,
): void {
  if (stamp.endsWith('+U')) add('dirty', `${stamp} was deployed from a checkout with changes`)
  add(
    'chaos',
    position === undefined ? `${stamp} is not in the clone of the recipe` : `${stamp} = ${shownPosition(position)}`,
  )
}

/** `0.7.0+3.3.1 and 9 commits`. */
export function shownPosition({ contains, commits }: ReleasePosition): string {
  const counted = `${commits} ${commits === 1 ? 'commit' : 'commits'}`
  if (contains === undefined) return `${counted} before the first release`
  return commits === 0 ? contains : `${contains} and ${counted}`
}

/** Releases that the deployed one does not contain, oldest first; undefined if they cannot be compared. */
function newerReleases(deployed: FleetDeployed, releases: readonly string[] = []): readonly string[] | undefined {
  const { stamp, chaos, position } = deployed
  if (chaos) return position?.lacks
  if (stamp === undefined || releases.length === 0) return undefined
  // The usual case, without a comparison: the deployed release is one of them, and they are in order.
  const at = releases.indexOf(stamp)
  if (at !== -1) return releases.slice(at + 1)
  if (!isRecipeVersion(parseRecipeVersion(stamp))) return undefined
  return releases.filter((release) => compareTags(stamp, release) < 0)
}

function isAhead(
  { stamp, chaos }: FleetDeployed,
  behind: readonly string[] | undefined,
  releases: readonly string[] = [],
): boolean {
  const newest = releases.at(-1)
  return !chaos && behind !== undefined && stamp !== undefined && newest !== undefined && compareTags(stamp, newest) > 0
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
