import { parseLabels, stampOf } from '../../app/deploy-labels.js'
import { isRunAgain } from '../assess/assess-job.js'
import { verdictInfo } from '../assess/verdict.js'
import type { DriftFacts } from './drift-facts.js'
import type { DriftFinding } from './finding.js'

/** Findings beside the stamp: other services of the stack, other apps, the recipe's tags, tasks that do not go with the stamp. */
export function surroundingFindings(facts: DriftFacts): DriftFinding[] {
  return [
    ...otherServices(facts),
    ...sharedStack(facts),
    ...jobsRunAgain(facts),
    ...labelWithoutTag(facts),
    ...stampWithoutUpdate(facts),
  ]
}

/** @rule R9 */
function otherServices({ assessment, now, stack }: DriftFacts): DriftFinding[] {
  if (now.services.length === 0) return []
  const drifted = assessment.services.filter(({ service, verdict, warnings }) => {
    const { settled, ok } = verdictInfo[verdict]
    return service !== `${stack}_app` && ((settled && !ok) || warnings.length > 0)
  })
  if (drifted.length === 0) return []
  const evidence = drifted.map(({ service, verdict, reason, warnings }) => {
    // Swarm is content with it, so the verdict would say the opposite of the finding.
    if (verdictInfo[verdict].ok) return `${service}: ${warnings.join('; ')}`
    return `${service}: ${verdict}: ${[reason, ...warnings].join('; ')}`
  })
  const advice = 'check that service; only the service app carries the stamp'
  return [{ kind: 'other-service-drifted', certainty: 'certain', evidence, advice }]
}

/** @rule R44 */
function sharedStack({ apps = [], stack }: DriftFacts): DriftFinding[] {
  const sharing = apps.filter(({ stackName }) => stackName === stack)
  if (sharing.length < 2) return []
  const evidence = sharing.map(({ name, path }) => `${name} (${path}) is deployed as ${stack}`)
  const advice = 'give each app its own STACK_NAME; a deploy of one app replaces the other'
  return [{ kind: 'stack-shared', certainty: 'possible', evidence, advice }]
}

/** @rule R75 */
function jobsRunAgain({ baseline, now }: DriftFacts): DriftFinding[] {
  const before = new Map(baseline?.services.map((service) => [service.id, service]))
  const again = now.services.filter((service) => isRunAgain(before.get(service.id), service))
  if (again.length === 0) return []
  const evidence = again.map(
    ({ id, name, jobIteration }) =>
      `${name}: its spec is that of the baseline; run ${jobIteration} replaced run ${before.get(id)?.jobIteration ?? 0}`,
  )
  const advice = 'nothing, if it may run at each deploy; else leave the job out of the compose file once it has run'
  return [{ kind: 'job-restarted', certainty: 'certain', evidence, advice }]
}

/** The normal state of a chaos deploy of a head that is not released yet, so it is named only if asked for. @rule R13 R52 */
function labelWithoutTag({ app, checkout, remarks = false }: DriftFacts): DriftFinding[] {
  if (app?.labels.chaos === true && !remarks) return []
  const version = app?.labels.version
  if (version === undefined || checkout?.tags === undefined || checkout.tags.includes(version)) return []
  const evidence = [`the label says ${version}, and the checkout has no tag of that name`]
  const advice =
    'a later deploy without chaos uses the deployed version and needs that tag: publish it, or name a version'
  return [{ kind: 'version-label-without-tag', certainty: 'certain', evidence, advice }]
}

/**
 * The last deploy changed the stamp and kept the tasks. abra puts the version into the environment of `app` too, so its deploys change both.
 *
 * @rule R55 R62
 */
function stampWithoutUpdate({ app, stack }: DriftFacts): DriftFinding[] {
  if (app === undefined) return []
  const { spec, previous, name } = app.state
  const before = previous && stampOf(parseLabels(previous.labels, stack))
  if (before === undefined || app.stamp === undefined || before === app.stamp) return []
  if (previous?.task !== spec.task) return []
  const evidence = [
    `the last deploy changed the stamp of ${name} from ${before} to ${app.stamp}, and left its task template as it was`,
    "by a port of abra's source (R55), abra also changes TYPE in the environment of app, which starts an update",
  ]
  const advice =
    'see what changed it: docker service update --label-add, a deploy without abra, or a compose file that sets TYPE or RECIPE itself'
  return [{ kind: 'stamp-without-update', certainty: 'likely', evidence, advice }]
}
