import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MANAGER, withFakeDocker } from '../support/fake-docker.js'
import { git } from '../support/git.js'
import { expectUnknown, type Outcome, runCli } from '../support/run-cli.js'
import { type BuiltScenario, type Scenario, type Step, withScenario } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const head = '7ae7b0f7'
const base = '0.7.0+3.3.1'
const older = '0.5.0+3.1.0'
const overlay: Step = { do: 'write', path: 'compose.ccci.yml', text: 'version: "3.8"\n' }
const sample: Scenario = { repository: { bundle: 'golden/recipes/discourse-sample.bundle' }, steps: [] }

interface Place extends BuiltScenario {
  abraDir: string
  envFile: string
  predict: (...args: string[]) => Promise<Outcome>
}

/** An ABRA_DIR with one server, one app `forum.example.com` and the recipe's checkout. */
function withApp<T>(env: string, steps: Step[], use: (place: Place) => Promise<T>, scenario = sample): Promise<T> {
  return withScenario({ ...scenario, steps: [...scenario.steps, ...steps] }, async (built) => {
    const abraDir = join(built.outside, 'abra')
    mkdirSync(join(abraDir, 'servers', 'one.example.com'), { recursive: true })
    mkdirSync(join(abraDir, 'recipes'))
    symlinkSync(built.dir, join(abraDir, 'recipes', 'discourse'))
    const envFile = join(abraDir, 'servers', 'one.example.com', 'forum.example.com.env')
    writeFileSync(envFile, env)
    const predict = (...args: string[]) =>
      runCli(['predict', 'forum.example.com', ...args], { env: { ABRA_DIR: abraDir, HOME: built.home } })
    return use({ ...built, abraDir, envFile, predict })
  })
}

/** The sample's oldest tag is a lightweight one. */
const lint = `abra-deploy-version: abra's lint may stop this deploy: ${older} is a lightweight tag (lint R014); to fix: git tag --annotate --force --message=${older} -- ${older} '${older}^{commit}' && git push --force origin refs/tags/${older} [R4]\n`
const fine = (version: string, stderr = '') => ({ exitCode: 0, stdout: `${version}\n`, stderr })

