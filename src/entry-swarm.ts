/**
 * What is deployed on a Swarm, whether it has converged, and why its stamp is not the expected one.
 *
 * @module abra-deploy-version/swarm
 */
export {
  AbraVersionError,
  type AbraVersionErrorOf,
  type ErrorCode,
  type ErrorData,
  InternalError,
  isAbraVersionError,
} from './errors.js'
export type { RenamedOptions } from './renamed-options.js'
export { type AbraWaitReport, abraWaitReport, type ServiceWaitReport } from './swarm/assess/abra-wait-report.js'
export { assess } from './swarm/assess/assess.js'
export { type ServiceAssessment, type StackAssessment, type Verdict, verdictInfo } from './swarm/assess/verdict.js'
export { connectSwarm } from './swarm/docker/docker.js'
export type { DockerChoice } from './swarm/docker/docker-endpoint.js'
export type { SwarmConnection } from './swarm/docker/swarm-connection.js'
export type { CheckoutEvidence, DriftInput } from './swarm/drift/drift-facts.js'
export { explainDrift } from './swarm/drift/explain-drift.js'
export { type Certainty, type DriftFinding, type DriftKind, driftInfo } from './swarm/drift/finding.js'
export type { TimelineEntry } from './swarm/drift/timeline.js'
export { type DriftExplanation, type ExplainOptions, explain } from './swarm/explain/explain.js'
export { type DeployedIdentity, deployedIdentity, getDeployMeta } from './swarm/identity.js'
export { type Baseline, takeBaseline } from './swarm/snapshot/baseline.js'
export type { DeployTrace } from './swarm/snapshot/deployed-since.js'
export type {
  RestartPolicy,
  ServiceMode,
  ServiceSpec,
  ServiceState,
  Snapshot,
  TaskState,
  UpdatePolicy,
  UpdateState,
} from './swarm/snapshot/snapshot.js'
export { takeSnapshot } from './swarm/snapshot/take-snapshot.js'
export type {
  WireNode,
  WireService,
  WireServiceSpec,
  WireTask,
  WireTaskSpec,
  WireUpdateConfig,
  WireUpdateStatus,
} from './swarm/snapshot/wire.js'
export type { StackTarget } from './swarm/stack-target.js'
export type { StackNetwork, SwarmReader } from './swarm/swarm-reader.js'
export type {
  DeployTimeline,
  NodeClock,
  ServiceMark,
  ServiceTimeline,
  SpecPart,
  TaskPeriod,
  TaskTimeline,
  TimelineSnapshot,
  TimelineSpec,
} from './swarm/timeline/deploy-timeline.js'
export { timelineOf } from './swarm/timeline/timeline-of.js'
export { type WaitOptions, type WaitResult, waitForConvergence } from './swarm/wait.js'
export type { WaitChange } from './swarm/wait-change.js'
