import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from '../../../src/app/env/parse-env.js'
import type { OptionValues } from '../../../src/cli/command.js'
import { explainCommand } from '../../../src/cli/explain.js'
import { fleetCommand } from '../../../src/cli/fleet.js'
import { predictCommand } from '../../../src/cli/predict.js'
import { applySettings } from '../../../src/cli/settings.js'
import { readBuildInfo } from '../../../src/go-binary/read-build-info.js'
import { readGoGitProfile } from '../../../src/go-binary/read-go-git-profile.js'
import { buildScenario } from '../../../src/golden/scenario/build-scenario.js'
import { commit, recipe, write } from '../../../src/golden/scenario/step-shorthands.js'
import { predict } from '../../../src/predict/predict.js'
import { stamp } from '../../../src/stamp/stamp.js'
import { withWorkBudget } from '../../../src/work-budget.js'
import { type FakeAnswers, withFakeDocker } from '../../../test/support/fake-docker.js'
import { blob, elf, machO, SHAPES, universal } from '../../../test/support/hand-made-binary.js'
import { hostileSwarm } from '../../hostile/hostile-swarm.js'
import { soundBaseline, soundRecording, soundRun } from '../../hostile/saved-samples.js'
import type { ByteFormat } from './byte-format.js'

const app = 'app.example.com'

const composeFile = `version: "3.8"
x-common: &common
  image: "nginx:\${TAG:-1.27}"
  env_file: .env.app
services:
  app:
    <<: *common
    ports: ["80:80", {target: 443, published: 443}]
    environment: {A: "1", B: $B}
    configs: [{source: conf, target: /etc/conf, mode: 0444}]
    secrets: [db_password]
    deploy: {replicas: 1, labels: ["a=b"], resources: {limits: {cpus: '0.5', memory: 50M}}, update_config: {delay: 5s}}
    healthcheck: {test: ["CMD", "true"], interval: 30s}
volumes: {data: {driver: local}}
configs: {conf: {name: "\${STACK_NAME}_conf_\${CONF_VERSION}", file: config/app.conf}}
secrets: {db_password: {external: true, name: "\${STACK_NAME}_db_password_\${SECRET_DB_PASSWORD_VERSION}"}}
`
const appFile = `# the app
TYPE=checkout:1.0.0+1.0.0
DOMAIN=app.example.com
B="a $DOMAIN \\"quoted\\"" # comment
TAG='1.27'
export SECRET_DB_PASSWORD_VERSION=v1 # length=32
COMPOSE_FILE="compose.yml"
`

const yaml = [
  '- ',
  ': ',
  '&a ',
  '*common',
  '<<: ',
  '|\n',
  '>-\n',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '!!binary ',
  '!!merge ',
  '%',
  '\t',
  '#',
  '\n',
  '$',
  '${',
  '---\n',
  '~',
  '0x',
  '? ',
]
const env = ['"', "'", '$', '${', '}', '\\', '\n', '\r', '=', '#', 'export ', ' ', '\\n', ':', 'TYPE=', '\0', '\xff']
const shell = ['export ', '_VERSION=', '\n', '"', "'", '$', '=', '#', ' ']

