import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Command, OptionValues } from '../../src/cli/command.js'
import { explainCommand } from '../../src/cli/explain.js'
import { identityCommand } from '../../src/cli/identity.js'
import { waitCommand } from '../../src/cli/wait.js'
import type { WireService, WireTask } from '../../src/swarm/snapshot/wire.js'
import { type FakeAnswers, MANAGER, withFakeDocker } from '../support/fake-docker.js'
import { runCli } from '../support/run-cli.js'
import { withScratch } from '../support/scenario.js'
import { time, wireService, wireSpec, wireTask } from '../swarm/wire-states.js'

const HOSTILE = '7ae7b0f7\u001b[2J\u202e\n+U'
const CHAOS = {
  'coop-cloud.s.chaos': 'true',
  'coop-cloud.s.chaos-version': '7ae7b0f7+U',
  'coop-cloud.s.version': '0.9.0+3.5.0',
}
const SERVICE = wireService({ Spec: wireSpec('old', CHAOS) })
const TASK = wireTask('old')

interface Shown {
  services?: WireService[]
  tasks?: WireTask[]
  more?: FakeAnswers
}

/** A command against a daemon that shows this; what it wrote by itself comes with its answer. */
async function run(
  command: Command,
  { services = [SERVICE], tasks = [TASK], more = {} }: Shown,
  values: OptionValues = {},
  name = 's',
) {
  const written: string[] = []
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text))
      return true
    }),
  )
  try {
    return await withFakeDocker({ ...MANAGER, '/services': services, '/tasks': tasks, ...more }, async (host) => {
      const output = await command.run([name], { 'docker-host': host, 'abra-dir': '/nonexistent', ...values })
      return { ...output, written: written.join('') }
    })
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

describe('identity', () => {
  it('is one line, the stamp', async () => {
    const { stdout, stderr, exitCode } = await run(identityCommand, {})
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: '7ae7b0f7+U', stderr: [], exitCode: 0 })
  })

  it('as JSON has schema 1 and is a baseline', async () => {
    const { stdout } = await run(identityCommand, {}, { json: true })
    const answer = JSON.parse(stdout)
    expect(Object.keys(answer)).toEqual(
      expect.arrayContaining([
        'schema',
        'stack',
        'takenAt',
        'services',
        'service',
        'version',
        'chaos',
        'chaosVersion',
        'image',
        'specIndex',
        'tasks',
      ]),
    )
    expect(answer).toMatchObject({
      schema: 1,
      stack: 's',
      service: 's_app',
      chaosVersion: '7ae7b0f7+U',
      version: '0.9.0+3.5.0',
    })
    await withScratch(async (dir) => {
      writeFileSync(join(dir, 'base.json'), stdout)
      const { exitCode, stdout: verdict } = await run(waitCommand, {}, { since: join(dir, 'base.json') })
      expect({ exitCode, verdict }).toEqual({ exitCode: 0, verdict: 'unchanged 7ae7b0f7+U' })
    })
  })

  it.each([
    ['7ae7b0f7', false, 0],
    ['7ae7b0f7', true, 1],
    ['7ae7b0f7+U', true, 0],
    ['eb96de94', false, 1],
  ])('--expect %s, strict %s: exit %i', async (expect_, strict, code) => {
    const { exitCode, stderr } = await run(identityCommand, {}, { expect: expect_, strict })
    expect(exitCode).toBe(code)
    expect(stderr).toHaveLength(code)
  })

  it('says that an update may still take the stamp back', async () => {
    const updating = wireService({
      Spec: wireSpec('new', CHAOS),
      PreviousSpec: wireSpec('old', { ...CHAOS, 'coop-cloud.s.chaos-version': 'eb96de94+U' }),
      UpdateStatus: { State: 'updating', StartedAt: time(1), Message: 'update in progress' },
    })
    const { stdout, stderr } = await run(identityCommand, { services: [updating] })
    expect(stdout).toBe('7ae7b0f7+U')
    expect(JSON.parse((await run(identityCommand, { services: [updating] }, { json: true })).stdout)).toMatchObject({
      update: { state: 'updating', startedAt: time(1) },
      previous: { chaosVersion: 'eb96de94+U', image: 'image:1' },
    })
    expect(stderr).toEqual(['the update of s_app is updating: update in progress; eb96de94+U may come back'])
  })

  it('says unknown where no label says', async () => {
    expect(await run(identityCommand, { services: [wireService()] })).toMatchObject({ stdout: 'unknown', stderr: [] })
  })

  it('names TYPE of the tasks there, which is no version', async () => {
    const template = { ContainerSpec: { Image: 'image:1', Env: ['TYPE=discourse:7ae7b0f7+U'] } }
    const services = [wireService({ Spec: { ...wireService().Spec, TaskTemplate: template } })]
    const { stdout, stderr, exitCode } = await run(identityCommand, { services }, { expect: '7ae7b0f7' })
    expect({ stdout, exitCode }).toEqual({ stdout: 'unknown', exitCode: 1 })
    expect(stderr[0]).toMatch(/^the tasks of s_app have TYPE=discourse:7ae7b0f7\+U in the environment/)
  })

  it('refuses a stack that is not there, with those there are', async () => {
    const absent = run(identityCommand, { services: [] })
    await expect(absent).rejects.toMatchObject({ code: 'STACK_NOT_FOUND' })
    const { stdout, exitCode } = await run(identityCommand, { services: [] }, { 'allow-absent': true, json: true })
    expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      answer: { schema: 1, stack: 's', services: [] },
    })
  })

  it('lets no control character of a label reach the terminal', async () => {
    const services = [wireService({ Spec: wireSpec('old', { ...CHAOS, 'coop-cloud.s.chaos-version': HOSTILE }) })]
    for (const values of [{}, { json: true }, { expect: 'eb96de94' }]) {
      const { stdout, stderr } = await run(identityCommand, { services }, values)
      expect([stdout, ...stderr].join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    }
  })

  it('takes an app for its stack', () =>
    withScratch(async (dir) => {
      mkdirSync(join(dir, 'servers/default'), { recursive: true })
      writeFileSync(join(dir, 'servers/default/s.example.env'), 'RECIPE=discourse\nSTACK_NAME=s\n')
      const { stdout } = await run(identityCommand, {}, { 'abra-dir': dir }, 's.example')
      expect(stdout).toBe('7ae7b0f7+U')
      await expect(run(identityCommand, {}, { 'abra-dir': dir }, 't.example')).rejects.toMatchObject({
        code: 'APP_NOT_FOUND',
      })
    }))

  it('wants one app or stack', async () => {
    await expect(identityCommand.run([], {})).rejects.toMatchObject({ code: 'USAGE' })
    await expect(identityCommand.run(['a', 'b'], {})).rejects.toMatchObject({ code: 'USAGE' })
    await expect(identityCommand.run(['a'], { strict: true })).rejects.toMatchObject({ code: 'USAGE' })
  })
})

