import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkoutRef } from '../../src/harness/checkout/checkout-ref.js'
import { abraDeployer } from '../../src/harness/deployer/abra-deployer.js'
import type { Deployer } from '../../src/harness/deployer/deployer.js'
import { chaosRedeploy } from '../../src/harness/upgrade/chaos-redeploy.js'
import { assertUpgraded } from '../../src/harness/upgrade/check-upgraded.js'
import { performUpgrade } from '../../src/harness/upgrade/perform-upgrade.js'
import { recordUpgrade } from '../../src/harness/upgrade/record-upgrade.js'
import type { UpgradeReport } from '../../src/harness/upgrade/report.js'
import { waitHealthy } from '../../src/harness/wait-healthy.js'
import { makeStandIn } from '../support/abra-stand-in.js'
import type { DockerDaemon } from '../support/docker-daemon.js'
import { type Scratch, scratch, withScratch } from '../support/scenario.js'
import { startSwarm } from '../support/swarm.js'
import {
  BASE,
  buildCommandLine,
  HEAD,
  importSampleImages,
  makeWorkingAbra,
  run,
  SampleApp,
  stampLabels,
  startCommand,
} from './sample-app.js'
import { skipped } from './stack.js'

const minutes = 60_000

let place: Scratch
let swarm: DockerDaemon
let program: string

const withApp = (stack: string, test: (app: SampleApp) => Promise<void>) => () =>
  withScratch((dir) => SampleApp.use(swarm, dir, stack, test))

/** What assertUpgraded is given by a harness that keeps its own evidence. */
function evidenceOf({ evidence, to, head }: UpgradeReport) {
  const { baseline1, deployed, snapshots } = evidence
  if (baseline1 === undefined || deployed === undefined) throw new Error('it did not come so far')
  const stamped = head?.version
  return { baseline: baseline1, deployed, snapshots, head: to.commit, ...(stamped === undefined ? {} : { stamped }) }
}

function chaosStamp(labels: Record<string, string>, stack: string) {
  return labels[`coop-cloud.${stack}.chaos-version`]
}

/** Deploys the base with one deployer and the head with another. */
function firstThen(base: Deployer, head: Deployer): Deployer {
  let deploys = 0
  return { name: head.name, deploy: (request) => (deploys++ === 0 ? base : head).deploy(request) }
}

