import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectSwarm } from '../../../src/swarm/docker/docker.js'
import { DockerClient } from '../../../src/swarm/docker/docker-client.js'
import { chooseDocker } from '../../../src/swarm/docker/docker-endpoint.js'
import type { SwarmConnection } from '../../../src/swarm/docker/swarm-connection.js'
import { swarmError } from '../../../src/swarm/docker/swarm-errors.js'
import { deployedIdentity, getDeployMeta } from '../../../src/swarm/identity.js'
import { takeSnapshot } from '../../../src/swarm/snapshot/take-snapshot.js'
import type { WireNode } from '../../../src/swarm/snapshot/wire.js'
import { type FakeAnswers, MANAGER, Refusal, withFakeDocker } from '../../support/fake-docker.js'
import { wireService, wireSpec, wireTask } from '../wire-states.js'

/** Connects with nothing of the environment, and always closes. */
async function connected<T>(
  dockerHost: string,
  use: (reader: Awaited<ReturnType<typeof connectSwarm>>) => Promise<T>,
  env: Record<string, string> = {},
): Promise<T> {
  const reader = await connectSwarm({ dockerHost, env })
  try {
    return await use(reader)
  } finally {
    reader.close()
  }
}

function refusal(answers: FakeAnswers) {
  return withFakeDocker({ ...MANAGER, ...answers }, (host) => connected(host, async () => 'connected'))
}

