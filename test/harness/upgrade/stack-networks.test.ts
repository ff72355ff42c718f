import { describe, expect, it } from 'vitest'
import { leavingNetworks, readLeavingNetworks, waitForNetworks } from '../../../src/harness/upgrade/stack-networks.js'
import { connectSwarm } from '../../../src/swarm/docker/docker.js'
import { anError } from '../../support/expect-error.js'
import { MANAGER, Refusal, withFakeDocker } from '../../support/fake-docker.js'
import { PlayedSwarm } from '../../swarm/wire-states.js'

const task = 's_app.1.y2gh4u5zphki4enc3512n4zsl'

describe('leavingNetworks', () => {
  it.each([
    ['a container of the stack is attached', [task, 's_internal-endpoint'], ['s_internal']],
    ['only Swarm’s own endpoint is left', ['s_internal-endpoint'], ['s_internal']],
    ['a failed deploy has left it', [], []],
    ['another stack uses it', [task, 's_internal-endpoint', 'other_app.1.x'], []],
    ['the other stack’s name begins alike', ['s2_app.1.x'], []],
  ])('%s', (_, endpoints, names) => expect(leavingNetworks('s', [{ name: 's_internal', endpoints }])).toEqual(names))
})

describe('the networks of a Docker', () => {
  const networks = {
    ...MANAGER,
    '/networks': [
      { Id: 'one', Name: 's_one' },
      { Id: 'gone', Name: 's_gone' },
    ],
    '/networks/one': { Id: 'one', Name: 's_one', Containers: { a: { Name: task } } },
    '/networks/gone': new Refusal(404, 'network gone not found'),
  }

  it('are read one by one; one that goes meanwhile is no error', () =>
    withFakeDocker(networks, async (dockerHost, asked) => {
      const reader = await connectSwarm({ dockerHost })
      expect(await reader.readNetworks?.('s')).toEqual([{ name: 's_one', endpoints: [task] }])
      expect(asked.slice(-3).sort()).toEqual(['GET /networks', 'GET /networks/gone', 'GET /networks/one'])
      reader.close()
    }))

  it.each([
    ['/networks', 'a page'],
    ['/networks/one', { Containers: ['x'] }],
    ['/networks/one', new Refusal(500, 'no')],
  ])('that answers %s with %j is an error', (path, answer) =>
    withFakeDocker({ ...networks, [path]: answer }, async (dockerHost) => {
      const reader = await connectSwarm({ dockerHost })
      await expect(reader.readNetworks?.('s')).rejects.toEqual(anError('SWARM_API_FAILED'))
      reader.close()
    }),
  )

  it('of a reader without them are never waited for', async () =>
    expect(await readLeavingNetworks(new PlayedSwarm({ from: 0 }), 's')).toEqual([]))

  it('are waited for until the signal aborts', () =>
    withFakeDocker(networks, async (dockerHost) => {
      const reader = await connectSwarm({ dockerHost })
      const stop = new AbortController()
      const waiting = waitForNetworks(reader, 's', ['s_one'], { timeoutMs: 60_000, signal: stop.signal })
      stop.abort(new Error('enough'))
      await expect(waiting).rejects.toThrow('enough')
      reader.close()
    }))
})
