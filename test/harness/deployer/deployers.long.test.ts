import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readApp } from '../../../src/app/read-app.js'
import { abraDeployer } from '../../../src/harness/deployer/abra-deployer.js'
import type { Deployer, DeployRequest } from '../../../src/harness/deployer/deployer.js'
import { dockerEnvironment, runDocker } from '../../../src/harness/deployer/docker-command.js'
import { stackDeployer } from '../../../src/harness/deployer/stack-deployer.js'
import { withHeldLock } from '../../../src/harness/lock/held-lock.js'
import { withStackLock } from '../../../src/harness/lock/stack-lock.js'
import { runProcess } from '../../../src/run-process.js'
import { writeFiles } from '../../support/abra-folder.js'
import { makeStandIn, type StandInScript, versionRun } from '../../support/abra-stand-in.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { withScratch } from '../../support/scenario.js'

const base = '0.7.0+3.3.1'
const line = (words: string, version: string) => `DEBU app/deploy.go:372 version: ${words}: ${version}\n`
const chaosLine = (version: string) => line('taking chaos version', version)

/** One app of the sample recipe in a scratch ABRA_DIR, and a request to deploy it. */
async function withSample<T>(
  use: (dir: string, request: (more?: Partial<DeployRequest>) => Promise<DeployRequest>) => Promise<T>,
) {
  return withScratch((dir) => {
    mkdirSync(join(dir, 'recipes'))
    git(dir, 'clone', '-q', resolve('golden/recipes/discourse-sample.bundle'), join(dir, 'recipes/discourse'))
    const env = 'TYPE=discourse\nSTACK_NAME=s\nDOMAIN=d.example\nSECRET_DB_PASSWORD_VERSION=v1\nSMTP_PASSWORD=hunter2\n'
    writeFiles(dir, { 'servers/default/s.env': env })
    const request = async (more: Partial<DeployRequest> = {}): Promise<DeployRequest> => ({
      app: await readApp('s', { abraDir: dir }),
      abraDir: dir,
      home: dir,
      chaos: true,
      deployed: { deployed: false },
      timeoutMs: 30_000,
      lockDir: join(dir, 'locks'),
      ...more,
    })
    return use(dir, request)
  })
}

