import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRepository } from '../../src/git/repository/open-repository.js'
import { cloneRepository } from '../../src/git-client/clone-repository.js'
import { fetchInto } from '../../src/git-client/fetch-into.js'
import { withScratchFolder } from '../../src/git-client/scratch-folder.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'

const bundle = resolve('golden/recipes/discourse-sample.bundle')
const note = 'abra-deploy-version.owner'

/** Accepts, and says nothing: whatever fetches from it waits. */
let server: Server
let url = ''
const sockets: Socket[] = []

beforeAll(async () => {
  server = createServer((socket) => sockets.push(socket.on('error', () => {}).resume())).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `git://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`
})

afterAll(() => {
  // git outlives the process that was killed, as long as its server does.
  for (const socket of sockets) socket.destroy()
  server.close()
})

/** Ends a process that runs this with SIGKILL, once it has made its scratch folder in `parent`. */
async function killWhile(parent: string, prefix: string, call: string): Promise<string> {
  demandFreshBuild()
  const library = JSON.stringify(pathToFileURL(resolve('dist/index.js')).href)
  const script = `const { ensure, fetchRecipe, getEnsureContext } = await import(${library}); await ${call}`
  const asked = once(server, 'connection')
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
  const made = () => readdirSync(parent).find((name) => name.startsWith(prefix)) ?? ''
  await asked
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(join(parent, made(), note))).toBe(true)
  return made()
}

describe('the scratch folder of a process that was killed', () => {
  it('is removed by the next fetch; those of others stay', () =>
    withScratch(async (scratch) => {
      const dir = join(scratch, 'recipe')
      git(scratch, 'clone', '-q', bundle, 'recipe')
      git(dir, 'remote', 'set-url', 'origin', url)
      const gitDir = join(dir, '.git')
      const call = `ensure(${JSON.stringify({ name: 'recipe', dir })}, getEnsureContext({}))`
      const left = await killWhile(gitDir, 'fetch-', call)
      const dead = readFileSync(join(gitDir, left, note), 'latin1')
      // Of a living process, of another machine, of nobody, and one whose note is a link.
      const others: Record<string, string | undefined> = {
        'fetch-living': dead.replace(/ \d+ \d* /, ` ${process.pid}  `),
        'fetch-remote': dead.replace(/ (\S+)\n$/, ' elsewhere\n'),
        'fetch-nobody': undefined,
        'fetch-longer-name': dead,
        'other-abcdef': dead,
      }
      for (const [name, text] of Object.entries(others)) {
        mkdirSync(join(gitDir, name))
        if (text !== undefined) writeFileSync(join(gitDir, name, note), text)
      }
      writeFileSync(join(gitDir, 'fetch-a_file'), dead)
      await fetchInto(gitDir, openRepository(dir, '5.16').references, bundle, ['refs/tags/*'])
      const now = readdirSync(gitDir).filter((name) => /^(?:fetch|other)-/.test(name))
      expect(now).toEqual([...Object.keys(others), 'fetch-a_file'].sort())
    }))

  it('is removed by the next clone to that place', () =>
    withScratch(async (scratch) => {
      const recipes = join(scratch, 'recipes')
      mkdirSync(recipes)
      const call = `fetchRecipe(${JSON.stringify({ name: 'x', mirror: url, ref: 'HEAD', abraDir: scratch })})`
      await killWhile(recipes, '.x.clone-', call)
      await cloneRepository(bundle, join(recipes, 'y'))
      expect(readdirSync(recipes)).toHaveLength(2)
      await cloneRepository(bundle, join(recipes, 'x'))
      expect(readdirSync(recipes)).toEqual(['x', 'y'])
    }))
})

describe('a scratch folder', () => {
  it('is made where the folder above it may be written, not listed', () =>
    withScratch(async (scratch) => {
      const parent = join(scratch, 'above')
      mkdirSync(parent)
      chmodSync(scratch, 0o755)
      const isRoot = process.geteuid?.() === 0
      if (isRoot) chownSync(parent, 65534, 65534)
      chmodSync(parent, 0o311)
      // Root may list everything: then somebody else does it.
      if (isRoot) process.seteuid?.(65534)
      try {
        const seen = await withScratchFolder(parent, 'fetch-', async (dir) => readdirSync(dir))
        expect(seen).toEqual([note])
        expect(() => readdirSync(parent)).toThrow('EACCES')
      } finally {
        if (isRoot) process.seteuid?.(0)
        chmodSync(parent, 0o755)
      }
      expect(readdirSync(parent)).toEqual([])
    }))
})
