import { defined } from '../../defined.js'
import { demandShallow } from '../../json-excerpt.js'
import { fingerprint } from './fingerprint.js'
import { isSameJson } from './is-same-json.js'
import { parseTask, parseTaskSpec, type TaskSpec, type TaskSpecs } from './parse-task.js'
import {
  type RestartPolicy,
  type ServiceMode,
  type ServiceSpec,
  type ServiceState,
  type TaskState,
  type UpdatePolicy,
  type UpdateState,
  updateStates,
} from './snapshot.js'
import { byCreation } from './task-facts.js'
import type { WireService, WireServiceSpec, WireTask, WireUpdateConfig, WireUpdateStatus } from './wire.js'

const nanosecondsInMs = 1_000_000

/** A service of the API without its tasks. */
export type ParsedService = Omit<ServiceState, 'tasks'>

/** A service, and the placement of its tasks as it was sent, which is little beside the whole spec. */
export interface PlacedService {
  readonly service: ParsedService
  readonly placement: unknown
}

export function parsePlaced(wire: WireService): PlacedService {
  return { service: parseService(wire), placement: wire.Spec?.TaskTemplate?.Placement }
}

/** Converts a service of the API. */
export function parseService(service: WireService): ParsedService {
  const { Spec = {}, PreviousSpec, UpdateStatus, JobStatus } = service
  const update = parseUpdate(UpdateStatus)
  const spec = parseSpec(Spec)
  return {
    id: service.ID ?? '',
    name: Spec.Name ?? '',
    specIndex: service.Version?.Index ?? 0,
    createdAt: service.CreatedAt ?? '',
    updatedAt: service.UpdatedAt ?? '',
    spec,
    ...(PreviousSpec == null ? {} : { previous: parsePrevious(PreviousSpec, Spec, spec) }),
    ...(update === undefined ? {} : { update }),
    ...(JobStatus?.JobIteration?.Index === undefined ? {} : { jobIteration: JobStatus.JobIteration.Index }),
  }
}

/**
 * Adds a service's own tasks, picked from a list of the API.
 *
 * @param known fingerprints of tasks that were seen before
 */
export function withTasks(
  service: ParsedService,
  tasks: readonly WireTask[],
  known: TaskSpecs = new Map(),
): ServiceState {
  const own = tasks.filter(({ ServiceID = '' }) => ServiceID === service.id)
  return withTaskStates(
    service,
    own.map((task) => parseTask(task, known)),
  )
}

/** Adds a service's own tasks. */
export function withTaskStates(service: ParsedService, own: readonly TaskState[]): ServiceState {
  const tasks = [...own].sort((a, b) => a.slot - b.slot || byCreation(a, b) || compareTexts(a.id, b.id))
  return { ...service, tasks }
}

function parseSpec(spec: WireServiceSpec, task: TaskSpec = parseTaskSpec(spec.TaskTemplate)): ServiceSpec {
  const labels = spec.Labels ?? {}
  const ours = Object.entries(labels).filter(([name]) => name.startsWith('coop-cloud.'))
  return {
    labels: Object.fromEntries(ours.sort(([a], [b]) => compareTexts(a, b))),
    labelsFingerprint: fingerprint(labels),
    mode: parseMode(spec.Mode),
    ...task,
    endpoint: fingerprint(spec.EndpointSpec ?? {}),
    restart: parseRestart(spec),
    updatePolicy: parsePolicy(spec.UpdateConfig),
    rollbackPolicy: parsePolicy(spec.RollbackConfig),
  }
}

/** A deploy leaves most of a spec as it was, and comparing takes a tenth of the time of hashing. */
function parsePrevious(previous: WireServiceSpec, now: WireServiceSpec, parsed: ServiceSpec): ServiceSpec {
  if (isSame(previous, now)) return parsed
  if (!isSame(previous.TaskTemplate, now.TaskTemplate)) return parseSpec(previous)
  const { image, task, recipeVariables, placement } = parsed
  return parseSpec(previous, { image, task, placement, ...defined({ recipeVariables }) })
}

function isSame(a: unknown, b: unknown): boolean {
  return demandShallow(() => isSameJson(a, b))
}

function parseMode(mode: WireServiceSpec['Mode'] = {}): ServiceMode {
  if (mode.Global) return { kind: 'global' }
  if (mode.GlobalJob) return { kind: 'global-job' }
  if (mode.ReplicatedJob) return { kind: 'replicated-job', completions: mode.ReplicatedJob.TotalCompletions ?? 1 }
  return { kind: 'replicated', replicas: mode.Replicated?.Replicas ?? 1 }
}

function parseRestart({ TaskTemplate, Mode = {} }: WireServiceSpec): RestartPolicy {
  const { Condition, MaxAttempts = 0 } = TaskTemplate?.RestartPolicy ?? {}
  const known = Condition === 'none' || Condition === 'on-failure' || Condition === 'any'
  const isJob = Mode.ReplicatedJob !== undefined || Mode.GlobalJob !== undefined
  const condition = known ? Condition : 'any'
  // Swarm never restarts a job's task that succeeded.
  return { condition: isJob && condition === 'any' ? 'on-failure' : condition, maxAttempts: MaxAttempts }
}

function parsePolicy(config: WireUpdateConfig | null | undefined): UpdatePolicy {
  const { Order, FailureAction, Monitor = 0, Parallelism = 1, Delay = 0, MaxFailureRatio = 0 } = config ?? {}
  return {
    order: Order === 'start-first' ? 'start-first' : 'stop-first',
    failureAction: FailureAction === 'rollback' || FailureAction === 'continue' ? FailureAction : 'pause',
    // Swarm reads 0 as its default of 5 s.
    monitorMs: Monitor === 0 ? 5000 : Math.round(Monitor / nanosecondsInMs),
    parallelism: Parallelism,
    delayMs: Math.round(Delay / nanosecondsInMs),
    maxFailureRatio: MaxFailureRatio,
  }
}

function parseUpdate(status: WireUpdateStatus | null | undefined): UpdateState | undefined {
  const { State = '', StartedAt, CompletedAt, Message = '' } = status ?? {}
  if (State === '') return undefined
  const state = updateStates.find((known) => known === State) ?? 'unknown'
  return {
    state,
    ...(isTime(StartedAt) ? { startedAt: StartedAt } : {}),
    ...(isTime(CompletedAt) ? { completedAt: CompletedAt } : {}),
    message: state === 'unknown' ? `${State}: ${Message}` : Message,
  }
}

/** Go writes its zero time for a missing one. */
function isTime(text: string | undefined): text is string {
  return text !== undefined && text !== '' && !text.startsWith('0001-01-01T')
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