describe('wait', () => {
  const failing = {
    services: [SERVICE],
    tasks: [
      ...[1, 2, 3].map((n) =>
        wireTask('old', {
          ID: `failed${n}`,
          CreatedAt: time(n),
          DesiredState: 'shutdown',
          Status: {
            State: 'failed',
            Timestamp: time(n),
            Err: `task: non-zero exit (3) ${HOSTILE}`,
            ContainerStatus: { ExitCode: 3 },
          },
        }),
      ),
      wireTask('old', {
        ID: 'ready',
        CreatedAt: time(4),
        DesiredState: 'ready',
        Status: { State: 'ready', Timestamp: time(4) },
      }),
    ],
  }

  it('prints the verdict and the stamp; 0 when it has converged', async () => {
    const { stdout, exitCode, written } = await run(waitCommand, {})
    expect({ stdout, exitCode }).toEqual({ stdout: 'converged 7ae7b0f7+U', exitCode: 0 })
    expect(written).toMatch(/^s_app: converged: [^\n]+\n$/)
  })

  it('is 1 when it has not, and tells each failed task in a safe line, whole', async () => {
    const { stdout, exitCode, written, stderr } = await run(waitCommand, failing)
    expect({ stdout, exitCode }).toEqual({ stdout: 'crash-looping 7ae7b0f7+U', exitCode: 1 })
    expect(
      written
        .trimEnd()
        .split('\n')
        .filter((line) => line.includes('exit code 3')),
    ).toHaveLength(4)
    expect(written + stderr.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  it('is 1 when another version has converged than was expected', async () => {
    const { exitCode, stderr } = await run(waitCommand, {}, { expect: 'eb96de94' })
    expect(exitCode).toBe(1)
    expect(stderr.at(-1)).toBe('expected eb96de94, deployed is 7ae7b0f7+U; explain says why')
  })

  it('--json is one object a line, the outcome last', async () => {
    const { stdout, written } = await run(waitCommand, failing, { json: true })
    const lines = `${written}${stdout}`.split('\n').map((line) => JSON.parse(line))
    expect(lines.every(({ schema }) => schema === 1)).toBe(true)
    expect(lines.map(({ kind }) => kind)).toEqual(['task-failed', 'task-failed', 'task-failed', 'service', undefined])
    expect(lines.at(-1)).toMatchObject({
      outcome: 'settled',
      verdict: 'crash-looping',
      version: '7ae7b0f7+U',
      timeout: 300,
    })
  })

  it('--logs shows the last lines of a failed task, made safe', async () => {
    const log = Buffer.from('first\nfatal: \u001b[31mno database\n')
    const framed = Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, log.length]), log])
    const { stderr } = await run(waitCommand, { ...failing, more: { '/tasks/failed3/logs': framed } }, { logs: '5' })
    expect(stderr.slice(0, 3)).toEqual([
      'last lines of task failed3 of s_app:',
      '  first',
      '  fatal: \\u{1b}[31mno database',
    ])
  })

  it('--as-abra says what a waiting abra would have reported', async () => {
    const paused = { ...SERVICE, UpdateStatus: { State: 'paused', Message: 'update paused' } }
    const { stderr, exitCode } = await run(waitCommand, { services: [paused] }, { 'as-abra': true })
    expect(exitCode).toBe(1)
    expect(stderr.at(-1)).toBe(
      'as abra: app deploy would have reported `FATA deploy failed` (R8, L: docker/cli’s own wait ends so); with -c nothing',
    )
  })

  it('is 124 when the time is over, and says that the deploy goes on', async () => {
    const starting = [wireTask('old', { Status: { State: 'preparing' } })]
    const { exitCode, stdout, stderr } = await run(waitCommand, { tasks: starting }, { timeout: '500ms' })
    expect({ exitCode, stdout }).toEqual({ exitCode: 124, stdout: 'updating 7ae7b0f7+U' })
    expect(stderr.at(-1)).toMatch(/^timed out after 0.5 s; the deploy of s goes on/)
  })

  it('is 130 on Ctrl-C, and says that the deploy goes on', async () => {
    const starting = [wireTask('old', { Status: { State: 'preparing' } })]
    let looks = 0
    const more = {
      '/tasks': () => {
        if (looks++ === 1) process.emit('SIGINT')
        return starting
      },
    }
    const { exitCode, stderr } = await run(waitCommand, { more })
    expect(exitCode).toBe(130)
    expect(stderr.at(-1)).toMatch(/^interrupted; the deploy of s goes on/)
    expect(process.listenerCount('SIGINT')).toBe(0)
  })

  it('is 143 on SIGTERM, with its verdict and its record', () =>
    withScratch(async (dir) => {
      const record = join(dir, 'deploy.json')
      let looks = 0
      const more = {
        '/tasks': () => {
          if (looks++ === 1) process.emit('SIGTERM')
          return [wireTask('old', { Status: { State: 'preparing' } })]
        },
      }
      const { exitCode, stdout, stderr } = await run(waitCommand, { more }, { record })
      expect({ exitCode, stdout }).toEqual({ exitCode: 143, stdout: 'updating 7ae7b0f7+U' })
      expect(stderr.at(-1)).toMatch(/^interrupted; the deploy of s goes on/)
      expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ schema: 1, stack: 's' })
      expect(process.listenerCount('SIGTERM')).toBe(0)
    }))

  it('--json ends with the outcome, though a call is under way when the time is over', async () => {
    let looks = 0
    const more = {
      '/tasks': () => {
        // Longer than the timeout: the connection is closed below this call.
        if (looks++ > 0) return new Promise((done) => setTimeout(() => done([]), 3000))
        return [wireTask('old', { Status: { State: 'preparing' } })]
      },
    }
    const { stdout, written, exitCode } = await run(waitCommand, { more }, { json: true, timeout: '1s' })
    expect(exitCode).toBe(124)
    const lines = `${written}${stdout}`.split('\n').map((line) => JSON.parse(line))
    expect(lines.map(({ kind, outcome }) => kind ?? outcome)).toEqual(['service', 'timed-out'])
  })

  it('--fail-blocked is 1 when no node takes a task for so long, and says why', async () => {
    const Err = 'no suitable node (scheduling constraints not satisfied on 1 node)'
    const tasks = [wireTask('old', { Status: { State: 'pending', Err } })]
    const { exitCode, stdout, stderr, written } = await run(waitCommand, { tasks }, { 'fail-blocked': '300ms' })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: 'blocked 7ae7b0f7+U' })
    expect(written).toContain(`s_app: blocked: no node takes a task: slot 1 pending: ${Err}`)
    expect(stderr.at(-1)).toMatch(/^given up; the deploy of s goes on \(blocked: /)
  })

  describe('--logs after a rollback', () => {
    const rolledBack = {
      services: [
        wireService({
          Spec: wireSpec('old', CHAOS),
          UpdateStatus: {
            State: 'rollback_completed',
            StartedAt: time(10),
            CompletedAt: time(30),
            Message: 'rollback completed',
          },
        }),
      ],
      tasks: [
        TASK,
        wireTask('new', {
          ID: 'taken',
          CreatedAt: time(11),
          DesiredState: 'shutdown',
          Status: { State: 'failed', Timestamp: time(12), Err: 'task: non-zero exit (1)' },
        }),
      ],
      more: { '/tasks/taken/logs': 'httpd: no such folder\n' },
    }

    it('has those of the task that made Swarm roll back, and tells its error', async () => {
      const { stdout, stderr, written, exitCode } = await run(waitCommand, rolledBack, { logs: '5' })
      expect({ stdout, exitCode }).toEqual({ stdout: 'rolled-back 7ae7b0f7+U', exitCode: 1 })
      expect(stderr.slice(0, 2)).toEqual(['last lines of task taken of s_app:', '  httpd: no such folder'])
      expect(written).toContain('task taken (slot 1): task: non-zero exit (1)')
    })

    it('has them in the outcome with --json', async () => {
      const { stdout, stderr } = await run(waitCommand, rolledBack, { logs: '5', json: true })
      expect(JSON.parse(stdout)).toMatchObject({
        verdict: 'rolled-back',
        services: [{ failures: [{ id: 'taken' }] }],
        logs: [{ service: 's_app', task: 'taken', lines: ['httpd: no such folder'] }],
      })
      expect(stderr.join()).not.toContain('last lines')
    })

    it('says why there is none', async () => {
      const task = (State: string) =>
        wireTask('new', {
          ID: 'taken',
          CreatedAt: time(11),
          DesiredState: 'shutdown',
          Status: { State, Timestamp: time(12) },
        })
      const rejected = await run(waitCommand, { ...rolledBack, tasks: [TASK, task('rejected')] }, { logs: '5' })
      expect(rejected.stderr[0]).toBe('no log of task taken of s_app: it never started')
      const silent = { ...rolledBack, tasks: [TASK, task('failed')], more: { '/tasks/taken/logs': Buffer.alloc(0) } }
      expect((await run(waitCommand, silent, { logs: '5' })).stderr[0]).toBe('task taken of s_app printed nothing')
    })
  })

  it('--record keeps what explain --recording explains', () =>
    withScratch(async (dir) => {
      const record = join(dir, 'deploy.json')
      await run(waitCommand, failing, { record, expect: '7ae7b0f7+U' })
      const { stdout, exitCode } = await explainCommand.run([], { recording: record })
      expect(stdout.split('\n')[0]).toMatch(/^failed \(certain\): /)
      expect(exitCode).toBe(1)
      expect(existsSync(record)).toBe(true)
    }))

  it.each([{ record: '/dev/full' }, { html: '/dev/full' }, { record: '/dev/null', checkout: '/nonexistent' }])(
    'keeps its verdict where %j fails',
    async (values) => {
      const answer = await run(waitCommand, failing, values)
      const { written: _, failure: none, ...plain } = await run(waitCommand, failing)
      expect(none).toBeUndefined()
      expect(answer).toMatchObject({
        ...plain,
        stderr: [expect.stringContaining('failed')],
        failure: { code: expect.any(String) },
      })
    },
  )

  it('prints its verdict where --record fails, then the error, and exits with 2', () =>
    withFakeDocker({ ...MANAGER, '/services': failing.services, '/tasks': failing.tasks }, async (host) => {
      const args = ['wait', 's', '--docker-host', host, '--abra-dir', '/nonexistent', '--record', '/dev/full']
      const { exitCode, stdout, stderr } = await runCli([...args, '--json'])
      expect(exitCode).toBe(2)
      expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ verdict: 'crash-looping' })
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/\/dev\/full cannot be written \(ENOSPC\).*FILE_UNWRITABLE/)
      expect((await runCli(args)).stdout).toBe('crash-looping 7ae7b0f7+U\n')
    }))

  it.each([
    { timeout: '0' },
    { 'fail-blocked': 'soon' },
    { timeout: '1.5s' },
    { timeout: 'soon' },
    { logs: '1m' },
    { logs: '-1' },
    { checkout: '.' },
  ])('%j is a mistake', async (values) => {
    await expect(run(waitCommand, {}, values)).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('refuses a baseline of another stack', () =>
    withScratch(async (dir) => {
      const since = join(dir, 'base.json')
      writeFileSync(since, '{"schema":1,"stack":"t","takenAt":"2026-01-01T12:00:00Z","services":[]}')
      await expect(run(waitCommand, {}, { since })).rejects.toMatchObject({ code: 'BASELINE_INVALID' })
    }))
})

