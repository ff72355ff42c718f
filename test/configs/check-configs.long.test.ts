import { describe, expect, it } from 'vitest'
import { type CheckConfigsOptions, checkConfigs } from '../../src/configs/check-configs.js'
import type { ConfigFinding } from '../../src/configs/config-finding.js'
import { foreseeConfigs } from '../../src/configs/foresee-configs.js'
import { AbraVersionError } from '../../src/errors.js'
import { type FakeAnswers, MANAGER, Refusal, withFakeDocker } from '../support/fake-docker.js'
import { git } from '../support/git.js'
import { runCli } from '../support/run-cli.js'
import type { Step } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'
import { app, type ConfigPlace, compose, held, stack, unbumped, withConfigApp } from './config-recipe.js'

const name = `${stack}_conf_v1`

function check(
  { abraDir, home, dir }: ConfigPlace,
  answers: FakeAnswers,
  options: Partial<CheckConfigsOptions> = {},
): Promise<ConfigFinding[]> {
  return withFakeDocker({ ...MANAGER, ...answers }, (dockerHost) =>
    expectUntouched([abraDir, dir], () =>
      checkConfigs({ app, abraDir, home, chaos: true, swarm: { dockerHost }, ...options }),
    ),
  )
}

function changed(file: string, text: string): Step[] {
  return [...unbumped, { do: 'write', path: file, text }, { do: 'commit' }]
}

describe('checkConfigs', () => {
  it('finds nothing where the Swarm holds the same, or nothing under the name', () =>
    withConfigApp(unbumped, 'TYPE=r\n', async (place) => {
      expect(await check(place, { '/configs': [held(name, 'two\n')] })).toEqual([])
      expect(await check(place, { '/configs': [held(`${name}0`, 'other')] })).toEqual([])
      expect(await check(place, { '/configs': [] })).toEqual([])
    }))

  it('R87: names file, config, variable, line and error where the Swarm holds something else', () =>
    withConfigApp(unbumped, 'TYPE=r\n', async (place) => {
      const answers = { '/configs': [held(name, 'one\n'), held(`${name}x`, 'two\n')] }
      expect(await check(place, answers)).toEqual([
        {
          kind: 'config-changed-in-place',
          object: 'config',
          name,
          file: 'conf.tmpl',
          variable: { name: 'CONF_VERSION', value: 'v1', setIn: 'abra.sh', line: 2 },
          fix: 'raise CONF_VERSION in abra.sh, line 2 (now v1)',
          text: `conf.tmpl is not what the Swarm holds as the config ${name}, and Swarm refuses to change it (only updates to Labels are allowed): raise CONF_VERSION in abra.sh, line 2 (now v1)`,
        },
      ])
      const release = { chaos: false, version: '1.0.0+1', deployed: { deployed: false } } as const
      expect(await check(place, answers, release)).toEqual([])
    }))

  it.each([
    ['in .env', { 'abra.sh': '' }, 'TYPE=r\nCONF_VERSION=v1\n', 'raise CONF_VERSION in .env (now v1)'],
    [
      'nowhere',
      { 'compose.yml': compose.replace(/_..CONF_VERSION./, '_v1') },
      'TYPE=r\n',
      `give the config a name with a version, like \${STACK_NAME}_conf_\${CONF_VERSION}, and export CONF_VERSION in abra.sh`,
    ],
    [
      'in the key alone',
      {
        'compose.yml': compose
          .replace(/ {4}name: .*\n/, '')
          .replaceAll('conf:', 'conf-v1:')
          .replace('[conf]', '[conf-v1]'),
      },
      'TYPE=r\n',
      'export CONF_V1_VERSION in abra.sh',
    ],
  ])('tells where the version is: %s', (_, files, env, advice) => {
    const steps = Object.entries(files).flatMap(([path, text]) => changed(path, text).slice(-2))
    return withConfigApp([...unbumped, ...steps], env, async (place) => {
      const all = [name, `${stack}_conf-v1`].map((each) => held(each, 'one\n'))
      const [finding] = await check(place, { '/configs': all })
      expect(finding).toMatchObject({ kind: 'config-changed-in-place', text: expect.stringContaining(advice) })
    })
  })

  it.each([
    ['1 MiB', 'x'.repeat(1 << 20), 'config-size', 'config data must be larger than 0 and less than 1024000 bytes'],
    ['empty', '', 'config-size', 'conf.tmpl has 0 bytes'],
    ['more than is read', 'x'.repeat((1 << 20) + 1), 'config-not-compared', 'conf.tmpl'],
  ])('a config of the wrong size: %s', (_, text, kind, said) =>
    withConfigApp(changed('conf.tmpl', text), 'TYPE=r\n', async (place) => {
      expect(await check(place, { '/configs': [] })).toMatchObject([{ kind, text: expect.stringContaining(said) }])
    }),
  )

  it('a config whose file is missing', () =>
    withConfigApp(
      [...unbumped, { do: 'git', args: ['rm', '--quiet', 'conf.tmpl'] }, { do: 'commit' }],
      'TYPE=r\n',
      async (place) => {
        expect(await check(place, { '/configs': [] })).toMatchObject([
          { kind: 'config-not-compared', text: 'the config conf is not compared: conf.tmpl: there is no such file' },
        ])
      },
    ))

  it('external configs and secrets that a service uses have to be there; the others need not', () => {
    const external = `version: "3.8"
services: {app: {image: x:1, configs: [there, gone], secrets: [key, lost]}}
configs: {there: {external: true}, gone: {external: true}, unused: {external: true}}
secrets: {key: {external: true, name: "\${STACK_NAME}_key_v1"}, lost: {external: true}}
`
    return withConfigApp(changed('compose.yml', external), 'TYPE=r\n', async (place) => {
      const answers = { '/configs': [held('there', 'a')], '/secrets': [held(`${stack}_key_v1`)] }
      expect(await check(place, answers)).toMatchObject([
        { kind: 'not-on-server', object: 'config', name: 'gone' },
        { kind: 'not-on-server', object: 'secret', name: 'lost' },
      ])
    })
  })

  it.each<[string, FakeAnswers, string]>([
    ['does not answer', { '/configs': new Refusal(500, 'disk full') }, 'disk full'],
    ['answers nonsense', { '/configs': [{ Spec: { Name: 5 } }] }, 'answers what Docker does not'],
    ['is no manager', { '/info': { Swarm: { LocalNodeState: 'inactive' } } }, 'is no manager'],
  ])('says so where the Swarm %s', (_, answers, problem) =>
    withConfigApp(unbumped, 'TYPE=r\n', async (place) => {
      expect(await check(place, answers)).toMatchObject([
        { kind: 'config-not-compared', text: expect.stringContaining(problem) },
      ])
    }),
  )

  it('says so where no Docker answers, and asks none where there is nothing to compare', () =>
    withConfigApp(unbumped, 'TYPE=r\n', async (place) => {
      const swarm = { dockerHost: 'unix:///nowhere.sock' }
      expect(await check(place, {}, { swarm })).toMatchObject([{ kind: 'config-not-compared' }])
      await withConfigApp(changed('compose.yml', 'services: {app: {image: x:1}}\n'), 'TYPE=r\n', async (other) =>
        expect(await check(other, {}, { swarm })).toEqual([]),
      )
    }))
})

