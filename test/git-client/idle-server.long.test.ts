import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRepository } from '../../src/git/repository/open-repository.js'
import { cloneRepository, type GitTransferOptions } from '../../src/git-client/clone-repository.js'
import { fetchInto } from '../../src/git-client/fetch-into.js'
import { fetchRecipe } from '../../src/harness/checkout/fetch-recipe.js'
import { runProcess } from '../../src/run-process.js'
import { anError } from '../support/expect-error.js'
import { withScenario, withScratch } from '../support/scenario.js'

/** Accepts, reads, and says nothing. */
let server: Server
let port = 0
/** Ends once the last connection is closed, whoever held it. */
const sockets = new Set<Socket>()

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})

afterAll(() => {
  server.close()
})

async function expectClosed(): Promise<void> {
  await Promise.all([...sockets].map((socket) => once(socket, 'close')))
  expect(sockets.size).toBe(0)
}

const hasSsh =
  (await runProcess('ssh', ['-V'], { env: { PATH: process.env['PATH'] ?? '' } }).catch(() => undefined))?.exitCode === 0

async function expectEnded(scheme: string, access: GitTransferOptions = {}): Promise<void> {
  await withScratch(async (scratch) => {
    const url = `${scheme}://127.0.0.1:${port}/x.git`
    const cloned = cloneRepository(url, join(scratch, 'clone'), { idleTimeoutMs: 500, ...access })
    const failed = await cloned.catch((error: unknown) => error)
    expect(failed).toEqual(anError('GIT_FAILED'))
    expect(failed).toHaveProperty('message', expect.stringContaining('was ended: nothing came for 0.5 s'))
    expect(failed).toHaveProperty('advice', expect.stringContaining('idleTimeoutMs'))
    await expectClosed()
    expect(readdirSync(scratch)).toEqual([])
  })
}

describe('a server that accepts and says nothing', () => {
  it.each(['http', 'git'])('ends %s after the idle limit, the helper of git too', (scheme) => expectEnded(scheme))

  it.skipIf(!hasSsh)('ends ssh after the idle limit (needs ssh)', () => expectEnded('ssh', { ssh: {} }))

  it('ends a fetch, and leaves nothing', () =>
    withScenario({ steps: [{ do: 'write', path: 'a', text: 'a' }, { do: 'commit' }] }, async ({ dir }) => {
      const { references } = openRepository(dir, '5.16')
      const url = `http://127.0.0.1:${port}/x.git`
      const fetched = fetchInto(join(dir, '.git'), references, url, ['refs/tags/*'], { idleTimeoutMs: 500 })
      await expect(fetched).rejects.toThrow('nothing came for 0.5 s')
      await expectClosed()
      expect(readdirSync(join(dir, '.git')).filter((name) => name.startsWith('fetch-'))).toEqual([])
    }))

  it('is named by fetchRecipe', () =>
    withScratch(async (abraDir) => {
      const mirror = `http://127.0.0.1:${port}/x.git`
      const fetched = fetchRecipe({ name: 'x', mirror, ref: 'main', abraDir, idleTimeoutMs: 500 })
      const failed = await fetched.catch((error: unknown) => error)
      expect(failed).toEqual(anError('ORIGIN_UNUSABLE'))
      expect(failed).toHaveProperty('message', expect.stringContaining(`${mirror} cannot be fetched from (`))
      expect(failed).toHaveProperty('message', expect.stringContaining('nothing came for 0.5 s'))
      await expectClosed()
    }))

  it('ends at once when the caller cancels', () =>
    withScratch(async (scratch) => {
      const control = new AbortController()
      const connected = once(server, 'connection')
      const url = `http://127.0.0.1:${port}/x.git`
      const cloned = cloneRepository(url, join(scratch, 'clone'), { signal: control.signal }).catch(
        (error: unknown) => error,
      )
      await connected
      control.abort(new Error('enough'))
      const failed = await cloned
      expect(failed).toEqual(anError('GIT_FAILED'))
      expect(failed).toHaveProperty('cause.message', 'enough')
      await expectClosed()
      expect(readdirSync(scratch)).toEqual([])
    }))
})

describe('runProcess', () => {
  const env = { PATH: process.env['PATH'] ?? '' }

  it('begins the idle limit anew with each output', async () => {
    const slow = ['-c', 'for i in 1 2 3 4 5 6; do echo $i; sleep 1; done']
    const ended = await runProcess('sh', slow, { env, idleMs: 5_000 })
    expect(ended).toMatchObject({ exitCode: 0, idled: false, stdout: '1\n2\n3\n4\n5\n6\n' })
  })

  it('ends with the program, not with what it leaves behind', async () => {
    const leaves = ['-c', 'setsid sleep 600 & echo $!']
    const ended = await runProcess('sh', leaves, { env })
    expect(ended).toMatchObject({ exitCode: 0, idled: false })
    process.kill(Number(ended.stdout))
  })
})
