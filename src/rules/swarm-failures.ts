import { liveEngines, ruleRecords } from './rule.js'

/** R84–R86: failures of tasks that are no failure of the update. */
export const swarmFailureRules = ruleRecords([
  {
    id: 'R84',
    subject: 'Swarm',
    text: 'A task that ends after `monitor` is no failure of the update: it ends as `completed` and is not rolled back, whatever follows.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R85',
    subject: 'Swarm',
    text: 'An update fails when *more* than `max_failure_ratio` of its tasks fail: with 0.5 it ends as `completed` though one of two tasks fails.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R86',
    subject: 'Swarm',
    text: 'A deploy that takes a service from 0 replicas to 1 has no UpdateStatus and is never rolled back, whatever its task does.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
])