describe('a daemon', () => {
  it('is asked once for the services and once for the tasks, were they 500', async () => {
    const services = Array.from({ length: 500 }, (_, i) => ({
      ID: `id${i}`,
      Version: { Index: i },
      Spec: { Name: `s_service${i}`, Labels: { 'com.docker.stack.namespace': 's' }, TaskTemplate: {}, Mode: {} },
    }))
    const tasks = services.map(({ ID }) => ({ ID: `task-${ID}`, ServiceID: ID, Status: { State: 'running' } }))
    await withFakeDocker({ ...MANAGER, '/services': services, '/tasks': tasks }, async (host, asked) => {
      const snapshot = await connected(host, (reader) => takeSnapshot(reader, 's'))
      expect(snapshot.services).toHaveLength(500)
      expect(snapshot.services.every((service) => service.tasks.length === 1)).toBe(true)
      expect(asked.filter((call) => call === 'GET /services')).toHaveLength(1)
      expect(asked.filter((call) => call === 'GET /tasks')).toHaveLength(1)
      expect(asked.every((call) => call.startsWith('GET '))).toBe(true)
    })
  })

  it('is asked for this stack alone', async () => {
    const seen: string[] = []
    const answers = {
      ...MANAGER,
      '/services': (query: URLSearchParams) => {
        seen.push(query.get('filters') ?? '')
        return []
      },
    }
    await withFakeDocker(answers, (host) => connected(host, (reader) => takeSnapshot(reader, 's')))
    expect(JSON.parse(seen[0] ?? '')).toEqual({ label: ['com.docker.stack.namespace=s'] })
  })

  it.each([
    ['a page of a proxy', '/services', Buffer.from('<html>\n<title>Sign in</title>'), 'no JSON: <html> <title>Sign in'],
    ['nothing', '/services', Buffer.from(''), 'no JSON: (nothing)'],
    ['null', '/services', Buffer.from('null\n'), 'the answer is null, not a list'],
    ['an object', '/services', { message: 'ok' }, 'the answer is {"message":"ok"}, not a list'],
    ['a list with null', '/services', [{ ID: 'a' }, null], '[1] is null, not an object'],
    [
      'a label that is a number',
      '/services',
      [{ Spec: { Labels: { a: 1 } } }],
      '[0].Spec.Labels["a"] is 1, not a string',
    ],
    ['a spec that is null', '/services', [{ Spec: null }], '[0].Spec is null, not an object'],
    ['null for tasks', '/tasks', Buffer.from('null'), '/tasks answers what Docker does not'],
    ['tasks that are no objects', '/tasks', ['a'], '[0] is "a", not an object'],
    ['a version that is a page', '/version', Buffer.from('<html>'), '/version answers no JSON: <html>'],
    ['a version that is a list', '/version', { ApiVersion: [1, 41] }, 'ApiVersion is [1,41], not a string'],
    ['info that is a list', '/info', [], 'the answer is [], not an object'],
  ])('that answers with %s is no Swarm without a deployment', async (_, path, answer, reason) => {
    const services = path === '/tasks' ? [{ ID: 'a', Spec: { Name: 's_app', Labels: {}, TaskTemplate: {} } }] : []
    await withFakeDocker({ ...MANAGER, '/services': services, [path]: answer }, async (host) => {
      const ofOne = (reader: SwarmConnection) => takeSnapshot(reader, 's')
      const ofAll = async (reader: SwarmConnection) => {
        await reader.readAllServices()
        await reader.readAllTasks()
      }
      for (const read of [ofOne, ofAll])
        await expect(connected<unknown>(host, read)).rejects.toMatchObject({
          code: 'SWARM_API_FAILED',
          message: expect.stringContaining(`${host}: ${path} answers`),
          data: { host, status: 200, reason: expect.stringContaining(reason) },
          advice: 'see whether Docker itself answers there, or a proxy in front of it',
        })
    })
  })

  it.each([
    ['blanks', Buffer.alloc(65 * 2 ** 20, ' '), 16],
    ['items of a list', Buffer.from(`[${Array(65).fill(`{"ID":"${'x'.repeat(2 ** 20)}"}`)}]`), 64],
  ])('that answers without end is not read to it: %s', async (_, body, mostOfAll) => {
    await withFakeDocker({ ...MANAGER, '/services': body }, async (host) => {
      const ofOne = (reader: SwarmConnection) => takeSnapshot(reader, 's')
      const ofAll = (reader: SwarmConnection) => reader.readAllServices()
      for (const [read, most] of [
        [ofOne, 16],
        [ofAll, mostOfAll],
      ] as const)
        await expect(connected<unknown>(host, read)).rejects.toMatchObject({
          code: 'SWARM_API_FAILED',
          data: { reason: `/services answers more than ${most} MiB` },
        })
    })
  })

  it('that lists more than a Swarm has is not read to its end', async () => {
    const many = (count: number) => Buffer.from(`[${Array(count).fill('{}').join()}]`)
    await withFakeDocker({ ...MANAGER, '/services': many(100_001), '/tasks': many(20_001) }, async (host) => {
      const reasons = {
        '/services answers more than 100000 items': (reader: SwarmConnection) => reader.readAllServices(),
        '/services answers more than 20000 items of one stack': (reader: SwarmConnection) => reader.readServices('s'),
        '/tasks answers more than 20000 items of one stack': (reader: SwarmConnection) => reader.readTasks('s'),
      }
      for (const [reason, read] of Object.entries(reasons))
        await expect(connected<unknown>(host, read)).rejects.toMatchObject({
          code: 'SWARM_API_FAILED',
          data: { reason },
        })
    })
    const nested = Buffer.from(`[{"Spec":[${'{},'.repeat(2_000_000)}{}]}]`)
    await withFakeDocker({ ...MANAGER, '/services': nested, '/tasks': nested }, async (host) => {
      for (const read of [
        (reader: SwarmConnection) => reader.readAllTasks(),
        (reader: SwarmConnection) => reader.readTasks('s'),
      ])
        await expect(connected<unknown>(host, read)).rejects.toMatchObject({
          data: { reason: '/tasks answers more than 2000000 values' },
        })
    })
    const large = Buffer.from(`[{"a":"${'x'.repeat(17 * 2 ** 20)}"}]`)
    await withFakeDocker({ ...MANAGER, '/services': large }, async (host) => {
      const read = (reader: SwarmConnection) => reader.readAllServices()
      await expect(connected<unknown>(host, read)).rejects.toMatchObject({
        data: { reason: '/services answers more than 16 MiB' },
      })
    })
  })

  it.each([
    [
      'switches the protocol',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
      'API_FAILED',
    ],
    ['sends a header without end', `HTTP/1.1 200 OK\r\n${`x-a: ${'y'.repeat(1000)}\r\n`.repeat(40)}`, 'UNREACHABLE'],
    ['stops in a body', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"ApiVer', 'UNREACHABLE'],
    ['compresses', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\n\x1f\x8b\b', 'API_FAILED'],
    ['sends elsewhere', 'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n', 'API_FAILED'],
    ['closes', '', 'UNREACHABLE'],
  ])('that %s ends in a code', async (_, sent, code) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(sent, 'latin1'))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as { port: number }
    const connecting = connected(`tcp://127.0.0.1:${port}`, async () => {})
    await expect(connecting).rejects.toMatchObject({ code: `SWARM_${code}` })
    server.close()
  })

  it('tells the time: what it said when we connected, and after that it is asked', async () => {
    await withFakeDocker(MANAGER, async (host, asked) => {
      const told = Date.parse('2026-01-01T12:01:00.500Z')
      await connected(host, async (reader) => {
        const first = await reader.readTime()
        expect(first).toBeGreaterThanOrEqual(told)
        expect(asked).toEqual(['GET /version', 'GET /info'])
        expect(await reader.readTime()).toBe(told)
        expect(asked).toEqual(['GET /version', 'GET /info', 'GET /info'])
      })
    })
  })

  it('that fails without JSON is quoted, and so is one that sends elsewhere', async () => {
    const server = createHttpServer((request, response) => {
      if (request.url === '/version') response.writeHead(502).end('<h1>Bad\nGateway</h1>')
      else response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as { port: number }
    const reason = '<h1>Bad Gateway</h1>'
    await expect(connected(`tcp://127.0.0.1:${port}`, async () => {})).rejects.toMatchObject({
      code: 'SWARM_API_FAILED',
      data: { status: 502, reason },
      message: expect.stringContaining(`HTTP status 502: ${reason}`),
    })
    const client = new DockerClient(chooseDocker({ dockerHost: `tcp://127.0.0.1:${port}`, env: {} }))
    await expect(client.readJson('/info')).rejects.toMatchObject({ statusCode: 302, message: 'Found' })
    client.close()
    server.close()
  })

  it('tells the names of stacks, each once', async () => {
    const named = (stack: string) => ({ Spec: { Labels: { 'com.docker.stack.namespace': stack } } })
    await withFakeDocker({ ...MANAGER, '/services': ['b', 'a', 'b'].map(named) }, async (host) => {
      expect(await connected(host, (reader) => reader.readStackNames())).toEqual(['a', 'b'])
    })
  })

  it('sends events, of which those of the stack count', async () => {
    const event = (attributes: object) => `${JSON.stringify({ Type: 'service', Actor: { Attributes: attributes } })}\n`
    const ofStack = event({ name: 's_app' }) + event({ 'com.docker.stack.namespace': 's' })
    const others = `${event({ name: 's2_app' })}${event({ 'com.docker.stack.namespace': 's2' })}no json\n`
    await withFakeDocker({ ...MANAGER, '/events': others + ofStack }, async (host) => {
      const over = new AbortController()
      let events = 0
      const onEvent = () => {
        events++
        if (events === 2) over.abort()
      }
      await connected(host, (reader) => reader.watch('s', onEvent, over.signal))
      expect(events).toBe(2)
    })
  })

  it('sends events of health checks, which change nothing', async () => {
    const event = (Action: string) =>
      `${JSON.stringify({ Type: 'container', Action, Actor: { Attributes: { 'com.docker.stack.namespace': 's' } } })}\n`
    const checks = ['exec_create: true', 'exec_start: true', 'exec_die'].map(event).join('')
    await withFakeDocker({ ...MANAGER, '/events': checks + event('health_status: unhealthy') }, async (host) => {
      const over = new AbortController()
      const told: string[] = []
      const onEvent = () => {
        told.push('event')
        over.abort()
      }
      await connected(host, (reader) => reader.watch('s', onEvent, over.signal, () => told.push('open')))
      expect(told).toEqual(['open', 'event'])
    })
  })

  it('sends logs in pieces with a header each', async () => {
    const piece = (text: string) => Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)])
    await withFakeDocker(
      { ...MANAGER, '/tasks/t1/logs': Buffer.concat([piece('one\n'), piece('two\n')]) },
      async (host) => {
        expect(await connected(host, (reader) => reader.readTaskLog('t1', 5))).toBe('one\ntwo\n')
      },
    )
  })

  it('too old is refused with what is needed', async () => {
    await expect(refusal({ '/version': { ApiVersion: '1.28' } })).rejects.toMatchObject({
      code: 'SWARM_API_TOO_OLD',
      data: { apiVersion: '1.28', needed: '1.29' },
    })
    await expect(refusal({ '/version': {} })).rejects.toMatchObject({ code: 'SWARM_API_TOO_OLD' })
    expect(await refusal({ '/version': { ApiVersion: '2.0' } })).toBe('connected')
  })

  it('that refuses the version of the API is quoted, with where that version can come from', async () => {
    const words = 'client version 1.24 is too old. Minimum supported API version is 1.40, please upgrade your client'
    await expect(refusal({ '/version': new Refusal(400, words) })).rejects.toMatchObject({
      code: 'SWARM_API_FAILED',
      data: { status: 400, reason: words },
      advice: expect.stringContaining('proxy'),
    })
  })

  it('is asked below the path of its address, as docker does', async () => {
    const asked: string[] = []
    const server = createHttpServer(({ url = '' }, response) => {
      const { pathname } = new URL(url, 'http://docker')
      asked.push(pathname)
      response.end(JSON.stringify(MANAGER[pathname.replace('/prefix', '')]))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    try {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      await connected(`tcp://127.0.0.1:${port}/prefix/`, (reader) => takeSnapshot(reader, 's'))
      expect(asked).toEqual(['/prefix/version', '/prefix/info', '/prefix/services'])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  describe('is asked for its nodes only where the verdict depends on them', () => {
    const node = (ID: string, more: Partial<WireNode> = {}): WireNode => ({
      ID,
      Spec: { Role: 'worker', Availability: 'active', Labels: {} },
      Description: { Hostname: `host-${ID}`, Platform: { OS: 'linux', Architecture: 'x86_64' } },
      Status: { State: 'ready' },
      ...more,
    })
    const global = (constraints?: string[]) => ({
      ...wireService(),
      Spec: {
        ...wireSpec('old'),
        Mode: { Global: {} },
        TaskTemplate: {
          ...wireSpec('old').TaskTemplate,
          Placement: constraints === undefined ? {} : { Constraints: constraints },
        },
      },
    })
    const look = async (answers: FakeAnswers) => {
      const calls: string[] = []
      const snapshot = await withFakeDocker({ ...MANAGER, ...answers }, async (host, asked) => {
        const taken = await connected(host, (reader) => takeSnapshot(reader, 's'))
        calls.push(...asked)
        return taken
      })
      return { app: snapshot.services[0], nodes: calls.filter((call) => call === 'GET /nodes').length }
    }

    it('not for a service that has its tasks', async () => {
      const answers = { '/services': [wireService(), global()], '/tasks': [wireTask('old')], '/nodes': [node('a')] }
      expect((await look(answers)).nodes).toBe(0)
    })

    it.each<[string, WireNode[], string[] | undefined, number | undefined]>([
      ['every node that is up and active', [node('a'), node('b')], undefined, 2],
      ['none that is down', [node('a', { Status: { State: 'down' } })], undefined, 0],
      ['none that is drained', [node('a', { Spec: { Availability: 'drain' } })], undefined, 0],
      ['none that is paused', [node('a', { Spec: { Availability: 'pause' } })], undefined, 0],
      ['those of a platform', [node('a')], ['node.platform.os == windows'], 0],
      ['those not of a platform', [node('a')], ['node.platform.os!=Windows'], 1],
      ['those of a name, in any case', [node('a'), node('b')], ['NODE.hostname==HOST-A'], 1],
      [
        'those with a label',
        [node('a', { Spec: { Labels: { disk: 'ssd' } } }), node('b')],
        ['node.labels.disk==ssd'],
        1,
      ],
      [
        'those with a label in the case of the node',
        [node('a', { Spec: { Labels: { Disk: 'ssd' } } })],
        ['node.labels.Disk==SSD', 'node.labels.disk!=ssd'],
        1,
      ],
      [
        'those of an architecture by the name that the node has',
        [node('a', { Description: { Platform: { OS: 'linux', Architecture: 'x86_64' } } })],
        ['node.platform.arch==amd64'],
        0,
      ],
      ['those without a label', [node('a', { Spec: { Labels: null } })], ['node.labels.disk!=ssd'], 1],
      ['those that meet all', [node('a')], ['node.role==worker', 'node.id==b'], 0],
      ['nobody knows of an address', [node('a')], ['node.ip==10.0.0.0/8'], undefined],
    ])('for a global service without a task: %s', async (_, nodes, constraints, eligible) => {
      const { app, nodes: calls } = await look({ '/services': [global(constraints)], '/nodes': nodes })
      expect({ eligible: app?.eligibleNodes, calls }).toEqual({ eligible, calls: 1 })
    })

    it('for a task that still runs of a service without replicas', async () => {
      const none = { ...wireSpec('old'), Mode: { Replicated: { Replicas: 0 } } }
      const ghost = wireTask('old', { DesiredState: 'shutdown', NodeID: 'b' })
      const nodes = [node('a'), node('b', { Status: { State: 'down' } })]
      const answers = { '/services': [wireService({ Spec: none })], '/tasks': [ghost], '/nodes': nodes }
      expect((await look(answers)).app?.tasks[0]?.nodeState).toBe('down')
      expect((await look({ ...answers, '/nodes': [] })).app?.tasks[0]?.nodeState).toBe('removed')
    })

    it('and does without them where a proxy keeps them to itself', async () => {
      const answers = { '/services': [global()], '/nodes': new Refusal(403, 'Forbidden') }
      expect((await look(answers)).app).not.toHaveProperty('eligibleNodes')
    })
  })

  it.each([
    [{ LocalNodeState: 'inactive', ControlAvailable: false }, 'its Swarm is inactive'],
    [{ LocalNodeState: 'active', ControlAvailable: false }, 'it is a worker'],
    [undefined, 'its Swarm is unknown'],
  ])('that manages no Swarm is refused: %j', async (Swarm, reason) => {
    await expect(refusal({ '/info': { Swarm } })).rejects.toMatchObject({ code: 'SWARM_NOT_MANAGER', data: { reason } })
  })

  it('that is no manager any more says so', async () => {
    const words = "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state."
    await withFakeDocker({ ...MANAGER, '/services': new Refusal(503, words) }, async (host) => {
      await expect(connected(host, (reader) => takeSnapshot(reader, 's'))).rejects.toMatchObject({
        code: 'SWARM_NOT_MANAGER',
        data: { reason: 'This node is not a swarm manager' },
      })
    })
  })

  it('that fails is quoted', async () => {
    await withFakeDocker({ ...MANAGER, '/services': new Refusal(500, 'rpc error: boom') }, async (host) => {
      await expect(connected(host, (reader) => takeSnapshot(reader, 's'))).rejects.toMatchObject({
        code: 'SWARM_API_FAILED',
        data: { status: 500, reason: expect.stringContaining('rpc error: boom') },
      })
    })
  })
})

describe('no daemon', () => {
  it('at a socket that is not there', async () => {
    await expect(connected('unix:///nonexistent/docker.sock', async () => {})).rejects.toMatchObject({
      code: 'SWARM_UNREACHABLE',
      message: expect.stringContaining('unix:///nonexistent/docker.sock'),
    })
  })

  it('at a port that nobody listens on', async () => {
    await expect(connected('tcp://127.0.0.1:1', async () => {})).rejects.toMatchObject({ code: 'SWARM_UNREACHABLE' })
  })

  it('but something else that hangs up', async () => {
    const server = createServer((socket) => socket.destroy())
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as { port: number }
    await expect(connected(`tcp://127.0.0.1:${port}`, async () => {})).rejects.toMatchObject({
      code: 'SWARM_UNREACHABLE',
    })
    server.close()
  })

  it('any more: it dies in the middle of an answer', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"ApiVersion', () => socket.destroy())
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as { port: number }
    await expect(connected(`tcp://127.0.0.1:${port}`, async () => {})).rejects.toMatchObject({
      code: 'SWARM_UNREACHABLE',
    })
    server.close()
  })

  it('that answers in time, as far as its caller waits', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).resume())
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as { port: number }
    const client = new DockerClient(chooseDocker({ dockerHost: `tcp://127.0.0.1:${port}`, env: {} }))
    const over = AbortSignal.timeout(50)
    const failure = await client.stream('/events', {}, over).catch((error: unknown) => error)
    expect(failure).toBe(over.reason)
    expect(swarmError('tcp://x', failure)).toMatchObject({
      code: 'SWARM_UNREACHABLE',
      data: { reason: 'no answer in time' },
    })
    client.close()
    server.close()
  })

  it('is not looked for elsewhere, whatever the environment says', async () => {
    const former = process.env['DOCKER_HOST']
    process.env['DOCKER_HOST'] = 'nonsense://%'
    try {
      await withFakeDocker(MANAGER, async (host) => {
        expect(await connected(host, async (reader) => reader.name)).toBe(host)
        expect(process.env['DOCKER_HOST']).toBe('nonsense://%')
      })
    } finally {
      if (former === undefined) delete process.env['DOCKER_HOST']
      else process.env['DOCKER_HOST'] = former
    }
  })

  it('that may be asked: a socket of another user', () => {
    const error = swarmError('unix:///x', Object.assign(new Error('connect EACCES'), { code: 'EACCES' }))
    expect(error).toMatchObject({ code: 'SWARM_PERMISSION', message: expect.stringContaining('group docker') })
  })
})

