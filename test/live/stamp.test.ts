import { execFile, spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseLabels } from '../../src/app/deploy-labels.js'
import { readPublishedCases } from '../../src/golden/cases/published-cases.js'
import { type Stamp, type StampOptions, stamp } from '../../src/stamp/stamp.js'
import { type Scenario, type Step, withScenario } from '../support/scenario.js'
import { IMAGE, removeStack } from '../support/swarm.js'
import { skipped, swarmHost } from './stack.js'

const sample: Scenario = { repository: { bundle: 'golden/recipes/discourse-sample.bundle' }, steps: [] }
const overlay: Step = { do: 'write', path: 'compose.ccci.yml', text: 'version: "3.8"\n' }

/** Runs docker with nothing of our environment but what it needs: a variable of ours must not reach a service. */
function docker(args: readonly string[], input = ''): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', DOCKER_HOST: swarmHost }
  return new Promise((done, fail) => {
    const child = spawn('docker', args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    child.once('error', fail)
    child.once('close', (code) => (code === 0 ? done(said) : fail(new Error(`docker ${args.join(' ')}: ${said}`))))
    child.stdin.end(input)
  })
}

/** Stamps an app of this name as `stamp APP` does, deploys the file it makes, and looks at what the Swarm has. */
async function deployStamped<T>(
  stack: string,
  { env, scenario, options = {} }: { env: string; scenario: Scenario; options?: Partial<StampOptions> },
  use: (made: Stamp, service: Awaited<ReturnType<typeof inspect>>) => T | Promise<T>,
): Promise<T> {
  return withScenario(scenario, async (built) => {
    const abraDir = join(built.outside, 'abra')
    mkdirSync(join(abraDir, 'servers', 'one'), { recursive: true })
    mkdirSync(join(abraDir, 'recipes'))
    symlinkSync(built.dir, join(abraDir, 'recipes', 'discourse'))
    writeFileSync(join(abraDir, 'servers', 'one', `${stack}.env`), env)
    const made = await stamp({ app: stack, abraDir, home: built.home, deployed: { deployed: false }, ...options })
    if (made.outcome === 'refuse') throw new Error(made.message)
    try {
      for (const { remoteName } of made.requiredSecrets) await docker(['secret', 'create', remoteName, '-'], 'x')
      await docker(['stack', 'deploy', '--resolve-image', 'never', '-c', '-', stack], made.composeFile)
      return await use(made, await inspect(`${stack}_app`))
    } finally {
      await removeStack(swarmHost, stack)
    }
  })
}

async function inspect(service: string) {
  const [one] = JSON.parse(await docker(['service', 'inspect', service])) as [
    {
      Spec: {
        Labels: Record<string, string>
        UpdateConfig?: object
        TaskTemplate: { ContainerSpec: { Env?: string[]; Configs?: { ConfigName: string }[] } }
      }
    },
  ]
  return one.Spec
}

const env = 'TYPE=discourse\nDOMAIN=forum.example.com\nPRICE="5 $"\nSECRET_DB_PASSWORD_VERSION=v1\n'

describe.skipIf(skipped !== '')(`stamp, piped into docker stack deploy -c -${skipped}`, () => {
  beforeAll(async () => {
    for (const image of ['discourse-sample:3.5.0', 'discourse-sample:3.3.1', 'postgres-sample:15'])
      await promisify(execFile)('docker', ['-H', swarmHost, 'tag', IMAGE, image])
  })

  it('the sample at 7ae7b0f7, chaos and dirty: the labels are those of G5', async () => {
    const scenario = { ...sample, steps: [overlay] }
    process.env['DOMAIN'] = 'leaked.example.com'
    process.env['DISCOURSE_SMTP_ADDRESS'] = 'leaked.example.com'
    try {
      await deployStamped(
        'stampg5',
        { env, scenario, options: { chaos: true } },
        async (made, { Labels, TaskTemplate, ...spec }) => {
          const published = readPublishedCases('golden').find(({ id }) => id === 'G5')?.expected.labels ?? {}
          expect(Object.keys(published)).toHaveLength(2)
          for (const [name, value] of Object.entries(published))
            expect(Labels[name.replace('<stack>', 'stampg5')]).toBe(value)
          expect(Labels).toMatchObject(made.config.services['app']?.deploy?.labels ?? { none: '' })
          expect(parseLabels(Labels, 'stampg5')).toEqual({
            recipe: 'discourse',
            chaos: true,
            chaosVersion: '7ae7b0f7+U',
            version: '0.9.0+3.5.0',
            timeout: '120',
          })
          expect(spec.UpdateConfig).toMatchObject({
            FailureAction: 'rollback',
            Order: 'start-first',
            Monitor: 5_000_000_000,
          })
          const variables = TaskTemplate.ContainerSpec.Env ?? []
          expect(variables).toEqual(
            expect.arrayContaining(['DOMAIN=forum.example.com', 'PRICE=5 $', 'SIDEKIQ_VERSION=v1']),
          )
          expect(variables.join()).not.toContain('leaked')
        },
      )
    } finally {
      delete process.env['DOMAIN']
      delete process.env['DISCOURSE_SMTP_ADDRESS']
    }
  })

  it('R52: a release, while the checkout stands at the head', async () => {
    const options = { version: '0.7.0+3.3.1' }
    await deployStamped('stamprelease', { env, scenario: sample, options }, (_made, { Labels }) => {
      const labels = parseLabels(Labels, 'stamprelease')
      expect(labels).toEqual({ recipe: 'discourse', chaos: false, version: '0.7.0+3.3.1', timeout: '120' })
    })
  })

  it('a config file as it is at the version that is deployed', async () => {
    const compose = `services:
  app:
    image: ${IMAGE}
    command: ["sleep", "1000"]
    networks: [host]
    environment: {HASH: "$$2y$$10$$a"}
    configs: [page]
networks: {host: {external: true, name: host}}
configs:
  page: {name: "\${STACK_NAME}_page_v1", file: ./page.txt}
`
    const steps: Step[] = [
      { do: 'write', path: 'compose.yml', text: compose },
      { do: 'write', path: 'page.txt', text: 'the first page\n' },
      { do: 'commit', message: 'x' },
      { do: 'tag', name: '1.0.0', annotated: true },
      { do: 'write', path: 'page.txt', text: 'the next page\n' },
      { do: 'commit', message: 'y' },
    ]
    await withScenario({ steps: [] }, async ({ outside }) => {
      const options = { filesDir: join(outside, 'files') }
      const given = { env: 'TYPE=discourse:1.0.0\n', scenario: { steps }, options }
      await deployStamped('stampconfig', given, async (_made, { TaskTemplate }) => {
        const [config] = TaskTemplate.ContainerSpec.Configs ?? []
        expect(config?.ConfigName).toBe('stampconfig_page_v1')
        const data = await docker([
          'config',
          'inspect',
          '--format',
          '{{printf "%s" .Spec.Data}}',
          'stampconfig_page_v1',
        ])
        expect(data).toBe('the first page\n\n')
        expect(TaskTemplate.ContainerSpec.Env).toContain('HASH=$2y$10$a')
      })
    })
  })
})
