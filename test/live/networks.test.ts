import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLeavingNetworks, waitForNetworks } from '../../src/harness/upgrade/stack-networks.js'
import { connectSwarm } from '../../src/swarm/docker/docker.js'
import type { SwarmConnection } from '../../src/swarm/docker/swarm-connection.js'
import { waitForConvergence } from '../../src/swarm/wait.js'
import type { WaitChange } from '../../src/swarm/wait-change.js'
import type { DockerDaemon } from '../support/docker-daemon.js'
import { type Scratch, scratch } from '../support/scenario.js'
import { IMAGE, startSwarm } from '../support/swarm.js'
import { engine, skipped } from './stack.js'

const minutes = 60_000

/** A service with a network of its own that needs its whole grace period to end. */
function stack(config?: string, grace = '5s'): string {
  const command = ['sh', '-c', "trap '' TERM; while true; do sleep 1; done"]
  // The tries of a task that is rejected follow each other quickly.
  const deploy = { restart_policy: { delay: '1s' } }
  const app = { image: IMAGE, command, stop_grace_period: grace, networks: ['internal'], deploy }
  const configs = config === undefined ? {} : { configs: { c: { name: config, file: 'compose.json' } } }
  const services = { app: config === undefined ? app : { ...app, configs: ['c'] } }
  return JSON.stringify({ version: '3.8', services, networks: { internal: {} }, ...configs })
}

describe.skipIf(skipped !== '')(`the networks of a stack that is removed${skipped}`, () => {
  let place: Scratch
  let swarm: DockerDaemon
  let reader: SwarmConnection

  const deploy = async (compose: string, name: string) => {
    const file = join(place.dir, 'compose.json')
    await writeFile(file, compose)
    const env = { ...process.env, DOCKER_HOST: swarm.host }
    return promisify(execFile)('docker', ['stack', 'deploy', '--resolve-image', 'never', '-c', file, name], { env })
  }

  beforeAll(async () => {
    place = scratch()
    swarm = await startSwarm()
    reader = await connectSwarm({ dockerHost: swarm.host })
  }, 3 * minutes)

  afterAll(async () => {
    reader?.close()
    await swarm?.stop()
    place?.remove()
  })

  it(
    'are waited for; a deploy before that fails, and one after it does not',
    async () => {
      await deploy(stack(), 'n')
      while ((await reader.readTasks('n'))[0]?.Status?.State !== 'running')
        await new Promise((done) => setTimeout(done, 200))
      await swarm.docker('stack', 'rm', 'n')
      const leaving = await readLeavingNetworks(reader, 'n')
      expect(leaving).toEqual(['n_internal'])
      await expect(deploy(stack(), 'n')).rejects.toThrow(/network n_internal not found/)
      const { signal } = new AbortController()
      expect(await waitForNetworks(reader, 'n', leaving, { timeoutMs: 0, signal })).toEqual(['n_internal'])
      expect(await waitForNetworks(reader, 'n', leaving, { timeoutMs: 2 * minutes, signal })).toEqual([])
      await deploy(stack(), 'n')
      expect((await reader.readServices('n')).map(({ Spec }) => Spec?.Name)).toEqual(['n_app'])
    },
    3 * minutes,
  )

  it(
    'R88: may lend their addresses to another stack at once (29 series): its tasks are rejected until they are gone, and it converges',
    async () => {
      const untilRunning = async (name: string) => {
        while ((await reader.readTasks(name))[0]?.Status?.State !== 'running')
          await new Promise((done) => setTimeout(done, 200))
      }
      const addressesOf = (name: string) =>
        swarm.docker('network', 'inspect', '--format', '{{json .IPAM.Config}}', `${name}_internal`)
      await deploy(stack(undefined, '20s'), 'before')
      await untilRunning('before')
      const addresses = await addressesOf('before')
      await swarm.docker('stack', 'rm', 'before')
      await deploy(stack(), 'after')
      expect((await addressesOf('after')) === addresses).toBe(engine === '29')
      const told: WaitChange[] = []
      const onChange = (change: WaitChange) => told.push(change)
      const { outcome, assessment } = await waitForConvergence('after', {
        swarm: reader,
        timeoutMs: 2 * minutes,
        onChange,
      })
      expect({ outcome, verdict: assessment?.verdict }).toEqual({ outcome: 'settled', verdict: 'converged' })
      const errors = told.flatMap((change) => (change.kind === 'task-failed' ? [change.task.error ?? ''] : []))
      expect(errors.every((error) => error.includes('Pool overlaps'))).toBe(true)
      if (engine === '29') expect(errors.length).toBeGreaterThan(2)
    },
    3 * minutes,
  )

  it(
    'are not waited for where a failed deploy has left them',
    async () => {
      await expect(deploy(stack('x'.repeat(70)), 'left')).rejects.toThrow(/invalid name/)
      expect(await reader.readNetworks?.('left')).toEqual([{ name: 'left_internal', endpoints: [] }])
      expect(await readLeavingNetworks(reader, 'left')).toEqual([])
    },
    minutes,
  )
})
