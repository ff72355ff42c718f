import type { PredictionWarning } from '../decide/prediction.js'
import type { RefusalCode } from '../decide/refusal.js'
import type { ErrorCode } from '../errors.js'
import type { ReleasePosition } from '../recipe/facts/release-history.js'
import type { ReleaseNote } from '../recipe/facts/release-notes.js'
import type { Verdict } from '../swarm/assess/verdict.js'
import type { DeployTrace } from '../swarm/snapshot/deployed-since.js'
import type { FleetState } from './fleet-state.js'

/** Every app of an ABRA_DIR at one moment: what is deployed against what would be. JSON-serializable and without secrets. */
export interface Fleet {
  readonly schema: 1
  /** ISO 8601, by this machine's clock. */
  readonly takenAt: string
  /** Sorted by name. */
  readonly servers: readonly FleetServer[]
  /** By name, then by server. */
  readonly apps: readonly FleetApp[]
}

/** One server of a fleet, asked over one connection. */
export interface FleetServer {
  readonly name: string
  /** The Docker that was asked: `ssh://example.org (context example.org)`. undefined if none could be chosen. */
  readonly docker?: string
  /** Why it is not known what is deployed there; undefined if the Docker answered. */
  readonly error?: FleetError
  /** Its folder in `servers/` cannot be listed: `error` says why, and its apps are not known. */
  readonly unlisted?: true
  /** Stacks that no app file of this server names, sorted. */
  readonly unknownStacks: readonly string[]
}

/** An error as it stands in a row: the row stays. */
export interface FleetError {
  readonly code: ErrorCode
  readonly message: string
}

/** One app of a fleet. What is not known is absent. */
export interface FleetApp {
  readonly app: string
  readonly server: string
  readonly recipe?: string
  readonly stack?: string
  /** The most urgent of `findings`. */
  readonly state: FleetState
  /** At least one, the most urgent first. */
  readonly findings: readonly FleetFinding[]
  /** Absent if nothing is deployed, or if it is not known. */
  readonly deployed?: FleetDeployed
  /** The version in the app's file, as it is written there. */
  readonly pinned?: string
  /** The newest release in the recipe's clone. */
  readonly newest?: string
  /** Releases of the clone that are newer than what is deployed, oldest first. */
  readonly behind?: readonly string[]
  /** The release notes of `behind`, as the newest release of the clone holds them; absent if it has none. */
  readonly releaseNotes?: readonly ReleaseNote[]
  /** What `abra app deploy --force` would choose now. */
  readonly plain?: FleetPrediction
  /** What `abra app deploy --chaos` would choose now. */
  readonly chaos?: FleetPrediction
  /**
   * What does not go together between the app's file and the recipe at the version of `plain`: `env-variable-missing`, `version-label-differs`. Absent if
   * there is nothing. They make no state.
   */
  readonly warnings?: readonly PredictionWarning[]
  /** Why the app's file cannot be read. */
  readonly error?: FleetError
}

/** What runs of an app. The labels are untrusted: anyone with access to the Swarm can set them. */
export interface FleetDeployed {
  /** The commit of a chaos deploy, with `+U` if it was dirty, else the release; absent if no label tells. */
  readonly stamp?: string
  readonly chaos: boolean
  /** What the labels name as the recipe; absent if it is the recipe of the app's file, or if no label tells. */
  readonly otherRecipe?: string
  readonly image: string
  readonly verdict: Verdict
  /** Why, in one sentence. May contain text of task errors. */
  readonly reason: string
  /** When Swarm last wrote `<stack>_app`: by a deploy, a step of an update, or because a manager was started (R70). ISO 8601, by the manager's clock. */
  readonly updatedAt: string
  /** What the last deploy wrote of `<stack>_app`, as fingerprints: by it two readings tell whether a deploy came in between. Absent without that service. */
  readonly trace?: DeployTrace
  /** Where a chaos deploy's commit stands among the releases of the recipe's clone. */
  readonly position?: ReleasePosition
}

/** The answer of predict for one app, in short. */
export type FleetPrediction =
  | { readonly version: string }
  | { readonly refusal: RefusalCode; readonly message: string }
  | { readonly error: FleetError }

/** A reason for a state. `evidence` has one sentence each, and may quote labels and task errors with control characters. */
export interface FleetFinding {
  readonly state: FleetState
  readonly evidence: readonly string[]
}