describe.skipIf(skipped !== '')(`the sample's upgrade from ${BASE} to ${HEAD}${skipped}`, () => {
  beforeAll(async () => {
    place = scratch()
    program = await buildCommandLine(place.dir)
    swarm = await startSwarm()
    await importSampleImages(swarm, join(place.dir, 'images'))
  }, 3 * minutes)

  afterAll(async () => {
    await swarm?.stop()
    place?.remove()
  })

  it.concurrent(
    'passes, step after step, and leaves the head checked out',
    withApp('passes', async (app) => {
      const report = await performUpgrade(app.name, app.options({ to: 'main' }))
      expect(report).toMatchObject({
        outcome: 'upgraded',
        deployed: HEAD,
        expected: HEAD,
        from: { tag: BASE },
        to: { ref: 'main' },
        base: { version: BASE },
        head: { version: HEAD, outcome: 'deployed' },
        differences: [],
        orphans: [],
      })
      expect(report.steps.map(({ step }) => step)).toEqual([
        'lock',
        'preflight',
        'prepull base',
        'prepull head',
        'check out base',
        'pin base',
        'baseline 0',
        'deploy base',
        'wait base',
        'check out head',
        'predict',
        'baseline 1',
        'redeploy',
        'snapshot',
        'wait',
        'check',
        'prune',
      ])
      expect(report.steps.every(({ ok }) => ok)).toBe(true)
      expect(() => assertUpgraded(evidenceOf(report))).not.toThrow()
      const labels = await stampLabels(swarm, app.stack)
      expect(labels).toMatchObject({
        'coop-cloud.passes.chaos': 'true',
        'coop-cloud.passes.chaos-version': HEAD,
        'coop-cloud.passes.version': '0.9.0+3.5.0',
      })
      expect(readFileSync(join(app.recipeDir, '.git/HEAD'), 'utf8').trim()).toBe(report.to.commit)
      // R46, as after abra.
      expect(readFileSync(join(app.abraDir, `servers/default/${app.name}.env`), 'utf8')).toContain(
        `discourse:${HEAD}\n`,
      )
    }),
    5 * minutes,
  )

  it.concurrent(
    'passes with an overlay: +U on both sides, and the base is a chaos deploy too',
    withApp('overlaid', async (app) => {
      const overlay = join(app.dir, 'compose.ccci.yml')
      writeFileSync(overlay, 'version: "3.8"\nservices:\n  app:\n    environment:\n      - CI=true\n')
      const report = await performUpgrade(app.name, app.options({ overlay, env: { DISCOURSE_SMTP_ADDRESS: 'mail' } }))
      expect(report).toMatchObject({
        outcome: 'upgraded',
        deployed: `${HEAD}+U`,
        base: { version: 'eb96de94+U' },
        evidence: { checkout: { recorded: true, files: [{ path: 'compose.ccci.yml' }] } },
      })
      expect(chaosStamp(await stampLabels(swarm, app.stack), app.stack)).toBe(`${HEAD}+U`)
      const env = readFileSync(join(app.abraDir, `servers/default/${app.name}.env`), 'utf8')
      expect(env).toContain('COMPOSE_FILE=compose.yml:compose.ccci.yml')
      expect(env).toContain('DISCOURSE_SMTP_ADDRESS=mail')
    }),
    5 * minutes,
  )

  it(
    'rolls back where the head’s image exits at once, and assertUpgraded throws it',
    () =>
      withScratch(async (dir) => {
        const own = await startSwarm()
        try {
          await importSampleImages(own, join(dir, 'images'), true)
          await SampleApp.use(own, dir, 'rolls', async (app) => {
            const report = await performUpgrade(app.name, app.options())
            expect(report).toMatchObject({
              outcome: 'not-upgraded',
              deployed: BASE,
              findings: [{ kind: 'rolled-back' }],
            })
            expect(() => assertUpgraded(evidenceOf(report))).toThrow(
              expect.objectContaining({
                code: 'NOT_UPGRADED',
                data: expect.objectContaining({ kind: 'rolled-back', expected: HEAD, deployed: BASE }),
              }),
            )
            const record = join(dir, 'record.json')
            expect(await recordUpgrade(record, report)).toEqual({ written: true, path: record })
            expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({
              verdict: { ok: false, kind: 'rolled-back' },
            })
            const command = startCommand(program, app.arguments('--deployer', 'stack', '--resolve-image', 'never'), dir)
            const { exitCode, stdout } = await command.ended
            expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: `rolled-back ${BASE}\n` })
          })
        } finally {
          await own.stop()
        }
      }),
    6 * minutes,
  )

  it.concurrent(
    'by two processes at once: one waits for the other, and both stamps are right',
    withApp('twice', async (app) => {
      const args = app.arguments('--deployer', 'stack', '--resolve-image', 'never', '--json')
      const first = startCommand(program, args, app.dir)
      await first.said('this process holds the lock of twice')
      const second = startCommand(program, args, app.dir)
      await second.said('waiting for the lock')
      expect(second.stderr()).toContain(`held by pid ${first.pid}`)
      expect(second.stderr()).not.toContain('check out')
      const [one, two] = [await first.ended, await second.ended]
      for (const { exitCode, stdout } of [one, two]) {
        expect(exitCode).toBe(0)
        expect(JSON.parse(stdout)).toMatchObject({ schema: 1, outcome: 'upgraded', deployed: HEAD })
      }
    }),
    6 * minutes,
  )

  it.concurrent(
    'with the lock taken away: a deploy that came between is diagnosed',
    withApp('unlocked', async (app) => {
      // Another runner of the same app, with an ABRA_DIR and locks of its own.
      const other = new SampleApp(swarm, join(app.dir, 'other'), 'unlocked')
      mkdirSync(other.dir)
      other.makeFiles()
      await checkoutRef({ dir: other.recipeDir }, '430a263')
      let weDeployed = () => {}
      const afterOurs = new Promise<void>((done) => {
        weDeployed = done
      })
      const theirs = afterOurs.then(() => chaosRedeploy(other.name, other.options()))
      const report = await performUpgrade(
        app.name,
        app.options({ onStep: ({ step }) => (step === 'snapshot' ? weDeployed() : undefined) }),
      )
      expect((await theirs).report).toMatchObject({ outcome: 'deployed', version: '430a2636' })
      expect(report.outcome).toBe('not-upgraded')
      expect(report.findings[0]).toMatchObject({ kind: 'concurrent-deploy', certainty: 'certain' })
      for (const given of [report, evidenceOf(report)]) expect(() => assertUpgraded(given)).toThrow(/concurrent-deploy/)
    }),
    5 * minutes,
  )

  it.concurrent(
    'goes on after a runner that was killed in the middle of the update',
    withApp('killed', async (app) => {
      const args = app.arguments('--deployer', 'stack', '--resolve-image', 'never')
      const first = startCommand(program, args, app.dir)
      await first.said('redeploy: handed over')
      process.kill(first.pid, 'SIGKILL')
      expect((await first.ended).signal).toBe('SIGKILL')
      const report = await performUpgrade(app.name, app.options())
      expect(report).toMatchObject({ outcome: 'upgraded', deployed: HEAD, base: { version: BASE } })
    }),
    5 * minutes,
  )

  it.concurrent(
    'left with SIGTERM: says what goes on, frees the lock, and exits 130',
    withApp('left', async (app) => {
      const record = join(app.dir, 'record.json')
      const args = app.arguments('--deployer', 'stack', '--resolve-image', 'never', '--record', record)
      const first = startCommand(program, args, app.dir)
      await first.said('snapshot:')
      process.kill(first.pid, 'SIGTERM')
      const { exitCode, stdout, stderr } = await first.ended
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: 'interrupted at wait\n' })
      expect(stderr).toContain('the update of left to the head goes on in the Swarm, and may still be rolled back')
      expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ verdict: { ok: false, kind: 'interrupted' } })
      const told: string[] = []
      await chaosRedeploy(app.name, { ...app.options(), timeoutMs: 200_000 }).then(({ report }) =>
        told.push(report.outcome),
      )
      expect(told).toEqual(['deployed'])
      const health = await waitHealthy({ stack: app.stack, swarm: app.docker, timeoutMs: 200_000 })
      expect(health).toMatchObject({ outcome: 'healthy' })
    }),
    5 * minutes,
  )

  it.concurrent(
    'by an abra that deploys: its line is as predicted',
    withApp('byabra', async (app) => {
      const bin = makeWorkingAbra(app.dir, program)
      const deployer = abraDeployer({ bin, docker: app.docker })
      const report = await performUpgrade(app.name, app.options({ deployer }))
      expect(report).toMatchObject({
        outcome: 'upgraded',
        deployer: 'abra',
        differences: [],
        base: { version: BASE },
        head: { version: HEAD },
      })
    }),
    5 * minutes,
  )

  it.concurrent(
    'by an abra that prints another version, is not there, hangs or dies',
    withApp('oddabra', async (app) => {
      const { deployer: stack } = app.options()
      const says = 'DEBU app/deploy.go:372 version: taking chaos version: 0badc0de\n'
      const other = makeStandIn(join(app.dir, 'other'), { runs: [{ when: ['deploy'], stdout: says }] })
      const odd = await performUpgrade(
        app.name,
        app.options({ deployer: firstThen(stack, abraDeployer({ bin: other.path })) }),
      )
      expect(odd).toMatchObject({
        outcome: 'not-upgraded',
        deployed: BASE,
        findings: [{ kind: 'not-redeployed' }],
        differences: [{ kind: 'other-version', predicted: { version: HEAD }, abra: { version: '0badc0de' } }],
      })
      const absent = performUpgrade(app.name, app.options({ deployer: abraDeployer({ bin: join(app.dir, 'none') }) }))
      await expect(absent).rejects.toMatchObject({ code: 'ABRA_NOT_STARTED' })
      for (const [ending, why] of [
        ['hang, deaf to SIGTERM', 'hung'],
        ['die', 'died'],
      ] as const) {
        const { path } = makeStandIn(join(app.dir, why), { runs: [{ ending }] })
        const reports: UpgradeReport[] = []
        const deployer = abraDeployer({ bin: path, graceMs: 200 })
        const options = {
          deployer,
          deployTimeoutMs: 3_000,
          onReport: (report: UpgradeReport) => void reports.push(report),
        }
        await expect(performUpgrade(app.name, app.options(options))).rejects.toMatchObject({
          code: 'ABRA_FAILED',
          data: { why },
        })
        expect(reports).toMatchObject([{ outcome: 'stopped', step: 'deploy base' }])
      }
    }),
    5 * minutes,
  )

  it.concurrent(
    'as the example for vitest tests it, which fails where no head is named',
    withApp('example', async (app) => {
      const [index, config] = [join(app.dir, 'index.ts'), join(app.dir, 'vitest.config.mjs')]
      const harness = {
        'deployer/abra-deployer': 'abraDeployer',
        'upgrade/check-upgraded': 'assertUpgraded',
        'upgrade/perform-upgrade': 'performUpgrade',
        'deployer/stack-deployer': 'stackDeployer',
        'wait-healthy': 'waitHealthy',
      }
      const from = Object.entries(harness).map(
        ([file, name]) => `export { ${name} } from '${resolve('src/harness', `${file}.ts`)}'`,
      )
      writeFileSync(index, from.join('\n'))
      const include = ['examples/vitest-upgrade.test.ts']
      const alias = { 'abra-deploy-version': index }
      writeFileSync(
        config,
        `export default ${JSON.stringify({ root: resolve('.'), test: { include }, resolve: { alias } })}`,
      )
      const env = {
        PATH: process.env['PATH'] ?? '',
        HOME: app.dir,
        DOCKER_HOST: swarm.host,
        ABRA_DIR: app.abraDir,
        ABRA_LOCK_DIR: app.lockDir,
        DEPLOYER: 'stack',
        APP: app.name,
        BASE,
        HEAD,
        NO_COLOR: '1',
      }
      const vitest = resolve('node_modules/vitest/vitest.mjs')
      const { stdout } = await run(process.execPath, [vitest, 'run', '--config', config], { env })
      expect(stdout).toContain(`${app.name} upgrades from ${BASE} to ${HEAD}`)
      expect(stdout).toContain(`check: ${HEAD} is deployed`)
      expect(stdout).toMatch(/Tests\s+1 passed/)
      const absent = run(process.execPath, [vitest, 'run', '--config', config], { env: { ...env, HEAD: '' } })
      await expect(absent).rejects.toMatchObject({ stderr: expect.stringContaining('an upgrade needs `to`') })
    }),
    5 * minutes,
  )
})
