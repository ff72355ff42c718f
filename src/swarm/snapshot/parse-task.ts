import { defined } from '../../defined.js'
import { fingerprint } from './fingerprint.js'
import { recipeVariablesIn } from './recipe-variables.js'
import type { ServiceSpec, TaskState } from './snapshot.js'
import type { WireTask, WireTaskSpec } from './wire.js'

/** What a snapshot keeps of a task's spec. */
export type TaskSpec = Pick<ServiceSpec, 'task' | 'recipeVariables' | 'placement' | 'image'>

/** Fingerprints by the id of a task: Swarm never changes the spec of a task, and thousands of them need not be hashed at each snapshot. */
export type TaskSpecs = Map<string, TaskSpec>

/** Converts a task of the API. */
export function parseTask(task: WireTask, known: TaskSpecs = new Map()): TaskState {
  const { Status = {}, JobIteration } = task
  const { task: taskFingerprint, recipeVariables, image } = specOf(task, known)
  const exitCode = Status.ContainerStatus?.ExitCode
  const ended = exitCode !== undefined && hasEnded(Status.State)
  return {
    id: task.ID ?? '',
    slot: task.Slot ?? 0,
    ...(task.NodeID === undefined || task.NodeID === '' ? {} : { nodeId: task.NodeID }),
    state: Status.State ?? 'new',
    desired: task.DesiredState ?? 'running',
    task: taskFingerprint,
    ...defined({ recipeVariables }),
    image,
    createdAt: task.CreatedAt ?? '',
    since: Status.Timestamp ?? task.CreatedAt ?? '',
    ...(Status.Err === undefined || Status.Err === '' ? {} : { error: Status.Err }),
    ...(ended ? { exitCode } : {}),
    ...(JobIteration?.Index === undefined ? {} : { jobIteration: JobIteration.Index }),
  }
}

function specOf({ ID = '', Spec }: WireTask, known: TaskSpecs): TaskSpec {
  const seen = known.get(ID)
  if (seen !== undefined) return seen
  const spec = parseTaskSpec(Spec)
  if (ID !== '') known.set(ID, spec)
  return spec
}

/** Fingerprints that tell whether a task has its service's current spec. The API gives `Runtime` in a service and omits it in its tasks. */
export function parseTaskSpec(spec: WireTaskSpec = {}): TaskSpec {
  const { Placement, Runtime, ...rest } = spec
  const runtime = Runtime === undefined || Runtime === '' || Runtime === 'container' ? {} : { Runtime }
  return {
    image: spec.ContainerSpec?.Image ?? '',
    task: fingerprint({ ...rest, ...runtime }),
    ...defined({ recipeVariables: recipeVariablesIn(spec.ContainerSpec?.['Env']) }),
    placement: fingerprint(Placement ?? {}),
  }
}

function hasEnded(state: string | undefined): boolean {
  return state === 'complete' || state === 'shutdown' || state === 'failed' || state === 'rejected'
}
