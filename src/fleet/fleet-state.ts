/**
 * The states of an app, the most urgent first. An app can be in several at once.
 *
 * @example
 * ```ts
 * fleetStates[0] // 'unreachable'
 * ```
 */
export const fleetStates = [
  'unreachable',
  'unreadable',
  'shared-stack',
  'failed',
  'rolled-back',
  'paused',
  'blocked',
  'updating',
  'drifted',
  'unknown-version',
  'dirty',
  'chaos',
  'behind',
  'ahead',
  'not-compared',
  'no-tasks',
  'not-deployed',
  'current',
] as const

/** One of {@link fleetStates}. */
export type FleetState = (typeof fleetStates)[number]

/** What a state means, and what to do. */
export interface FleetStateInfo {
  readonly title: string
  readonly advice: string
  /** What is deployed could not be read. */
  readonly unknown?: true
}

/**
 * Titles and advice; docs/fleet.md has a section for each state.
 *
 * @example
 * ```ts
 * fleetStateInfo.dirty.advice // 'deploy a clean checkout'
 * ```
 */
export const fleetStateInfo: Readonly<Record<FleetState, FleetStateInfo>> = {
  unreachable: {
    title: 'The Docker of the server does not answer, so what is deployed is not known.',
    advice: 'run docker --context SERVER service ls, and correct what it says',
    unknown: true,
  },
  unreadable: {
    title: "The app's file cannot be read.",
    advice: 'correct the file that the evidence names',
    unknown: true,
  },
  'shared-stack': {
    title: 'Two apps of one server have the same stack name: a deploy of one replaces the other.',
    advice: 'set a STACK_NAME of its own in one of the two files',
  },
  failed: {
    title: 'The last deploy failed: tasks end again and again, or cannot start.',
    advice: 'run abra-deploy-version explain APP',
  },
  'rolled-back': {
    title: 'The last update was rolled back. The labels are those of the deploy before.',
    advice: 'run abra-deploy-version explain APP',
  },
  paused: {
    title: 'An update or a rollback is paused. Swarm does nothing until it is deployed again.',
    advice: 'run abra-deploy-version explain APP',
  },
  blocked: {
    title: 'No node takes a task, or the node rejects each one. Swarm goes on trying.',
    advice: 'run abra-deploy-version explain APP',
  },
  updating: {
    title: 'An update runs.',
    advice: 'run abra-deploy-version wait APP',
  },
  drifted: {
    title: "What is deployed is not what the app's file names.",
    advice: 'find out who deployed, then deploy again or write the deployed version into the file',
  },
  'unknown-version': {
    title: 'The labels name no version.',
    advice: 'deploy with abra, or stamp the compose file (abra-deploy-version stamp)',
  },
  dirty: {
    title: 'A chaos deploy of a checkout with changes (+U): no commit holds what runs.',
    advice: 'deploy a clean checkout',
  },
  chaos: {
    title: 'A chaos deploy: a commit runs, not a release.',
    advice: 'deploy a release when one contains the commit',
  },
  behind: {
    title: 'Newer releases exist in the clone of the recipe.',
    advice: 'run abra app upgrade APP',
  },
  ahead: {
    title: 'The deployed release is newer than every release in the clone of the recipe.',
    advice: 'run abra recipe fetch RECIPE',
  },
  'not-compared': {
    title:
      'A release is deployed, but which releases are newer is not known: the recipe has no clone with releases, or the version is none.',
    advice: 'run abra recipe fetch RECIPE, or name the clones with --abra-dir',
  },
  'no-tasks': {
    title:
      'The service app has no task, and is to have none: 0 replicas, or no node that fits. Nothing of the app answers.',
    advice: 'nothing, if the app is meant to rest; else raise its replicas, or correct its placement constraints',
  },
  'not-deployed': {
    title: 'Nothing is deployed.',
    advice: 'deploy the app, or remove its file',
  },
  current: {
    title: 'The newest release of the clone is deployed, and the update has converged.',
    advice: 'leave it as it is',
  },
}
