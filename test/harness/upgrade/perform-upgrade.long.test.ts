import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { App } from '../../../src/app/app.js'
import type { StampPrediction } from '../../../src/decide/prediction.js'
import type { DeployReport, DeployRequest } from '../../../src/harness/deployer/deployer.js'
import { withStackLock } from '../../../src/harness/lock/stack-lock.js'
import type { UpgradeDependencies } from '../../../src/harness/upgrade/dependencies.js'
import type { UpgradeOptions } from '../../../src/harness/upgrade/options.js'
import { performUpgrade } from '../../../src/harness/upgrade/perform-upgrade.js'
import type { UpgradeReport } from '../../../src/harness/upgrade/report.js'
import { upgradeSteps } from '../../../src/harness/upgrade/steps.js'
import { assess } from '../../../src/swarm/assess/assess.js'
import type { Snapshot } from '../../../src/swarm/snapshot/snapshot.js'
import { writeFiles } from '../../support/abra-folder.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { withScratch } from '../../support/scenario.js'
import { service, snapshot, spec, task } from '../../support/swarm-states.js'
import { PlayedSwarm } from '../../swarm/wire-states.js'

const bundle = join(process.cwd(), 'golden/recipes/discourse-sample.bundle')
const base = '0.7.0+3.3.1'
const head = '7ae7b0f7'
const stamped = (version: string): StampPrediction => ({
  outcome: 'stamp',
  version,
  source: version.includes('.') ? 'argument' : 'chaos',
  steps: [],
  warnings: [],
  trace: [],
})

/** A Swarm in which every deploy arrives at once, and all that touches it written down. */
class FakeWorld {
  readonly did: string[] = []
  readonly requests: DeployRequest[] = []
  /** The stamp that is deployed. */
  version: string | undefined
  index = 0
  /** The action of this number fails. */
  fails: { at: number; error: Error } | undefined
  /** Called before each action. */
  before: (action: string) => void = () => {}

  #do<T>(action: string, result: T): Promise<T> {
    this.before(action)
    if (this.fails?.at === this.did.length) {
      this.did.push(`${action} fails`)
      return Promise.reject(this.fails.error)
    }
    this.did.push(action)
    return Promise.resolve(result)
  }

  look(): Snapshot {
    if (this.version === undefined) return snapshot([])
    const labels = this.version.includes('.')
      ? { 'coop-cloud.s.chaos': 'false', 'coop-cloud.s.version': this.version }
      : { 'coop-cloud.s.chaos': 'true', 'coop-cloud.s.chaos-version': this.version }
    const now = spec({ labels, task: this.version })
    return snapshot([
      service({
        specIndex: this.index,
        spec: now,
        tasks: [task({ task: this.version, image: 'i' })],
      }),
    ])
  }

  deployer = {
    name: 'fake',
    deploy: async (request: DeployRequest): Promise<DeployReport> => {
      this.requests.push(request)
      const version = request.version ?? (this.overlaid ? `${this.commit}+U` : this.commit)
      await this.#do('deploy', undefined)
      this.version = version
      this.index++
      return { deployer: 'fake', outcome: 'deployed', prediction: stamped(version), version, lines: [] }
    },
  }

  commit = ''
  overlaid = false

  dependencies = {
    checkoutRef: async (_: unknown, ref: string) => {
      await this.#do('check out', undefined)
      this.commit = ref.slice(0, 8)
      return { lost: [], commit: ref }
    },
    provideOverlay: async () => {
      this.overlaid = true
      return this.#do('overlay', { note: 'overlaid' })
    },
    readAhead: () => ({ config: { version: '3.8', services: { app: {} } }, files: [] }),
    listOverlay: async () => {},
    pin: () => this.#do('pin', undefined),
    setVariables: () => this.#do('set env', undefined),
    readLeavingNetworks: async () => [],
    snapshotAfterFailure: async () => this.look(),
    prepull: () => this.#do('prepull', []),
    previewDeploy: async (options: { version?: string }) => ({
      prediction: stamped(options.version ?? (this.overlaid ? `${this.commit}+U` : this.commit)),
      config: { version: '3.8', services: { app: {} } },
    }),
    takeSnapshot: () => this.#do('look', this.look()),
    waitForConvergence: async (
      _: unknown,
      { since, onSnapshot }: { since: Snapshot; onSnapshot: (now: Snapshot) => void },
    ) => {
      const now = this.look()
      onSnapshot(now)
      const assessment = assess(since, now)
      return this.#do('wait', { outcome: 'settled', assessment, snapshot: now, timeoutMs: 1000, waitedMs: 1 })
    },
    readCheckout: async () => ({ recorded: true, files: [] }),
    pruneOrphans: () => this.#do('prune', { orphans: [], removed: [] }),
    readAgain: async (app: App) => app,
  } as unknown as UpgradeDependencies
}