describe('predict', () => {
  it('R10: in chaos, the commit of the checkout, whatever the .env file says', () =>
    withApp(`TYPE=discourse:${older}\n`, [], async ({ predict }) => {
      expect(await predict('--chaos')).toEqual(fine(head))
    }))

  it('R10: in chaos, with +U where an overlay lies around', () =>
    withApp('TYPE=discourse\n', [overlay], async ({ predict }) => {
      expect(await predict('-C')).toEqual(fine(`${head}+U`))
    }))

  it('R11: the argument, a release or a commit', () =>
    withApp('TYPE=discourse\n', [], async ({ predict }) => {
      expect(await predict(older, '--no-swarm')).toEqual(fine(older, lint))
      expect(await predict('eb96de94', '--no-swarm')).toEqual(fine('eb96de94', lint))
    }))

  it('R12: the version in the .env file', () =>
    withApp(`RECIPE=discourse:${older}\n`, [], async ({ predict }) => {
      expect(await predict('--no-swarm')).toEqual(fine(older, lint))
    }))

  it('R13: what is deployed, where it is deployed again by force', () =>
    withApp('TYPE=discourse\n', [], async ({ predict }) => {
      expect(await predict('--force', '--deployed', older)).toEqual(fine(older, lint))
    }))

  it('R14: the newest tag; with --latest also where the .env file names a version', () =>
    withApp(`TYPE=discourse:${older}\n`, [], async ({ predict }) => {
      expect(await predict('--latest', '--no-swarm')).toEqual(fine(base, lint))
    }))

  it('R14: without tags, the commit of the default branch', () =>
    withApp(
      'TYPE=discourse\n',
      [{ do: 'git', args: ['tag', '-d', older, '0.6.0+3.2.1', base] }],
      async ({ predict }) => {
        expect(await predict('--no-swarm')).toEqual(fine(head))
      },
    ))

  it('R14: where no tag is a version, the last by name, with a warning that this is unconfirmed', () =>
    withApp(
      'TYPE=discourse\n',
      [
        { do: 'git', args: ['tag', '-d', older, '0.6.0+3.2.1', base] },
        { do: 'tag', name: 'alpha' },
        { do: 'tag', name: 'nightly' },
      ],
      async ({ predict }) => {
        const { exitCode, stdout, stderr } = await predict('--no-swarm')
        expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'nightly\n' })
        expect(stderr).toContain('[R83]')
      },
    ))

  it('L17: takes the lowest of the commits that begin with a prefix, and warns', () =>
    withApp('TYPE=discourse\n', [], async ({ predict, dir }) => {
      const commits = git(dir, 'rev-list', '--all').split('\n').sort()
      const digit = commits.map((hash) => hash.charAt(0)).find((one, i, all) => all.indexOf(one) !== i) ?? ''
      const [lowest = ''] = commits.filter((hash) => hash.startsWith(digit))
      const { exitCode, stdout, stderr } = await predict(digit, '--no-swarm', '--explain')
      expect({ exitCode, version: stdout.split('\n')[0] }).toEqual({ exitCode: 0, version: digit })
      expect(stdout).toContain(`step: check out ${lowest} by force`)
      expect(stderr).toContain('[L17]')
    }))

  it('explains itself rule by rule, and what is not confirmed', () =>
    withApp('TYPE=discourse\nPASSWORD=a#b\n', [], async ({ predict }) => {
      const { stdout, exitCode } = await predict('--no-swarm', '--explain')
      expect(exitCode).toBe(0)
      const lines = stdout.split('\n')
      expect(lines[0]).toBe(base)
      expect(stdout).toMatch(/^R32 \(P\) /m)
      expect(stdout).toMatch(/^R33 .*assuming the clone is up to date/m)
      expect(stdout).toMatch(/^R4 .*lint: R014 lightweight-tags, R002 no-healthcheck$/m)
      expect(stdout).toMatch(/^lint R002 no-healthcheck \(D, unconfirmed\): the service db has no healthcheck \[R4\]$/m)
      expect(stdout).toMatch(/^R14 \(D\) the newest of 3 tags is 0\.7\.0\+3\.3\.1$/m)
      expect(stdout).toMatch(/^step: check out refs\/tags\/0\.7\.0\+3\.3\.1 \(eb96de94/m)
      expect(stdout).toMatch(/^line 2: PASSWORD is "a#b" to abra and "a" to npm dotenv/m)
    }))

  it('lists what the checkout by force would delete, and warns', () =>
    withApp(
      'TYPE=discourse\n',
      [
        { do: 'write', path: '.git/info/exclude', text: 'notes.txt\n' },
        { do: 'write', path: 'notes.txt', text: 'mine\n' },
      ],
      async ({ predict, dir, abraDir }) => {
        await expectUntouched([dir, abraDir], async () => {
          const { stdout, stderr } = await predict('--no-swarm', '--explain')
          expect(stderr).toContain('deletes notes.txt')
          expect(stdout).toContain('   deletes notes.txt [L20]')
        })
      },
    ))

  it('prints the line abra prints, which is published for chaos only', () =>
    withApp(`TYPE=discourse:${older}\n`, [], async ({ predict }) => {
      expect(await predict('-C', '--abra-log')).toEqual(
        fine(`${head}\nDEBU app/deploy.go:372 version: taking chaos version: ${head}`),
      )
      const pinned = await predict('--no-swarm', '--abra-log')
      expect(pinned.stdout).toBe(`${older}\nDEBU app/deploy.go:? version: taking version from .env file: ${older}\n`)
      expect(pinned.stderr).toContain('unconfirmed')
    }))

  it('--json is one object with the trace', () =>
    withApp('TYPE=discourse\n', [overlay], async ({ predict }) => {
      const { stdout } = await predict('-C', '--json')
      const answer = JSON.parse(stdout)
      expect(answer).toMatchObject({
        schema: 1,
        outcome: 'stamp',
        version: `${head}+U`,
        chaosVersion: `${head}+U`,
        source: 'chaos',
        profile: '5.16',
      })
      expect(answer.trace.map(({ rule }: { rule: string }) => rule)).toContain('R31')
    }))

  it('--expect compares, and the exit code says', () =>
    withApp('TYPE=discourse\n', [overlay], async ({ predict }) => {
      expect(await predict('-C', '--expect', '7ae7b0f')).toMatchObject({ exitCode: 0 })
      expect(await predict('-C', '--expect', '7ae7b0f', '--strict')).toMatchObject({ exitCode: 1 })
      expect(await predict('-C', '--expect', 'eb96de94')).toMatchObject({
        exitCode: 1,
        stdout: `${head}+U\n`,
        stderr: `abra-deploy-version: expected eb96de94, the answer is ${head}+U\n`,
      })
    }))

  it('takes its defaults from a settings file only when that is named', () =>
    withApp('TYPE=discourse\n', [overlay], async ({ abraDir, home, outside }) => {
      const settings = join(outside, '.env')
      writeFileSync(settings, `ABRA_DIR=${abraDir}\nABRA_DEPLOY_VERSION_HOME=${home}\n`)
      const args = ['predict', 'forum.example.com', '-C']
      expectUnknown(await runCli(args, { cwd: outside }), '/nonexistent/.abra')
      expect(await runCli([...args, '--settings', settings], { cwd: outside })).toEqual(fine(`${head}+U`))
    }))
})

