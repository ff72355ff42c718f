import { type DeployLabels, parseLabels } from '../app/deploy-labels.js'
import type { DeployedState } from '../decide/deploy-facts.js'
import { defined } from '../defined.js'
import { AbraVersionError } from '../errors.js'
import type { DockerChoice } from './docker/docker-endpoint.js'
import { shownServices } from './snapshot/shown-services.js'
import { appService, type ServiceSpec, type Snapshot, type TaskState, type UpdateState } from './snapshot/snapshot.js'
import { takeSnapshot } from './snapshot/take-snapshot.js'
import { type StackTarget, stackOf, withSwarm } from './stack-target.js'
import type { SwarmReader } from './swarm-reader.js'

/** What is deployed in a stack, from the labels of `<stack>_app`; a missing label is absent. @rule R50 R51 */
export interface DeployedIdentity extends Omit<DeployLabels, 'timeout'> {
  readonly stack: string
  /** `<stack>_app`. */
  readonly service: string
  readonly image: string
  /** `TYPE=discourse:7ae7b0f7+U` in the environment of its tasks: evidence where the labels are missing, no version. @rule R55 */
  readonly recipeVariables?: readonly string[]
  readonly specIndex: number
  /** The state before the last deploy, from Swarm's PreviousSpec; absent after a rollback. @rule R60 R61 */
  readonly previous?: Omit<DeployLabels, 'timeout'> & { readonly image: string }
  readonly update?: UpdateState
  readonly tasks: readonly TaskState[]
}

/**
 * Reads what is deployed in a stack now, from the labels of `<stack>_app`.
 *
 * @throws STACK_NOT_FOUND, with the names of existing stacks, if the stack or its service `app` does not exist; and the codes of {@link takeSnapshot}
 * @rule R50 R51 R54
 * @example
 * ```ts
 * const identity = await deployedIdentity('forum_example_com')
 * identity.version // '0.6.0+3.2.1'
 * identity.chaos // false
 * ```
 */
export async function deployedIdentity(
  target: StackTarget,
  swarm?: SwarmReader | DockerChoice,
): Promise<DeployedIdentity> {
  return withSwarm(target, swarm, async (reader) => {
    const snapshot = await demandStack(reader, await takeSnapshot(reader, stackOf(target)))
    return identityOf(snapshot, reader.name)
  })
}

/** The identity in a snapshot. @throws STACK_NOT_FOUND if it has no service `app` */
export function identityOf(snapshot: Snapshot, host: string): DeployedIdentity {
  const { stack } = snapshot
  const app = appService(snapshot)
  if (app === undefined) {
    const others = shownServices(snapshot)
    throw new AbraVersionError(
      'STACK_NOT_FOUND',
      `${host}: the stack ${stack} has no service ${stack}_app, which would carry the version`,
      { stack, host, stacks: [] },
      { advice: others === '' ? 'deploy it first' : `its services are ${others}` },
    )
  }
  const { name, specIndex, spec, previous, update, tasks } = app
  return {
    stack,
    service: name,
    ...stampsOf(spec, stack),
    ...defined({ recipeVariables: spec.recipeVariables }),
    specIndex,
    ...(previous === undefined ? {} : { previous: stampsOf(previous, stack) }),
    ...(update === undefined ? {} : { update }),
    tasks,
  }
}

/**
 * Reads a stack as abra does, for predictDeploy. Without the label, the version is `unknown` and chaos is false.
 *
 * @throws as {@link takeSnapshot}
 * @rule R54
 * @example
 * ```ts
 * const app = await readApp('forum.example.com')
 * const deployed = await getDeployMeta(app)
 * deployed // { deployed: true, version: '0.6.0+3.2.1', chaos: false }
 * const prediction = await predict({ app: 'forum.example.com', deployed })
 * prediction.outcome === 'refuse' && prediction.code // 'already-deployed'
 * ```
 */
export async function getDeployMeta(target: StackTarget, swarm?: SwarmReader | DockerChoice): Promise<DeployedState> {
  return withSwarm(target, swarm, async (reader) => deployMetaOf(await takeSnapshot(reader, stackOf(target))))
}

export function deployMetaOf(snapshot: Snapshot): DeployedState {
  if (snapshot.services.length === 0) return { deployed: false }
  const {
    version = 'unknown',
    chaos = false,
    chaosVersion,
  } = parseLabels(appService(snapshot)?.spec.labels ?? {}, snapshot.stack)
  return { deployed: true, version, chaos, ...(chaosVersion === undefined ? {} : { chaosVersion }) }
}

/** Returns the snapshot if it has services. @throws STACK_NOT_FOUND with the names of existing stacks */
export async function demandStack(reader: SwarmReader, snapshot: Snapshot): Promise<Snapshot> {
  if (snapshot.services.length > 0) return snapshot
  const { stack } = snapshot
  const stacks = await reader.readStackNames()
  const there = stacks.length === 0 ? 'no stack is deployed there' : `its stacks are ${stacks.join(', ')}`
  throw new AbraVersionError(
    'STACK_NOT_FOUND',
    `${reader.name}: there is no stack ${JSON.stringify(stack)}`,
    { stack, host: reader.name, stacks },
    { advice: there },
  )
}

function stampsOf({ labels, image }: ServiceSpec, stack: string) {
  const { timeout, ...stamps } = parseLabels(labels, stack)
  return { ...stamps, image }
}
