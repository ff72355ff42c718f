import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { WireService, WireTask } from '../../src/swarm/snapshot/wire.js'
import { writeFiles } from './abra-folder.js'
import { type FakeAnswers, MANAGER } from './fake-docker.js'
import { git } from './git.js'

/** An ABRA_DIR with the sample recipe, and these apps as `server/app`, each with the text of its file. */
export function makeFleet(dir: string, apps: Readonly<Record<string, string>>): string {
  const abraDir = join(dir, 'abra')
  mkdirSync(join(abraDir, 'recipes'), { recursive: true })
  const clone = join(dir, 'discourse')
  git(dir, 'clone', '--quiet', join(process.cwd(), 'golden/recipes/discourse-sample.bundle'), clone)
  cpSync(clone, join(abraDir, 'recipes/discourse'), { recursive: true })
  writeFiles(abraDir, Object.fromEntries(Object.entries(apps).map(([app, text]) => [`servers/${app}.env`, text])))
  return abraDir
}

/** Lines that set every variable of the sample's `.env.sample` but TYPE. */
export const sampleVariables = [
  'DOMAIN',
  'LETS_ENCRYPT_ENV',
  'TIMEOUT',
  'ENABLE_BACKUPS',
  'SECRET_DB_PASSWORD_VERSION',
  'DISCOURSE_DEVELOPER_EMAILS',
  'DISCOURSE_SMTP_ADDRESS',
]
  .map((name) => `${name}=x\n`)
  .join('')

interface DeployedSample {
  readonly version?: string
  readonly chaosVersion?: string
  /** What the labels name; no label by default. */
  readonly recipe?: string
  /** Of the service's update; none by default. */
  readonly update?: string
  /** Of its one task. */
  readonly task?: string
}

/** A Docker with these stacks, each of one service `app`, as the API lists them. */
export function dockerWith(stacks: Readonly<Record<string, DeployedSample>>): FakeAnswers {
  const services: WireService[] = []
  const tasks: WireTask[] = []
  for (const [stack, { version, chaosVersion, recipe, update, task = 'running' }] of Object.entries(stacks)) {
    const id = `id-${stack}`
    const template = { ContainerSpec: { Image: 'discourse-sample:3.5.0' } }
    const label = (name: string) => `coop-cloud.${stack}.${name}`
    services.push({
      ID: id,
      Version: { Index: 7 },
      CreatedAt: '2026-01-01T12:00:00Z',
      UpdatedAt: '2026-01-01T12:00:00Z',
      Spec: {
        Name: `${stack}_app`,
        Labels: {
          'com.docker.stack.namespace': stack,
          ...(version === undefined ? {} : { [label('version')]: version }),
          ...(recipe === undefined ? {} : { [label('recipe')]: recipe }),
          [label('chaos')]: String(chaosVersion !== undefined),
          ...(chaosVersion === undefined ? {} : { [label('chaos-version')]: chaosVersion }),
        },
        TaskTemplate: template,
        Mode: { Replicated: { Replicas: 1 } },
      },
      ...(update === undefined
        ? {}
        : { UpdateStatus: { State: update, StartedAt: '2026-01-01T12:00:00Z', Message: 'x' } }),
    })
    tasks.push({
      ID: `task-${stack}`,
      ServiceID: id,
      Slot: 1,
      CreatedAt: '2026-01-01T12:00:00Z',
      DesiredState: 'running',
      Spec: template,
      Status: { State: task, Timestamp: '2026-01-01T12:00:10Z' },
    })
  }
  return { ...MANAGER, '/services': services, '/tasks': tasks }
}
