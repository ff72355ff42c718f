import { liveEngines, ruleRecords } from './rule.js'

/** R60–R79: what a Swarm shows of an update, and what may be concluded from it. R84–R86 are in swarm-failures.ts. */
export const swarmRules = ruleRecords([
  {
    id: 'R60',
    subject: 'Swarm',
    text: 'If an update fails under `failure_action: rollback`, the entire former service spec comes back, with its labels, and `PreviousSpec` is gone. `UpdateStatus` ends as `rollback_completed`; its message names the failed task while the rollback runs (`rollback_started`), and no longer at the end.',
    evidence: [
      { class: 'M', engines: liveEngines },
      { class: 'P', of: 'the former spec and its labels coming back', cases: ['G8'] },
    ],
  },
  {
    id: 'R61',
    subject: 'Swarm',
    text: 'During `updating`, `Spec` already holds the new spec and `PreviousSpec` the old one.',
    evidence: [
      { class: 'M', engines: liveEngines },
      { class: 'P', cases: ['G7'] },
    ],
  },
  {
    id: 'R62',
    subject: 'Swarm',
    text: 'If a redeploy changes only service labels, no update starts: the labels are final at once, and `UpdateStatus` becomes null, whatever it was (completed, rolled back). After a paused update whose old tasks still run, it starts the update again.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R63',
    subject: 'Swarm',
    text: 'After a redeploy without any change `UpdateStatus` is null and `PreviousSpec` is equal to `Spec`.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R64',
    subject: 'Swarm',
    text: "Comparing `Spec.TaskTemplate` (with mode and counts) to `PreviousSpec.TaskTemplate` shows whether an update must start, without a grace period. Different with `UpdateStatus` null: not begun yet, except with 0 replicas or a changed placement that still fits. Changed ports start an update under equal templates, so the tasks' specs are compared too.",
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R65',
    subject: 'Swarm',
    text: 'Wait only on `updating` and `rollback_started`: `paused` and `rollback_paused` stay until a user acts.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R66',
    subject: 'Swarm',
    text: "A deploy into a running update puts the spec in flight into `PreviousSpec` and sets `StartedAt` anew. If that deploy fails, its labels go back to those of the deploy it interrupted, not to the base's.",
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R67',
    subject: 'Swarm',
    text: 'N of N replicas does not mean converged: before a stop-first update begins, the old tasks are counted.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R68',
    subject: 'Swarm',
    text: 'Under `order: start-first` the old task serves during the whole of a failing update, and health checks pass.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R69',
    subject: 'Swarm',
    text: 'From `updating` to `rollback_completed` the value of `UpdateStatus.StartedAt` does not change.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R70',
    subject: 'Swarm',
    text: '`Version.Index` of a service is the raft index of the cluster. It moves several times in one ordinary update, and a manager that starts moves it and `UpdatedAt` of each service with a virtual IP, so only an unchanged value means something. PreviousSpec and UpdateStatus, which a start leaves alone, the specs of the tasks, and a snapshot right after our own deploy show who deployed last.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R71',
    subject: 'Swarm',
    text: 'The first deploy of a service has neither an UpdateStatus nor an update event; only its tasks show when it is done.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R72',
    subject: 'Swarm',
    text: 'The tasks of a job have the desired state `complete`, not `running`, and the slots of a replicated job begin at 0. A retry has the slot of the task that failed, which then has the desired state `shutdown`.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R73',
    subject: 'Swarm',
    text: 'A task that no node takes stays `pending` with the error `no suitable node (…)`. The update stays `updating`: no monitor, failure action or rollback ends it, for nothing has failed.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R74',
    subject: 'Swarm',
    text: 'A service with one task on each node gets none where no node is up, active and meets its constraints. `docker service ls` shows it as 0/0, and nothing more follows.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R75',
    subject: 'Swarm',
    text: '`docker stack deploy` runs a job again at each deploy, also with an unchanged spec: `JobStatus.JobIteration` grows by 1 (the first run has none), and a job never has an UpdateStatus.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R76',
    subject: 'Swarm',
    text: 'After `docker service rollback` the status ends as `rollback_completed`, as after a rollback of Swarm itself, but `PreviousSpec` is the spec that was left. While it runs, the message is `manually requested rollback`.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R77',
    subject: 'Swarm',
    text: 'A change of labels or of the number of replicas in the middle of an update begins the update again: `StartedAt` is new, and `PreviousSpec` is the spec in flight.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R78',
    subject: 'Swarm',
    text: 'A change of `update_config` or `rollback_config` alone, whatever in it, starts no update and makes `UpdateStatus` null.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R79',
    subject: 'Swarm',
    text: 'Under `failure_action: continue` the update ends as `completed` while its task fails again and again.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
])
