import type { DockerChoice } from '../../swarm/docker/docker-endpoint.js'
import type { SwarmReader } from '../../swarm/swarm-reader.js'
import type { UpgradeParts } from './dependencies.js'
import type { UpgradeOptions } from './options.js'
import type { ResolvedUpgrade } from './resolve-upgrade.js'

/** What every step of an upgrade has at hand. */
export interface UpgradeContext extends ResolvedUpgrade {
  readonly options: UpgradeOptions
  readonly parts: UpgradeParts
  readonly reader: SwarmReader
  readonly docker: DockerChoice
  readonly home: string
  /** Ends with the user's signal and with the time. */
  readonly signal: AbortSignal
  readonly remainingMs: () => number
}