describe('abraDeployer', () => {
  const withAbra = <T>(
    script: StandInScript,
    use: (
      deployer: Deployer,
      request: (more?: Partial<DeployRequest>) => Promise<DeployRequest>,
      calls: () => string[][],
    ) => Promise<T>,
  ) =>
    withSample((dir, request) => {
      const standIn = makeStandIn(join(dir, 'bin'), script)
      const deployer = abraDeployer({ bin: standIn.path, graceMs: 200 })
      return use(deployer, request, () => standIn.calls().map(({ args }) => args))
    })

  it('calls abra as the journal does, and reports the version that abra printed', () =>
    withAbra({ runs: [{ stdout: chaosLine('7ae7b0f7') }] }, async (deployer, request, calls) => {
      const report = await deployer.deploy(await request())
      expect(report).toMatchObject({ outcome: 'deployed', version: '7ae7b0f7', prediction: { version: '7ae7b0f7' } })
      expect(report.difference).toBeUndefined()
      expect(calls()).toEqual([['app', 'deploy', '-C', '-o', '-n', '-c', '--debug', 's']])
    }))

  it('names a release by the argument, and forces', () =>
    withAbra({ runs: [{ stdout: line('taking version from cli arg', base) }] }, async (deployer, request, calls) => {
      const report = await deployer.deploy(await request({ chaos: false, version: base, force: true }))
      expect(report).toMatchObject({ outcome: 'deployed', version: base })
      expect(report.difference).toBeUndefined()
      expect(calls()).toEqual([['app', 'deploy', '-f', '-o', '-n', '-c', '--debug', 's', base]])
    }))

  it('reports another version as a bug of this package, with the facts for a golden and no password', () =>
    withAbra({ runs: [versionRun, { stdout: chaosLine('7ae7b0f7+U') }] }, async (deployer, request) => {
      const { difference, ...report } = await deployer.deploy(await request())
      expect(report).toMatchObject({ outcome: 'deployed', version: '7ae7b0f7+U' })
      expect(difference).toMatchObject({
        kind: 'other-version',
        text: 'the prediction is 7ae7b0f7, abra took 7ae7b0f7+U',
        predicted: { outcome: 'stamp', version: '7ae7b0f7', source: 'chaos' },
        abra: { outcome: 'stamp', version: '7ae7b0f7+U', source: 'chaos', exitCode: 0 },
        golden: {
          of: versionRun.stdout.trim(),
          profile: '5.16',
          arguments: ['app', 'deploy', '-C', '-o', '-n', '-c', '--debug', 's'],
          flags: { chaos: true, offline: true },
          env: { TYPE: 'discourse', STACK_NAME: 's' },
          checkout: { head: { name: 'refs/heads/main' }, status: { clean: true, files: [] } },
        },
      })
      expect(JSON.stringify(difference)).not.toContain('hunter2')
      expect(difference?.golden.trace.length).toBeGreaterThan(0)
    }))

  it('reports a refusal that was not predicted, and a deploy where a refusal was predicted', async () => {
    const unforeseen = { stdout: 'FATA discourse has locally unstaged changes?\n', exit: 1 }
    await withAbra({ runs: [unforeseen] }, async (deployer, request) => {
      const report = await deployer.deploy(await request())
      expect(report).toMatchObject({ outcome: 'refused', difference: { kind: 'abra-refused' } })
      expect(report.refusal).toContain('locally unstaged')
    })
    await withAbra({ runs: [{ stdout: '' }] }, async (deployer, request) => {
      const already = {
        chaos: false,
        version: base,
        deployed: { deployed: true, version: base, chaos: false },
      } as const
      const report = await deployer.deploy(await request(already))
      expect(report).toMatchObject({ outcome: 'deployed', difference: { kind: 'abra-deployed' } })
    })
  })

  it('takes a refusal after the version was chosen for no bug of ours', () =>
    withAbra(
      { runs: [{ stdout: `${chaosLine('7ae7b0f7')}FATA secret not generated: db_password\n`, exit: 1 }] },
      async (deployer, request) => {
        const report = await deployer.deploy(await request())
        expect(report).toMatchObject({ outcome: 'refused', refusal: 'secret not generated: db_password' })
        expect(report.difference).toBeUndefined()
      },
    ))

  it.each([
    ['hang', { ending: 'hang' }, 'hung', 1_000],
    ['hang, deaf', { ending: 'hang, deaf to SIGTERM' }, 'hung', 1_000],
    ['die', { ending: 'die' }, 'died', 30_000],
    ['fail without a word', { exit: 3 }, 'unreadable', 30_000],
  ] as const)('throws, because the Swarm may have the deploy, when abra can %s', (_, run, why, timeoutMs) =>
    withAbra({ runs: [run] }, async (deployer, request) => {
      const error = await deployer.deploy(await request({ timeoutMs })).catch((thrown) => thrown)
      expect(error).toEqual(anError('ABRA_FAILED'))
      expect(error.data.why).toBe(why)
      expect(error.message).toContain('check what is deployed now')
    }),
  )

  it('says so where there is none', () =>
    withSample(async (dir, request) => {
      const deployer = abraDeployer({ bin: join(dir, 'none') })
      await expect(deployer.deploy(await request())).rejects.toEqual(anError('ABRA_NOT_STARTED'))
    }))
})

/** A docker that keeps what it was given, and answers as a Swarm with one secret does. */
function makeDocker(dir: string, { deploy = 'exit 0', secrets = 's_db_password_v1' } = {}): string {
  const path = join(dir, 'docker')
  const script = `#!/bin/sh
env > ${dir}/env
printf '%s\\n' "$*" >> ${dir}/calls
case "$*" in
  "secret ls"*) echo ${secrets} ;;
  *--help*) echo '  -d, --detach' ;;
  "stack deploy"*) cat > ${dir}/stdin; ${deploy} ;;
esac
`
  writeFileSync(path, script)
  chmodSync(path, 0o755)
  return path
}

