import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { performUpgrade } from '../../src/harness/upgrade/perform-upgrade.js'
import type { TaskState } from '../../src/swarm/snapshot/snapshot.js'
import { isServing } from '../../src/swarm/snapshot/task-facts.js'
import type { WaitResult } from '../../src/swarm/wait.js'
import type { WaitChange } from '../../src/swarm/wait-change.js'
import { type Cluster, leaderOf, nodeId, nodeState, startCluster } from '../support/cluster.js'
import type { DockerDaemon } from '../support/docker-daemon.js'
import { withScratch } from '../support/scenario.js'
import { GOOD, IMAGE, type StackService } from '../support/swarm.js'
import { HEAD, importSampleImages, SampleApp } from './sample-app.js'
import { chaos, failing, LiveStack, skipped, untilApp, updates } from './stack.js'

const BASE = 'eb96de94+U'
const NEXT = '7ae7b0f7+U'
const minutes = 60_000
/** A node that does not answer is called down after some 15 s, and a manager that is back may take as long. */
const patience = { timeout: 90_000, interval: 500 }

let cluster: Cluster

function useCluster(managers: 1 | 3, workers: number, withoutImage: readonly number[] = []): void {
  beforeAll(async () => {
    if (skipped !== '') return
    cluster = await startCluster({ managers, workers, withoutImage })
  }, 3 * minutes)
  afterAll(() => cluster?.stop(), 2 * minutes)
}

function node(number: number): DockerDaemon {
  const found = cluster.nodes[number]
  if (found === undefined) throw new Error(`there is no node ${number}`)
  return found
}

async function setAvailability(id: string, availability: 'active' | 'drain'): Promise<void> {
  await node(0).docker('node', 'update', '--availability', availability, id)
}

function ready(asked: DockerDaemon, id: string): Promise<void> {
  return vi.waitFor(async () => expect(await nodeState(asked, id)).toBe('ready'), patience)
}

/** To Swarm an update may have failed where a new task was ended with its node; the verdict has to be Swarm's. */
async function expectOwnEnd(result: WaitResult, stack: LiveStack): Promise<void> {
  const { update, spec } = await stack.app()
  const failed = update?.state === 'rollback_completed'
  expectVerdict(result, failed ? 'rolled-back' : 'converged')
  expect(update?.state).toBe(failed ? 'rollback_completed' : 'completed')
  expect(Object.values(spec.labels)).toContain(failed ? BASE : NEXT)
  console.log(`live: the update of ${stack.name} ${failed ? 'was rolled back' : 'completed'}`)
}

/** Runs `test` while a node is without power, and waits until the Swarm has it back. */
async function withoutPower(lost: DockerDaemon, other: DockerDaemon, test: () => Promise<void>): Promise<void> {
  const id = await nodeId(lost)
  await lost.cutPower()
  try {
    await test()
  } finally {
    await lost.launch()
    await ready(other, id)
  }
}

/** An app that is healthy after so many seconds. */
function slowly(seconds: number): Partial<StackService> {
  const healthcheck = { test: ['CMD', 'test', '-e', '/tmp/ready'], interval: '1s', retries: 60 }
  return { command: `sleep ${seconds}; touch /tmp/ready; ${GOOD}`, more: { healthcheck } }
}

function app(stack: string, stamp: string, replicas: number, more: Partial<StackService> = {}) {
  const deploy = updates('rollback', 'start-first', { replicas })
  return { app: { labels: chaos(stack, stamp), deploy, ...more } }
}

async function servingTasks(stack: LiveStack): Promise<TaskState[]> {
  return (await stack.app()).tasks.filter(isServing)
}

/** How it ended, and for the message of a failure all that was seen. */
function expectVerdict({ outcome, assessment, snapshot }: WaitResult, verdict: string): void {
  const shown = JSON.stringify(snapshot?.services.map(({ update, tasks }) => ({ update, tasks })))
  expect({ outcome, verdict: assessment?.verdict }, shown).toEqual({ outcome: 'settled', verdict })
}