/** Exit code 3, nothing on stdout, and the reason with its rule on stderr. */
function expectRefusal(outcome: Outcome, rule: string, ...parts: string[]): void {
  expect(outcome).toMatchObject({ exitCode: 3, stdout: '' })
  const [line = ''] = outcome.stderr.split('\n').filter((each) => each.includes('abra would refuse'))
  expect(line).toContain(`[${rule}]`)
  for (const part of parts) expect(line).toContain(part)
}

describe('what abra would refuse', () => {
  it('R2: flags that contradict each other, before anything is read', async () => {
    expectRefusal(
      await runCli(['predict', 'nowhere', '1.0.0', '--chaos'], { env: { ABRA_DIR: '/nonexistent' } }),
      'R2',
      '--chaos',
    )
    expectRefusal(await runCli(['predict', 'nowhere', '1.0.0', '--latest']), 'R2', '--latest')
    expectRefusal(await runCli(['predict', 'nowhere', '-C', '-l']), 'R2', '--chaos and --latest')
  })

  it('R3: an app that is deployed already', () =>
    withApp('TYPE=discourse\n', [], async ({ predict }) => {
      expectRefusal(await predict('--deployed', older), 'R3', 'forum.example.com is already deployed')
    }))

  it('R30: a folder that is no repository', () =>
    withApp('TYPE=discourse\n', [], async ({ predict }) => expectRefusal(await predict('-C'), 'R30'), {
      repository: 'none',
      steps: [],
    }))

  it('R32: a dirty worktree', () =>
    withApp('TYPE=discourse\n', [overlay], async ({ predict }) => {
      expectRefusal(await predict('--no-swarm'), 'R32', 'has locally unstaged changes')
    }))

  it('R34: a chaos version in the .env file', () =>
    withApp(`TYPE=discourse:${head}+U\n`, [], async ({ predict }) => {
      expectRefusal(await predict('--no-swarm'), 'R34', `can not redeploy chaos version (${head}+U) without --chaos`)
      expect(await predict('-C')).toEqual(fine(head))
    }))

  it('R35: no default branch', () =>
    withApp(
      'TYPE=discourse\n',
      [{ do: 'git', args: ['config', '--remove-section', 'branch.main'] }],
      async ({ predict }) => {
        expectRefusal(await predict('--no-swarm'), 'R35')
      },
    ))

  it('R36: a version that is nothing in the repository, from wherever it comes', () =>
    withApp('TYPE=discourse\n', [], async ({ predict, envFile }) => {
      expectRefusal(await predict('9.9.9', '--no-swarm'), 'R36', '9.9.9')
      expectRefusal(await predict('--force', '--deployed', 'unknown'), 'R36', 'unknown')
      writeFileSync(envFile, 'TYPE=discourse:8.8.8\n')
      expectRefusal(await predict('--no-swarm'), 'R36', '8.8.8')
    }))

  it('R41: a recipe line with two colons, or none at all', () =>
    withApp('TYPE=discourse:1:2\n', [], async ({ predict, envFile }) => {
      expectRefusal(await predict('-C'), 'R41', 'version seems invalid', envFile)
      writeFileSync(envFile, 'DOMAIN=forum.example.com\n')
      expectRefusal(await predict('-C'), 'R41', envFile)
    }))

  it('R45: an .env file that godotenv cannot parse, with line and column', () =>
    withApp('TYPE=discourse\nA="b\n', [], async ({ predict, envFile }) => {
      expectRefusal(await predict('-C'), 'R45', `${envFile}, line 2, column 3`)
    }))

  it('R20: a repository without commits, in chaos', () =>
    withApp('TYPE=discourse\n', [], async ({ predict }) => expectRefusal(await predict('-C'), 'R20', 'no commit'), {
      repository: 'init',
      steps: [],
    }))

  it('is an object in --json too', () =>
    withApp('TYPE=discourse\n', [overlay], async ({ predict }) => {
      const { exitCode, stdout } = await predict('--no-swarm', '--json')
      expect(exitCode).toBe(3)
      expect(JSON.parse(stdout)).toMatchObject({ schema: 1, outcome: 'refuse', code: 'dirty-worktree', rule: 'R32' })
    }))
})

