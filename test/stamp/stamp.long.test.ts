// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files hold `${…}`
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseLabels } from '../../src/app/deploy-labels.js'
import { checkConvertible } from '../../src/compose/convert/check-convertible.js'
import { loadCompose } from '../../src/compose/load-compose.js'
import { type Stamp, type StampOptions, stamp } from '../../src/stamp/stamp.js'
import { anError } from '../support/expect-error.js'
import { git } from '../support/git.js'
import { type BuiltScenario, type Scenario, type Step, withScenario } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const stack = 'forum_example_com'
const env = 'TYPE=discourse\nDOMAIN=forum.example.com\nSECRET_DB_PASSWORD_VERSION=v1  # length=32\n'
const sample: Scenario = { repository: { bundle: 'golden/recipes/discourse-sample.bundle' }, steps: [] }
const overlay: Step = { do: 'write', path: 'compose.ccci.yml', text: 'version: "3.8"\n' }
const base = '0.7.0+3.3.1'

interface Place extends BuiltScenario {
  abraDir: string
  /** The checkout as abra's folder has it. */
  recipe: string
  stamp: (options?: Partial<StampOptions>) => ReturnType<typeof stamp>
  stamped: (options?: Partial<StampOptions>) => Promise<Stamp>
}

function withApp<T>(text: string, steps: Step[], use: (place: Place) => Promise<T>, scenario = sample): Promise<T> {
  return withScenario({ ...scenario, steps: [...scenario.steps, ...steps] }, async (built) => {
    const abraDir = join(built.outside, 'abra')
    mkdirSync(join(abraDir, 'servers', 'one.example.com'), { recursive: true })
    mkdirSync(join(abraDir, 'recipes'))
    symlinkSync(built.dir, join(abraDir, 'recipes', 'discourse'))
    writeFileSync(join(abraDir, 'servers', 'one.example.com', 'forum.example.com.env'), text)
    const options = { app: 'forum.example.com', abraDir, home: built.home, deployed: { deployed: false } as const }
    const run = (more: Partial<StampOptions> = {}) =>
      expectUntouched([built.dir, abraDir], () => stamp({ ...options, ...more }))
    const stamped = async (more?: Partial<StampOptions>) => {
      const made = await run(more)
      if (made.outcome === 'refuse') throw new Error(made.message)
      return made
    }
    return use({ ...built, abraDir, recipe: join(abraDir, 'recipes', 'discourse'), stamp: run, stamped })
  })
}

/** A recipe of one compose file, with the release 1.0.0 and these files, and then these steps. */
function withRecipe<T>(
  files: Record<string, string>,
  steps: Step[],
  use: (place: Place) => Promise<T>,
  text = 'TYPE=discourse:1.0.0\n',
): Promise<T> {
  const written = Object.entries(files).map(([path, content]): Step => ({ do: 'write', path, text: content }))
  const scenario: Scenario = {
    steps: [...written, { do: 'commit', message: 'x' }, { do: 'tag', name: '1.0.0', annotated: true }],
  }
  return withApp(text, steps, use, scenario)
}

const reload = (made: Stamp) =>
  loadCompose([{ path: '/c.yml', text: made.composeFile }], new Map(), { readFile: () => '' })
const labelsOf = (made: Stamp) => parseLabels(made.config.services['app']?.deploy?.labels ?? {}, stack)

/** The recipes here are made for one thing each, and lint finds what else they lack. */
function withoutLint({ warnings }: { warnings: readonly { kind: string }[] }) {
  return warnings.filter(({ kind }) => kind !== 'lint')
}

