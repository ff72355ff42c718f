/**
 * What Swarm is told about one service, with the field names of the Docker API. Durations are nanoseconds; sizes are bytes. It has no ids of secrets
 * and configs, because a Swarm gives them: a credential spec names its config.
 */
export interface ConvertedService {
  readonly Name: string
  readonly Labels: Readonly<Record<string, string>>
  readonly TaskTemplate: ConvertedTask
  readonly Mode: Readonly<Record<string, unknown>>
  readonly UpdateConfig?: ConvertedUpdate
  readonly RollbackConfig?: ConvertedUpdate
  readonly EndpointSpec: Readonly<Record<string, unknown>>
}

/** The template of a service's tasks. A change of it starts new tasks. */
export interface ConvertedTask {
  readonly ContainerSpec: ConvertedContainer
  readonly Resources: Readonly<Record<string, unknown>>
  readonly RestartPolicy?: Readonly<Record<string, unknown>>
  readonly Placement: Readonly<Record<string, unknown>>
  readonly Networks: readonly ConvertedAttachment[]
  readonly LogDriver?: Readonly<Record<string, unknown>>
  readonly ForceUpdate: number
}

/** A container of a task. Fields without a type here are those of the Docker API too. */
export interface ConvertedContainer {
  readonly Image?: string
  readonly Labels: Readonly<Record<string, string>>
  readonly Env?: readonly string[]
  readonly Mounts?: readonly ConvertedMount[]
  readonly Secrets?: readonly ConvertedFile[]
  readonly Configs?: readonly ConvertedFile[]
  readonly [other: string]: unknown
}

/** A mount of a container, with the field names of the Docker API. */
export interface ConvertedMount {
  readonly Type?: string
  readonly Source?: string
  readonly Target?: string
  readonly [other: string]: unknown
}

/** A network that a task joins. */
export interface ConvertedAttachment {
  readonly Target: string
  readonly Aliases?: readonly string[]
  readonly DriverOpts?: Readonly<Record<string, string>>
}

/** A secret or config of a container, by its name on the server. */
export interface ConvertedFile {
  readonly SecretName?: string
  readonly ConfigName?: string
  readonly File?: { readonly Name: string; readonly UID: string; readonly GID: string; readonly Mode: number }
  /** Of a config that a credential spec uses. */
  readonly Runtime?: Readonly<Record<string, never>>
}

/** How a service is updated. */
export interface ConvertedUpdate {
  readonly Parallelism: number
  readonly Delay?: number
  readonly FailureAction?: string
  readonly Monitor?: number
  readonly MaxFailureRatio: number
  readonly Order: string
}
