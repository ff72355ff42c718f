import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fleetCommand } from '../../src/cli/fleet.js'
import { compareFleets } from '../../src/fleet/compare-fleets.js'
import { readFleet } from '../../src/fleet/read-fleet.js'
import { renderFleetPage } from '../../src/page/render-fleet-page.js'
import { writeFiles } from '../support/abra-folder.js'
import { startBrowser } from '../support/browser.js'
import { anError } from '../support/expect-error.js'
import { type FakeAnswers, withFakeDocker } from '../support/fake-docker.js'
import { dockerWith, makeFleet, sampleVariables } from '../support/fleet-sample.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { expectJunit } from '../support/junit-schema.js'
import { withScratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const pinned = 'TYPE=discourse:0.6.0+3.2.1\n'

/** With the same Docker for every server. */
function withFleet<T>(
  apps: Readonly<Record<string, string>>,
  docker: FakeAnswers,
  use: (fleet: { dir: string; abraDir: string; host: string; read: () => ReturnType<typeof readFleet> }) => Promise<T>,
): Promise<T> {
  return withScratch((dir) => {
    const abraDir = makeFleet(dir, apps)
    return withFakeDocker(docker, (host) => {
      const read = () =>
        expectUntouched(dir, () => readFleet({ abraDir, home: dir, docker: () => ({ dockerHost: host }) }))
      return use({ dir, abraDir, host, read })
    })
  })
}

const rows = ({ apps }: Awaited<ReturnType<typeof readFleet>>) =>
  apps.map(({ server, app, state }) => `${server}/${app} ${state}`)

describe('a fleet of bad input', () => {
  it('has a row each for two servers with one app name', () =>
    withFleet(
      { 'one/a.org': pinned, 'two/a.org': `TYPE=discourse\n${sampleVariables}` },
      dockerWith({}),
      async ({ read, abraDir, host }) => {
        expect(rows(await read())).toEqual(['one/a.org not-deployed', 'two/a.org not-deployed'])
        const { stdout } = await fleetCommand.run(['a.org'], {
          'abra-dir': abraDir,
          'docker-host': host,
          server: 'two',
        })
        expect(stdout.split('\n').slice(1)).toEqual([expect.stringMatching(/^a\.org +two /)])
      },
    ))

  it('passes over a loop of links in servers/, and names a server that cannot be listed', () =>
    withFleet({ 'one/a.org': pinned }, dockerWith({}), async ({ dir, read, abraDir, host }) => {
      const before = await read()
      symlinkSync('.', join(abraDir, 'servers/up'))
      expect(rows(await read())).toEqual(['one/a.org not-deployed'])
      symlinkSync('self', join(abraDir, 'servers/self'))
      const fleet = await read()
      expect(rows(fleet)).toEqual(['one/a.org not-deployed'])
      expect(fleet.servers).toEqual([
        { name: 'one', docker: host, unknownStacks: [] },
        {
          name: 'self',
          unlisted: true,
          error: { code: 'FILE_UNREADABLE', message: expect.stringContaining('loop') },
          unknownStacks: [],
        },
      ])
      const junit = join(dir, 'junit.xml')
      const values = { 'abra-dir': abraDir, 'docker-host': host, junit }
      const { exitCode, stderr } = await fleetCommand.run([], values)
      expect({ exitCode, first: stderr[0] }).toEqual({ exitCode: 2, first: expect.stringMatching(/^self: .*loop/) })
      const xml = readFileSync(junit, 'utf8')
      expect(xml).toContain('tests="2" failures="0" errors="1"')
      await expectJunit(xml)
      expect((await fleetCommand.run([], { ...values, server: 'one' })).exitCode).toBe(0)
      // The apps of a server that cannot be listed are not gone.
      rmSync(join(abraDir, 'servers/one'), { recursive: true })
      symlinkSync('one', join(abraDir, 'servers/one'))
      writeFiles(abraDir, { 'servers/two/b.org.env': pinned })
      expect(compareFleets(before, await read()).map(({ kind }) => kind)).toEqual(['added'])
      rmSync(join(abraDir, 'servers/two'), { recursive: true })
      await expect(read()).rejects.toThrow(anError('FILE_UNREADABLE'))
    }))

  it('reads 5,000 app files of which 10 are broken', () => {
    const broken = ['TYPE discourse\n', 'TYPE=a:b:c\n', 'TYPE=\n', '', 'A=1\n', 'TYPE="discourse\n']
    const apps = Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [
        `${at % 2 === 0 ? 'one' : 'two'}/app${at}`,
        at % 500 === 7 ? (broken[Math.floor(at / 500) % broken.length] ?? '') : pinned,
      ]),
    )
    return withFleet(apps, dockerWith({ app0: { version: '0.6.0+3.2.1' } }), async ({ read }) => {
      const fleet = await read()
      const counts = new Map<string, number>()
      for (const { state } of fleet.apps) counts.set(state, (counts.get(state) ?? 0) + 1)
      expect(Object.fromEntries(counts)).toEqual({ unreadable: 10, 'not-deployed': 4989, behind: 1 })
      for (const { error } of fleet.apps.filter(({ state }) => state === 'unreadable'))
        expect(error?.message).toMatch(/app\d+\.env/)
    })
  })

  it('lists stacks apart that no app file of the server names', () =>
    withFleet(
      { 'one/a.org': pinned },
      dockerWith({ a_org: {}, traefik: {}, 'x\u001b[31m': {} }),
      async ({ read, abraDir, host }) => {
        expect((await read()).servers[0]?.unknownStacks).toEqual(['traefik', 'x\u001b[31m'])
        const { stdout } = await fleetCommand.run([], { 'abra-dir': abraDir, 'docker-host': host })
        expect(stdout).toContain('Stacks that no app file names\n  one: traefik, x\\u{1b}[31m')
      },
    ))

  it('keeps the apps of recipes that cannot be read, with why', () => {
    const apps = { 'one/empty': 'TYPE=empty\n', 'one/torn': 'TYPE=torn\n', 'one/whole': pinned }
    const docker = dockerWith({ empty: { version: '1.0.0+1' }, torn: { version: '0.6.0+3.2.1' } })
    return withFleet(apps, docker, async ({ read, abraDir }) => {
      writeFiles(abraDir, { 'recipes/empty/': '' })
      cpSync(join(abraDir, 'recipes/discourse'), join(abraDir, 'recipes/torn'), { recursive: true })
      writeFileSync(join(abraDir, 'recipes/torn/.git/packed-refs'), '\0\0 no line\n')
      writeFileSync(join(abraDir, 'recipes/torn/.git/index'), 'DIRC')
      const { apps: found } = await read()
      expect(found.map(({ app, state }) => `${app} ${state}`)).toEqual([
        'empty not-compared',
        'torn not-compared',
        'whole not-deployed',
      ])
      for (const { plain, chaos } of found.slice(0, 2))
        for (const answer of [plain, chaos]) expect(answer).not.toHaveProperty('version')
    })
  })

  it('says which context a server lacks, or that it points nowhere', () =>
    withFleet({ 'one/a.org': pinned, 'two/a.org': pinned }, dockerWith({}), async ({ dir, abraDir, host }) => {
      const env = { HOME: dir }
      const docker = (server: string) => (server === 'one' ? { server, env } : { dockerHost: host })
      const { servers, apps } = await readFleet({ abraDir, home: dir, docker })
      expect(servers[0]?.error).toMatchObject({ code: 'CONTEXT_NOT_FOUND', message: expect.stringContaining('"one"') })
      expect(apps.map(({ state }) => state)).toEqual(['unreachable', 'not-deployed'])
      const { servers: refused } = await readFleet({
        ...{ abraDir, home: dir, servers: ['one'] },
        docker: () => ({ dockerHost: 'tcp://127.0.0.1:1' }),
      })
      expect(refused[0]?.error?.code).toBe('SWARM_UNREACHABLE')
    }))

  it('shows HTML in the name of an app as text, in the table, the report and the page', () => {
    const name = '<img src=x onerror=document.title=1>&"'
    return withFleet({ [`one/${name}`]: pinned }, dockerWith({}), async ({ dir, read, abraDir, host }) => {
      demandFreshBuild()
      const fleet = await read()
      const junit = join(dir, 'junit.xml')
      const { stdout } = await fleetCommand.run([], { 'abra-dir': abraDir, 'docker-host': host, junit })
      expect(stdout).toContain(name)
      await expectJunit(readFileSync(junit, 'utf8'))
      const path = join(dir, 'fleet.html')
      writeFileSync(path, renderFleetPage(fleet))
      const browser = await startBrowser()
      try {
        const page = await browser.newPage()
        await page.goto(pathToFileURL(path).href)
        await page.waitForSelector('body[data-ready]')
        expect(await page.locator('tbody th button').textContent()).toBe(name)
        expect(await page.locator('img').count()).toBe(0)
        await page.goto(`${pathToFileURL(path).href}#${encodeURIComponent(name)}`)
        expect(await page.title()).toMatch(/^Fleet/)
      } finally {
        await browser.close()
      }
    })
  })
})
