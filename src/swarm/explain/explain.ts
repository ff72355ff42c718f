import type { App } from '../../app/app.js'
import { readApp } from '../../app/read-app.js'
import { defined } from '../../defined.js'
import { demandApp } from '../../demand-options.js'
import { type WorktreeOptions, worktreeKinds } from '../../git/worktree/worktree-options.js'
import { demandKinds, type OptionKinds } from '../../option-kinds.js'
import type { DockerChoice } from '../docker/docker-endpoint.js'
import { explainDrift } from '../drift/explain-drift.js'
import type { DriftFinding } from '../drift/finding.js'
import { type TimelineEntry, timeline } from '../drift/timeline.js'
import type { Baseline } from '../snapshot/baseline.js'
import { withSwarm } from '../stack-target.js'
import type { SwarmReader } from '../swarm-reader.js'
import { readDriftInput } from './read-drift-input.js'

/** What was expected, and what is known of the deploy. */
export interface ExplainOptions extends WorktreeOptions {
  /** The expected stamp: a commit, with or without `+U`, or a release. Without it the findings only say what is deployed. */
  readonly expected?: string
  /** true: a stamp with `+U` does not meet an `expected` without it. */
  readonly strict?: boolean
  /** true: also remarks that explain nothing. */
  readonly remarks?: boolean
  /** Taken before our deploy. */
  readonly since?: Baseline
  /** Taken right after our deploy: tells our deploy from other deploys. */
  readonly after?: Baseline
  /** The recipe's checkout. Default: the app's, below `abraDir`. */
  readonly checkout?: string
  readonly abraDir?: string
  readonly server?: string
  /** A reader, or which Docker to connect to. Default: the Docker of the app's server. */
  readonly swarm?: SwarmReader | DockerChoice
}

const example = "explain('forum.example.com', { expected: '7ae7b0f7' })"
const kinds: OptionKinds<ExplainOptions> = {
  ...worktreeKinds,
  expected: 'text',
  strict: 'flag',
  remarks: 'flag',
  since: 'object',
  after: 'object',
  checkout: 'text',
  abraDir: 'text',
  server: 'text',
  swarm: 'object',
}

/** Why the deployed stamp of an app is what it is. */
export interface DriftExplanation {
  readonly stack: string
  /** At least one, the best explanation first. */
  readonly findings: readonly DriftFinding[]
  readonly timeline: readonly TimelineEntry[]
  /** What could not be read, such as the checkout: one sentence each. Findings then say less. */
  readonly notes: readonly string[]
}

/**
 * Does what the command `explain` does: reads what is deployed, the recipe's checkout and the other apps, then explains. Writes nothing.
 *
 * @param app an app, or its name
 * @throws STACK_NOT_FOUND if nothing is deployed and `since` is not given; SWARM_… CONTEXT_NOT_FOUND DOCKER_HOST_INVALID, the codes of readApp, and what
 *   reading a checkout throws that was named
 * @rule R50 R51 R60 R66
 * @example
 * ```ts
 * const { findings } = await explain('forum.example.com', { expected: '7ae7b0f7' })
 * findings[0].kind // 'not-chaos'
 * const [seen] = (await explain('forum.example.com')).findings
 * seen.kind // 'nothing-expected'
 * seen.evidence[0] // 'forum_example_com_app carries 0.6.0+3.2.1, a deploy of that release'
 * ```
 */
export async function explain(app: string | App, options: ExplainOptions = {}): Promise<DriftExplanation> {
  demandApp({ app }, example)
  demandKinds<ExplainOptions>(options, kinds, example)
  const { since, after, abraDir, server, swarm, ...rest } = options
  const found = typeof app === 'string' ? await readApp(app, defined({ abraDir, server })) : app
  const { stackName: stack } = found
  const question = { stack, app: found, ...rest, ...defined({ abraDir, baseline: since, deployed: after }) }
  const { input, notes } = await withSwarm(found, swarm, (reader) => readDriftInput(reader, question))
  return { stack, findings: explainDrift(input), timeline: timeline(input), notes }
}