describe('stamp of the sample', () => {
  it('R51 R52: in chaos, dirty: G5', () =>
    withApp(env, [overlay], async ({ stamped }) => {
      const made = await stamped({ chaos: true })
      expect(made.version).toBe('7ae7b0f7+U')
      expect(labelsOf(made)).toEqual({
        recipe: 'discourse',
        chaos: true,
        chaosVersion: '7ae7b0f7+U',
        version: '0.9.0+3.5.0',
        timeout: '120',
      })
      expect(made.envLine).toBe('TYPE=discourse:7ae7b0f7+U')
      expect(made.commit).toBeUndefined()
    }))

  it('R52: a release, read from git while the checkout stays where it is', () =>
    withApp(env, [], async ({ stamped, dir }) => {
      const made = await stamped({ version: base })
      expect(labelsOf(made)).toMatchObject({ chaos: false, version: base })
      expect(labelsOf(made).chaosVersion).toBeUndefined()
      expect(made.config.services['app']?.image).toBe('discourse-sample:3.3.1')
      expect(made.commit).toBe(git(dir, 'rev-parse', `${base}^{commit}`).trim())
      expect(git(dir, 'rev-parse', '--short=8', 'HEAD').trim()).toBe('7ae7b0f7')
    }))

  it('is read back as the same configuration with no variable set', () =>
    withApp(env, [], async ({ stamped }) => {
      for (const options of [{ chaos: true }, { version: base }, { version: '0.5.0+3.1.0' }]) {
        const made = await stamped(options)
        expect(reload(made)).toEqual(made.config)
        expect(made.config.version).toBe('3.8')
      }
    }))

  it('R55: puts every variable into app’s environment, unless told not to', () =>
    withApp(env, [], async ({ stamped }) => {
      const exposed = await stamped({ chaos: true })
      expect(exposed.config.services['app']?.environment).toEqual({
        DOMAIN: 'forum.example.com',
        DISCOURSE_SMTP_ADDRESS: null,
        DISCOURSE_DEVELOPER_EMAILS: null,
        TYPE: 'discourse:7ae7b0f7',
        SECRET_DB_PASSWORD_VERSION: 'v1',
        APP_ENTRYPOINT_VERSION: 'v1',
        DB_BACKUP_VERSION: 'v1',
        SIDEKIQ_VERSION: 'v1',
        STACK_NAME: stack,
      })
      expect(exposed.trace.filter(({ rule }) => rule === 'R55')).toMatchObject([
        { class: 'S', unconfirmed: false, saw: expect.stringContaining('TYPE is discourse:7ae7b0f7') },
      ])
      const bare = await stamped({ chaos: true, exposeEnv: false })
      expect(Object.keys(bare.config.services['app']?.environment ?? {})).toHaveLength(3)
      expect(bare.trace.find(({ rule }) => rule === 'R55')?.saw).toContain('left out')
    }))

  it('R55: gives TYPE and RECIPE the version to deploy, whatever the .env file says', () =>
    withApp(`${env}RECIPE=discourse:0.5.0+3.1.0\n`, [overlay], async ({ stamped }) => {
      const chaos = await stamped({ chaos: true })
      expect(chaos.config.services['app']?.environment).toMatchObject({
        TYPE: 'discourse:7ae7b0f7+U',
        RECIPE: 'discourse:7ae7b0f7+U',
      })
    }).then(() =>
      withApp('TYPE=discourse:0.5.0+3.1.0\nSECRET_DB_PASSWORD_VERSION=v1\n', [], async ({ stamped }) => {
        const { environment } = (await stamped({ version: base })).config.services['app'] ?? {}
        expect(environment).toMatchObject({ TYPE: `discourse:${base}` })
        expect(environment).not.toHaveProperty('RECIPE')
        const pinned = await stamped({ deployed: { deployed: true, version: base, chaos: false }, force: true })
        expect(pinned.config.services['app']?.environment).toMatchObject({ TYPE: 'discourse:0.5.0+3.1.0' })
      }),
    ))

  it('R55: leaves a TYPE that the compose file sets, and fills in its variables from the .env file', () => {
    const compose =
      'version: "3.8"\nservices: {app: {image: x, environment: {TYPE: "mine-${TYPE}", STACK_NAME: own}}}\n'
    return withRecipe({ 'compose.yml': compose }, [], async ({ stamped }) => {
      const made = await stamped({ chaos: true })
      expect(made.config.services['app']?.environment).toEqual({ TYPE: 'mine-discourse:1.0.0', STACK_NAME: 'own' })
      const { saw } = made.trace.find(({ rule }) => rule === 'R55') ?? { saw: '' }
      expect(saw).toContain('TYPE keeps what the compose file says')
    })
  })

  it('R55: of two commits with equal compose files differs in TYPE, of one commit in nothing', () =>
    withRecipe(
      { 'compose.yml': 'version: "3.8"\nservices: {app: {image: x}}\n' },
      [],
      async ({ dir, abraDir, home }) => {
        const options = { app: 'forum.example.com', abraDir, home, deployed: { deployed: false } as const, chaos: true }
        const taskOf = (made: Awaited<ReturnType<typeof stamp>>) => {
          if (made.outcome === 'refuse') throw new Error(made.message)
          const { deploy, ...task } = made.config.services['app'] ?? {}
          return task
        }
        const first = taskOf(await stamp(options))
        expect(taskOf(await stamp(options))).toEqual(first)
        git(dir, '-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-q', '--allow-empty', '-m', 'next')
        expect(taskOf(await stamp(options))).not.toEqual(first)
      },
    ))

  it('R48: takes the files that COMPOSE_FILE names, at the version', () =>
    withApp(
      `${env}COMPOSE_FILE=compose.yml:compose.smtp.yml\nSECRET_SMTP_PASSWORD_VERSION=v2\n`,
      [],
      async ({ stamped, stamp }) => {
        const made = await stamped({ chaos: true })
        expect(made.requiredSecrets.map(({ remoteName }) => remoteName)).toEqual([
          `${stack}_db_password_v1`,
          `${stack}_smtp_password_v2`,
        ])
        expect(await stamp({ version: base })).toMatchObject({
          outcome: 'refuse',
          code: 'compose-file-missing',
          rule: 'R48',
          chosen: { version: base },
          message: expect.stringContaining(
            'at eb96de94 has no compose file "compose.smtp.yml" (there are compose.yml)',
          ),
        })
      },
    ))

  it('R5 R47: refuses where a secret is not on the server', () =>
    withApp(env, [], async ({ stamp, stamped }) => {
      expect(await stamp({ chaos: true, existingSecrets: ['other_db_password_v1'] })).toMatchObject({
        outcome: 'refuse',
        code: 'secret-missing',
        message: 'secret not generated: db_password',
      })
      const made = await stamped({ chaos: true, existingSecrets: [`${stack}_db_password_v1`] })
      expect(made.missingSecrets).toEqual([])
      expect(made.requiredSecrets).toEqual([
        { name: 'db_password', remoteName: `${stack}_db_password_v1`, version: 'v1', length: 32, generate: true },
      ])
    }))

  it('R47: refuses a secret whose name is too long', () =>
    withApp(`${env}STACK_NAME=${'s'.repeat(60)}\n`, [], async ({ stamp }) => {
      expect(await stamp({ chaos: true })).toMatchObject({
        code: 'secret-invalid',
        message: expect.stringContaining('64'),
      })
    }))

  it('shows what the stamps change', () =>
    withApp(env, [], async ({ stamped }) => {
      const { diff } = await stamped({ chaos: true, exposeEnv: false })
      expect(diff.split('\n').filter((line) => /^[-+]/.test(line))).toEqual([
        '--- unstamped',
        '+++ stamped',
        `+        coop-cloud.${stack}.recipe: discourse`,
        `+        coop-cloud.${stack}.chaos: "true"`,
        `+        coop-cloud.${stack}.chaos-version: "7ae7b0f7"`,
      ])
    }))

  it('gives what predict refuses as it is', () =>
    withApp(env, [overlay], async ({ stamp }) => {
      expect(await stamp()).toMatchObject({ outcome: 'refuse', code: 'dirty-worktree' })
      expect(await stamp({ chaos: true, latest: true })).toMatchObject({ outcome: 'refuse', code: 'conflicting-flags' })
    }))
})

