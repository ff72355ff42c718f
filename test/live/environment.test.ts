import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stackDeployer } from '../../src/harness/deployer/stack-deployer.js'
import { chaosRedeploy } from '../../src/harness/upgrade/chaos-redeploy.js'
import { explainDrift } from '../../src/swarm/drift/explain-drift.js'
import { waitForConvergence } from '../../src/swarm/wait.js'
import { git } from '../support/git.js'
import { type Step, withScenario } from '../support/scenario.js'
import { GOOD, IMAGE } from '../support/swarm.js'
import { found, LiveStack, skipped, swarmHost } from './stack.js'

const stack = 'environment'
const compose = (label: string) =>
  JSON.stringify({
    version: '3.8',
    services: {
      app: {
        image: IMAGE,
        command: ['sh', '-c', GOOD],
        stop_grace_period: '1s',
        networks: ['host'],
        deploy: { labels: { note: label }, update_config: { order: 'start-first', monitor: '2s' } },
      },
    },
    networks: { host: { external: true, name: 'host' } },
  })

const steps: Step[] = [
  { do: 'write', path: 'compose.yml', text: compose('one') },
  { do: 'commit', message: 'first' },
]

describe.skipIf(skipped !== '')(`R55: TYPE in the environment of app${skipped}`, () => {
  it('starts an update for another commit with an equal compose file, and none for the same version', () =>
    LiveStack.use(stack, ({ reader }) =>
      withScenario({ steps }, async ({ dir, outside, home }) => {
        const abraDir = join(outside, 'abra')
        mkdirSync(join(abraDir, 'servers/default'), { recursive: true })
        mkdirSync(join(abraDir, 'recipes'))
        symlinkSync(dir, join(abraDir, 'recipes/sample'))
        const app = 'environment.example.com'
        writeFileSync(join(abraDir, `servers/default/${app}.env`), `TYPE=sample:1.0.0\nSTACK_NAME=${stack}\n`)
        const docker = { dockerHost: swarmHost }
        const deployer = stackDeployer({ docker, resolveImage: 'never' })
        const deploy = async () => {
          const place = { abraDir, home, lockDir: join(outside, 'locks'), swarm: docker }
          const { report, baseline, deployed } = await chaosRedeploy(app, { deployer, ...place })
          const { assessment, snapshot } = await waitForConvergence(stack, { swarm: reader, since: baseline })
          const snapshots = snapshot === undefined ? [] : [snapshot]
          const { version = 'no version' } = report
          const findings = explainDrift({ baseline, deployed, snapshots, expected: version, strict: true })
          return { report, assessment, deployed, kinds: findings.map(({ kind }) => kind) }
        }
        const typeOf = async () => {
          const [service] = await reader.readServices(stack)
          const variables = service?.Spec?.TaskTemplate?.ContainerSpec?.['Env']
          return Array.isArray(variables) ? variables.filter((text) => /^(TYPE|STACK_NAME)=/.test(text)).sort() : []
        }

        const first = await deploy()
        expect(first.assessment?.verdict).toBe('converged')
        const one = git(dir, 'rev-parse', '--short=8', 'HEAD').trim()
        expect(await typeOf()).toEqual([`STACK_NAME=${stack}`, `TYPE=sample:${one}`])

        // R63: the very same version again.
        const again = await deploy()
        expect(again.assessment?.verdict).toBe('unchanged')

        // Another commit, every file as before.
        git(dir, '-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-q', '--allow-empty', '-m', 'next')
        const two = git(dir, 'rev-parse', '--short=8', 'HEAD').trim()
        expect(two).not.toBe(one)
        const next = await deploy()
        expect(next.report.version).toBe(two)
        expect(next.assessment?.verdict).toBe('converged')
        const { spec, previous } = found(next.deployed, `${stack}_app`)
        expect(spec.task).not.toBe(previous?.task)
        expect([previous, spec].map((each) => each?.recipeVariables)).toEqual([
          [`TYPE=sample:${one}`],
          [`TYPE=sample:${two}`],
        ])
        expect(await typeOf()).toContain(`TYPE=sample:${two}`)
        expect(next.kinds).toEqual(['none'])

        // R62: another label under the same chaos version.
        writeFileSync(join(dir, 'compose.yml'), `${compose('one')}\n`)
        expect((await deploy()).assessment?.verdict).toBe('converged')
        writeFileSync(join(dir, 'compose.yml'), compose('two'))
        const labels = await deploy()
        expect(labels.report.version).toBe(`${two}+U`)
        expect(labels.assessment?.verdict).toBe('labels-only')
        expect(labels.kinds).toEqual(['none'])
      }),
    ))
})