describe('foreseeConfigs', () => {
  function foresee({ dir }: ConfigPlace, base: string, head: string, configs: Record<string, string> = {}) {
    const reader = {
      readConfigs: async () => new Map(Object.entries(configs).map(([key, text]) => [key, Buffer.from(text)])),
      readSecretNames: async () => [],
    }
    const env = { env: new Map<string, string>(), stackName: stack }
    const side = (ref: string) => ({ ref, commit: git(dir, 'rev-parse', `${ref}^{commit}`), app: env })
    return foreseeConfigs(dir, { base: side(base), head: side(head) }, reader, '5.16')
  }

  it('A5: names file, config and variable of a head that changes a config of its base', () =>
    withConfigApp(unbumped, 'TYPE=r\n', async (place) => {
      const found = await expectUntouched(place.dir, () => foresee(place, '1.0.0+1', '1.1.0+1'))
      expect(found).toMatchObject([
        {
          deploy: 'head',
          kind: 'config-changed-in-place',
          file: 'conf.tmpl',
          name,
          variable: { name: 'CONF_VERSION', value: 'v1' },
          text: expect.stringContaining(`conf.tmpl is not what 1.0.0+1 holds as the config ${name}`),
        },
      ])
    }))

  it('tells a base that the Swarm will not take, from a head that it will not take', () =>
    withConfigApp(unbumped, 'TYPE=r\n', async (place) => {
      const found = await foresee(place, '1.0.0+1', '1.1.0+1', { [name]: 'three\n' })
      expect(found.map(({ deploy, text }) => [deploy, text.split(' holds')[0]])).toEqual([
        ['base', 'conf.tmpl is not what the Swarm'],
        ['head', 'conf.tmpl is not what 1.0.0+1'],
      ])
    }))

  it('compares a name that only the head has with what the Swarm holds from earlier', () => {
    const steps: Step[] = [
      ...unbumped,
      { do: 'write', path: 'abra.sh', text: 'export CONF_VERSION=v2\n' },
      { do: 'commit' },
    ]
    return withConfigApp(steps, 'TYPE=r\n', async (place) => {
      expect(await foresee(place, '1.0.0+1', 'main')).toEqual([])
      expect(await foresee(place, '1.0.0+1', 'main', { [`${stack}_conf_v2`]: 'old\n' })).toMatchObject([
        { deploy: 'head', name: `${stack}_conf_v2` },
      ])
    })
  })

  it('finds a secret whose file changes too, though no Swarm tells its content', () => {
    const secret = compose.replaceAll('configs', 'secrets')
    const steps = unbumped.map((step) =>
      step.do === 'write' && step.path === 'compose.yml' ? { ...step, text: secret } : step,
    )
    return withConfigApp(steps, 'TYPE=r\n', async (place) => {
      expect(await foresee(place, '1.0.0+1', '1.1.0+1')).toMatchObject([{ object: 'secret', file: 'conf.tmpl' }])
    })
  })

  it('compares the two versions also where the Swarm does not say what it holds', () =>
    withConfigApp(unbumped, 'TYPE=r\n', async ({ dir }) => {
      const env = { env: new Map<string, string>(), stackName: stack }
      const side = (ref: string) => ({ ref, commit: git(dir, 'rev-parse', `${ref}^{commit}`), app: env })
      const sides = { base: side('1.0.0+1'), head: side('1.1.0+1') }
      const kinds = async (reader: Parameters<typeof foreseeConfigs>[2]) =>
        (await foreseeConfigs(dir, sides, reader, '5.16')).map(({ kind }) => kind)
      const lost = () =>
        Promise.reject(
          new AbraVersionError('SWARM_UNREACHABLE', 'gone', { host: 'a', reason: 'gone' }, { advice: 'wait' }),
        )
      expect(await kinds({ readConfigs: lost, readSecretNames: lost })).toEqual([
        'config-not-compared',
        'config-changed-in-place',
      ])
      expect(await kinds({})).toEqual(['config-changed-in-place'])
    }))

  it('gives nothing for a version whose compose files cannot be loaded', () =>
    withConfigApp(changed('compose.yml', 'services: [\n'), 'TYPE=r\n', async (place) => {
      expect(await foresee(place, '1.0.0+1', 'main')).toEqual([])
    }))
})