/** What is kept in files around a checkout; `host` is a Docker that answers with `answers`. */
export async function appFormats(dir: string, host: string, answers: FakeAnswers): Promise<ByteFormat[]> {
  const abraDir = join(dir, 'abra')
  const built = await buildScenario(
    {
      steps: [
        ...recipe,
        write('compose.yml', composeFile),
        write('.env.app', 'A=1\n'),
        write('.env.sample', appFile),
        write('abra.sh', 'export CONF_VERSION=v1\nexport TAG_VERSION="v2"\n'),
        commit,
        { do: 'tag', name: '1.0.0+1.0.0', annotated: true },
      ],
    },
    join(abraDir, 'recipes'),
  )
  const server = join(abraDir, 'servers', 'one')
  mkdirSync(server, { recursive: true })
  const envPath = join(server, `${app}.env`)
  writeFileSync(envPath, appFile)
  const { home } = built
  const deployed = { deployed: false } as const
  const stampBoth = async () => {
    const options = { app, abraDir, home, deployed, existingSecrets: ['app_example_com_db_password_v1'] }
    await allOf([() => stamp({ ...options, chaos: true }), () => predict(options)])
  }
  const inFile = (name: string, path: string, sample: string, tokens: readonly string[]): ByteFormat => ({
    name,
    samples: [Buffer.from(sample)],
    tokens,
    read: async (bytes) => {
      writeFileSync(path, bytes)
      try {
        await stampBoth()
      } finally {
        writeFileSync(path, sample)
      }
    },
  })
  const saved = join(dir, 'saved')
  const asked = (name: string, samples: readonly unknown[], use: () => Promise<unknown>): ByteFormat => ({
    name,
    json: true,
    samples: samples.map((sample) => Buffer.from(JSON.stringify(sample))),
    read: async (bytes) => {
      writeFileSync(saved, bytes)
      await use()
    },
  })
  const docker = { 'docker-host': host, 'abra-dir': abraDir }
  const explain = (values: OptionValues, ...names: string[]) =>
    allOf([
      () => explainCommand.run(names, values),
      () => explainCommand.run(names, { ...values, json: true, 'as-abra': true }),
    ])
  return [
    { ...inFile('.env', envPath, appFile, env), read: readEnv(envPath, stampBoth) },
    inFile('compose', join(built.dir, 'compose.yml'), composeFile, yaml),
    inFile('abra.sh', join(built.dir, 'abra.sh'), 'export CONF_VERSION=v1\nexport TAG_VERSION="v2"\n', shell),
    inFile('.env.sample', join(built.dir, '.env.sample'), appFile, env),
    inFile('env_file', join(built.dir, '.env.app'), 'A=1\nB="x y"\n', env),
    asked('recording', [soundRecording()], () => explain({ recording: saved })),
    asked('run record', [soundRun()], () => explain({ run: saved })),
    asked('baseline', [soundBaseline()], () =>
      explain({ since: saved, ...docker }, soundBaseline()['stack'] as string),
    ),
    asked('fleet', [JSON.parse((await fleetCommand.run([], { ...docker, json: true })).stdout)], () =>
      fleetCommand.run([], { since: saved, ...docker }),
    ),
    {
      name: 'settings',
      samples: [
        Buffer.from(
          `ABRA_DIR=${abraDir}\nDOCKER_HOST=unix:///nowhere\nABRA_DEPLOY_VERSION_GO_GIT=5.17 # as in abra\nABRA_DEPLOY_VERSION_STRICT=true\n`,
        ),
      ],
      tokens: ['ABRA_DEPLOY_VERSION_', '=', '"', "'", '\n', '#', '\\', '`', 'EXPECT'],
      read: async (bytes) => {
        writeFileSync(saved, bytes)
        await applySettings(predictCommand.options, { settings: saved })
      },
    },
    {
      name: 'secrets list',
      samples: [Buffer.from('app_example_com_db_password_v1\nother_v2\n')],
      read: async (bytes) => {
        writeFileSync(saved, bytes)
        await predictCommand.run([app], { secrets: saved, 'abra-dir': abraDir, 'no-swarm': true, home })
      },
    },
    {
      name: 'Go binary',
      samples: binaries(),
      read: async (bytes) => {
        writeFileSync(saved, bytes)
        await allOf([() => readBuildInfo(saved), () => readGoGitProfile(saved)])
      },
    },
    ...Object.entries(hostileSwarm()).map(
      ([path, answer]): ByteFormat => ({
        name: `Docker: ${path}`,
        json: true,
        samples: [Buffer.from(JSON.stringify(answer))],
        read: async (bytes) => {
          answers[path] = bytes
          try {
            await allOf([() => explainCommand.run([app], docker), () => fleetCommand.run([], docker)])
          } finally {
            answers[path] = answer
          }
        },
      }),
    ),
  ]
}

function readEnv(path: string, stampBoth: () => Promise<void>): ByteFormat['read'] {
  const before = readFileSync(path)
  return async (bytes) => {
    writeFileSync(path, bytes)
    try {
      await allOf([async () => parseEnv(bytes), stampBoth])
    } finally {
      writeFileSync(path, before)
    }
  }
}

/** Each of them, with a budget of its own; then the first failure is thrown. */
async function allOf(uses: readonly (() => Promise<unknown>)[]): Promise<void> {
  let failed: PromiseRejectedResult | undefined
  for (const use of uses) {
    const [ended] = await Promise.allSettled([withWorkBudget(use)])
    if (ended?.status === 'rejected' && failed === undefined) failed = ended
  }
  if (failed !== undefined) throw failed.reason
}

function binaries(): Buffer[] {
  const lines =
    'path\tcoopcloud.tech/abra/cmd/abra\nmod\tcoopcloud.tech/abra\t(devel)\t\ndep\tgithub.com/go-git/go-git/v5\tv5.16.2\th1:x=\n'
  return SHAPES.flatMap((shape) => [
    elf(blob(lines), shape),
    machO(blob(lines), shape),
    universal([machO(blob(lines), shape)]),
  ])
}

/** A Docker whose answers the formats change. */
export function withChangingDocker<T>(use: (host: string, answers: FakeAnswers) => Promise<T>): Promise<T> {
  const answers: FakeAnswers = { ...hostileSwarm() }
  return withFakeDocker(answers, (host) => use(host, answers))
}
