import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findApp } from '../../src/app/find-app.js'
import { writeApps, writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

/** Finds nothing, changes nothing, and gives the error. */
async function failure(
  dir: string,
  name: string,
  server?: string,
): Promise<{ code: string; message: string; data: unknown }> {
  const options = { abraDir: dir, ...(server === undefined ? {} : { server }) }
  const error: unknown = await expectUntouched(dir, () =>
    findApp(name, options).then(
      (place) => expect.fail(`found ${place.path}`),
      (error: unknown) => error,
    ),
  )
  expect(error).toHaveProperty('name', 'AbraVersionError')
  return error as { code: string; message: string; data: unknown }
}

describe('findApp', () => {
  it('finds an app on whichever server it is', () =>
    withScratch(async (dir) => {
      writeApps(dir, 'a.org/one.org', 'b.org/two.org')
      const path = join(dir, 'servers/b.org/two.org.env')
      expect(await findApp('two.org', { abraDir: dir })).toEqual({ name: 'two.org', server: 'b.org', path })
      expect(await findApp('two.org', { env: { ABRA_DIR: dir } })).toMatchObject({ path })
    }))

  it('follows links and keeps them in the path', () =>
    withScratch(async (dir) => {
      writeFiles(dir, { 'far/real/app.env': '' })
      mkdirSync(join(dir, 'abra'))
      symlinkSync('../far', join(dir, 'abra/servers'))
      symlinkSync('real', join(dir, 'far/linked'))
      symlinkSync('real/app.env', join(dir, 'far/x'))
      const path = join(dir, 'abra/servers/linked/app.env')
      expect(await findApp('app', { abraDir: join(dir, 'abra'), server: 'linked' })).toMatchObject({ path })
    }))

  it('finds what bears the name, be it a link to nowhere', () =>
    withScratch(async (dir) => {
      mkdirSync(join(dir, 'servers/s'), { recursive: true })
      symlinkSync('nowhere', join(dir, 'servers/s/app.env'))
      expect(await findApp('app', { abraDir: dir })).toMatchObject({ server: 's' })
    }))

  it('is not kept from it by files and broken links among the servers', () =>
    withScratch(async (dir) => {
      writeApps(dir, 's/app')
      writeFiles(dir, { 'servers/README': '' })
      symlinkSync('nowhere', join(dir, 'servers/gone'))
      symlinkSync('round', join(dir, 'servers/round'))
      expect(await findApp('app', { abraDir: dir })).toMatchObject({ server: 's' })
    }))

  it('does not choose between two servers', () =>
    withScratch(async (dir) => {
      writeApps(dir, 'a/app', 'b/app', 'c/other')
      const paths = ['a', 'b'].map((server) => join(dir, `servers/${server}/app.env`))
      expect(await failure(dir, 'app')).toMatchObject({
        code: 'APP_AMBIGUOUS',
        data: { app: 'app', paths },
        message: `2 servers have an app app: ${paths.join(', ')}: choose one with --server`,
      })
      expect(await findApp('app', { abraDir: dir, server: 'b' })).toMatchObject({ server: 'b', path: paths[1] })
    }))

  it('lists the apps there are, the nearest first, in full only in the data', () =>
    withScratch(async (dir) => {
      const others = Array.from({ length: 20 }, (_, i) => `s/unlike-${String(i).padStart(2, '0')}.org`)
      writeApps(dir, ...others, 's/cloud.org', 't/cloud.org', 's/clouds.org')
      const { code, data, message } = await failure(dir, 'cluod.org')
      const apps = ['s/cloud.org', 't/cloud.org', 's/clouds.org', ...others]
      expect({ code, data }).toEqual({ code: 'APP_NOT_FOUND', data: { app: 'cluod.org', abraDir: dir, apps } })
      expect(message).toContain(`(the apps there are: ${apps.slice(0, 5).join(', ')} and 18 more)`)
      expect(message).not.toContain('unlike-02')
    }))

  it('looks at no other server than the one it is told', () =>
    withScratch(async (dir) => {
      writeApps(dir, 'a/app')
      const { code, message, data } = await failure(dir, 'app', 'b')
      expect({ code, data }).toEqual({ code: 'APP_NOT_FOUND', data: { app: 'app', abraDir: dir, apps: ['a/app'] } })
      expect(message).toContain('no app app on the server b')
    }))

  it('says so where .env is not part of the name', () =>
    withScratch(async (dir) => {
      writeApps(dir, 's/app', 's/odd.env')
      expect(await failure(dir, 'app.env')).toMatchObject({
        code: 'APP_NOT_FOUND',
        message: expect.stringContaining('name it without .env: app'),
      })
      expect(await findApp('odd.env', { abraDir: dir })).toMatchObject({ name: 'odd.env' })
    }))

  it('says so where there are no apps, and what it could not look at', () =>
    withScratch(async (dir) => {
      writeFiles(dir, { 'servers/README': '' })
      expect((await failure(dir, 'app')).message).toContain('(it has no apps)')
      symlinkSync('nowhere', join(dir, 'servers/gone'))
      const gone = join(dir, 'servers/gone')
      expect((await failure(dir, 'app')).message).toContain(`(it has no apps; ${gone} cannot be read (ENOENT))`)
    }))

  it('does not say an app is missing while a server cannot be looked into', () =>
    withScratch(async (dir) => {
      writeApps(dir, 's/other')
      symlinkSync('round', join(dir, 'servers/round'))
      const path = join(dir, 'servers/round/app.env')
      expect(await failure(dir, 'app')).toMatchObject({ code: 'FILE_UNREADABLE', data: { path, errno: 'ELOOP' } })
    }))

  it.each<[string, errno: string, make: (dir: string) => void]>([
    ['is missing', 'ENOENT', () => {}],
    ['is a link to itself', 'ELOOP', (dir) => symlinkSync('servers', join(dir, 'servers'))],
  ])('names servers/ where it %s', (_name, errno, make) =>
    withScratch(async (dir) => {
      make(dir)
      expect(await failure(dir, 'app')).toMatchObject({
        code: 'FILE_UNREADABLE',
        data: { path: join(dir, 'servers'), errno },
      })
    }),
  )

  it.each(['', '../s/app', 's/app', '/', '..', 'a..b', '-C', '--force', 'a\0b'])('refuses the name %j', (name) =>
    withScratch(async (dir) => {
      writeApps(dir, 's/app', 't/app')
      expect(await failure(dir, name)).toMatchObject({ code: 'USAGE', data: { argument: 'APP', value: name } })
      const other = { code: 'USAGE', data: { argument: '--server', value: name } }
      expect(await failure(dir, 'app', name)).toMatchObject(other)
    }),
  )

  it('copes with a name too long for a file', () =>
    withScratch(async (dir) => {
      writeApps(dir, 's/app')
      expect(await failure(dir, 'x'.repeat(5000))).toMatchObject({ code: 'APP_NOT_FOUND' })
    }))

  it('passes on what abraDir cannot know', async () => {
    await expect(findApp('app', { env: {} })).rejects.toThrow(anError('HOME_UNKNOWN'))
  })
})
