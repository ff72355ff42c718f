import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type FakeAnswers, MANAGER } from './fake-docker.js'

const stack = 'forum_example_com'
const label = (name: string) => `coop-cloud.${stack}.${name}`

/** What runs before anything is deployed: a release of the sample app. */
const release = {
  app: { image: 'discourse-sample:3.2.1', deploy: { labels: releaseLabels() } },
  db: { image: 'postgres-sample:15', deploy: { labels: {} } },
}

function releaseLabels(): Record<string, string> {
  return {
    [label('recipe')]: 'discourse',
    [label('version')]: '0.6.0+3.2.1',
    [label('chaos')]: 'false',
    [label('timeout')]: '120',
  }
}

/**
 * A Swarm on which the sample app runs, and where every update ends well at once: what a daemon answers, and a `docker` command in `bin` that has
 * every image and one secret, and takes a stack to be deployed.
 */
export function sampleSwarm(dir: string, bin: string): FakeAnswers {
  mkdirSync(dir)
  const script = [
    '#!/bin/sh',
    'case "$1 $2 $3" in',
    '  "stack deploy --help") ;;',
    `  "stack deploy "*) cat > "${dir}/$(ls "${dir}" | wc -l).yml" ;;`,
    `  "secret ls "*) echo ${stack}_db_password_v1 ;;`,
    '  *) echo ok ;;',
    'esac',
  ]
  writeFileSync(join(bin, 'docker'), `${script.join('\n')}\n`)
  chmodSync(join(bin, 'docker'), 0o755)
  return {
    ...MANAGER,
    '/services': () => states(dir).map(({ service }) => service),
    '/tasks': () => states(dir).map(({ task }) => task),
    '/events': '',
    '/configs': [],
    // Each secret that is asked for is there.
    '/secrets': (query: URLSearchParams) =>
      (JSON.parse(query.get('filters') ?? '{}').name ?? []).map((Name: string) => ({ ID: Name, Spec: { Name } })),
  }
}

/** A Docker context, as `abra server add` makes one for a server. */
export function addDockerContext(home: string, name: string, host: string): void {
  const dir = join(home, '.docker', 'contexts', 'meta', createHash('sha256').update(name).digest('hex'))
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }))
}

interface ComposeServices {
  readonly [name: string]: { readonly image: string; readonly deploy?: { readonly labels?: Record<string, string> } }
}

/** R61 R62 R63: PreviousSpec is the spec of the deploy before; of one that changes the task template alone comes an update, and a task. */
function states(dir: string) {
  const deploys = readdirSync(dir)
    .sort()
    .map((name) => (parse(readFileSync(join(dir, name), 'utf8')) as { services: ComposeServices }).services)
  const all: ComposeServices[] = [release, ...deploys]
  return Object.keys(all.at(-1) ?? {}).map((name) => {
    const id = `id-${name}`
    const specs = all.map((services) => specOf(name, services[name]))
    const [previous, spec] = [specs.at(-2), specs.at(-1)]
    const image = spec?.TaskTemplate.ContainerSpec.Image
    const began = 1 + specs.findLastIndex((each) => each?.TaskTemplate.ContainerSpec.Image !== image)
    const isUpdated = previous !== undefined && began === specs.length - 1
    const update = { State: 'completed', StartedAt: timeOf(began), CompletedAt: '2026-01-01T12:01:00.4Z' }
    const service = {
      ID: id,
      Version: { Index: 10 * all.length },
      CreatedAt: timeOf(0),
      UpdatedAt: timeOf(specs.length - 1),
      Spec: spec,
      ...(previous === undefined ? {} : { PreviousSpec: previous }),
      ...(isUpdated ? { UpdateStatus: update } : {}),
    }
    const task = {
      ID: `task-${name}-${began}`,
      ServiceID: id,
      Slot: 1,
      NodeID: 'node1',
      CreatedAt: timeOf(began),
      Spec: spec?.TaskTemplate,
      Status: { State: 'running', Timestamp: timeOf(began) },
      DesiredState: 'running',
    }
    return { service, task }
  })
}

function specOf(name: string, service: ComposeServices[string] | undefined) {
  if (service === undefined) return undefined
  return {
    Name: `${stack}_${name}`,
    Labels: { 'com.docker.stack.namespace': stack, ...service.deploy?.labels },
    TaskTemplate: { ContainerSpec: { Image: service.image } },
    Mode: { Replicated: { Replicas: 1 } },
  }
}

/** When a deploy came: the release that ran before is the first. */
function timeOf(deploy: number): string {
  return deploy === 0 ? '2026-01-01T12:00:00Z' : `2026-01-01T12:01:00.2${String(deploy).padStart(2, '0')}Z`
}
