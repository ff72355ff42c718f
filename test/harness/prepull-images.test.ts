import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  neededImages,
  type PrepullOptions,
  type PrepullProgress,
  prepullImages,
} from '../../src/harness/prepull-images.js'
import { makeStandIn, type StandInRun } from '../support/abra-stand-in.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'

const config = {
  version: '3.8',
  services: {
    web: { image: 'nginx:1' },
    app: { image: 'discourse:3' },
    sidekiq: { image: 'discourse:3' },
    db: { image: 'postgres:15' },
  },
}
const here = (image: string) => ({ when: ['inspect', image], stdout: 'sha256:x\n' })
const absent = (image: string) => ({ when: ['inspect', image], stderr: `Error: No such image: ${image}\n`, exit: 1 })
const version = { when: ['version'], stdout: '27.0\n' }

async function prepull(
  runs: ({ when?: string[] } & StandInRun)[],
  options: PrepullOptions = {},
  services: typeof config | { version: string; services: Record<string, { image?: string }> } = config,
) {
  return withScratch(async (dir) => {
    const docker = makeStandIn(join(dir, 'bin'), { runs: [version, ...runs] }, 'docker')
    const progress: PrepullProgress[] = []
    const onProgress = (each: PrepullProgress) => progress.push(each)
    const env = { ...process.env, HOME: dir, DOCKER_CONFIG: '/config', SECRET: 'x' }
    const ends = await prepullImages(services, { bin: docker.path, onProgress, docker: { env }, ...options }).then(
      (images) => ({ images }),
      (error: unknown) => ({ error }),
    )
    return { ...ends, progress, calls: docker.calls() }
  })
}

describe('prepullImages', () => {
  it('pulls each missing image once, and reports the progress', async () => {
    const runs = [here('postgres:15'), absent('nginx:1'), absent('discourse:3'), { when: ['pull'], stdout: 'x\n' }]
    const done = await prepull(runs, { concurrency: 1 })
    expect('images' in done && done.images).toEqual([
      { image: 'discourse:3', services: ['app', 'sidekiq'], state: 'pulled' },
      { image: 'nginx:1', services: ['web'], state: 'pulled' },
      { image: 'postgres:15', services: ['db'], state: 'present' },
    ])
    expect(done.progress.map(({ image, state, done: count, total }) => `${count}/${total} ${image} ${state}`)).toEqual([
      '0/3 discourse:3 pulling',
      '1/3 discourse:3 pulled',
      '1/3 nginx:1 pulling',
      '2/3 nginx:1 pulled',
      '3/3 postgres:15 present',
    ])
    const pulls = done.calls.filter(({ args }) => args.includes('pull'))
    expect(pulls.map(({ args }) => args.at(-1))).toEqual(['discourse:3', 'nginx:1'])
  })

  it('leaves logging in to docker, which sees its own settings and nothing else', async () => {
    const { calls } = await prepull([here('postgres:15'), here('nginx:1'), here('discourse:3')])
    expect(calls).toHaveLength(4)
    for (const { env } of calls) {
      expect(env['DOCKER_CONFIG']).toBe('/config')
      expect(Object.keys(env).filter((name) => !/^(?:DOCKER_.*|PATH|HOME|PWD|SHLVL|_)$/.test(name))).toEqual([])
    }
  })

  it('names every image that cannot be pulled, with its services and docker’s message', async () => {
    const denied = {
      when: ['pull', 'discourse:3'],
      stderr: 'Error response from daemon: pull access denied\n',
      exit: 1,
    }
    const unknown = { when: ['pull', 'nginx:1'], stderr: 'Error response from daemon: manifest unknown\n', exit: 1 }
    const done = await prepull([here('postgres:15'), absent('nginx:1'), absent('discourse:3'), denied, unknown])
    expect(done).toHaveProperty('error', anError('IMAGES_MISSING'))
    expect(done).toHaveProperty('error.data.images', [
      { image: 'discourse:3', services: ['app', 'sidekiq'], said: 'Error response from daemon: pull access denied' },
      { image: 'nginx:1', services: ['web'], said: 'Error response from daemon: manifest unknown' },
    ])
    expect(String('error' in done && done.error)).toContain('discourse:3 of services app, sidekiq (')
    expect(done.progress.filter(({ state }) => state === 'failed')).toHaveLength(2)
    expect(done.progress.at(-1)?.done).toBe(3)
  })

  it('throws if the list of images is unknown', async () => {
    const empty = await prepull([], {}, { version: '3.8', services: {} })
    expect(empty).toHaveProperty('error', anError('IMAGES_UNKNOWN'))
    const without = await prepull([], {}, { version: '3.8', services: { app: { image: 'x' }, web: {} } })
    expect(without).toHaveProperty('error.data.service', 'web')
    expect(without.calls).toEqual([])
  })

  it('does not call images missing where no docker answers', async () => {
    const down = { when: ['version'], stderr: 'Cannot connect to the Docker daemon\n', exit: 1 }
    await withScratch(async (dir) => {
      const docker = makeStandIn(join(dir, 'bin'), { runs: [down] }, 'docker')
      await expect(prepullImages(config, { bin: docker.path })).rejects.toEqual(anError('DOCKER_FAILED'))
      await expect(prepullImages(config, { bin: join(dir, 'none') })).rejects.toEqual(anError('DOCKER_FAILED'))
      expect(docker.calls()).toHaveLength(1)
    })
  })

  it('stops on an abort', async () => {
    const stop = new AbortController()
    const runs = [
      absent('nginx:1'),
      absent('discourse:3'),
      absent('postgres:15'),
      { when: ['pull'], ending: 'hang' as const },
    ]
    const onProgress = () => stop.abort(new Error('enough'))
    const done = await prepull(runs, { signal: stop.signal, onProgress })
    expect(done).toHaveProperty('error.message', 'enough')
  })

  it('gives docker no image for an option', async () => {
    const odd = { version: '3.8', services: { app: { image: '--all-tags' } } }
    const { calls } = await prepull([{ when: ['inspect'], exit: 1 }, { when: ['pull'] }], {}, odd)
    for (const { args } of calls.slice(1)) expect(args.slice(-2)).toEqual(['--', '--all-tags'])
  })
})

describe('neededImages', () => {
  it('lists each image once, with all who need it', () => {
    expect(neededImages(config)).toEqual([
      { image: 'discourse:3', services: ['app', 'sidekiq'] },
      { image: 'nginx:1', services: ['web'] },
      { image: 'postgres:15', services: ['db'] },
    ])
  })
})
