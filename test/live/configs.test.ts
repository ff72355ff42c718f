import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { checkConfigs } from '../../src/configs/check-configs.js'
import { stackDeployer } from '../../src/harness/deployer/stack-deployer.js'
import { performUpgrade } from '../../src/harness/upgrade/perform-upgrade.js'
import { stamp } from '../../src/stamp/stamp.js'
import { app, type ConfigPlace, compose, unbumped, withConfigApp } from '../configs/config-recipe.js'
import type { Step } from '../support/scenario.js'
import { IMAGE, removeStack } from '../support/swarm.js'
import { skipped, swarmHost } from './stack.js'

const run = promisify(execFile)

/** The recipe of two releases, with an image that is there and a secret from a file. */
const steps = unbumped.map((step): Step => {
  if (step.do !== 'write' || step.path !== 'compose.yml') return step
  const runs = compose.replace('image: x:1', `image: ${IMAGE}\n    command: [sleep, "2147483647"]`)
  return { ...step, text: `${runs}secrets: {key: {name: "\${STACK_NAME}_key_v1", file: key}}\n` }
})
const recipe: Step[] = [{ do: 'write', path: 'key', text: 'k' }, ...steps]

/** Each test has a stack of its own: the network of one that was removed stays for a while, and a new deploy fails by it. */
let stack = 'configs-0'
let stacks = 0

function withStack(use: (place: ConfigPlace) => Promise<void>): Promise<void> {
  stack = `configs-${++stacks}`
  return withConfigApp(recipe, `TYPE=r\nSTACK_NAME=${stack}\n`, use)
}

async function docker(...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', DOCKER_HOST: swarmHost }
  const { stdout, stderr } = await run('docker', args, { env })
  return stdout + stderr
}

async function deploy({ abraDir, home, outside }: ConfigPlace): Promise<string> {
  const made = await stamp({ app, abraDir, home, chaos: true, filesDir: join(outside, 'files') })
  if (made.outcome === 'refuse') throw new Error(made.message)
  const file = join(outside, 'stamped.yml')
  writeFileSync(file, made.composeFile)
  return docker('stack', 'deploy', '--resolve-image', 'never', '-c', file, stack)
}

function check({ abraDir, home }: ConfigPlace) {
  return checkConfigs({ app, abraDir, home, chaos: true, swarm: { dockerHost: swarmHost } })
}

/** @rule R87 */
describe.skipIf(skipped !== '')(`configs on a Swarm${skipped}`, () => {
  afterEach(() => removeStack(swarmHost, stack))

  it('R87: a config that changed under its name is found before the deploy, which the Swarm then refuses', () =>
    withStack(async (place) => {
      expect(await check(place)).toEqual([])
      await deploy(place)
      expect(await check(place)).toEqual([])
      writeFileSync(join(place.dir, 'conf.tmpl'), 'three\n')
      expect(await check(place)).toMatchObject([{ kind: 'config-changed-in-place', name: `${stack}_conf_v1` }])
      await expect(deploy(place)).rejects.toThrow('only updates to Labels are allowed')
      writeFileSync(join(place.dir, 'abra.sh'), 'export CONF_VERSION=v2\n')
      expect(await check(place)).toEqual([])
      await deploy(place)
    }))

  it('R87: the content of a secret is no more changed, though nothing tells it beforehand', () =>
    withStack(async (place) => {
      await deploy(place)
      writeFileSync(join(place.dir, 'key'), 'other')
      expect(await check(place)).toEqual([])
      await expect(deploy(place)).rejects.toThrow('only updates to Labels are allowed')
    }))

  it.each([1_023_999, 1_024_000])('R87: the largest config: %i bytes', (size) =>
    withStack(async (place) => {
      writeFileSync(join(place.dir, 'conf.tmpl'), 'x'.repeat(size))
      const found = await check(place)
      if (size < 1_024_000) {
        expect(found).toEqual([])
        await deploy(place)
      } else {
        expect(found).toMatchObject([{ kind: 'config-size' }])
        await expect(deploy(place)).rejects.toThrow('must be larger than 0 and less than 1024000 bytes')
      }
    }),
  )

  it('A5: an upgrade names file, config and variable before the base is deployed', () =>
    withStack(async ({ abraDir, home, outside }) => {
      const said: string[] = []
      const upgrade = performUpgrade(app, {
        from: '1.0.0+1',
        to: '1.1.0+1',
        deployer: stackDeployer({ docker: { dockerHost: swarmHost }, resolveImage: 'never' }),
        swarm: { dockerHost: swarmHost },
        abraDir,
        home,
        lockDir: join(outside, 'locks'),
        onStep: ({ step, text }) => said.push(`${step}: ${text}`),
      })
      await expect(upgrade).rejects.toThrow('only updates to Labels are allowed')
      const foreseen = said.findIndex((line) => line.startsWith('configs: '))
      expect(said[foreseen]).toContain(
        `the deploy of the head would fail: conf.tmpl is not what 1.0.0+1 holds as the config ${stack}_conf_v1`,
      )
      expect(said[foreseen]).toContain('raise CONF_VERSION in abra.sh, line 2 (now v1)')
      expect(said.findIndex((line) => line.startsWith('deploy base: '))).toBeGreaterThan(foreseen)
    }))
})
