import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command, OptionValues } from '../../src/cli/command.js'
import { explainCommand } from '../../src/cli/explain.js'
import { goldenCommand } from '../../src/cli/golden.js'
import { identityCommand } from '../../src/cli/identity.js'
import { upgradeJson } from '../../src/cli/render-upgrade.js'
import { waitCommand } from '../../src/cli/wait.js'
import { recordRun } from '../../src/harness/run/run-record.js'
import type { UpgradeReport } from '../../src/harness/upgrade/report.js'
import { checkRecipe } from '../../src/recipe-check/check-recipe.js'
import { checkOf } from '../recipe-check/made-recipe.js'
import { type FakeAnswers, MANAGER, withFakeDocker } from '../support/fake-docker.js'
import { dockerWith, makeFleet } from '../support/fleet-sample.js'
import { git } from '../support/git.js'
import { makeReadmeSample, type ReadmeSample } from '../support/readme-sample.js'
import { runCli } from '../support/run-cli.js'
import { smallGolden } from '../support/small-golden.js'
import { time, wireService, wireSpec, wireTask } from '../swarm/wire-states.js'
import { documentedFields, printedFields } from './documented-fields.js'

let scratch: string
let sample: ReadmeSample
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'json-fields-'))
  sample = makeReadmeSample(scratch)
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Runs the command lines in the sample, one after the other, and takes the objects that they print. */
async function printed(...lines: string[]): Promise<unknown[]> {
  const answers = []
  for (const line of lines) {
    const { stdout } = await runCli(line.split(' '), { env: sample.env, cwd: sample.dir })
    answers.push(JSON.parse(stdout))
  }
  return answers
}

function expectDocumented(name: string, answers: readonly unknown[]): void {
  const documented = documentedFields(name)
  const found = new Set(answers.flatMap((answer) => printedFields(answer, documented)))
  expect([...found].sort()).toEqual([...documented].sort())
}

const LABELS = {
  'coop-cloud.s.chaos': 'true',
  'coop-cloud.s.chaos-version': '7ae7b0f7+U',
  'coop-cloud.s.version': '0.9.0+3.5.0',
  'coop-cloud.s.recipe': 'discourse',
}
const TEMPLATE = { ContainerSpec: { Image: 'image:1', Args: ['new'], Env: ['TYPE=discourse:7ae7b0f7+U'] } }
const UPDATED = wireService({
  Spec: { ...wireSpec('new', LABELS), TaskTemplate: TEMPLATE },
  PreviousSpec: wireSpec('old', LABELS),
  UpdateStatus: { State: 'paused', StartedAt: time(1), CompletedAt: time(9), Message: 'update paused' },
})
const FAILED = wireTask('new', {
  Spec: TEMPLATE,
  Status: { Timestamp: time(8), State: 'failed', Err: 'task: non-zero exit (3)', ContainerStatus: { ExitCode: 3 } },
  DesiredState: 'shutdown',
})

async function swarm(command: Command, answers: FakeAnswers, values: OptionValues = {}): Promise<unknown[]> {
  return withFakeDocker({ ...MANAGER, ...answers }, async (host) => {
    const lines: string[] = []
    const write = process.stdout.write
    process.stdout.write = (text: string | Uint8Array) => lines.push(String(text)) > 0
    try {
      const { stdout } = await command.run(['s'], { 'docker-host': host, 'abra-dir': scratch, json: true, ...values })
      return [...lines.map((line) => JSON.parse(line)), JSON.parse(stdout)]
    } finally {
      process.stdout.write = write
    }
  })
}

interface WaitLine {
  readonly task?: object
  readonly services?: { readonly failures: readonly object[] }[]
  readonly logs?: readonly object[]
}

/** A task as it is after it was seen in an earlier snapshot, which one answer of a daemon does not show. */
function remembered(task: object): object {
  return { ...task, seenRunningAt: time(1), pruned: true, nodeState: 'down' }
}

