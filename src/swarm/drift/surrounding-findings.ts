import { verdictInfo } from '../assess/verdict.js'
import type { DriftFacts } from './drift-facts.js'
import type { DriftFinding } from './finding.js'

/** Findings beside the stamp: other services of the stack, other apps, the recipe's tags. */
export function surroundingFindings(facts: DriftFacts): DriftFinding[] {
  return [...otherServices(facts), ...sharedStack(facts), ...labelWithoutTag(facts)]
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
    const said = verdictInfo[verdict].ok ? warnings : [reason, ...warnings]
    return `${service}: ${verdict}: ${said.join('; ')}`
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

/** @rule R13 R52 */
function labelWithoutTag({ app, checkout }: DriftFacts): DriftFinding[] {
  const version = app?.labels.version
  if (version === undefined || checkout?.tags === undefined || checkout.tags.includes(version)) return []
  const evidence = [`the label says ${version}, and the checkout has no tag of that name`]
  const advice =
    'a later deploy without chaos uses the deployed version and needs that tag: publish it, or name a version'
  return [{ kind: 'version-label-without-tag', certainty: 'certain', evidence, advice }]
}