describe('stackDeployer', () => {
  it('hands docker the stamped file and nothing of our environment but PATH, HOME and DOCKER_*', () =>
    withSample(async (dir, request) => {
      const env = {
        PATH: process.env['PATH'],
        HOME: dir,
        DOCKER_HOST: 'unix:///none',
        DOMAIN: 'leaked',
        ABRA_DIR: '/x',
      }
      const deployer = stackDeployer({ bin: makeDocker(dir), docker: { env }, resolveImage: 'never' })
      const report = await deployer.deploy(await request())
      expect(report).toMatchObject({ outcome: 'deployed', version: '7ae7b0f7' })
      expect(readFileSync(join(dir, 'calls'), 'utf8').split('\n').at(-2)).toBe(
        'stack deploy --detach=true --resolve-image never -c - s',
      )
      expect(readFileSync(join(dir, 'stdin'), 'utf8')).toContain('coop-cloud.s.chaos-version: "7ae7b0f7"')
      const names = readFileSync(join(dir, 'env'), 'utf8')
        .split('\n')
        .map((each) => each.split('=')[0] ?? '')
      const shells = ['PWD', 'SHLVL', '_', 'OLDPWD', '']
      expect(names.filter((name) => !shells.includes(name)).sort()).toEqual(['DOCKER_HOST', 'HOME', 'PATH'])
      expect(readFileSync(join(dir, 'servers/default/s.env'), 'utf8')).toContain('TYPE=discourse:7ae7b0f7\n')
    }))

  it('deploys nothing where abra would refuse: a secret is missing', () =>
    withSample(async (dir, request) => {
      const deployer = stackDeployer({ bin: makeDocker(dir, { secrets: 'other' }) })
      const report = await deployer.deploy(await request())
      expect(report).toMatchObject({ outcome: 'refused', prediction: { code: 'secret-missing' } })
      expect(report.refusal).toContain('secret not generated')
      expect(existsSync(join(dir, 'stdin'))).toBe(false)
    }))

  it('leaves the app’s file unchanged when docker fails, and quotes docker', () =>
    withSample(async (dir, request) => {
      const deploy =
        'echo "Creating network s_internal" >&2; echo "failed to create service s_app: no such daemon" >&2; exit 1'
      const deployer = stackDeployer({ bin: makeDocker(dir, { deploy }) })
      const error = await deployer.deploy(await request()).catch((thrown) => thrown)
      expect(error).toEqual(anError('DOCKER_FAILED'))
      expect(error.data).toMatchObject({
        why: 'failed',
        exitCode: 1,
        said: 'failed to create service s_app: no such daemon',
      })
      expect(readFileSync(join(dir, 'servers/default/s.env'), 'utf8')).toContain('TYPE=discourse\n')
    }))

  it('is stopped where docker hangs', () =>
    withSample(async (dir, request) => {
      const deployer = stackDeployer({ bin: makeDocker(dir, { deploy: 'sleep 1000' }) })
      const error = await deployer.deploy(await request({ timeoutMs: 1_500 })).catch((thrown) => thrown)
      expect(error.data).toMatchObject({ why: 'hung' })
    }))
})

describe('the lock of a stack', () => {
  it('is taken by every deployer', () =>
    withSample(async (dir, request) => {
      const { path } = makeStandIn(join(dir, 'bin'), { runs: [{ stdout: chaosLine('7ae7b0f7') }] })
      for (const deployer of [abraDeployer({ bin: path }), stackDeployer({ bin: makeDocker(dir) })]) {
        const stop = new AbortController()
        const asked = await request({ signal: stop.signal })
        let over = false
        const deploying = withStackLock(
          's',
          async () => {
            const running = deployer.deploy(asked).finally(() => {
              over = true
            })
            running.catch(() => {})
            await new Promise((done) => setTimeout(done, 400))
            expect(over).toBe(false)
            return { running }
          },
          { dir: join(dir, 'locks') },
        )
        expect(await (await deploying).running).toMatchObject({ outcome: 'deployed' })
      }
    }))

  it('is re-entrant for its holder, and not held any more after its release', () =>
    withScratch(async (dir) => {
      const options = { dir, timeoutMs: 300 }
      const nested = () => withHeldLock('s', async () => withHeldLock('s', async () => 'inner', options), options)
      expect(await nested()).toBe('inner')
      let late: Promise<unknown> = Promise.resolve()
      let release = () => {}
      const freed = new Promise<void>((done) => {
        release = done
      })
      await withHeldLock(
        's',
        async () => {
          late = freed.then(() => withHeldLock('s', async () => 'late', options))
        },
        options,
      )
      await withStackLock(
        's',
        async () => {
          release()
          await expect(late).rejects.toEqual(anError('LOCK_FAILED'))
        },
        { dir },
      )
    }))
})