describe('the version of the compose file', () => {
  const versionOf = (text: string) =>
    withRecipe({ 'compose.yml': text }, [], async ({ stamped }) => (await stamped({ chaos: true })).config.version)

  it('is the recipe’s own, or the lowest that holds every key', async () => {
    expect(await versionOf('version: "3.10"\nservices: {app: {image: x}}\n')).toBe('3.10')
    expect(await versionOf('version: "3.2"\nservices: {app: {image: x}}\n')).toBe('3.2')
    expect(await versionOf('services: {app: {image: x}}\n')).toBe('3.8')
    expect(await versionOf('version: ""\nservices: {app: {image: x}}\n')).toBe('3.8')
    expect(await versionOf('services: {app: {image: x, healthcheck: {start_interval: 1s}}}\n')).toBe('3.12')
    expect(await versionOf('version: "3.0"\nservices: {app: {image: x, ports: ["80:80"]}}\n')).toBe('3.2')
  })
})

describe('the .version label of a chaos deploy', () => {
  const versionLabel = `coop-cloud.${stack}.version`
  const withLabels = (labels: string, use: (made: Stamp, place: Place) => void, env?: string) =>
    withRecipe(
      { 'compose.yml': `version: "3.8"\nservices: {app: {image: x, deploy: {labels: ${labels}}}}\n` },
      [],
      async (place) => use(await place.stamped({ chaos: true }), place),
      env,
    )
  const seen = (made: Stamp) => made.trace.find(({ rule }) => rule === 'R52')

  it.each(['[]', '{traefik.enable: "true"}', '["coop-cloud.${STACK_NAME}.app.version=1.0.0"]'])(
    'R52: is written empty where the compose file has none: %s',
    (labels) =>
      withLabels(labels, (made) => {
        expect(made.labels[versionLabel]).toBe('')
        expect(labelsOf(made)).not.toHaveProperty('version')
        expect(reload(made)).toEqual(made.config)
        expect(seen(made)).toMatchObject({ class: 'S', saw: expect.stringContaining('an empty one is written') })
      }),
  )

  it('R52: keeps an empty text', () =>
    withLabels('["coop-cloud.${STACK_NAME}.version="]', (made) => {
      expect(made.labels[versionLabel]).toBe('')
      expect(labelsOf(made)).not.toHaveProperty('version')
      expect(seen(made)).toMatchObject({ class: 'P', saw: 'chaos: .version keeps its empty text' })
    }))

  it.each([
    ['latest', 'TYPE=discourse:1.0.0\n'],
    ['2.3.4', 'TYPE=discourse:1.0.0\nCOOP_CLOUD_VERSION=2.3.4\n'],
  ])('R52: is known only after interpolation: %s', (version, env) =>
    withLabels(
      '["coop-cloud.${STACK_NAME}.version=${COOP_CLOUD_VERSION:-latest}"]',
      (made) => {
        expect(made.labels[versionLabel]).toBe(version)
        expect(seen(made)?.saw).toBe(`chaos: .version keeps ${version}`)
      },
      env,
    ),
  )

  it('R52: is written empty into the file for docker', () =>
    withLabels('[]', (made) => expect(made.composeFile).toContain(`${versionLabel}: ""`)))
})

