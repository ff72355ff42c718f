import { parseLabels, stampOf } from '../app/deploy-labels.js'
import { defined } from '../defined.js'
import { assess } from '../swarm/assess/assess.js'
import { explainDrift } from '../swarm/drift/explain-drift.js'
import type { DriftKind } from '../swarm/drift/finding.js'
import { type DeployTrace, deployTrace } from '../swarm/snapshot/deployed-since.js'
import { fingerprint } from '../swarm/snapshot/fingerprint.js'
import { appService, type ServiceState, type Snapshot } from '../swarm/snapshot/snapshot.js'
import { isLive, wantedTasks } from '../swarm/snapshot/task-facts.js'
import type { FleetDeployed } from './fleet.js'

/**
 * What runs in a stack, without where its commit stands. undefined if the stack has no services.
 *
 * @param recipe of the app's file
 */
export function deployedOf(snapshot: Snapshot, recipe: string): FleetDeployed | undefined {
  if (snapshot.services.length === 0) return undefined
  const app = appService(snapshot)
  const { verdict, reason } = assess(undefined, snapshot)
  const labels = parseLabels(app?.spec.labels ?? {}, snapshot.stack)
  const stamp = stampOf(labels)
  return {
    ...(stamp === undefined || stamp === '' || stamp === 'unknown' ? {} : { stamp }),
    chaos: labels.chaos ?? labels.chaosVersion !== undefined,
    ...(isSameRecipe(labels.recipe, recipe) ? {} : defined({ otherRecipe: labels.recipe })),
    image: app?.spec.image ?? '',
    verdict,
    reason,
    updatedAt: app?.updatedAt ?? '',
    ...(app === undefined ? {} : { trace: shortTrace(deployTrace(app)) }),
  }
}

/** `git.example.org/team/forum` may be deployed as `forum` by somebody else. */
function isSameRecipe(label: string | undefined, recipe: string): boolean {
  return label === undefined || label === '' || label.split('/').at(-1) === recipe.split('/').at(-1)
}

function shortTrace({ spec, previous, ...trace }: DeployTrace): DeployTrace {
  const digits = fingerprint(spec)
  if (previous === undefined) return { ...trace, spec: digits }
  return { ...trace, spec: digits, previous: previous === spec ? digits : fingerprint(previous) }
}

const failures: ReadonlySet<DriftKind> = new Set([
  'rolled-back',
  'rolled-back-by-hand',
  'rollback-paused',
  'paused',
  'failed',
  'blocked',
  'other-service-drifted',
])

/** Why the last deploy did not end well, as explain has it: failed tasks with their errors, the policy, what serves. Without the reason of `deployed`. */
export function causesOf(snapshot: Snapshot, { reason }: FleetDeployed): string[] {
  const found = explainDrift({ snapshots: [snapshot] }).filter(({ kind }) => failures.has(kind))
  return [...new Set(found.flatMap(({ evidence }) => evidence))].filter(
    (line) => !line.includes(withoutService(reason)),
  )
}

/** `forum_app: paused: why` and `forum_app: why` say the same. */
function withoutService(reason: string): string {
  return reason.slice(reason.indexOf(': ') + 2)
}

/**
 * The services without a task that are to have none, if the service app is among them: a service that another one starts, such as a job, may well
 * rest at 0 replicas.
 */
export function idleServices(snapshot: Snapshot): string[] {
  const { services } = snapshot
  const app = appService(snapshot)
  const idle = services.flatMap((service) => {
    const why = whyIdle(service)
    return why === undefined ? [] : [{ service, text: `${service.name} ${why}` }]
  })
  const isIdle = app === undefined ? idle.length === services.length : idle.some(({ service }) => service === app)
  return isIdle ? idle.map(({ text }) => text) : []
}

/** @rule R74 */
function whyIdle({ spec, tasks, eligibleNodes }: ServiceState): string | undefined {
  if (tasks.some(isLive)) return undefined
  if (wantedTasks(spec) === 0) return 'asks for no tasks (0 replicas)'
  return spec.mode.kind === 'global' && eligibleNodes === 0 ? 'has no task, because no node fits' : undefined
}