describe('explain', () => {
  const replay = (id: string, values: OptionValues = {}) =>
    explainCommand.run([], { recording: `golden/swarm/${id}.json`, ...values })

  it('tells the story of G8 from its recording: rolled back, certain, the exit code named', async () => {
    const { stdout, exitCode } = await replay('rolled-back')
    const lines = stdout.split('\n')
    expect(exitCode).toBe(1)
    expect(lines[0]).toBe(
      'rolled-back (certain): The update failed, and Swarm restored the former spec, labels included.',
    )
    expect(stdout).toContain('expected 7ae7b0f7+U, deployed eb96de94+U')
    expect(stdout).toContain('task: non-zero exit (3), exit code 3')
    expect(stdout).toContain('during the whole failed update')
    const timeline = lines.slice(lines.findIndex((line) => line.startsWith('Timeline')) + 1)
    expect(timeline[0]).toMatch(
      /^ {2}\d\d:\d\d:\d\d\.\d{3} {2}baseline: spec index \d+ · eb96de94\+U · no update · 1 running$/,
    )
    expect(timeline.some((line) => /7ae7b0f7\+U · updating/.test(line))).toBe(true)
    expect(timeline.at(-1)).toMatch(/eb96de94\+U · rollback_completed/)
  })

  it('--as-abra says what a waiting abra would have reported, and where that is not the truth', async () => {
    const lastLine = async (recording: string) => {
      const { stdout } = await explainCommand.run([], { recording: `golden/swarm/${recording}.json`, 'as-abra': true })
      return stdout.split('\n').at(-1)
    }
    expect(await lastLine('rolled-back')).toBe(
      'as abra: app deploy would have reported `FATA deploy failed` (R8, S: a rollback, by a port of abra’s source; docker/cli’s own wait calls that no error); with -c nothing',
    )
    expect(await lastLine('continued')).toBe(
      'as abra: app deploy would have reported no error (R8, L: docker/cli’s own wait ends so); the deploy did not succeed all the same; with -c nothing',
    )
  })

  it('as JSON has schema 1 and the findings as data', async () => {
    const { stdout } = await replay('rolled-back', { json: true })
    const answer = JSON.parse(stdout)
    expect(Object.keys(answer)).toEqual(['schema', 'stack', 'expected', 'findings', 'timeline', 'deploy'])
    expect(answer.findings[0]).toMatchObject({
      kind: 'rolled-back',
      certainty: 'certain',
      evidence: expect.any(Array),
      advice: expect.any(String),
      docs: 'drift.md#rolled-back',
    })
  })

  it('exits 0 when it could answer and nothing was expected, and when all is as expected', async () => {
    expect((await replay('update')).exitCode).toBe(0)
    expect((await replay('paused')).exitCode).toBe(0)
    expect((await replay('update', { expect: '7ae7b0f7' })).exitCode).toBe(0)
    expect((await replay('paused', { expect: '7ae7b0f7' })).exitCode).toBe(1)
    expect((await replay('update', { expect: 'eb96de94' })).exitCode).toBe(1)
  })

  it('asks a Swarm when there is no recording', async () => {
    const { stdout, exitCode } = await run(explainCommand, {}, { expect: 'eb96de94' })
    expect(stdout).toMatch(/^wrong-commit \(certain\): /)
    expect(exitCode).toBe(1)
  })

  it('knows the apps that share the stack', () =>
    withScratch(async (dir) => {
      for (const server of ['default', 'other']) {
        mkdirSync(join(dir, 'servers', server), { recursive: true })
        writeFileSync(join(dir, 'servers', server, `${server}.example.env`), 'RECIPE=discourse\nSTACK_NAME=s\n')
      }
      const { stdout, stderr } = await run(explainCommand, {}, { 'abra-dir': dir, json: true }, 'default.example')
      const kinds = JSON.parse(stdout).findings.map(({ kind }: { kind: string }) => kind)
      expect(kinds).toEqual(['nothing-expected', 'stack-shared'])
      expect(stderr).toEqual([expect.stringContaining('the checkout cannot be read')])
    }))

  it('looks at the checkout that is named', () =>
    withScratch(async (dir) => {
      await expect(run(explainCommand, {}, { checkout: join(dir, 'absent') })).rejects.toMatchObject({
        code: 'CHECKOUT_NOT_FOUND',
      })
    }))

  it('lets no control character of a label or an error reach the terminal', async () => {
    const services = [wireService({ Spec: wireSpec('old', { ...CHAOS, 'coop-cloud.s.chaos-version': HOSTILE }) })]
    for (const values of [{ expect: 'eb96de94' }, { expect: 'eb96de94', json: true }]) {
      const { stdout } = await run(explainCommand, { services }, values)
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    }
  })

  it('wants no baseline beside a recording', async () => {
    await expect(replay('update', { since: 'x' })).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('explains every recording without a word that is undefined', async () => {
    for (const id of ['overlap', 'crash-loop', 'undeployed', 'dropped-service', 'rollback-paused']) {
      const { stdout } = await replay(id, { expect: '7ae7b0f7+U' })
      expect(stdout, id).not.toMatch(/undefined|NaN|\[object/)
      expect(readFileSync('docs/drift.md', 'utf8')).toContain(`## ${stdout.split(' ')[0]}`)
    }
  })
})
