import { liveEngines, ruleRecords } from './rule.js'

/** R87: configs and secrets, which a Swarm never changes. */
export const swarmConfigRules = ruleRecords([
  {
    id: 'R87',
    subject: 'Swarm',
    text: 'A config or secret never changes its content. `docker stack deploy` asks for it all the same, and the Swarm answers `only updates to Labels are allowed`; networks and new configs are made by then, no service is touched. The data of a config must have 1 to 1,023,999 bytes, that of a secret 1 to 511,999.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
])