describe('docs/cli.md lists the fields that are printed', () => {
  it('of an error', async () => {
    expectDocumented('an error', await printed('chaos-version nowhere --json'))
  })

  it('of chaos-version', async () => {
    writeFileSync(join(sample.dir, 'recipe/.git/info/exclude'), '*.log\n')
    writeFileSync(join(sample.dir, 'recipe/a.log'), '')
    writeFileSync(join(sample.dir, 'recipe/compose.ccci.yml'), '')
    expectDocumented('chaos-version --json', await printed('chaos-version recipe --json --explain'))
  })

  it('of predict and stamp', async () => {
    const recipe = join(sample.dir, '.abra/recipes/discourse')
    const secrets = { all: join(sample.dir, 'all'), none: join(sample.dir, 'none') }
    writeFileSync(secrets.none, '')
    writeFileSync(secrets.all, 'forum_example_com_db_password_v1\n')
    appendFileSync(
      join(sample.dir, '.abra/servers/one.example.com/forum.example.com.env'),
      'SECRET_DB_PASSWORD_VERSION=v1 # length=32 charset=hex\nDOMAIN=forum.example.com\nOTHER=$DOMAIN\n',
    )
    writeFileSync(join(recipe, '.git/info/exclude'), '*.log\n')
    writeFileSync(join(recipe, 'a.log'), '')
    // Lint reads the commit that Ensure checks out: with --latest the branch.
    writeFileSync(join(recipe, 'compose.late.yml'), 'services:\n  late:\n    image: late:latest\n')
    git(recipe, 'add', 'compose.late.yml')
    git(recipe, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message=late')
    const release = 'predict forum.example.com --no-swarm --json'
    expectDocumented(
      'predict --json',
      await printed(
        `${release} --explain --abra-log`,
        `${release} --secrets ${secrets.none}`,
        `${release} --chaos`,
        `${release} --latest`,
        'predict forum.example.com --chaos --deployed 0.6.0+3.2.1 --json',
      ),
    )
    const stamp = 'stamp forum.example.com --no-swarm --json'
    expectDocumented(
      'stamp --json',
      await printed(stamp, `${stamp} --latest`, `${stamp} --chaos`, `${stamp} --secrets ${secrets.all} --offline`),
    )
  })

  it('of identity', async () => {
    const done = wireTask('new')
    const answers = { '/services': [UPDATED], '/tasks': [FAILED, done] }
    const [identity] = (await swarm(identityCommand, answers)) as [{ tasks: object[] }]
    expectDocumented('identity --json', [{ ...identity, tasks: identity.tasks.map(remembered) }])
  })

  it('of wait', async () => {
    const answers = { '/services': [UPDATED], '/tasks': [FAILED] }
    const lines = (await swarm(waitCommand, answers, { logs: '5', 'as-abra': true })) as WaitLine[]
    const outcome = lines.at(-1)
    const services = outcome?.services?.map((service) => ({
      ...service,
      warnings: ['a problem of an earlier deploy'],
      failures: service.failures.map(remembered),
    }))
    // The fake has no log, so this one has a problem; one that was read has lines.
    const logs = [...(outcome?.logs ?? []), { lines: ['fatal: no database'] }]
    const asAbra = { services: [{ error: 'service update paused' }] }
    expectDocumented('the outcome of wait --json', [{ ...outcome, services, logs }, { asAbra }])
    const changes = lines
      .slice(0, -1)
      .map((change) => (change.task ? { ...change, task: remembered(change.task) } : change))
    expectDocumented('a change of wait --json', [...changes, { schema: 1, kind: 'warning', text: 'a' }])
  })

  it('of explain', async () => {
    const record = join(scratch, 'run.json')
    await recordRun(record, {
      app: { name: 'a', server: 's', path: '/a.env', stackName: 's' },
      recipe: { name: 'discourse', dir: '/discourse' },
      to: '7ae7b0f7',
      startedAt: '2026-01-01T12:00:00.000Z',
      verdict: { ok: false, kind: 'images-missing', reason: 'told by the harness' },
      handedOver: 'nothing',
      goesOn: 'nothing of s was deployed',
      warnings: ['a warning'],
    })
    const ended = await explainCommand.run([], { run: record, json: true })
    const recorded = await explainCommand.run([], { recording: 'golden/swarm/rolled-back.json', json: true })
    const dropped = await explainCommand.run([], { recording: 'golden/swarm/dropped-service.json', json: true })
    const undeployed = await explainCommand.run([], { recording: 'golden/swarm/undeployed.json', json: true })
    const paused = { recording: 'golden/swarm/paused.json', 'as-abra': true, json: true }
    const asAbra = await explainCommand.run([], paused)
    expectDocumented(
      'explain --json',
      [ended, recorded, dropped, undeployed, asAbra].map(({ stdout }) => JSON.parse(stdout)),
    )
    expectDocumented('explain CODE --json', await printed('explain HEAD_UNBORN --json'))
  })

  it('of recipe check', async () => {
    const { dir } = await checkRecipe({ dir: join(sample.dir, 'recipe'), home: scratch })
    const [commit, made] = await Promise.all([
      printed(`recipe check ${dir} --ref HEAD --json`),
      checkOf({ 'compose.b.yml': 'a: [\n', 'abra.sh': '' }),
    ])
    expectDocumented('recipe check --json', [...commit, made])
  })

  it('of rule', async () => {
    expectDocumented('rule --json', await printed('rule --json'))
  })

  it('of upgrade', () => {
    expectDocumented('upgrade --json', [JSON.parse(upgradeJson(report))])
  })

  it('of fleet', async () => {
    const dir = mkdtempSync(join(scratch, 'fleet-'))
    const abraDir = makeFleet(dir, {
      'one/chaos.org': 'TYPE=discourse:0.6.0+3.2.1\n',
      'one/broken.org': 'A B\n',
      'one/behind.org': 'TYPE=discourse:0.6.0+3.2.1\n',
      'one/other.org': 'TYPE=discourse:0.6.0+3.2.1\n',
    })
    // A server that cannot be listed, and a release that has notes.
    symlinkSync('self', join(abraDir, 'servers/self'))
    git(join(abraDir, 'recipes/discourse'), 'tag', '0.8.0+3.4.0')
    const docker = dockerWith({
      chaos_org: { chaosVersion: '7ae7b0f7' },
      behind_org: { version: '0.6.0+3.2.1' },
      other_org: { recipe: 'nextcloud', version: '0.6.0+3.2.1' },
    })
    const since = join(dir, 'since.json')
    const known = await withFakeDocker(docker, async (host) => {
      const run = (...more: string[]) =>
        runCli(['fleet', '--json', '--abra-dir', abraDir, '--docker-host', host, ...more])
      const { stdout } = await run('chaos.org')
      writeFileSync(since, stdout)
      return [stdout, (await run('--since', since)).stdout]
    })
    const { stdout: unknown } = await runCli([
      'fleet',
      '--json',
      '--abra-dir',
      abraDir,
      '--docker-host',
      'unix:///nowhere',
    ])
    expectDocumented(
      'fleet --json',
      [...known, unknown].map((text) => JSON.parse(text)),
    )
  })

  it('of golden', async () => {
    const golden = smallGolden(scratch, ['env-grammar/an-empty-value'])
    const { stdout } = await goldenCommand.run(['verify'], { golden, source: 'library', json: true })
    const fault = { path: 'a', fault: 'b' }
    // What is only there when something is wrong.
    expectDocumented('golden verify --json', [{ ...JSON.parse(stdout), manifest: [fault], known: [{}], stale: [{}] }])
    const { stdout: recorded } = await goldenCommand.run(['record'], { golden, tables: true, json: true })
    expectDocumented('golden record --json', [{ ...JSON.parse(recorded), changed: ['library'] }])
  })
})

const commit = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
const prediction = {
  outcome: 'stamp',
  version: '7ae7b0f7',
  source: 'chaos',
  steps: [],
  warnings: [],
  trace: [],
} as const
const deployed = { deployer: 'abra', outcome: 'deployed', prediction, lines: [] } as const
/** The compiler asks for every field. */
const report: Required<UpgradeReport> = {
  outcome: 'not-upgraded',
  app: 'forum.example.com',
  server: 'default',
  path: '/abra/servers/default/forum.example.com.env',
  stack: 's',
  recipe: 'discourse',
  dir: '/abra/recipes/discourse',
  deployer: 'abra',
  startedAt: '2026-01-01T12:00:00.000Z',
  handedOver: 'head',
  from: { ref: '0.7.0+3.3.1', commit, tag: '0.7.0+3.3.1', notes: ['a note'] },
  to: { ref: 'main', commit, notes: [] },
  step: 'prune',
  steps: [{ step: 'lock', ok: true, text: 'taken', elapsedMs: 1, tookMs: 1 }],
  reason: 'it was rolled back',
  goesOn: 'nothing goes on',
  expected: '7ae7b0f7',
  deployed: '7ae7b0f7',
  findings: [{ kind: 'rolled-back', certainty: 'certain', evidence: [], advice: 'a' }],
  base: deployed,
  head: deployed,
  prediction,
  differences: [
    {
      kind: 'other-version',
      text: 'a',
      predicted: { outcome: 'stamp' },
      abra: { outcome: 'stamp', exitCode: 0, lines: [] },
      golden: { profile: '5.16', arguments: [], flags: {}, env: {}, checkout: {}, trace: [] },
    },
  ],
  orphans: ['s_old'],
  removed: ['s_old'],
  warnings: ['a warning'],
  evidence: { snapshots: [] },
}