describe('a recipe without a service app', () => {
  it('R50: gets no label, and a warning', () =>
    withRecipe({ 'compose.yml': 'version: "3.8"\nservices: {web: {image: x}}\n' }, [], async ({ stamped }) => {
      const made = await stamped({ chaos: true })
      expect(made.labels).toEqual({})
      expect(made.diff).toBe('')
      expect(made.warnings).toEqual([expect.objectContaining({ kind: 'no-app-service', rule: 'R50' })])
    }))
})

describe('files that the compose file names', () => {
  const files = {
    'compose.yml': `version: "3.8"
services:
  app: {image: x, env_file: [app.vars], configs: [nginx], secrets: [key]}
configs: {nginx: {file: ./etc/nginx.conf}}
secrets: {key: {file: key.txt}}
`,
    'etc/nginx.conf': 'listen 80\n',
    'key.txt': 'k\n',
    'app.vars': 'A=1\n',
  }
  const next: Step[] = [
    { do: 'write', path: 'etc/nginx.conf', text: 'listen 81\n' },
    { do: 'write', path: 'app.vars', text: 'A=2\n' },
    { do: 'commit', message: 'y' },
    { do: 'tag', name: '1.1.0', annotated: true },
  ]

  it('in chaos stand with their absolute paths in the checkout', () =>
    withRecipe(files, next, async ({ stamped, recipe }) => {
      const made = await stamped({ chaos: true })
      expect(made.config.configs).toEqual({ nginx: { file: join(recipe, 'etc/nginx.conf') } })
      expect(made.config.secrets).toEqual({ key: { file: join(recipe, 'key.txt') } })
      expect(made.config.services['app']).toMatchObject({
        env_file: [join(recipe, 'app.vars')],
        environment: { A: '2' },
      })
    }))

  it('stand there for a release too, if they are the same', () =>
    withRecipe(
      files,
      [
        { do: 'write', path: 'README.md', text: 'x\n' },
        { do: 'commit', message: 'y' },
      ],
      async (place) => {
        const made = await place.stamped()
        expect(made.config.configs).toEqual({ nginx: { file: join(place.recipe, 'etc/nginx.conf') } })
      },
    ))

  it('are refused where they are not, without a folder to write them to', () =>
    withRecipe(files, next, async ({ stamp, recipe }) => {
      await expect(stamp()).rejects.toThrow(anError('FILES_DIFFER'))
      await expect(stamp()).rejects.toThrow(`app.vars, etc/nginx.conf of ${recipe} differ from commit`)
    }))

  it('are written there as they are at the version', () =>
    withRecipe(files, next, async ({ stamped, outside }) => {
      const filesDir = join(outside, 'files')
      const made = await stamped({ filesDir })
      expect(made.config.configs).toEqual({ nginx: { file: join(filesDir, 'etc/nginx.conf') } })
      expect(made.config.services['app']).toMatchObject({
        env_file: [join(filesDir, 'app.vars')],
        environment: { A: '1' },
      })
      expect(readFileSync(join(filesDir, 'etc/nginx.conf'), 'utf8')).toBe('listen 80\n')
      expect(readdirSync(filesDir).sort()).toEqual(['app.vars', 'etc', 'key.txt'])
      await stamped({ filesDir })
    }))

  it('are a refusal where the version does not have them', () =>
    withRecipe({ 'compose.yml': files['compose.yml'].replace('env_file: [app.vars], ', '') }, [], async ({ stamp }) => {
      for (const chaos of [true, false])
        expect(await stamp({ chaos })).toMatchObject({
          code: 'compose-file-missing',
          message: expect.stringContaining('has no file "etc/nginx.conf", which configs.nginx.file names'),
        })
    }))

  it('outside of the recipe are left to docker, with a warning; env_file there is not read', () =>
    withRecipe(
      { 'compose.yml': 'version: "3.8"\nservices: {app: {image: x}}\nconfigs: {c: {file: ../../x.conf}}\n' },
      [],
      async ({ stamped }) => {
        expect(withoutLint(await stamped())).toMatchObject([{ kind: 'file-outside-recipe' }])
      },
    ))

  it('outside of the recipe are never read for their variables', () =>
    withRecipe(
      { 'compose.yml': 'version: "3.8"\nservices: {app: {image: x, env_file: [/etc/passwd]}}\n' },
      [],
      async ({ stamp }) => {
        await expect(stamp()).rejects.toThrow(anError('SAFETY_LIMIT'))
        await expect(stamp({ chaos: true })).rejects.toThrow(anError('SAFETY_LIMIT'))
      },
    ))
})

