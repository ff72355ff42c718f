import { describe, expect, it } from 'vitest'
import { withStackLock } from '../../src/harness/lock/stack-lock.js'
import { pruneOrphans } from '../../src/harness/prune-orphans.js'
import { waitHealthy } from '../../src/harness/wait-healthy.js'
import { deployedIdentity, getDeployMeta } from '../../src/swarm/identity.js'
import { takeBaseline } from '../../src/swarm/snapshot/baseline.js'
import { takeSnapshot } from '../../src/swarm/snapshot/take-snapshot.js'
import { waitForConvergence } from '../../src/swarm/wait.js'
import { anError } from '../support/expect-error.js'
import { PlayedSwarm } from './wire-states.js'

const app = 'forum.example.com'

/** Every function that takes the name of a stack, as a text. */
const functions: Record<string, (name: string, swarm: PlayedSwarm) => Promise<unknown>> = {
  deployedIdentity,
  getDeployMeta,
  takeBaseline,
  takeSnapshot: (name, swarm) => takeSnapshot(swarm, name),
  waitForConvergence: (name, swarm) => waitForConvergence(name, { swarm }),
  waitHealthy: (stack, swarm) => waitHealthy({ stack, swarm }),
  pruneOrphans: (name, swarm) => pruneOrphans(name, { services: {} }, { swarm }),
  withStackLock: (name) => withStackLock(name, () => {}, { dir: '/nonexistent' }),
}

describe.each(Object.entries(functions))('%s', (_, call) => {
  it.each([app, '', undefined as unknown as string])('refuses %j, which is no stack, before it asks', async (name) => {
    const swarm = new PlayedSwarm({ from: 0 })
    await expect(call(name, swarm)).rejects.toEqual(anError('USAGE'))
    await expect(call(name, swarm)).rejects.toThrow(/pass await readApp\(/)
    expect(swarm.looks).toBe(0)
  })
})

describe('the message', () => {
  it('names the app and what to pass', async () => {
    await expect(takeBaseline(app, new PlayedSwarm({ from: 0 }))).rejects.toThrow(
      `"${app}" is not the name of a stack: pass await readApp('${app}')`,
    )
  })

  it('is not given for an app', async () => {
    const target = { stackName: 's', server: 'default' }
    expect(await getDeployMeta(target, new PlayedSwarm({ from: 0 }))).toEqual({ deployed: false })
  })
})
