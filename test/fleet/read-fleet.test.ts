import { rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fleet, FleetApp } from '../../src/fleet/fleet.js'
import { type ReadFleetOptions, readFleet } from '../../src/fleet/read-fleet.js'
import { writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { type FakeAnswers, withFakeDocker } from '../support/fake-docker.js'
import { dockerWith, makeFleet } from '../support/fleet-sample.js'
import { type Scratch, scratch, withScratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const apps = {
  'one/behind.org': 'TYPE=discourse:0.6.0+3.2.1\n',
  'one/chaos.org': 'TYPE=discourse:7ae7b0f7\n',
  'one/current.org': 'TYPE=discourse:0.7.0+3.3.1\n',
  'one/dirty.org': 'TYPE=discourse\n',
  'one/drifted.org': 'TYPE=discourse:0.6.0+3.2.1\n',
  'one/gone.org': 'TYPE=discourse\n',
  'one/paused.org': 'TYPE=discourse:0.7.0+3.3.1\n',
  'one/rolled-back.org': 'TYPE=discourse:0.7.0+3.3.1\n',
  'one/uncloned.org': 'TYPE=nowhere:1.0.0+1\n',
  'one/unlabelled.org': 'TYPE=discourse\n',
  'one/updating.org': 'TYPE=discourse:0.7.0+3.3.1\n',
  'two/shared-a.org': 'TYPE=discourse:0.7.0+3.3.1\nSTACK_NAME=shared\n',
  'two/shared-b.org': 'TYPE=discourse:0.7.0+3.3.1\nSTACK_NAME=shared\n',
  'two/behind.org': 'TYPE=discourse:0.6.0+3.2.1\n',
  'two/broken.org': 'TYPE discourse\n',
}
const one = dockerWith({
  behind_org: { version: '0.6.0+3.2.1' },
  chaos_org: { version: '0.9.0+3.5.0', chaosVersion: '7ae7b0f7' },
  current_org: { version: '0.7.0+3.3.1' },
  dirty_org: { chaosVersion: 'eb96de94+U' },
  drifted_org: { version: '0.7.0+3.3.1' },
  paused_org: { version: '0.7.0+3.3.1', update: 'paused' },
  'rolled-back_org': { version: '0.7.0+3.3.1', update: 'rollback_completed' },
  uncloned_org: { version: '1.0.0+1' },
  unlabelled_org: {},
  updating_org: { version: '0.7.0+3.3.1', update: 'updating', task: 'starting' },
  traefik: { version: '3.0.0+1' },
})
const two = dockerWith({ shared: { version: '0.7.0+3.3.1' }, behind_org: { version: '0.6.0+3.2.1' } })

let place: Scratch
let abraDir: string
beforeAll(() => {
  place = scratch()
  abraDir = makeFleet(place.dir, apps)
})
afterAll(() => place.remove())

/** With two Dockers; `asked` has each request of each. */
async function read(options: ReadFleetOptions = {}, answers: [FakeAnswers, FakeAnswers] = [one, two]) {
  return withFakeDocker(answers[0], (first, asked) =>
    withFakeDocker(answers[1], async (second) => {
      const docker = (server: string) => ({ dockerHost: server === 'one' ? first : second })
      const fleet = await expectUntouched(place.dir, () => readFleet({ abraDir, home: place.dir, docker, ...options }))
      return { fleet, asked }
    }),
  )
}

function row(fleet: Fleet, app: string, server = 'one'): FleetApp {
  const found = fleet.apps.find((one) => one.app === app && one.server === server)
  if (found === undefined) throw new Error(`no row for ${app}`)
  return found
}

describe('readFleet', () => {
  it('does not compare a stack of another recipe with the releases of the one that the file names', async () => {
    const docker = dockerWith({
      behind_org: { recipe: 'nextcloud', version: '0.6.0+3.2.1' },
      chaos_org: { recipe: 'nextcloud', chaosVersion: '7ae7b0f7' },
      current_org: { recipe: 'git.example.org/team/discourse', version: '0.7.0+3.3.1' },
    })
    const { fleet } = await read({ servers: ['one'] }, [docker, two])
    const states = (app: string) => row(fleet, app).findings.map(({ state }) => state)
    expect(row(fleet, 'behind.org')).not.toHaveProperty('behind')
    expect(states('behind.org')).toEqual(['drifted', 'not-compared'])
    expect(row(fleet, 'chaos.org').deployed).not.toHaveProperty('position')
    expect(states('chaos.org')).toEqual(['drifted', 'chaos'])
    expect(states('current.org')).toEqual(['current'])
  })

  it('puts every app into its states', async () => {
    const { fleet } = await read()
    expect(
      Object.fromEntries(fleet.apps.map((app) => [`${app.server}/${app.app}`, app.findings.map(({ state }) => state)])),
    ).toEqual({
      'one/behind.org': ['behind'],
      'one/chaos.org': ['chaos'],
      'one/current.org': ['current'],
      'one/dirty.org': ['dirty', 'chaos'],
      'one/drifted.org': ['drifted'],
      'one/gone.org': ['not-deployed'],
      'one/paused.org': ['paused'],
      'one/rolled-back.org': ['rolled-back'],
      'one/uncloned.org': ['not-compared'],
      'one/unlabelled.org': ['unknown-version'],
      'one/updating.org': ['updating'],
      'two/behind.org': ['behind'],
      'two/broken.org': ['unreadable'],
      'two/shared-a.org': ['shared-stack'],
      'two/shared-b.org': ['shared-stack'],
    })
    expect(fleet.servers.map(({ name, unknownStacks }) => [name, unknownStacks])).toEqual([
      ['one', ['traefik']],
      ['two', []],
    ])
  })

  it('says what a plain and a chaos deploy would choose, and where a commit stands', async () => {
    const { fleet } = await read()
    expect(row(fleet, 'behind.org')).toMatchObject({
      pinned: '0.6.0+3.2.1',
      newest: '0.7.0+3.3.1',
      behind: ['0.7.0+3.3.1'],
      plain: { version: '0.6.0+3.2.1' },
      chaos: { version: '7ae7b0f7' },
      deployed: { stamp: '0.6.0+3.2.1', chaos: false, verdict: 'converged', image: 'discourse-sample:3.5.0' },
    })
    expect(row(fleet, 'chaos.org').deployed?.position).toEqual({ contains: '0.7.0+3.3.1', commits: 9, lacks: [] })
    expect(row(fleet, 'dirty.org').deployed?.position).toMatchObject({ contains: '0.7.0+3.3.1', commits: 0 })
    expect(row(fleet, 'uncloned.org')).toMatchObject({ plain: { error: { code: 'RECIPE_NOT_FOUND' } } })
    expect(row(fleet, 'broken.org', 'two')).toMatchObject({ error: { code: 'ENV_SYNTAX' } })
  })

  it('asks a server for its services and its tasks once, however many apps it has', async () => {
    const { asked } = await read()
    expect(asked.filter((request) => /services|tasks/.test(request))).toEqual(['GET /services', 'GET /tasks'])
  })

  it('keeps the apps of a server that does not answer, and reads the others', async () => {
    const { fleet } = await read({
      docker: (server) => ({
        dockerHost: server === 'one' ? 'unix:///nowhere/docker.sock' : 'unix:///nowhere/too.sock',
      }),
    })
    expect(fleet.servers.map(({ error }) => error?.code)).toEqual(['SWARM_UNREACHABLE', 'SWARM_UNREACHABLE'])
    expect(row(fleet, 'current.org')).toMatchObject({ state: 'unreachable', plain: { version: '0.7.0+3.3.1' } })
    expect(row(fleet, 'current.org')).not.toHaveProperty('deployed')
    const half = await read({}, [one, {}])
    expect(row(half.fleet, 'current.org').state).toBe('current')
    expect(row(half.fleet, 'behind.org', 'two').state).toBe('unreachable')
  })

  it('gives up on a server that accepts and says nothing, and reads the others', async () => {
    const server = createServer(() => undefined)
    const socket = join(place.dir, 'silent.sock')
    await new Promise<void>((done) => server.listen(socket, done))
    try {
      const { servers, apps: rows } = await withFakeDocker(two, (host) => {
        const docker = (name: string) => ({ dockerHost: name === 'one' ? `unix://${socket}` : host })
        return readFleet({ abraDir, docker, apps: ['current.org', 'behind.org'], timeoutMs: 1000 })
      })
      expect(servers.map(({ error }) => error?.message.split(':')[0])).toEqual(['no answer within 1 s', undefined])
      expect(rows.map(({ state }) => state)).toEqual(['unreachable', 'behind', 'unreachable'])
    } finally {
      server.closeAllConnections()
      server.close()
      rmSync(socket, { force: true })
    }
  })

  it('reads the apps and servers that are named, on every server that has them', async () => {
    const { fleet } = await read({ apps: ['behind.org'] })
    expect(fleet.apps.map(({ server }) => server)).toEqual(['one', 'two'])
    expect(fleet.servers.map(({ unknownStacks }) => unknownStacks)).toEqual([['traefik'], []])
    const { fleet: shared } = await read({ apps: ['shared-a.org'] })
    expect(shared.apps.map(({ state }) => state)).toEqual(['shared-stack'])
    const { fleet: of } = await read({ servers: ['two'] })
    expect(new Set(of.apps.map(({ server }) => server))).toEqual(new Set(['two']))
  })

  it('refuses a name that no app has, a server that is none, and a fleet of nothing', async () => {
    await expect(read({ apps: ['current.org', 'curent.org'] })).rejects.toThrow(anError('APP_NOT_FOUND'))
    await expect(read({ servers: ['three'] })).rejects.toThrow(anError('USAGE'))
    await expect(readFleet({ abraDir: place.dir })).rejects.toThrow(anError('FILE_UNREADABLE'))
    await withScratch(async (dir) => {
      writeFiles(dir, { 'servers/one/notes.txt': 'x' })
      await expect(readFleet({ abraDir: dir })).rejects.toThrow(anError('FLEET_EMPTY'))
    })
  })

  it('tells how far it is', async () => {
    const seen: string[] = []
    await read({
      onProgress: ({ servers, apps }) => seen.push(`${servers.done}/${servers.total} ${apps.done}/${apps.total}`),
    })
    expect(seen.slice(0, 2)).toEqual(['1/2 0/15', '2/2 0/15'])
    expect(seen.at(-1)).toBe('2/2 15/15')
  })

  it('has a row for a dangling link, and passes a loop of links over', async () => {
    const file = join(abraDir, 'servers/two/dangling.org.env')
    symlinkSync('nowhere', file)
    const loop = join(abraDir, 'servers/two/loop.org.env')
    symlinkSync('loop.org.env', loop)
    try {
      const { fleet } = await read()
      expect(row(fleet, 'dangling.org', 'two')).toMatchObject({
        state: 'unreadable',
        error: { code: 'FILE_UNREADABLE' },
      })
      expect(row(fleet, 'loop.org', 'two').state).toBe('unreadable')
    } finally {
      rmSync(file)
      rmSync(loop)
    }
  })

  it('keeps hostile labels as data', async () => {
    const stamp = '<script>alert(1)</script>\u001b[31m'
    const { fleet } = await read({}, [dockerWith({ current_org: { version: stamp } }), two])
    expect(row(fleet, 'current.org').deployed?.stamp).toBe(stamp)
    expect(row(fleet, 'current.org').state).toBe('drifted')
  })
})
