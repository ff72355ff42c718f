import { defined } from '../../defined.js'
import type { ServiceAssessment } from '../assess/verdict.js'
import { type DriftInput, driftFacts } from '../drift/drift-facts.js'
import type { ServiceSpec } from '../snapshot/snapshot.js'
import { stampIn } from '../snapshot/stamp-in.js'
import type { DeployTimeline, ServiceTimeline, TimelineSpec } from './deploy-timeline.js'
import { NodeClocks } from './node-clocks.js'
import { serviceMarks, stampOfSpec } from './service-marks.js'
import { TaskTimelines } from './task-timelines.js'
import { isoOf, type WatchedSnapshot, watchedSnapshots } from './watched-snapshot.js'

/**
 * What happened in a deploy, and when: every change of a spec, of an update and of a task that the snapshots show. Swarm's own times are used where they
 * can be right, those of the snapshots where not: the clocks of nodes may be hours apart.
 *
 * @throws USAGE without a snapshot
 * @rule R60 R63 R65 R69 R72 R76
 * @example
 * ```ts
 * const before = await takeBaseline('forum_example_com')
 * const { verdict, services } = timelineOf({ snapshots: [before] })
 * verdict // 'converged'
 * services[0].marks[0].kind // 'created'
 * ```
 */
export function timelineOf(input: DriftInput): DeployTimeline {
  const { assessment, stack, now, expected } = driftFacts(input)
  const snapshots = watchedSnapshots(input)
  const clocks = new NodeClocks()
  const watched = everyService(assessment.services, snapshots).map((service) => ({
    service,
    tasks: watchTasks(service.service, snapshots, clocks),
  }))
  // All clocks are known before the first time is written.
  const services = watched.map(({ service, tasks }) => serviceTimeline(service, tasks, stack, snapshots))
  const shown = snapshots.map(({ what, time }) => ({ at: isoOf(time), what }))
  const { verdict, ok, reason } = assessment
  return {
    stack,
    ...defined({ expected, stamp: stampIn(now) }),
    ...boundsOf([...shown.map(({ at }) => at), ...services.flatMap(timesIn)]),
    verdict,
    ok,
    reason,
    snapshots: shown,
    services,
    clocks: clocks.differing(),
  }
}

/** Also those that a snapshot shows and the last one does not. */
function everyService(
  assessed: readonly ServiceAssessment[],
  snapshots: readonly WatchedSnapshot[],
): ServiceAssessment[] {
  const services = new Map(assessed.map((service) => [service.service, service]))
  for (const { name } of snapshots.flatMap(({ snapshot }) => snapshot.services)) {
    if (services.has(name)) continue
    const reason = 'it no longer exists; an earlier snapshot has it'
    services.set(name, { service: name, verdict: 'not-deployed', reason, warnings: [], failures: [] })
  }
  return [...services.values()].sort((a, b) => (a.service < b.service ? -1 : 1))
}

function watchTasks(name: string, snapshots: readonly WatchedSnapshot[], clocks: NodeClocks): TaskTimelines {
  const tasks = new TaskTimelines(clocks)
  for (const [index, { services, time }] of snapshots.entries()) {
    const service = services.get(name)
    if (service !== undefined) tasks.watch(service, index, time, snapshots[index - 1]?.time)
  }
  return tasks
}

function serviceTimeline(
  { service: name, verdict, reason, warnings }: ServiceAssessment,
  tasks: TaskTimelines,
  stack: string,
  snapshots: readonly WatchedSnapshot[],
): ServiceTimeline {
  const specs = specsOf(name, snapshots)
  const fingerprints = new Map(specs.map(({ task }, index) => [task, index]))
  return {
    service: name,
    verdict,
    reason,
    warnings,
    specs: specs.map(
      (spec): TimelineSpec => ({ ...defined({ stamp: stampOfSpec(spec, name, stack) }), image: spec.image }),
    ),
    marks: serviceMarks(name, snapshots),
    tasks: tasks.timelines(
      snapshots.map(({ time }) => time),
      (fingerprint) => fingerprints.get(fingerprint),
    ),
  }
}

/** One for each task template, in order of appearance; with its first labels. */
function specsOf(name: string, snapshots: readonly WatchedSnapshot[]): ServiceSpec[] {
  const specs = new Map<string, ServiceSpec>()
  for (const { services } of snapshots) {
    const service = services.get(name)
    for (const spec of [service?.previous, service?.spec])
      if (spec !== undefined && !specs.has(spec.task)) specs.set(spec.task, spec)
  }
  return [...specs.values()]
}

function timesIn({ marks, tasks }: ServiceTimeline): string[] {
  return [
    ...marks.map(({ at }) => at),
    ...tasks.flatMap(({ createdAt, states, goneAt }) => [
      createdAt,
      ...states.map(({ from }) => from),
      ...(goneAt === undefined ? [] : [goneAt]),
    ]),
  ]
}

function boundsOf(texts: readonly string[]): Pick<DeployTimeline, 'from' | 'to'> {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const text of texts) {
    const time = Date.parse(text)
    if (time < least) least = time
    if (time > most) most = time
  }
  return { from: isoOf(least), to: isoOf(most) }
}