async function inFakeWorld<T>(
  use: (
    world: FakeWorld,
    upgrade: (more?: Partial<UpgradeOptions>) => Promise<UpgradeReport>,
    dir: string,
  ) => Promise<T>,
): Promise<T> {
  return withScratch((dir) => {
    mkdirSync(join(dir, 'recipes'))
    git(dir, 'clone', '-q', bundle, join(dir, 'recipes/discourse'))
    writeFiles(dir, { 'servers/default/s.env': 'TYPE=discourse\n' })
    const world = new FakeWorld()
    const upgrade = (more: Partial<UpgradeOptions> = {}) => {
      const { deployer, dependencies } = world
      const places = { abraDir: dir, lockDir: join(dir, 'locks'), swarm: new PlayedSwarm({ from: 0 }) }
      return performUpgrade('s', { from: base, to: head, deployer, dependencies, ...places, ...more })
    }
    return use(world, upgrade, dir)
  })
}

const withoutOptions = [
  ...['prepull', 'prepull', 'check out', 'pin', 'look', 'deploy', 'wait'],
  ...['check out', 'look', 'deploy', 'look', 'wait', 'prune'],
]

describe('an upgrade', () => {
  it('runs its steps in order, and passes', () =>
    inFakeWorld(async (world, upgrade) => {
      const report = await upgrade()
      expect(report).toMatchObject({
        outcome: 'upgraded',
        deployed: head,
        expected: head,
        findings: [{ kind: 'none' }],
      })
      expect(world.did).toEqual(withoutOptions)
      expect(world.requests).toMatchObject([
        { version: base, force: true, offline: true, deployed: { deployed: false } },
        { chaos: true, offline: true, deployed: { deployed: true, version: base, chaos: false } },
      ])
      expect(world.requests[0]?.chaos).toBeUndefined()
    }))

  it('R87: warns of configs that the Swarm will refuse before it changes anything, and goes on', () =>
    inFakeWorld(async (world, upgrade) => {
      const steps: string[] = []
      const text = 'conf is not what 0.7.0+3.3.1 holds'
      const dependencies: Partial<UpgradeDependencies> = {
        ...world.dependencies,
        foreseeConfigs: async () => [{ kind: 'config-changed-in-place', deploy: 'head', text }],
      }
      const report = await upgrade({ dependencies, onStep: ({ step }) => steps.push(step) })
      expect(report.outcome).toBe('upgraded')
      expect(report.warnings).toContain(`the deploy of the head would fail: ${text}`)
      expect(steps.slice(0, 3)).toEqual(['lock', 'preflight', 'configs'])
      expect(report.steps.find(({ step }) => step === 'configs')).toMatchObject({ ok: false })
    }))

  it('with an overlay deploys the base in chaos, and pins nothing', () =>
    inFakeWorld(async (world, upgrade) => {
      const report = await upgrade({ overlay: 'compose.ci.yml', env: { A: '1', B: '2' } })
      expect(report).toMatchObject({ outcome: 'upgraded', deployed: `${head}+U`, base: { version: 'eb96de94+U' } })
      expect(world.did).toEqual([
        ...['prepull', 'prepull', 'check out', 'overlay', 'look', 'deploy', 'wait'],
        ...['check out', 'overlay', 'set env', 'look', 'deploy', 'look', 'wait', 'prune'],
      ])
      expect(world.requests.map(({ chaos, version }) => ({ chaos, version }))).toEqual([
        { chaos: true, version: undefined },
        { chaos: true, version: undefined },
      ])
    }))

  it('after any failure has run the steps before it in order, none after it, and has freed the lock', () =>
    inFakeWorld(async (_, upgrade, dir) => {
      const failing = fc.record({
        at: fc.nat({ max: withoutOptions.length - 2 }),
        overlay: fc.boolean(),
        env: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(failing, async ({ at, overlay, env }) => {
          const world = new FakeWorld()
          world.fails = { at, error: new Error('no more') }
          const reports: UpgradeReport[] = []
          const { deployer, dependencies } = world
          const options = {
            deployer,
            dependencies,
            ...(overlay ? { overlay: 'x.yml' } : {}),
            ...(env ? { env: { A: '1' } } : {}),
          }
          const onReport = (report: UpgradeReport) => void reports.push(report)
          await expect(upgrade({ ...options, onReport })).rejects.toThrow('no more')
          const [report] = reports
          expect(reports).toHaveLength(1)
          expect(report?.outcome).toBe('stopped')
          expect(world.did).toHaveLength(at + 1)
          expect(world.did.at(-1)).toMatch(/ fails$/)
          const order = report?.steps.map(({ step }) => upgradeSteps.indexOf(step)) ?? []
          expect(order).toEqual([...order].sort((a, b) => a - b))
          expect(new Set(order).size).toBe(order.length)
          expect(report?.steps.map(({ ok }) => ok)).toEqual([...order.slice(1).map(() => true), false])
          const deploys = world.did.filter((action) => action === 'deploy').length
          const goesOn = ['nothing of s was deployed', 'base', 'to the head'][deploys]
          if (!world.did.at(-1)?.startsWith('deploy')) expect(report?.goesOn).toContain(goesOn)
          expect(await withStackLock('s', () => 'ours', { dir: join(dir, 'locks'), timeoutMs: 1000 })).toBe('ours')
        }),
        { numRuns: 40 },
      )
    }))

  it('aborted between any two actions does nothing more, and reports what the Swarm still does', () =>
    inFakeWorld(async (_, upgrade) => {
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: withoutOptions.length - 2 }), async (at) => {
          const world = new FakeWorld()
          const stop = new AbortController()
          world.before = () => {
            if (world.did.length === at) stop.abort()
          }
          const { deployer, dependencies } = world
          const report = await upgrade({ deployer, dependencies, signal: stop.signal })
          expect(world.did).toEqual(withoutOptions.slice(0, at + 1))
          expect(report.outcome).toBe('interrupted')
          expect(report.goesOn).toMatch(/^(?:nothing of s|the deploy of the base|s stays deployed|the update of s)/)
        }),
        { numRuns: 20 },
      )
    }))

  it('needs a head', async () => {
    await inFakeWorld(async (world, upgrade) => {
      for (const to of ['', undefined as unknown as string])
        await expect(upgrade({ to })).rejects.toEqual(anError('USAGE'))
      await expect(upgrade({ to: 'no-such-branch' })).rejects.toEqual(anError('REF_NOT_FOUND'))
      await expect(upgrade({ from: '' })).rejects.toEqual(anError('USAGE'))
      await expect(upgrade({ from: 'main', to: head })).rejects.toThrow(/same commit 7ae7b0f7/)
      expect(world.did).toEqual([])
    })
  })

  it('is not upgraded where the deployer deploys nothing, though it says so', () =>
    inFakeWorld(async (world, upgrade) => {
      const lazy = {
        ...world.deployer,
        deploy: async (request: DeployRequest) => {
          if (request.chaos !== true) return world.deployer.deploy(request)
          return { deployer: 'lazy', outcome: 'deployed' as const, prediction: stamped(head), version: head, lines: [] }
        },
      }
      expect(await upgrade({ deployer: lazy })).toMatchObject({
        outcome: 'not-upgraded',
        deployed: base,
        findings: [{ kind: 'not-redeployed', certainty: 'certain' }],
      })
    }))

  it('ends where the base does not arrive, and where abra refuses', () =>
    inFakeWorld(async (world, upgrade) => {
      const other = {
        name: 'other',
        deploy: async (request: DeployRequest) => {
          const report = await world.deployer.deploy(request)
          world.version = '0.6.0+3.2.0'
          return report
        },
      }
      expect(await upgrade({ deployer: other })).toMatchObject({
        outcome: 'base-failed',
        deployed: '0.6.0+3.2.0',
        step: 'wait base',
      })
      const no = {
        name: 'abra',
        deploy: async () => ({
          deployer: 'abra',
          outcome: 'refused' as const,
          prediction: stamped(base),
          refusal: 'no',
          lines: [],
        }),
      }
      expect(await upgrade({ deployer: no })).toMatchObject({
        outcome: 'refused',
        reason: 'abra refused: no',
        step: 'deploy base',
      })
    }))

  it.each(['base', 'head'] as const)('counts a %s that is blocked for failBlockedMs as failed, and says why', (side) =>
    inFakeWorld(async (world, upgrade) => {
      const asked: unknown[] = []
      const rejected = (n: number) =>
        task({ id: `t${n}`, task: world.version ?? '', state: 'rejected', desired: 'shutdown', error: 'no such mount' })
      const waitForConvergence: typeof world.dependencies.waitForConvergence = async (stack, options = {}) => {
        asked.push(options.failBlockedMs)
        const settled = await world.dependencies.waitForConvergence(stack, options)
        const [state] = settled.snapshot?.services ?? []
        if (state === undefined || asked.length < (side === 'base' ? 1 : 2)) return settled
        const now = snapshot([{ ...state, tasks: [1, 2, 3].map(rejected) }])
        options.onSnapshot?.(now)
        return { ...settled, outcome: 'blocked', snapshot: now, assessment: assess(options.since, now) }
      }
      const dependencies = { ...world.dependencies, waitForConvergence }
      const report = await upgrade({ failBlockedMs: 30_000, dependencies })
      expect(report).toMatchObject({
        outcome: side === 'base' ? 'base-failed' : 'not-upgraded',
        findings: [{ kind: 'blocked' }],
      })
      expect(report.findings[0]?.evidence.join(' ')).toContain('no such mount')
      expect(new Set(asked)).toEqual(new Set([30_000]))
    }),
  )

  it('does not take another version for the base because the deployer calls it so', () =>
    inFakeWorld(async (world, upgrade) => {
      const deploy = async (request: DeployRequest) => {
        const report = await world.deployer.deploy(request)
        world.version = '0.6.0+3.2.0'
        return { ...report, version: world.version }
      }
      const report = await upgrade({ deployer: { name: 'other', deploy } })
      expect(report).toMatchObject({ outcome: 'base-failed', expected: base, findings: [{ kind: 'wrong-version' }] })
    }))

  it('passes if the head runs, whatever abra printed, and reports the difference to the prediction', () =>
    inFakeWorld(async (world, upgrade) => {
      const difference = { kind: 'other-version', text: 'the prediction is 7ae7b0f7, abra took 7ae7b0f7+U' } as never
      const deploy = async (request: DeployRequest) => {
        const report = await world.deployer.deploy(request)
        if (request.chaos !== true) return report
        world.version = `${head}+U`
        return { ...report, version: world.version, difference }
      }
      const report = await upgrade({ deployer: { name: 'abra', deploy } })
      expect(report).toMatchObject({ outcome: 'upgraded', deployed: `${head}+U`, differences: [difference] })
    }))

  it('times out on a lock that another process keeps', () =>
    inFakeWorld(async (world, upgrade, dir) => {
      const waits: string[] = []
      const report = await withStackLock(
        's',
        () =>
          new Promise<UpgradeReport>((done) => {
            // Outside of the lock's own context, as another process would be.
            setImmediate(() => upgrade({ timeoutMs: 1_000, onLockWait: (text) => waits.push(text) }).then(done))
          }),
        { dir: join(dir, 'locks') },
      )
      expect(report).toMatchObject({ outcome: 'timed-out', step: 'lock', goesOn: 'nothing of s was deployed' })
      expect(waits[0]).toContain(`held by pid ${process.pid}`)
      expect(world.did).toEqual([])
    }))
})