describe('ssh', () => {
  /** Runs `use` with an `ssh` first in PATH that is this script of Node. */
  async function withSsh(script: string, use: () => Promise<void>): Promise<void> {
    const dir = mkdtempSync(join(tmpdir(), 'fake-ssh-'))
    const former = process.env['PATH']
    writeFileSync(join(dir, 'ssh'), `#!${process.execPath}\n${script}`, { mode: 0o755 })
    process.env['PATH'] = `${dir}:${former}`
    try {
      await use()
    } finally {
      process.env['PATH'] = former
      rmSync(dir, { recursive: true })
    }
  }

  it('carries the same requests', async () => {
    await withFakeDocker(MANAGER, async (host, asked) => {
      const socket = JSON.stringify(host.replace('unix://', ''))
      const bridge = `const s = require('node:net').connect(${socket}); process.stdin.pipe(s); s.pipe(process.stdout)`
      await withSsh(bridge, async () => {
        const snapshot = await connected('ssh://deploy@far.example.org', (reader) => takeSnapshot(reader, 's'))
        expect(snapshot.services).toEqual([])
        expect(asked).toEqual(['GET /version', 'GET /info', 'GET /services'])
      })
    })
  })

  it('that fails is quoted', async () => {
    await withSsh("console.error('Permission denied (publickey).'); process.exitCode = 255", async () => {
      await expect(connected('ssh://far.example.org', async () => {})).rejects.toMatchObject({
        code: 'SWARM_UNREACHABLE',
        data: { reason: 'Permission denied (publickey).' },
      })
    })
  })
})

