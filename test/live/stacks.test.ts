import { describe, expect, it } from 'vitest'
import { explainDrift } from '../../src/swarm/drift/explain-drift.js'
import { deployedIdentity, getDeployMeta } from '../../src/swarm/identity.js'
import { isServing } from '../../src/swarm/snapshot/task-facts.js'
import { GOOD, removeStack, type StackService } from '../support/swarm.js'
import { chaos, failing, found, keep, LiveStack, skipped, swarmHost, untilApp, updates } from './stack.js'

const BASE = 'eb96de94+U'
const NEXT = '7ae7b0f7+U'

function app(stack: string, stamp: string, command = GOOD): StackService {
  return { command, labels: chaos(stack, stamp), deploy: updates('rollback') }
}

describe.skipIf(skipped !== '').concurrent(`a stack${skipped}`, () => {
  it('R9: keeps a service that the compose file dropped, with its image (G26)', () =>
    LiveStack.use('dropped', async (stack) => {
      const sidekiq = { deploy: updates('rollback') }
      const baseline = await stack.deployBase({ app: app('dropped', BASE), sidekiq })
      const { result, recording } = await stack.record(
        { app: app('dropped', NEXT, `true; ${GOOD}`) },
        'published case G26: the new compose file no longer has the service sidekiq',
      )
      expect(result.assessment?.verdict).toBe('converged')
      expect(await stack.look().then((now) => found(now, 'dropped_sidekiq'))).toEqual(
        found(baseline, 'dropped_sidekiq'),
      )
      const left = result.assessment?.services.find(({ service }) => service === 'dropped_sidekiq')
      expect(left).toMatchObject({ verdict: 'unchanged', warnings: [expect.stringContaining('R9')] })
      const kinds = explainDrift({ ...recording, expected: NEXT }).map(({ kind }) => kind)
      expect(kinds).toEqual(['none', 'other-service-drifted'])
      keep('dropped-service', recording)
    }))

  it('with a global service waits for its task on every node', () =>
    LiveStack.use('global', async (stack) => {
      const agent = (command: string) => ({ command, deploy: updates('rollback', 'stop-first', { mode: 'global' }) })
      await stack.deployBase({ app: app('global', BASE), agent: agent(GOOD) })
      const { result, recording } = await stack.record(
        { app: app('global', NEXT), agent: agent(`true; ${GOOD}`) },
        'an update of a global service, labels alone of the app',
      )
      const verdicts = result.assessment?.services.map(({ service, verdict }) => `${service} ${verdict}`)
      expect(verdicts).toEqual(['global_agent converged', 'global_app labels-only'])
      keep('global', recording)
    }))

  it('with another service that rolls back says so beside the stamp that is right', () =>
    LiveStack.use('other', async (stack) => {
      const db = (command: string) => ({ command, deploy: failing('rollback') })
      await stack.deployBase({ app: app('other', BASE), db: db(GOOD) })
      const { result, recording } = await stack.record(
        { app: app('other', NEXT), db: db('exit 7') },
        'the stamp is right, another service rolls back',
      )
      expect(result.assessment?.verdict).toBe('rolled-back')
      const [first] = explainDrift({ ...recording, expected: NEXT })
      expect(first).toMatchObject({ kind: 'other-service-drifted', certainty: 'certain' })
      keep('other-service', recording)
    }))

  it('with a job waits until it has run, not for it to stay', () =>
    LiveStack.use('job', async (stack) => {
      const migrate = (command: string) => ({
        command,
        deploy: { mode: 'replicated-job', replicas: 1, restart_policy: { condition: 'none' } },
        version: '3.9',
      })
      await stack.deploy({ app: app('job', BASE), migrate: migrate('sleep 2') })
      const first = await stack.wait()
      expect(first.assessment).toMatchObject({ verdict: 'converged' })
      expect(found(first.snapshot as never, 'job_migrate').tasks).toMatchObject([{ state: 'complete' }])
      stack.baseline = await stack.look()
      await stack.deploy({ app: app('job', BASE), migrate: migrate('exit 6') })
      const second = await stack.wait()
      expect(second.assessment).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('exit code 6') })
    }))

  it('R70: that somebody else deploys after us is told by a look right after our deploy', () =>
    LiveStack.use('overtaken', async (stack) => {
      await stack.deployBase({ app: app('overtaken', BASE) })
      await stack.deploy({ app: app('overtaken', NEXT, `true; ${GOOD}`) })
      const deployed = await stack.look()
      await stack.wait()
      const theirs = await stack.record({ app: app('overtaken', '0123abcd', `true; true; ${GOOD}`) }, 'another deploy')
      const recording = { ...theirs.recording, about: 'somebody else deployed after us', deployed }
      const kinds = explainDrift({ ...recording, expected: NEXT }).map(({ kind, certainty }) => `${kind} ${certainty}`)
      expect(kinds).toEqual(['concurrent-deploy certain'])
      keep('overtaken', recording)
    }))

  it('that carries a release, or no label at all', () =>
    LiveStack.use('plain', async (stack) => {
      const release = { 'coop-cloud.plain.chaos': 'false', 'coop-cloud.plain.version': '0.7.0+3.3.1' }
      const released = await stack.record({ app: { labels: release } }, 'a deploy that is no chaos')
      const kindOf = (expected: string) => explainDrift({ ...released.recording, expected })[0]?.kind
      expect([kindOf('7ae7b0f7'), kindOf('0.6.0+3.2.1'), kindOf('0.7.0+3.3.1')]).toEqual([
        'not-chaos',
        'wrong-version',
        'none',
      ])
      keep('release', released.recording)
      const bare = await stack.record({ app: {} }, 'a deploy by other means, without labels')
      expect(explainDrift(bare.recording)[0]?.kind).toBe('label-missing')
      keep('unlabelled', bare.recording)
    }))

  it('that is removed during the wait ends it', () =>
    LiveStack.use('undeployed', async (stack) => {
      const baseline = await stack.deployBase({ app: app('undeployed', BASE), db: {} })
      const neverHealthy = { healthcheck: { test: ['CMD', 'false'], interval: '600s', start_period: '600s' } }
      await stack.deploy({ app: { ...app('undeployed', NEXT), more: neverHealthy }, db: {} })
      const waiting = stack.watch('the stack is removed during the wait')
      await untilApp(stack, ({ update }) => expect(update?.state).toBe('updating'))
      await removeStack(swarmHost, 'undeployed')
      const { result, recording } = await waiting
      expect(result).toMatchObject({ outcome: 'settled', assessment: { verdict: 'not-deployed', ok: false } })
      expect(baseline.services).toHaveLength(2)
      const [first] = explainDrift({ ...recording, expected: NEXT })
      expect(first).toMatchObject({ kind: 'not-deployed', certainty: 'certain' })
      keep('undeployed', recording)
    }))

  it('is known by the labels of its service app (R50, R54)', () =>
    LiveStack.use('known', async (stack) => {
      await stack.deployBase({ app: app('known', BASE), db: {} })
      const identity = await deployedIdentity('known', stack.reader)
      expect(identity).toMatchObject({
        stack: 'known',
        service: 'known_app',
        chaos: true,
        chaosVersion: BASE,
        version: '0.9.0+3.5.0',
        recipe: 'discourse',
        image: 'local/busybox:1',
      })
      expect(identity.tasks.filter(isServing)).toHaveLength(1)
      expect(await getDeployMeta('known', stack.reader)).toEqual({
        deployed: true,
        version: '0.9.0+3.5.0',
        chaos: true,
        chaosVersion: BASE,
      })
      expect(await getDeployMeta('absent', stack.reader)).toEqual({ deployed: false })
      await expect(deployedIdentity('absent', stack.reader)).rejects.toMatchObject({
        code: 'STACK_NOT_FOUND',
        data: { stack: 'absent', stacks: expect.arrayContaining(['known']) },
      })
    }))
})
