import { liveEngines, ruleRecords } from './rule.js'

const dockerCli = 'docker/cli v28.5.2'

/** R95: the names that Swarm takes. */
export const conversionRules = ruleRecords([
  {
    id: 'R95',
    subject: 'Swarm',
    text: 'Names of services and networks have at most 63 of `[a-zA-Z0-9_-]`, those of secrets and configs at most 64 of `[a-zA-Z0-9_.-]`; the first and the last are a letter or a digit. Swarm refuses any other only when it is made, after earlier ones; so no external one has another name either. That of a volume has two or more of `[a-zA-Z0-9_.-]`, the first as above; its node rejects the task if not.',
    evidence: [{ class: 'M', engines: liveEngines }],
  },
])

/** L45–L48: what docker/cli refuses of files that load, and what it makes of the others. */
export const converterRules = ruleRecords([
  {
    id: 'L45',
    subject: 'conversion to a Swarm service',
    text: 'Before anything is made `docker stack deploy` parses each image: `invalid image reference for service app: no image specified`, or capitals: `… repository name (library/Nginx) must be lowercase`. A bare digest of 64 hex digits is valid, `nginx:` is not. The converter itself looks at no image.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L46',
    subject: 'conversion to a Swarm service',
    text: 'A secret or config that no file declares is `service app: undefined secret "x"`, two on one target `duplicate secret target for st_x not allowed`. Both are seen only after networks, secrets and configs were made. A `credential_spec.config` whose config has a `name` is never found.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L47',
    subject: 'conversion to a Swarm service',
    text: 'A named volume has to be declared (`undefined volume "x"`); `bind`, `volume`, `tmpfs`, `image` options fit their own type only; bind, npipe, cluster and image mounts need a source, tmpfs must have none.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
  {
    id: 'L48',
    subject: 'conversion to a Swarm service',
    text: 'Refused as well: `Unknown mode: foo`, replicas with a global mode, `undefined network "x"`, cpus that are no rational number or finer than 1e-9, `unknown restart policy`, a healthcheck with test and disable. Capabilities are sent as `CAP_…`, each once; of repeated cap_add, links, expose, tmpfs, devices, depends_on and security_opt nothing else arrives.',
    evidence: [{ class: 'L', libraries: [dockerCli] }],
  },
])