describe('the command line', () => {
  const args = ['--chaos', '--json']
  const kinds = (stdout: string) =>
    JSON.parse(stdout).warnings.map(({ kind, rule }: { kind: string; rule: string }) => `${kind} ${rule}`)

  it('warns of a changed config: predict --explain and stamp, by the Docker that was named', () =>
    withConfigApp(unbumped, 'TYPE=r\n', ({ abraDir }) =>
      withFakeDocker({ ...MANAGER, '/configs': [held(name, 'one\n')] }, async (host, asked) => {
        const options = { env: { ABRA_DIR: abraDir } }
        for (const command of [
          ['predict', app, '--explain'],
          ['stamp', app],
        ]) {
          const { exitCode, stdout, stderr } = await runCli([...command, ...args, '--docker-host', host], options)
          expect({ exitCode, kinds: kinds(stdout) }).toEqual({ exitCode: 0, kinds: ['config-changed-in-place R87'] })
          expect(stderr).toContain('raise CONF_VERSION in abra.sh, line 2 (now v1) [R87]')
        }
        // What is deployed and the configs are asked over one connection.
        asked.length = 0
        await runCli(['predict', app, '--latest', '--force', '--explain', '--docker-host', host], options)
        expect(asked.filter((request) => request === 'GET /info')).toHaveLength(1)
        expect(asked).toEqual(expect.arrayContaining(['GET /services', 'GET /configs']))
        asked.length = 0
        expect((await runCli(['predict', app, ...args, '--docker-host', host], options)).exitCode).toBe(0)
        expect((await runCli(['stamp', app, ...args, '--no-swarm', '--docker-host', host], options)).exitCode).toBe(0)
        expect(asked).toEqual([])
      }),
    ))

  it('says that nothing was compared where the Docker does not answer, and nothing where there is no context', () =>
    withConfigApp(unbumped, 'TYPE=r\n', async ({ abraDir }) => {
      const options = { env: { ABRA_DIR: abraDir } }
      const lost = await runCli(['stamp', app, ...args, '--docker-host', 'unix:///nowhere.sock'], options)
      expect({ exitCode: lost.exitCode, kinds: kinds(lost.stdout) }).toEqual({
        exitCode: 0,
        kinds: ['config-not-compared R87'],
      })
      const none = await runCli(['stamp', app, ...args], options)
      expect({ exitCode: none.exitCode, kinds: kinds(none.stdout), stderr: none.stderr }).toEqual({
        exitCode: 0,
        kinds: [],
        stderr: '',
      })
    }))
})
