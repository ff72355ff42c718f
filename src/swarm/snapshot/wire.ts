/** What the Docker API sends, as far as it is read here. Every field may be missing: daemons differ. */

/** The label of a stack's services, tasks, networks and so on: the stack's name. */
export const stackNamespace = 'com.docker.stack.namespace'

/** `Service` of the Docker API: the fields that are read. */
export interface WireService {
  ID?: string
  Version?: { Index?: number }
  CreatedAt?: string
  UpdatedAt?: string
  Spec?: WireServiceSpec
  PreviousSpec?: WireServiceSpec | null
  UpdateStatus?: WireUpdateStatus | null
  JobStatus?: { JobIteration?: { Index?: number } } | null
}

/** `ServiceSpec` of the Docker API: the fields that are read. */
export interface WireServiceSpec {
  Name?: string
  Labels?: Record<string, string> | null
  TaskTemplate?: WireTaskSpec
  Mode?: {
    Replicated?: { Replicas?: number }
    Global?: object
    ReplicatedJob?: { MaxConcurrent?: number; TotalCompletions?: number }
    GlobalJob?: object
  }
  UpdateConfig?: WireUpdateConfig | null
  RollbackConfig?: WireUpdateConfig | null
  EndpointSpec?: object | null
}

/** `TaskSpec` of the Docker API: the fields that are read. */
export interface WireTaskSpec {
  ContainerSpec?: { Image?: string } & Record<string, unknown>
  RestartPolicy?: { Condition?: string; Delay?: number; MaxAttempts?: number } | null
  Placement?: unknown
  Runtime?: string
  [field: string]: unknown
}

/** `UpdateConfig` of the Docker API. `Monitor` is in nanoseconds. */
export interface WireUpdateConfig {
  Parallelism?: number
  Delay?: number
  FailureAction?: string
  Monitor?: number
  MaxFailureRatio?: number
  Order?: string
}

/** `UpdateStatus` of the Docker API. */
export interface WireUpdateStatus {
  State?: string
  StartedAt?: string
  CompletedAt?: string
  Message?: string
}

/** `Task` of the Docker API: the fields that are read. */
export interface WireTask {
  ID?: string
  CreatedAt?: string
  ServiceID?: string
  Slot?: number
  NodeID?: string
  Spec?: WireTaskSpec
  Status?: {
    Timestamp?: string
    State?: string
    Message?: string
    Err?: string
    ContainerStatus?: { ExitCode?: number } | null
  }
  DesiredState?: string
  JobIteration?: { Index?: number } | null
}

/** `Node` of the Docker API: the fields that are read. */
export interface WireNode {
  ID?: string
  Spec?: { Role?: string; Availability?: string; Labels?: Record<string, string> | null }
  Description?: {
    Hostname?: string
    Platform?: { Architecture?: string; OS?: string }
    Engine?: { Labels?: Record<string, string> | null }
  }
  Status?: { State?: string }
}