describe('TLS', () => {
  let dir = ''
  const file = (name: string) => join(dir, name)
  const pem = (name: string) => readFileSync(file(name), 'utf8')

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'docker-tls-'))
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' })
    const authority = (name: string) =>
      openssl(
        ...`req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.pem`.split(
          ' ',
        ),
      )
    const signed = (name: string, extension: string) => {
      openssl(
        ...`req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -keyout ${name}-key.pem -out ${name}.csr`.split(
          ' ',
        ),
      )
      writeFileSync(file(`${name}.ext`), extension)
      openssl(
        ...`x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ${name}.ext -out ${name}-cert.pem`.split(
          ' ',
        ),
      )
    }
    authority('ca')
    authority('other')
    signed('server', 'subjectAltName=IP:127.0.0.1\n')
    signed('client', 'extendedKeyUsage=clientAuth\n')
    for (const [from, to] of [
      ['client-cert.pem', 'cert.pem'],
      ['client-key.pem', 'key.pem'],
    ] as const)
      writeFileSync(file(to), pem(from))
  })

  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const serverTls = () => ({
    cert: pem('server-cert.pem'),
    key: pem('server-key.pem'),
    ca: pem('ca.pem'),
    requestCert: true,
  })

  it('with the certificates of the daemon connects', async () => {
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: dir }
    await withFakeDocker(
      MANAGER,
      async (host) => expect(await connected(host, async (reader) => reader.name, env)).toBe(host),
      serverTls(),
    )
  })

  it('of another authority does not match', async () => {
    const strange = mkdtempSync(join(tmpdir(), 'docker-tls-'))
    for (const name of ['cert.pem', 'key.pem']) writeFileSync(join(strange, name), pem(name))
    writeFileSync(join(strange, 'ca.pem'), pem('other.pem'))
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: strange }
    await withFakeDocker(
      MANAGER,
      (host) => expect(connected(host, async () => {}, env)).rejects.toMatchObject({ code: 'SWARM_TLS' }),
      serverTls(),
    )
    rmSync(strange, { recursive: true })
  })

  it('without a certificate of ours is refused by a daemon that wants one', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'docker-tls-'))
    writeFileSync(join(bare, 'ca.pem'), pem('ca.pem'))
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: bare }
    await withFakeDocker(
      MANAGER,
      (host) => expect(connected(host, async () => {}, env)).rejects.toMatchObject({ code: 'SWARM_TLS' }),
      serverTls(),
    )
    rmSync(bare, { recursive: true })
  })

  it('spoken to a daemon without it does not match', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as { port: number }
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: dir }
    await expect(connected(`tcp://127.0.0.1:${port}`, async () => {}, env)).rejects.toMatchObject({ code: 'SWARM_TLS' })
    server.close()
  })
})