describe('what the Swarm says', () => {
  const app = {
    ID: 'abc',
    Version: { Index: 7 },
    CreatedAt: '2026-01-01T12:00:00Z',
    UpdatedAt: '2026-01-01T12:00:00Z',
    Spec: {
      Name: 'forum_example_com_app',
      Labels: {
        'com.docker.stack.namespace': 'forum_example_com',
        'coop-cloud.forum_example_com.version': older,
        'coop-cloud.forum_example_com.chaos': 'false',
      },
      TaskTemplate: { ContainerSpec: { Image: 'local/busybox:1' } },
      Mode: { Replicated: { Replicas: 1 } },
    },
  }

  it('decides what is deployed, as R3 and R13 ask', () =>
    withApp('TYPE=discourse\n', [], ({ predict }) =>
      withFakeDocker({ ...MANAGER, '/services': [app] }, async (host) => {
        expectRefusal(await predict('--docker-host', host), 'R3', 'already deployed')
        expect(await predict('--docker-host', host, '--force')).toEqual(fine(older, lint))
      }),
    ))

  it('may be that nothing is deployed', () =>
    withApp('TYPE=discourse\n', [], ({ predict }) =>
      withFakeDocker(MANAGER, async (host) => {
        expect(await predict('--docker-host', host)).toEqual(fine(base, lint))
      }),
    ))

  it('is not asked for in chaos, nor where it is given', () =>
    withApp('TYPE=discourse\n', [], ({ predict }) =>
      withFakeDocker({ ...MANAGER, '/services': [app] }, async (host, asked) => {
        expect(await predict('--docker-host', host, '--chaos')).toEqual(fine(head))
        expect(await predict('--docker-host', host, '--no-swarm')).toEqual(fine(base, lint))
        expect(asked).toEqual([])
      }),
    ))

  it('is not known where it is out of reach; the answer then stands only where it does not depend on it', () =>
    withApp(`TYPE=discourse:${older}\n`, [], async ({ predict, envFile }) => {
      const nowhere = ['--docker-host', 'unix:///nonexistent/docker.sock']
      const { exitCode, stdout, stderr } = await predict(...nowhere)
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${older}\n` })
      expect(stderr).toContain('/nonexistent/docker.sock')
      expect(stderr).toContain('[R3]')
      writeFileSync(envFile, 'TYPE=discourse\n')
      expectUnknown(await predict(...nowhere), '/nonexistent/docker.sock', '--no-swarm')
    }))
})

describe('what cannot be known', () => {
  it('is said with exit code 2 where the answer depends on what is deployed', () =>
    withApp('TYPE=discourse\n', [], async ({ predict }) => {
      expectUnknown(await predict(), '--no-swarm', '--deployed')
    }))

  it('is not in the way where the answer does not depend on it, but is warned of', () =>
    withApp(`TYPE=discourse:${older}\n`, [], async ({ predict }) => {
      const { exitCode, stdout, stderr } = await predict()
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${older}\n` })
      expect(stderr).toContain('[R3]')
    }))

  it('is an app that is not there; those there are get named', () =>
    withApp('TYPE=discourse\n', [], async ({ abraDir }) => {
      const outcome = await runCli(['predict', 'forum.example.org', '-C', '--abra-dir', abraDir])
      expectUnknown(outcome, 'forum.example.org', 'forum.example.com')
    }))

  it('is an app on two servers, until one is named', () =>
    withApp('TYPE=discourse\n', [], async ({ abraDir, envFile, predict }) => {
      mkdirSync(join(abraDir, 'servers', 'two.example.com'))
      writeFileSync(join(abraDir, 'servers', 'two.example.com', 'forum.example.com.env'), readFileSync(envFile))
      expectUnknown(await predict('-C'), 'one.example.com', 'two.example.com')
      expect(await predict('-C', '--server', 'two.example.com')).toEqual(fine(head))
    }))

  it('is a recipe that abra would clone first', () =>
    withApp('TYPE=nextcloud\n', [], async ({ predict }) => expectUnknown(await predict('-C'), 'nextcloud')))

  it('is a recipe whose name would lead out of the recipes', () =>
    withApp('TYPE=../../etc\n', [], async ({ predict }) => expectUnknown(await predict('-C'), '../../etc')))

  it.each([
    [[], 'needs an app'],
    [['a', 'b', 'c'], 'leave out c'],
    [['a', ''], 'the version is empty'],
    [['a', '--strict'], '--expect'],
    [['a', '--deployed', '1', '--no-swarm'], 'contradict'],
    [['a', '--deployed', ''], '--deployed'],
    [['a', '--go-git', '6'], '5.16'],
    [['a', '--wrong'], '--wrong'],
  ])('is a command line like %j', async (args, part) => {
    const { exitCode, stderr } = await runCli(['predict', ...args])
    expect({ exitCode }).toEqual({ exitCode: 2 })
    expect(stderr).toContain(part)
  })
})
