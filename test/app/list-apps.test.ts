import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type AppList, listApps } from '../../src/app/list-apps.js'
import { writeApps, writeFiles } from '../support/abra-folder.js'
import { withScratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

/** Paths without the folder they are in. */
async function list(dir: string): Promise<{ apps: string[]; unreadable: string[] }> {
  const { apps, unreadable }: AppList = await expectUntouched(dir, () => listApps(dir))
  for (const { name, server, path } of apps) expect(path).toBe(join(dir, 'servers', server, `${name}.env`))
  return {
    apps: apps.map(({ name, server }) => `${server}/${name}`),
    unreadable: unreadable.map(({ path, errno }) => `${path.slice(dir.length + 1)} ${errno}`),
  }
}

describe('listApps', () => {
  it('lists by name, then by server', () =>
    withScratch(async (dir) => {
      writeApps(dir, 'b.org/x.org', 'a.org/z.org', 'a.org/x.org', 'B.org/x.org', 'a.org/X.org')
      expect(await list(dir)).toEqual({
        apps: ['a.org/X.org', 'B.org/x.org', 'a.org/x.org', 'b.org/x.org', 'a.org/z.org'],
        unreadable: [],
      })
    }))

  it('passes over what is neither a server nor an app', () =>
    withScratch(async (dir) => {
      writeFiles(dir, {
        'servers/README.md': '',
        'servers/stray.env': '',
        'servers/.git/config': '',
        'servers/empty/': '',
        'servers/s/app.env': '',
        'servers/s/.env': '',
        'servers/s/app.env.bak': '',
        'servers/s/app.ENV': '',
        'servers/s/appenv': '',
        'servers/s/folder.env/': '',
        'servers/s/deeper/below.env': '',
      })
      execFileSync('mkfifo', [join(dir, 'servers/s/pipe.env')])
      expect(await list(dir)).toEqual({ apps: ['s/app'], unreadable: [] })
    }))

  it('follows links: servers, a server, an app', () =>
    withScratch(async (dir) => {
      writeFiles(dir, { 'far/away/real/one.env': '', 'elsewhere/two.env': '', 'file.env': '' })
      mkdirSync(join(dir, 'abra'))
      symlinkSync('../far/away', join(dir, 'abra/servers'))
      symlinkSync(join(dir, 'elsewhere'), join(dir, 'far/away/linked'))
      symlinkSync('../../../file.env', join(dir, 'far/away/real/three.env'))
      const { apps, unreadable } = await listApps(join(dir, 'abra'))
      expect(apps.map(({ path }) => path)).toEqual(
        ['real/one.env', 'real/three.env', 'linked/two.env'].map((path) => join(dir, 'abra/servers', path)),
      )
      expect(unreadable).toEqual([])
    }))

  it('reports broken links and goes on', () =>
    withScratch(async (dir) => {
      writeApps(dir, 's/app', 't/app')
      symlinkSync('nowhere', join(dir, 'servers/gone'))
      symlinkSync('round', join(dir, 'servers/round'))
      symlinkSync('nowhere', join(dir, 'servers/s/gone.env'))
      symlinkSync('round.env', join(dir, 'servers/t/round.env'))
      symlinkSync('nowhere', join(dir, 'servers/s/gone.txt'))
      expect(await list(dir)).toEqual({
        apps: ['s/app', 't/app'],
        unreadable: [
          'servers/gone ENOENT',
          'servers/round ELOOP',
          'servers/s/gone.env ENOENT',
          'servers/t/round.env ELOOP',
        ],
      })
    }))

  it.each<[string, errno: string, make: (dir: string) => void]>([
    ['is missing', 'ENOENT', () => {}],
    ['is a file', 'ENOTDIR', (dir) => writeFiles(dir, { servers: '' })],
    ['is a link to nowhere', 'ENOENT', (dir) => symlinkSync('nowhere', join(dir, 'servers'))],
    ['is a link to itself', 'ELOOP', (dir) => symlinkSync('servers', join(dir, 'servers'))],
  ])('throws where servers/ %s', (_name, errno, make) =>
    withScratch(async (dir) => {
      make(dir)
      const path = join(dir, 'servers')
      await expect(listApps(dir)).rejects.toThrow(
        expect.objectContaining({ code: 'FILE_UNREADABLE', data: { path, errno, goGit: '' } }),
      )
      await expect(listApps(dir)).rejects.toThrow('name the folder of abra with ABRA_DIR')
    }),
  )
})
