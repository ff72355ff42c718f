import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DeployRequest } from '../../../src/harness/deployer/deployer.js'
import { withStackLock } from '../../../src/harness/lock/stack-lock.js'
import { chaosRedeploy } from '../../../src/harness/upgrade/chaos-redeploy.js'
import { resolveUpgrade } from '../../../src/harness/upgrade/resolve-upgrade.js'
import { writeFiles } from '../../support/abra-folder.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { withScratch } from '../../support/scenario.js'
import { PlayedSwarm, wireService, wireSpec, wireTask } from '../../swarm/wire-states.js'

const base = '0.7.0+3.3.1'
const baseCommit = 'eb96de9411c4ba4953ea152479d05a90efb044df'
const head = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'

function withSample<T>(use: (abraDir: string, recipe: string) => Promise<T>) {
  return withScratch((dir) => {
    mkdirSync(join(dir, 'recipes'))
    const recipe = join(dir, 'recipes/discourse')
    git(dir, 'clone', '-q', resolve('golden/recipes/discourse-sample.bundle'), recipe)
    writeFiles(dir, { 'servers/default/s.env': 'TYPE=discourse\n' })
    return use(dir, recipe)
  })
}

describe('base and head of an upgrade', () => {
  it('an annotated tag is deployed by its name, a commit and a branch in chaos', () =>
    withSample(async (abraDir) => {
      const { from, to, dir } = await resolveUpgrade({ app: 's', abraDir, from: base, to: 'main' })
      expect(from).toEqual({ ref: base, tag: base, commit: baseCommit, notes: [] })
      expect(to).toEqual({ ref: 'main', commit: head, notes: [] })
      expect(dir).toBe(join(abraDir, 'recipes/discourse'))
      const { from: commit } = await resolveUpgrade({ app: 's', abraDir, from: 'eb96de94', to: 'main' })
      expect(commit).toEqual({ ref: 'eb96de94', commit: baseCommit, notes: [] })
    }))

  it('a lightweight tag is deployed as its commit, and wins over a branch of the same name; notes say both', () =>
    withSample(async (abraDir, recipe) => {
      git(recipe, 'tag', '1.0.0+1', 'eb96de94')
      git(recipe, 'branch', base, 'main')
      const light = await resolveUpgrade({ app: 's', abraDir, from: '1.0.0+1', to: 'main' })
      expect(light.from.tag).toBeUndefined()
      expect(light.from.notes).toEqual(['1.0.0+1 is a lightweight tag, so its commit is deployed in chaos mode'])
      const { from } = await resolveUpgrade({ app: 's', abraDir, from: base, to: 'main' })
      expect(from).toMatchObject({ tag: base, commit: baseCommit })
      expect(from.notes).toEqual([`${base} is refs/tags/${base}, not refs/heads/${base} (7ae7b0f7)`])
    }))

  it('is nothing for an app of another recipe', () =>
    withSample(async (abraDir) => {
      const upgrade = { app: 's', abraDir, from: base, to: 'main' }
      await expect(resolveUpgrade({ ...upgrade, recipe: 'nextcloud' })).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('s.env is an app of discourse, not of nextcloud'),
      })
      await expect(resolveUpgrade({ ...upgrade, recipe: 'discourse' })).resolves.toHaveProperty('app')
    }))

  it.each([
    ['main', 'no-such-branch', 'REF_NOT_FOUND'],
    ['9.9.9', 'main', 'REF_NOT_FOUND'],
    ['main', '7ae7b0f7', 'USAGE'],
    ['main', '', 'USAGE'],
  ] as const)('from %j to %j is none: %s', (from, to, code) =>
    withSample(async (abraDir) => {
      await expect(resolveUpgrade({ app: 's', abraDir, from, to })).rejects.toEqual(anError(code))
    }),
  )

  it('needs the app and its recipe', () =>
    withSample(async (abraDir) => {
      const where = { abraDir, from: base, to: 'main' }
      await expect(resolveUpgrade({ app: 't', ...where })).rejects.toEqual(anError('APP_NOT_FOUND'))
      writeFiles(abraDir, { 'servers/default/other.env': 'TYPE=absent\n' })
      await expect(resolveUpgrade({ app: 'other', ...where })).rejects.toMatchObject({ name: 'AbraVersionError' })
    }))
})

describe('chaosRedeploy', () => {
  const labels = { 'coop-cloud.s.chaos': 'false', 'coop-cloud.s.version': base }
  const shown = { services: [wireService({ Spec: wireSpec('old', labels) })], tasks: [wireTask('old')] }

  it('deploys in chaos mode between two snapshots, with the deployed state, under the lock', () =>
    withSample(async (abraDir) => {
      const requests: DeployRequest[] = []
      const lockDir = join(abraDir, 'locks')
      const deployer = {
        name: 'fake',
        deploy: async (request: DeployRequest) => {
          requests.push(request)
          const locked = withStackLock('s', () => {}, { dir: lockDir, timeoutMs: 200 })
          await expect(locked).rejects.toEqual(anError('LOCK_FAILED'))
          return { deployer: 'fake', outcome: 'deployed', prediction: {} as never, lines: [] } as const
        },
      }
      const swarm = new PlayedSwarm({ from: 0, ...shown })
      const { baseline, deployed, report } = await chaosRedeploy('s', { deployer, abraDir, lockDir, swarm })
      expect(report.outcome).toBe('deployed')
      expect([baseline, deployed].map(({ stack }) => stack)).toEqual(['s', 's'])
      expect(requests).toMatchObject([
        { chaos: true, offline: true, lockDir, deployed: { deployed: true, version: base, chaos: false } },
      ])
      expect(await withStackLock('s', () => 'free', { dir: lockDir, timeoutMs: 1000 })).toBe('free')
    }))

  it('deploys nothing while another process holds the lock, or if no Docker answers', () =>
    withSample(async (abraDir) => {
      const deployer = { name: 'fake', deploy: () => Promise.reject(new Error('deployed')) }
      const options = { deployer, abraDir, lockDir: join(abraDir, 'locks'), timeoutMs: 1_000 }
      const swarm = new PlayedSwarm({ from: 0, ...shown })
      await withStackLock(
        's',
        () => expect(chaosRedeploy('s', { ...options, swarm })).rejects.toEqual(anError('LOCK_FAILED')),
        { dir: options.lockDir },
      )
      const nowhere = { dockerHost: `unix://${abraDir}/none.sock` }
      await expect(chaosRedeploy('s', { ...options, swarm: nowhere })).rejects.toEqual(anError('SWARM_UNREACHABLE'))
    }))
})