describe.skipIf(skipped !== '')(`three managers${skipped}`, () => {
  useCluster(3, 0)

  it(
    'an update while a node is drained, before or in the middle, ends on the others',
    () =>
      LiveStack.use(
        'drained',
        async (stack) => {
          const drained = await nodeId(node(2))
          const stays = () => servingTasks(stack).then((tasks) => tasks.filter(({ nodeId: id }) => id === drained))
          await stack.deployBase(app('drained', BASE, 3))
          expect(await stays()).toHaveLength(1)
          await stack.deploy(app('drained', NEXT, 3, slowly(3)))
          await setAvailability(drained, 'drain')
          await expectOwnEnd(await stack.wait(), stack)
          expect([await servingTasks(stack), await stays()]).toMatchObject([{ length: 3 }, []])
          stack.baseline = await stack.look()
          await stack.deploy(app('drained', '0123abcd', 3, { command: `true; ${GOOD}` }))
          expectVerdict(await stack.wait(), 'converged')
          expect(await stays()).toEqual([])
          await setAvailability(drained, 'active')
        },
        node(0).host,
      ),
    4 * minutes,
  )

  it(
    'a node that loses power in the middle of an update: no verdict while Swarm waits for it, and Swarm’s own once it is back',
    () =>
      LiveStack.use(
        'powerless',
        async (stack) => {
          await stack.deployBase(app('powerless', BASE, 3))
          await stack.deploy(app('powerless', NEXT, 3, slowly(3)))
          await withoutPower(node(2), node(0), async () => {
            // Swarm replaces the tasks of the node; but where the update waits for one that was already assigned to it, it waits on.
            const { outcome, assessment } = await stack.wait({ timeoutMs: 45_000 })
            expect([outcome, assessment?.verdict]).toEqual(
              outcome === 'settled' ? ['settled', 'converged'] : ['timed-out', 'updating'],
            )
            expect(await stack.app()).toMatchObject({
              update: { state: outcome === 'settled' ? 'completed' : 'updating' },
            })
          })
          // The task of the node that is back has ended, and to Swarm the update may have failed with it.
          await expectOwnEnd(await stack.wait(), stack)
        },
        node(0).host,
      ),
    5 * minutes,
  )

  it(
    'a wait asked of the leader says when it is lost, and goes on when it is back; asked of another manager it goes on at once',
    async () => {
      const leader = await leaderOf(cluster)
      const other = cluster.nodes.find((daemon) => daemon !== leader) ?? leader
      const twice = (test: (byOther: LiveStack, byLeader: LiveStack) => Promise<void>) =>
        LiveStack.use(
          'leaderless',
          (byOther) => LiveStack.use('leaderless', (byLeader) => test(byOther, byLeader), leader.host),
          other.host,
        )
      await twice(async (byOther, byLeader) => {
        // No task on the leader: an update waits for tasks of a node that is lost.
        const placement = { constraints: [`node.id != ${await nodeId(leader)}`] }
        const deploy = updates('rollback', 'start-first', { replicas: 2, placement })
        await byOther.deployBase(app('leaderless', BASE, 2, { deploy }))
        byLeader.baseline = byOther.baseline
        await byOther.deploy(app('leaderless', NEXT, 2, { ...slowly(8), deploy }))
        const told: WaitChange['kind'][] = []
        const waiting = byOther.wait({ timeoutMs: 150_000 })
        const waitingByLeader = byLeader.wait({ timeoutMs: 250_000, onChange: ({ kind }) => told.push(kind) })
        await vi.waitFor(() => expect(told).toContain('service'), patience)
        await withoutPower(leader, other, async () => {
          await vi.waitFor(() => expect(told).toContain('daemon-lost'), patience)
          expectVerdict(await waiting, 'converged')
          expect(told).not.toContain('daemon-back')
        })
        expectVerdict(await waitingByLeader, 'converged')
        expect(told).toContain('daemon-back')
      })
    },
    6 * minutes,
  )

  it(
    'an upgrade outlives the leader by another manager',
    () =>
      withScratch(async (dir) => {
        const leader = await leaderOf(cluster)
        const others = cluster.nodes.filter((daemon) => daemon !== leader)
        for (const [index, daemon] of others.entries()) await importSampleImages(daemon, join(dir, `${index}`))
        const [other = leader] = others
        await setAvailability(await nodeId(leader), 'drain')
        await SampleApp.use(other, dir, 'outlives', async (sample) => {
          let begin = () => {}
          const redeployed = new Promise<void>((done) => {
            begin = done
          })
          const onStep = ({ step }: { step: string }) => {
            if (step === 'snapshot') begin()
          }
          const upgrading = performUpgrade(sample.name, sample.options({ onStep }))
          await Promise.race([redeployed, upgrading])
          await withoutPower(leader, other, async () => {
            expect(await upgrading).toMatchObject({ outcome: 'upgraded', deployed: HEAD })
          })
        })
        await setAvailability(await nodeId(leader), 'active')
      }),
    6 * minutes,
  )
})

