import { liveEngines, ruleRecords } from './rule.js'

/** R96–R97: how long Swarm watches an update, and what is a failure of it. */
export const swarmUpdateEndRules = ruleRecords([
  {
    id: 'R96',
    subject: 'Swarm',
    text: '`update_config.delay` passes after each task, the last one too; then Swarm watches for `monitor`, or where that is no longer than the delay for the delay and one second more. A task that ends before the delay is over has failed, though `monitor` is over. So an update of one task with `delay: 1h` stays `updating` for two hours.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R97',
    subject: 'Swarm',
    text: 'To an update each task of it that ends within `monitor` has failed (`failure or early termination`): also one that ends with exit code 0 and has the state `complete`, which a failed health check leads to where the task handles SIGTERM, and one that Swarm stops because its node is drained (`shutdown`).',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
])
