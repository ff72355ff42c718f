import type { WireNode, WireService, WireServiceSpec, WireTask, WireTaskSpec } from '../snapshot/wire.js'
import { demanding, listOf, mapOf, orNull, record, typed } from './json-shape.js'

/**
 * The shapes that wire.ts types, checked: a proxy's page or a broken daemon must not look like a Swarm on which nothing is deployed.
 * Docker says `[]` for an empty list, never `null` (moby, daemon/cluster/services.go and tasks.go).
 */

const text = typed('string')
const number = typed('number')
const object = record({})
const index = record({ Index: number })

const updateConfig = record({
  Parallelism: number,
  Delay: number,
  FailureAction: text,
  Monitor: number,
  MaxFailureRatio: number,
  Order: text,
})

const taskSpec = record<WireTaskSpec>({
  ContainerSpec: orNull(record({ Image: text })),
  RestartPolicy: orNull(record({ Condition: text, MaxAttempts: number })),
  Runtime: text,
})

const serviceSpec = record<WireServiceSpec>({
  Name: text,
  Labels: orNull(mapOf(text)),
  TaskTemplate: taskSpec,
  Mode: record({
    Replicated: record({ Replicas: number }),
    Global: object,
    ReplicatedJob: record({ TotalCompletions: number }),
    GlobalJob: object,
  }),
  UpdateConfig: orNull(updateConfig),
  RollbackConfig: orNull(updateConfig),
  EndpointSpec: orNull(object),
})

const service = record<WireService>({
  ID: text,
  Version: index,
  CreatedAt: text,
  UpdatedAt: text,
  Spec: serviceSpec,
  PreviousSpec: orNull(serviceSpec),
  UpdateStatus: orNull(record({ State: text, StartedAt: text, CompletedAt: text, Message: text })),
  JobStatus: orNull(record({ JobIteration: index })),
})

const task = record<WireTask>({
  ID: text,
  CreatedAt: text,
  ServiceID: text,
  Slot: number,
  NodeID: text,
  Spec: taskSpec,
  Status: record({
    Timestamp: text,
    State: text,
    Err: text,
    ContainerStatus: orNull(record({ ExitCode: number })),
  }),
  DesiredState: text,
  JobIteration: orNull(index),
})

export const demandServices = demanding<readonly WireService[]>(listOf(service))
export const demandTasks = demanding<readonly WireTask[]>(listOf(task))
export const demandService = demanding<WireService>(service)
export const demandTask = demanding<WireTask>(task)
/** A list, whatever its items are. */
export const demandList = demanding<readonly unknown[]>(listOf(() => undefined))

/** The fields of `/networks` that are read. */
interface WireNetwork {
  Id?: string
  Name?: string
  Containers?: Record<string, { Name?: string }> | null
}

const network = record<WireNetwork>({ Id: text, Name: text, Containers: orNull(mapOf(record({ Name: text }))) })
export const demandNetworks = demanding<readonly WireNetwork[]>(listOf(network))
export const demandNetwork = demanding<WireNetwork>(network)

const labels = orNull(mapOf(text))

export const demandNodes = demanding<readonly WireNode[]>(
  listOf(
    record<WireNode>({
      ID: text,
      Spec: record({ Role: text, Availability: text, Labels: labels }),
      Description: record({
        Hostname: text,
        Platform: record({ Architecture: text, OS: text }),
        Engine: record({ Labels: labels }),
      }),
      Status: record({ State: text }),
    }),
  ),
)

/** The fields of `/version` that are read. */
interface DaemonVersion {
  ApiVersion?: string
}

export const demandVersion = demanding<DaemonVersion>(record<DaemonVersion>({ ApiVersion: text }))

/** The fields of `/info` that are read. */
interface DaemonInfo {
  SystemTime?: string
  Swarm?: { LocalNodeState?: string; ControlAvailable?: boolean; Nodes?: number }
}

export const demandInfo = demanding<DaemonInfo>(
  record<DaemonInfo>({
    SystemTime: text,
    Swarm: record({ LocalNodeState: text, ControlAvailable: typed('boolean'), Nodes: number }),
  }),
)

/** The fields of a config or secret that are read; a secret has no data. */
interface NamedObject {
  Spec?: { Name?: string; Data?: string }
}

export const demandNamedObjects = demanding<NamedObject[]>(
  listOf(record<NamedObject>({ Spec: record({ Name: text, Data: text }) })),
)