describe.skipIf(skipped !== '')(`one manager, two workers, one of them without the image${skipped}`, () => {
  useCluster(1, 2, [2])

  it(
    'a task that no node takes holds the update until one does: neither monitor nor rollback ends it',
    () =>
      LiveStack.use(
        'nowhere',
        async (stack) => {
          const onlyHere = (label: string) => ({
            ...failing('rollback', 'stop-first', {}, '2s'),
            placement: { constraints: [label] },
          })
          const here = onlyHere('node.role == manager')
          await stack.deployBase(app('nowhere', BASE, 1, { deploy: here }))
          const deploy = onlyHere('node.labels.disk == ssd')
          await stack.deploy(app('nowhere', NEXT, 1, { deploy, command: `true; ${GOOD}` }))
          await untilApp(stack, ({ tasks }) => {
            expect(tasks.filter(isServing)).toEqual([])
            expect(tasks.map(({ state, error }) => `${state} ${error ?? ''}`)).toContainEqual(
              expect.stringMatching(/^pending no suitable node \(scheduling constraints not satisfied on 3 nodes\)/),
            )
          })
          // Longer than the monitor.
          const { assessment } = await stack.wait({ timeoutMs: 6000 })
          expect(assessment?.ok).toBe(false)
          expect((await stack.app()).update?.state).toBe('updating')
          await node(0).docker('node', 'update', '--label-add', 'disk=ssd', await nodeId(node(1)))
          expectVerdict(await stack.wait(), 'converged')
        },
        node(0).host,
      ),
    3 * minutes,
  )

  it(
    'a task on a node that lacks the image is rejected; Swarm ends on the nodes that have it',
    () =>
      LiveStack.use(
        'lacking',
        async (stack) => {
          const lacking = await nodeId(node(2))
          // Of a registry that answers at once: engine 29 tries on where none can be reached.
          const image = '127.0.0.1:5/busybox:1'
          for (const has of [node(0), node(1)]) await has.docker('tag', IMAGE, image)
          await stack.deploy(app('lacking', BASE, 3, { more: { image } }))
          const told: WaitChange[] = []
          const waiting = stack.wait({ onChange: (change) => told.push(change) })
          await vi.waitFor(async () => {
            const tasks = (await stack.app()).tasks
            const rejected = tasks.filter(({ state }) => state === 'rejected')
            expect(new Set(rejected.map(({ nodeId: id }) => id))).toEqual(new Set([lacking]))
            expect(tasks.filter(isServing)).toHaveLength(3)
          }, patience)
          expectVerdict(await waiting, 'converged')
          const failures = told.filter(({ kind }) => kind === 'task-failed')
          expect(failures.length, 'more than make a crash loop of tasks that ran').toBeGreaterThan(2)
        },
        node(0).host,
      ),
    3 * minutes,
  )

  it(
    'a global service gets a task on a node that joins, and needs none on one that left',
    () =>
      LiveStack.use(
        'everywhere',
        async (stack) => {
          await setAvailability(await nodeId(node(2)), 'drain')
          const agent = (command: string) => ({
            app: {
              labels: chaos('everywhere', BASE),
              command,
              deploy: updates('rollback', 'stop-first', { mode: 'global' }),
            },
          })
          await stack.deployBase(agent(GOOD))
          expect(await servingTasks(stack)).toHaveLength(2)
          const joined = await cluster.addWorker()
          await vi.waitFor(async () => expect(await servingTasks(stack)).toHaveLength(3), patience)
          await stack.deploy(agent(`true; ${GOOD}`))
          expectVerdict(await stack.wait(), 'converged')
          expect((await servingTasks(stack)).map(({ nodeId: id }) => id)).toContain(await nodeId(joined))
          const id = await nodeId(joined)
          stack.baseline = await stack.look()
          await joined.cutPower()
          await vi.waitFor(async () => expect(await nodeState(node(0), id)).toBe('down'), patience)
          await node(0).docker('node', 'rm', '--force', id)
          await stack.deploy(agent(`true; true; ${GOOD}`))
          expectVerdict(await stack.wait(), 'converged')
          expect(await servingTasks(stack)).toHaveLength(2)
        },
        node(0).host,
      ),
    4 * minutes,
  )
})
