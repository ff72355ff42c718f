import { describe, expect, it } from 'vitest'
import { pruneOrphans } from '../../src/harness/prune-orphans.js'
import { type Fetch, waitHealthy } from '../../src/harness/wait-healthy.js'
import { makeStandIn } from '../support/abra-stand-in.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'
import { PlayedSwarm, type Scene, time, wireService, wireTask } from '../swarm/wire-states.js'

const url = 'https://forum.example.com/'
const running = { services: [wireService()], tasks: [wireTask('old')] }
const failed = (n: number) =>
  wireTask('old', {
    ID: `failed${n}`,
    CreatedAt: time(n),
    DesiredState: 'shutdown',
    Status: { State: 'failed', Timestamp: time(n), Err: 'task: non-zero exit (3)', ContainerStatus: { ExitCode: 3 } },
  })
const looping = { services: [wireService()], tasks: [failed(1), failed(2), failed(3)] }

/** Answers in order; the last one again and again. */
function web(...answers: (Partial<{ status: number; body: string }> | Error | 'hang')[]) {
  const asked: string[] = []
  const fetch: Fetch = (where) => {
    asked.push(where)
    const answer = answers[Math.min(asked.length, answers.length) - 1]
    if (answer === 'hang') return new Promise(() => {})
    if (answer instanceof Error) return Promise.reject(answer)
    return Promise.resolve({ status: answer?.status ?? 200, text: async () => answer?.body ?? '' })
  }
  return { fetch, asked }
}

function healthy(
  scenes: Scene[],
  answers: Parameters<typeof web>,
  more: { timeoutMs?: number; statuses?: number[] } = {},
) {
  const swarm = new PlayedSwarm(...scenes)
  const { fetch, asked } = web(...answers)
  const options = { stack: 's', swarm, clock: swarm, url, fetch, timeoutMs: 60_000, ...more }
  return waitHealthy(options).then((health) => ({ ...health, asked: asked.length }))
}

describe('waitHealthy', () => {
  it('needs only the Swarm if no URL is given', async () => {
    const swarm = new PlayedSwarm({ from: 0, ...running })
    expect(await waitHealthy({ stack: 's', swarm, clock: swarm, timeoutMs: 60_000 })).toMatchObject({
      outcome: 'healthy',
    })
  })

  it.each([200, 301, 302])('takes %i for health', async (status) => {
    expect(await healthy([{ from: 0, ...running }], [{ status }])).toMatchObject({
      outcome: 'healthy',
      http: { kind: 'good', status },
    })
  })

  it('asks again: no answer, an error, Traefik’s own page', async () => {
    const refused = Object.assign(new Error('fetch failed'), { cause: new Error('connect ECONNREFUSED') })
    const answers = [refused, { status: 502 }, { status: 404, body: '404 page not found\n' }, { status: 200 }]
    expect(await healthy([{ from: 0, ...running }], answers)).toMatchObject({ outcome: 'healthy', asked: 4 })
  })

  it('distinguishes Traefik’s own 404 from the app’s, which may be a good answer', async () => {
    const traefik = { status: 404, body: '404 page not found\n' }
    const app = { status: 404, body: '<h1>404 page not found</h1>' }
    const statuses = [404]
    expect(await healthy([{ from: 0, ...running }], [traefik], { statuses })).toMatchObject({
      outcome: 'timed-out',
      http: { kind: 'no-router', status: 404 },
      reason: expect.stringContaining('by Traefik itself'),
    })
    expect(await healthy([{ from: 0, ...running }], [app], { statuses })).toMatchObject({
      outcome: 'healthy',
      asked: 1,
    })
    expect(await healthy([{ from: 0, ...running }], [app])).toMatchObject({
      outcome: 'timed-out',
      http: { kind: 'other-status' },
    })
  })

  it('is not held up by a server that never answers', async () => {
    expect(await healthy([{ from: 0, ...running }], ['hang'])).toMatchObject({
      outcome: 'timed-out',
      http: { kind: 'no-answer', reason: 'no answer in time' },
    })
  })

  it('ends at once in a crash loop, and asks nothing', async () => {
    const health = await healthy([{ from: 0, ...looping }], [{}])
    expect(health).toMatchObject({ outcome: 'unhealthy', asked: 0 })
    expect(health.convergence.assessment?.verdict).toBe('crash-looping')
    expect(health.convergence.waitedMs).toBeLessThan(60_000)
  })

  it('ends when the app begins to crash during the requests', async () => {
    const health = await healthy(
      [
        { from: 0, ...running },
        { from: 20, ...looping },
      ],
      [{ status: 502 }],
    )
    expect(health).toMatchObject({ outcome: 'unhealthy', http: { kind: 'other-status', status: 502 } })
    expect(health.reason).toContain('3 failures')
  })

  it('does not ask before the update has ended', async () => {
    const updating = wireService({ UpdateStatus: { State: 'updating', StartedAt: time(1), Message: 'in progress' } })
    const health = await healthy([{ from: 0, services: [updating], tasks: [wireTask('old')] }], [{}])
    expect(health).toMatchObject({ outcome: 'timed-out', asked: 0 })
  })
})

describe('pruneOrphans', () => {
  const named = (name: string) => wireService({ ID: name, Spec: { ...wireService().Spec, Name: `s_${name}` } })
  const stack = { services: [named('app'), named('sidekiq'), named('db')], tasks: [] }
  const config = { services: { app: {}, db: {} } }

  it('lists the services that the configuration lacks, and removes them only with `remove`', () =>
    withScratch(async (dir) => {
      const docker = makeStandIn(dir, { runs: [{}] }, 'docker')
      const options = { swarm: new PlayedSwarm({ from: 0, ...stack }), bin: docker.path }
      expect(await pruneOrphans('s', config, options)).toEqual({ orphans: ['s_sidekiq'], removed: [] })
      expect(docker.calls()).toEqual([])
      expect(await pruneOrphans('s', config, { ...options, remove: true })).toEqual({
        orphans: ['s_sidekiq'],
        removed: ['s_sidekiq'],
      })
      expect(docker.calls().map(({ args }) => args)).toEqual([['service', 'rm', 's_sidekiq']])
    }))

  it.each([{}, { other: {} }])('removes nothing by a configuration that knows no service of it: %j', (services) =>
    withScratch(async (dir) => {
      const docker = makeStandIn(dir, { runs: [{}] }, 'docker')
      const swarm = new PlayedSwarm({ from: 0, ...stack })
      const { orphans, removed } = await pruneOrphans('s', { services }, { swarm, bin: docker.path, remove: true })
      expect({ orphans: orphans.length, removed }).toEqual({ orphans: 3, removed: [] })
      expect(docker.calls()).toEqual([])
    }),
  )

  it('removes nothing where the Swarm cannot be read', () =>
    withScratch(async (dir) => {
      const docker = makeStandIn(dir, { runs: [{}] }, 'docker')
      const swarm = new PlayedSwarm({ from: 0, error: new Error('gone') })
      await expect(pruneOrphans('s', config, { swarm, bin: docker.path, remove: true })).rejects.toThrow('gone')
      const nowhere = { docker: { dockerHost: 'unix:///nonexistent/docker.sock' }, bin: docker.path, remove: true }
      await expect(pruneOrphans('s', config, nowhere)).rejects.toEqual(anError('SWARM_UNREACHABLE'))
      expect(docker.calls()).toEqual([])
    }))
})
