/** A loaded compose configuration, as docker/cli prints its `types.Config`: without empty fields, short forms expanded. */
export interface ComposeConfig {
  version: string
  services: Record<string, ComposeService>
  networks?: Record<string, ComposeObject>
  volumes?: Record<string, ComposeObject>
  secrets?: Record<string, ComposeObject>
  configs?: Record<string, ComposeObject>
  [extension: `x-${string}`]: unknown
}

/** A top-level network, volume, secret or config. */
export interface ComposeObject {
  name?: string
  driver?: string
  driver_opts?: Record<string, string>
  external?: boolean | { name: string; external?: boolean }
  labels?: Record<string, string>
  /** Secrets and configs only: an absolute path. */
  file?: string
  template_driver?: string
  [other: string]: unknown
}

/** A service. Fields without a type here are kept too. */
export interface ComposeService {
  image?: string
  command?: string[]
  /** null: without a value, and not set in the environment of the deploy. */
  environment?: Record<string, string | null>
  labels?: Record<string, string>
  deploy?: ComposeDeploy
  healthcheck?: ComposeHealthcheck
  secrets?: ComposeFileReference[]
  configs?: ComposeFileReference[]
  volumes?: { type?: string; source?: string; target?: string; read_only?: boolean; [other: string]: unknown }[]
  ports?: { mode?: string; target?: number; published?: number; protocol?: string }[]
  networks?: Record<string, { aliases?: string[]; [other: string]: unknown } | null>
  [other: string]: unknown
}

/** A config or secret as a service mounts it, in its long form. */
export interface ComposeFileReference {
  source?: string
  target?: string
  uid?: string
  gid?: string
  mode?: number
}

/** `deploy:` of a service, as docker/cli reads it. */
export interface ComposeDeploy {
  mode?: string
  replicas?: number
  labels?: Record<string, string>
  update_config?: ComposeUpdate
  rollback_config?: ComposeUpdate
  [other: string]: unknown
}

/** Durations are texts as Go prints them, `1m30s`; `max_failure_ratio` is a fraction of 1. */
export interface ComposeUpdate {
  parallelism?: number
  delay?: string
  failure_action?: string
  monitor?: string
  max_failure_ratio?: number
  order?: string
}

/** `healthcheck:` of a service; durations are texts of Go, such as `1m30s`. */
export interface ComposeHealthcheck {
  test?: string[]
  timeout?: string
  interval?: string
  retries?: number
  start_period?: string
  start_interval?: string
  disable?: boolean
}
