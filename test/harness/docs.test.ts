import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { readApp } from '../../src/app/read-app.js'
import type { DeployedState } from '../../src/decide/deploy-facts.js'
import type { DeployRequest } from '../../src/harness/deployer/deployer.js'
import { MANAGER, withFakeDocker } from '../support/fake-docker.js'
import { makeReadmeSample, markedBlock } from '../support/readme-sample.js'
import { withScratch } from '../support/scenario.js'
import { wireService, wireSpec, wireTask } from '../swarm/wire-states.js'

const text = readFileSync('docs/harness.md', 'utf8')
const sources = ['src/harness', 'src/swarm', 'src/app', 'src/predict'].flatMap((dir) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(dir, name), 'utf8')),
)

describe('docs/harness.md', () => {
  it('names functions that exist', () => {
    const named = new Set([...text.matchAll(/`(\w+)\(\)`/g)].map(([, name = '']) => name))
    expect(named.size).toBeGreaterThan(20)
    const missing = [...named].filter((name) => !sources.some((source) => source.includes(` function ${name}`)))
    expect(missing).toEqual([])
  })

  it('names files that exist', () => {
    for (const [, path = ''] of text.matchAll(/`?((?:docs|examples)\/[\w.-]+)/g))
      expect(() => readFileSync(path.replace(/\.$/, '')), path).not.toThrow()
  })

  it('names error codes that exist', () => {
    const errors = readFileSync('src/errors.ts', 'utf8')
    for (const [, code = ''] of text.matchAll(/`([A-Z]+_[A-Z_]+)`/g))
      if (!['ABRA_LOCK_DIR', 'COMPOSE_FILE', 'ABRA_DIR'].includes(code)) expect(errors, code).toContain(`  ${code}: `)
  })

  it.each(
    [...text.matchAll(/<!-- same as: (\S+) -->\n```ts\n([\s\S]*?)```/g)].map(([, path, code]) => ({ path, code })),
  )('shows $path, which the compiler checks', ({ path = '', code }) => {
    expect(code).toBe(readFileSync(path, 'utf8'))
  })

  it('shows locks that can be taken where ~/.abra/locks is not there yet', () =>
    withScratch(async (home) => {
      writeFileSync(join(home, 'deploy.sh'), '#!/bin/sh\necho deployed\n', { mode: 0o755 })
      const run = (command: string, script: string) =>
        spawnSync(command, ['-c', script], {
          cwd: home,
          env: { PATH: process.env['PATH'], HOME: home },
          encoding: 'utf8',
        })
      expect(run('sh', markedBlock('docs/harness.md', 'lock in shell'))).toMatchObject({
        status: 0,
        stdout: 'deployed\n',
      })
      const lock = join(home, '.abra/locks/cust-e084bd_ci_example_org.lock')
      rmSync(join(home, '.abra'), { recursive: true })
      const inPython = `${markedBlock('docs/harness.md', 'lock in python')}\nos.system("flock -n ${lock} true; echo $?")`
      expect(run('python3', inPython)).toMatchObject({ status: 0, stdout: '1\n' })
    }))
})

describe('the code of docs/harness.md', () => {
  it('prints the verdict of an upgrade and its evidence', async () => {
    const findings = [{ kind: 'rolled-back', evidence: ['task x: exit code 3'] }]
    const performUpgrade = vi.fn(async () => ({ outcome: 'not-upgraded', deployed: 'eb96de94', findings }))
    vi.doMock('abra-deploy-version', () => ({ performUpgrade, abraDeployer: () => 'abra' }))
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const { argv, exitCode } = process
    process.argv = ['node', 'upgrade-test.ts', 'forum.example.com', '0.7.0+3.3.1', 'main']
    try {
      await import('../../examples/upgrade-test.js')
      expect(process.exitCode).toBe(1)
      expect(log.mock.calls).toEqual([['not-upgraded', 'eb96de94', 'rolled-back'], ['- task x: exit code 3']])
      const options = { from: '0.7.0+3.3.1', to: 'main', deployer: 'abra', timeoutMs: 900_000 }
      expect(performUpgrade).toHaveBeenCalledWith('forum.example.com', expect.objectContaining(options))
    } finally {
      process.argv = argv
      process.exitCode = exitCode
      log.mockRestore()
      vi.doUnmock('abra-deploy-version')
    }
  })

  it('deploys, waits and compares', () =>
    withScratch(async (scratch) => {
      const { dir, env } = makeReadmeSample(scratch)
      const abraDir = join(dir, '.abra')
      mkdirSync(join(abraDir, 'servers/default'))
      writeFileSync(join(abraDir, 'servers/default/s.example.com.env'), 'TYPE=discourse\nSTACK_NAME=s\n')
      const stamped = (commit: string) =>
        wireSpec('old', { 'coop-cloud.s.chaos': 'true', 'coop-cloud.s.chaos-version': commit })
      const service = wireService({ Spec: stamped('eb96de94') })
      const answers = { '/services': [service], '/tasks': [wireTask('old')] }
      await withFakeDocker({ ...MANAGER, ...answers }, async (host) => {
        vi.stubEnv('ABRA_DIR', abraDir)
        vi.stubEnv('HOME', env['HOME'])
        vi.stubEnv('DOCKER_HOST', host)
        try {
          const { deployAndCheck } = await import('../../examples/own-deploy.js')
          const deploy = vi.fn(async () => {
            Object.assign(service, { Version: { Index: 11 }, Spec: stamped('7ae7b0f7'), PreviousSpec: service.Spec })
          })
          expect(await deployAndCheck('s.example.com', async () => {})).toMatchObject({ kind: 'not-redeployed' })
          expect(await deployAndCheck('s.example.com', deploy)).toBeUndefined()
          expect(deploy).toHaveBeenCalledOnce()
          const update = { State: 'paused', StartedAt: '2026-11-23T14:03:18.918Z', Message: 'update paused' }
          const pausing = async () => void Object.assign(service, { Version: { Index: 12 }, UpdateStatus: update })
          expect(await deployAndCheck('s.example.com', pausing)).toMatchObject({ kind: 'paused' })
        } finally {
          vi.unstubAllEnvs()
        }
      })
    }))
})

describe('examples/own-deployer.ts', () => {
  it('deploys what it predicts, writes it into the app file, and passes a refusal on', () =>
    withScratch(async (scratch) => {
      const { dir, env } = makeReadmeSample(scratch)
      const abraDir = join(dir, '.abra')
      const { scriptDeployer } = await import('../../examples/own-deployer.js')
      const deployer = scriptDeployer('/bin/echo')
      const request = async (deployed: DeployedState): Promise<DeployRequest> => ({
        app: await readApp('forum.example.com', { abraDir }),
        abraDir,
        home: env['HOME'] ?? '',
        deployed,
        latest: true,
        timeoutMs: 60_000,
      })
      expect(await deployer.deploy(await request({ deployed: false }))).toMatchObject({
        outcome: 'deployed',
        version: '0.7.0+3.3.1',
        lines: ['forum.example.com 0.7.0+3.3.1', ''],
      })
      const after = await request({ deployed: true, version: '0.7.0+3.3.1', chaos: false })
      expect(after.app.recipe.version).toBe('0.7.0+3.3.1')
      const refused = await deployer.deploy(after)
      expect(refused).toMatchObject({ outcome: 'refused', prediction: { code: 'already-deployed' } })
    }))
})