describe('the docker command', () => {
  it.each([
    [{}, { DOCKER_CONTEXT: 'ours' }, { DOCKER_CONTEXT: 'ours' }],
    [{ dockerHost: 'tcp://h:1' }, { DOCKER_HOST: 'unix:///a', DOCKER_CONTEXT: 'ours' }, { DOCKER_HOST: 'tcp://h:1' }],
    [{ server: 'example.org' }, { DOCKER_HOST: 'unix:///a' }, { DOCKER_CONTEXT: 'example.org' }],
    [{ server: 'example.org', context: 'other' }, {}, { DOCKER_CONTEXT: 'other' }],
    [{ server: 'default' }, { DOCKER_CONTEXT: 'ours' }, { DOCKER_CONTEXT: 'default' }],
    [
      { server: 'default' },
      { DOCKER_HOST: 'unix:///a', DOCKER_TLS_VERIFY: '1' },
      { DOCKER_HOST: 'unix:///a', DOCKER_TLS_VERIFY: '1' },
    ],
  ])('%j in %j is %j', (choice, env, expected) => {
    expect(dockerEnvironment({ ...choice, env: { PATH: '/bin', HOME: '/h', SECRET: 'x', ...env } })).toEqual({
      PATH: '/bin',
      HOME: '/h',
      ...expected,
    })
  })

  it('names a missing docker command', async () => {
    const error = await runDocker(['ps'], { bin: '/nonexistent/docker', timeoutMs: 1000 }).catch((thrown) => thrown)
    expect(error).toEqual(anError('DOCKER_FAILED'))
    expect(error.data).toMatchObject({ why: 'not started', said: 'ENOENT' })
  })

  it('that reads its input, or does not, is judged by its exit code', async () => {
    const input = 'x'.repeat(4_000_000)
    const options = { env: { PATH: process.env['PATH'] ?? '' }, input, timeoutMs: 30_000 }
    expect(await runProcess('wc', ['-c'], options)).toMatchObject({ exitCode: 0, stdout: '4000000\n' })
    expect(await runProcess('false', [], options)).toMatchObject({ exitCode: 1, signal: null })
  })
})

describe('the check of the abra deployer', () => {
  const question = (dir: string, docker: string | undefined) => {
    writeFileSync(join(dir, 'abra'), '#!/bin/sh\n', { mode: 0o755 })
    if (docker !== undefined) writeFileSync(join(dir, 'docker'), `#!/bin/sh\n${docker}\n`, { mode: 0o755 })
    const app = { name: 'a', server: 'default' } as DeployRequest['app']
    return { app, home: dir, timeoutMs: 10_000, docker: { env: { PATH: dir } } }
  }

  it.each([
    ['lists secrets where docker answers', 'echo one; echo two', { secrets: ['one', 'two'] }],
    ['knows no secrets where docker fails', 'exit 1', {}],
    ['knows no secrets without docker', undefined, {}],
  ])('%s', (_, docker, more) =>
    withScratch(async (dir) => {
      const state = await abraDeployer().check?.(question(dir, docker))
      expect(state).toEqual({ text: `abra is ${join(dir, 'abra')}`, ...more })
    }),
  )

  it('throws what a deploy would throw where there is no abra', () =>
    withScratch(async (dir) => {
      const asked = question(dir, undefined)
      await expect(abraDeployer({ bin: 'no-abra' }).check?.(asked)).rejects.toEqual(anError('ABRA_NOT_STARTED'))
      await expect(abraDeployer({ bin: join(dir, 'none') }).check?.(asked)).rejects.toThrow(
        `${dir}/none does not exist`,
      )
      await expect(abraDeployer({ bin: 'no-abra' }).check?.(asked)).rejects.toThrow('no-abra is not on PATH')
    }))
})