describe('bad input', () => {
  const refusal = (text: string, more: Partial<StampOptions> = { chaos: true }, variables = 'TYPE=discourse:1.0.0\n') =>
    withRecipe({ 'compose.yml': text }, [], ({ stamp }) => stamp(more), variables)

  it.each([
    ['malformed YAML', 'services:\n  app: [\n', 'L31', 'compose.yml, line'],
    ['a duplicate key', 'services:\n  app: {image: x}\n  app: {image: y}\n', 'L31', 'line 3'],
    [
      'an unset required variable',
      `services: {app: {image: "x:$\{TAG:?no tag}"}}\n`,
      'L35',
      'required variable TAG is missing a value: no tag',
    ],
    ['an unknown key', 'services: {app: {imag: x}}\n', 'L33', 'services.app'],
    ['a property that is gone', 'services: {app: {mem_limit: 1g}}\n', 'L33', 'services.app.mem_limit'],
    ['a wrong version', 'version: "2"\nservices: {}\n', 'L32', '2'],
    ['a wrong duration', 'services: {app: {deploy: {update_config: {monitor: 1d}}}}\n', 'L33', 'monitor'],
  ])('%s is a refusal that says where', async (_what, text, rule, part) => {
    const refused = await refusal(text)
    expect(refused).toMatchObject({ outcome: 'refuse', code: 'compose-invalid', rule })
    expect('message' in refused && refused.message).toContain(part)
    expect('chosen' in refused && refused.chosen?.source).toBe('chaos')
  })

  it('a byte that is no UTF-8 is a refusal', () =>
    withRecipe({ 'compose.yml': 'services: {}\n' }, [], async ({ dir, abraDir, home }) => {
      writeFileSync(join(dir, 'compose.yml'), Buffer.from('services: {app: {image: \xff}}\n', 'latin1'))
      expect(await stamp({ app: 'forum.example.com', abraDir, home, chaos: true })).toMatchObject({ rule: 'L31' })
    }))

  it('carriage returns and a byte order mark are fine', async () => {
    const fine = await refusal('\ufeffversion: "3.8"\r\nservices:\r\n  app:\r\n    image: x\r\n')
    expect(fine).toMatchObject({ outcome: 'stamp', config: { services: { app: { image: 'x' } } } })
  })

  it('an alias bomb is a refusal, as go-yaml stops it too', async () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(',')}]`,
      )
    const bomb = `x-bomb:\n  ${lines.join('\n  ')}\nservices: {app: {image: x}}\n`
    expect(await refusal(bomb)).toMatchObject({ rule: 'L31', message: expect.stringContaining('excessive aliasing') })
  })

  it('a compose file of 50 MB is not read, neither from the checkout nor from git', async () => {
    const large = `services: {app: {image: x}}\n${'#'.repeat(50 * 1024 * 1024)}\n`
    for (const chaos of [true, false]) await expect(refusal(large, { chaos })).rejects.toThrow(anError('SAFETY_LIMIT'))
  })

  it.each(['../compose.yml', '/etc/passwd'])(
    'COMPOSE_FILE=%s is refused by us, as nobody may leave the recipe',
    async (name) => {
      const variables = `TYPE=discourse:1.0.0\nCOMPOSE_FILE=${name}\n`
      for (const chaos of [true, false])
        await expect(refusal('services: {}\n', { chaos }, variables)).rejects.toThrow(anError('SAFETY_LIMIT'))
    },
  )

  it('a compose file that is a link out of the recipe is not followed', () =>
    withRecipe(
      { 'compose.yml': 'services: {}\n' },
      [
        { do: 'link', path: 'c.yml', to: '../../etc/passwd' },
        { do: 'commit', message: 'y' },
      ],
      async ({ stamp, dir }) => {
        const head = git(dir, 'rev-parse', 'HEAD').trim()
        await expect(stamp({ chaos: true })).rejects.toThrow(anError('SAFETY_LIMIT'))
        await expect(stamp({ version: head })).rejects.toThrow(anError('SAFETY_LIMIT'))
      },
      'TYPE=discourse:1.0.0\nCOMPOSE_FILE=c.yml\n',
    ))

  it('a line of abra.sh without a simple value is skipped, with a warning', () =>
    withRecipe(
      { 'compose.yml': 'services: {app: {image: x}}\n', 'abra.sh': 'export A="$(id)"\n' },
      [],
      async ({ stamped }) => {
        expect(withoutLint(await stamped())).toMatchObject([
          { kind: 'exports-passed-over', text: expect.stringContaining('abra.sh, line 1: A') },
        ])
      },
    ))
})

describe('what no compose file can say', () => {
  it('is said so, at its place in the compose file', () =>
    withRecipe({ 'compose.yml': 'services:\n  app: {image: x, ports: [80, "80"]}\n' }, [], async ({ stamp }) => {
      const error = await stamp({ chaos: true }).catch((problem) => problem)
      expect(error).toMatchObject({
        code: 'COMPOSE_UNPRINTABLE',
        data: { path: expect.stringMatching(/discourse.compose.yml$/), line: 2 },
      })
    }))

  const two = (first: string, second: string) => ({
    'compose.yml': `services:\n  app:\n    image: x\n    ${first}\n  db: {image: y}\n`,
    'compose.o.yml': `services:\n  app:\n    ${second}\n`,
  })
  const env = 'TYPE=discourse\nCOMPOSE_FILE=compose.yml:compose.o.yml\n'

  it.each(['dns', 'dns_search', 'extra_hosts'])('is %s with an item of two files, which Swarm is told twice', (key) => {
    const list = key === 'extra_hosts' ? '["h:1.1.1.1"]' : '["1.1.1.1"]'
    return withRecipe(
      two(`${key}: ${list}`, `${key}: ${list}`),
      [],
      async ({ stamp }) => {
        const error = await stamp({ chaos: true }).catch((problem) => problem)
        const data = {
          path: expect.stringMatching(/discourse.compose.o.yml$/),
          line: 3,
          problem: `services.app.${key} array items[0,1] must be unique`,
        }
        expect(error).toMatchObject({ code: 'COMPOSE_UNPRINTABLE', data })
        expect(error.message).toContain(`compose.o.yml, line 3: `)
      },
      env,
    )
  })

  it.each([
    ['depends_on', '[db]'],
    ['cap_add', '[NET_ADMIN]'],
    ['cap_drop', '[ALL]'],
    ['expose', '["80"]'],
    ['tmpfs', '[/run]'],
    ['links', '[db]'],
    ['external_links', '[db]'],
    ['devices', '["/dev/a"]'],
    ['security_opt', '[o]'],
  ])('is no %s with an item of two files: it is printed once, and Swarm is told the same', (key, list) =>
    withRecipe(
      two(`${key}: ${list}`, `${key}: ${list}`),
      [],
      async ({ stamped }) => {
        const made = await stamped({ chaos: true })
        expect(reload(made)).toEqual(made.config)
        expect(made.config.services['app']?.[key]).toHaveLength(1)
        const twice = structuredClone(made.config)
        const items = made.config.services['app']?.[key] as string[]
        Object.assign(twice.services['app'] ?? {}, { [key]: [...items, ...items] })
        expect(checkConvertible(twice, stack)).toEqual(checkConvertible(made.config, stack))
      },
      env,
    ),
  )
})

describe('what docker/cli would refuse only after it has made networks and configs', () => {
  const refused = (text: string, expected: object) =>
    withRecipe({ 'compose.yml': text }, [], async ({ stamp }) => {
      expect(await stamp({ chaos: true })).toMatchObject({ outcome: 'refuse', ...expected })
    })

  it('is refused in its words, with file and line', () =>
    refused('services:\n  app:\n    image: x\n    secrets: [nope]\n', {
      code: 'compose-unconvertible',
      rule: 'L46',
      message: expect.stringMatching(/compose\.yml, line 4: service app: undefined secret "nope"$/),
    }))

  it('is refused for an image that nothing fills in', () =>
    refused('services:\n  app:\n    image: ${NOT_SET}\n', {
      code: 'compose-unconvertible',
      rule: 'L45',
      message: expect.stringMatching(/line 2: invalid image reference for service app: no image specified$/),
    }))

  it('is refused for a config whose version is not set', () =>
    refused('services: {app: {image: x}}\nconfigs:\n  conf: {name: "${STACK_NAME}_conf_${NO}", file: abra.sh}\n', {
      code: 'name-invalid',
      rule: 'R95',
      message: expect.stringMatching(/line 3: failed to create config \S+_conf_: invalid name/),
    }))
})

describe('external objects whose name nothing on a Swarm can have', () => {
  const withUse = (service: string, objects: string, env: string, use: (texts: string[]) => void) =>
    withRecipe(
      { 'compose.yml': `services: {app: {image: x, ${service}}}\n${objects}\n` },
      [],
      async ({ stamp }) => {
        const made = await stamp({ chaos: true })
        expect(made.outcome).toBe('stamp')
        use(made.warnings.filter(({ kind }) => kind === 'external-name-impossible').map(({ text }) => text))
      },
      `TYPE=discourse:1.0.0\n${env}`,
    )

  it.each(['secrets', 'configs'])('R95: a warning names the variable that is not set, for %s', (section) =>
    withUse(
      `${section}: [one]`,
      `${section}: {one: {external: true, name: "\${STACK_NAME}_one_\${ONE_VERSION}"}}`,
      '',
      (texts) => {
        expect(texts).toHaveLength(1)
        expect(texts[0]).toMatch(/the external (?:secret|config) one has the name "\S+_one_", which no/)
        expect(texts[0]).toMatch(/set ONE_VERSION in/)
      },
    ),
  )

  it('R95: a warning where the name itself is wrong', () =>
    withUse('networks: [proxy]', 'networks: {proxy: {external: true, name: "a b"}}', '', (texts) => {
      expect(texts).toEqual([expect.stringMatching(/network proxy has the name "a b".*correct the name/)])
    }))

  it('none where it is set, and where no service uses the object', async () => {
    const secrets = 'secrets: {one: {external: true, name: "${STACK_NAME}_one_${ONE_VERSION}"}}'
    await withUse('secrets: [one]', secrets, 'ONE_VERSION=v1\n', (texts) => expect(texts).toEqual([]))
    await withUse('hostname: a', secrets, '', (texts) => expect(texts).toEqual([]))
  })
})

describe('volumes whose name no node makes', () => {
  const warned = (volumes: string, env = '', service = 'volumes: ["data:/data"]') =>
    withRecipe(
      { 'compose.yml': `services: {app: {image: x, ${service}}}\nvolumes: {data: ${volumes}}\n` },
      [],
      async ({ stamp }) => {
        const made = await stamp({ chaos: true })
        expect(made.outcome).toBe('stamp')
        return made.warnings.filter(({ kind }) => kind === 'volume-name-impossible').map(({ text }) => text)
      },
      `TYPE=discourse:1.0.0\n${env}`,
    )

  it('R95: a warning names the volume, the problem, and the variable', async () => {
    expect(await warned('{name: "${DATA}"}', 'DATA=/srv/data\n')).toEqual([
      'the volume data has the name "/srv/data", which the node will not make (includes invalid characters for a local volume name): correct the name (DATA in .env), or mount a path as a bind',
    ])
    expect(await warned('{external: true, name: x}')).toEqual([expect.stringContaining('volume name is too short')])
  })

  it('none for a name that can be made, another driver, and a volume that nothing mounts', async () => {
    for (const volume of ['{}', '{name: a_}', '{name: "${DATA}"}', '{driver: nfs, name: "a:/b"}'])
      expect(await warned(volume), volume).toEqual([])
    expect(await warned('{name: /srv/data}', '', 'hostname: a')).toEqual([])
  })
})

describe('warnings about the machine that deploys', () => {
  const warned = (service: string, kind: string, env = '', more: Record<string, string> = {}) =>
    withRecipe(
      { 'compose.yml': `services: {app: {image: x, ${service}}}\n`, ...more },
      [],
      async ({ stamp }) => {
        const made = await stamp({ chaos: true })
        expect(made.outcome).toBe('stamp')
        const texts = made.warnings.filter((warning) => warning.kind === kind).map(({ text }) => text)
        return texts.map((text) => text.replace(/\/\S*\/recipes\/discourse/, 'DIR'))
      },
      `TYPE=discourse:1.0.0\n${env}`,
    )

  it('L36: a relative bind mount is named with the path that docker takes it for', async () => {
    expect(await warned('volumes: ["./data:/a", "../up:/b", "/etc/x:/c"]', 'relative-bind')).toEqual([
      expect.stringMatching(/app mounts \.\/data: docker takes it for DIR\/data, which each node must have/),
      expect.stringMatching(/app mounts \.\.\/up: docker takes it for \S+\/up, which/),
    ])
  })

  it('L36: ~ is a folder of the recipe unless the .env file sets HOME', async () => {
    expect(await warned('volumes: ["~/data:/a"]', 'relative-bind')).toEqual([
      expect.stringMatching(/app mounts ~\/data: HOME is not in the \.env file, so docker takes it for DIR\/~\/data/),
    ])
    expect(await warned('volumes: ["~/data:/a"]', 'relative-bind', 'HOME=/home/me\n')).toEqual([])
  })

  it('none for a mount that a later file replaces', async () => {
    const files = { 'compose.two.yml': 'services: {app: {volumes: ["/etc/x:/a"]}}\n' }
    const env = 'COMPOSE_FILE=compose.yml:compose.two.yml\n'
    expect(await warned('volumes: ["./data:/a"]', 'relative-bind', env, files)).toEqual([])
  })

  it('L36: HOME and PATH without a value, which docker has one of', async () => {
    expect(await warned('environment: {HOME: "", PATH: , DOCKER_HOST: , OTHER: , SET: x}', 'filled-by-docker')).toEqual(
      [
        expect.stringMatching(/app has no value for HOME: .* abra leaves it empty; run docker without HOME/),
        expect.stringMatching(/PATH: .* abra sets none/),
        expect.stringMatching(/DOCKER_HOST/),
      ],
    )
    expect(await warned('environment: {HOME: ""}', 'filled-by-docker', 'HOME=/srv\n')).toEqual([])
  })
})
