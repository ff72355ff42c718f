import { liveEngines, ruleRecords } from './rule.js'

/** R88–R89: tasks that their node rejects. */
export const swarmRejectionRules = ruleRecords([
  {
    id: 'R88',
    subject: 'Swarm',
    text: 'A task that its node rejects (an image, a mount or a network that cannot be had there) has the state `rejected` and never ran. Swarm starts another one after `restart_policy.delay`, on that node or on another, again and again, also in a paused update. Only `condition: none` and `max_attempts` end this, the latter after so many further tasks.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
  {
    id: 'R89',
    subject: 'Swarm',
    text: 'To an update a rejected task has failed: under `failure_action` `pause` or `rollback` that is its end. Under `continue`, and up to `max_failure_ratio`, it ends as `completed`, and Swarm goes on starting tasks.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
])