describe('a target', () => {
  it('is a stack by its name or an app, which is looked for on its own server', async () => {
    const services = [
      { ID: 'a', Spec: { Name: 's_app', Labels: { 'coop-cloud.s.version': '1.0.0+1' }, TaskTemplate: {} } },
    ]
    await withFakeDocker({ ...MANAGER, '/services': services }, async (dockerHost) => {
      const app = { stackName: 's', server: 'absent.example.org' }
      expect(await deployedIdentity(app, { dockerHost })).toMatchObject({ stack: 's', version: '1.0.0+1' })
      expect(await getDeployMeta('s', { dockerHost })).toEqual({ deployed: true, version: '1.0.0+1', chaos: false })
      const env = { DOCKER_CONFIG: '/nonexistent' }
      await expect(deployedIdentity(app, { env })).rejects.toMatchObject({ code: 'CONTEXT_NOT_FOUND' })
    })
  })

  it('R52 R54: with an empty version is deployed as an unknown one', async () => {
    const labels = {
      'coop-cloud.s.chaos': 'true',
      'coop-cloud.s.chaos-version': '7ae7b0f7',
      'coop-cloud.s.version': '',
      'coop-cloud.s.app.version': '1.0.0+1',
    }
    const services = [{ ID: 'd', Spec: { Name: 's_app', Labels: labels, TaskTemplate: {} } }]
    await withFakeDocker({ ...MANAGER, '/services': services }, async (dockerHost) => {
      const deployed = { deployed: true, version: 'unknown', chaos: true, chaosVersion: '7ae7b0f7' }
      expect(await getDeployMeta('s', { dockerHost })).toEqual(deployed)
      const identity = await deployedIdentity('s', { dockerHost })
      expect(identity).toMatchObject({ chaos: true, chaosVersion: '7ae7b0f7' })
      expect(identity).not.toHaveProperty('version')
    })
  })

  it('without a service app is deployed all the same, as an unknown version', async () => {
    const services = [{ ID: 'd', Spec: { Name: 's_db', Labels: {}, TaskTemplate: {} } }]
    await withFakeDocker({ ...MANAGER, '/services': services }, async (dockerHost) => {
      expect(await getDeployMeta('s', { dockerHost })).toEqual({ deployed: true, version: 'unknown', chaos: false })
      await expect(deployedIdentity('s', { dockerHost })).rejects.toMatchObject({
        code: 'STACK_NOT_FOUND',
        message: expect.stringContaining('s_db'),
      })
    })
  })
})
