import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCompose } from '../../src/compose/load-compose.js'
import { expectUnknown, type Outcome, runCli } from '../support/run-cli.js'
import { type BuiltScenario, type Scenario, type Step, withScenario } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'

const env = 'TYPE=discourse\nDOMAIN=forum.example.com\nSECRET_DB_PASSWORD_VERSION=v1 # length=32\n'
const stack = 'forum_example_com'
const secret = `${stack}_db_password_v1`
const sample: Scenario = { repository: { bundle: 'golden/recipes/discourse-sample.bundle' }, steps: [] }
const overlay: Step = { do: 'write', path: 'compose.ccci.yml', text: 'version: "3.8"\n' }

interface Place extends BuiltScenario {
  abraDir: string
  run: (...args: string[]) => Promise<Outcome>
}

function withApp<T>(text: string, steps: Step[], use: (place: Place) => Promise<T>): Promise<T> {
  return withScenario({ ...sample, steps }, async (built) => {
    const abraDir = join(built.outside, 'abra')
    mkdirSync(join(abraDir, 'servers', 'one.example.com'), { recursive: true })
    mkdirSync(join(abraDir, 'recipes'))
    symlinkSync(built.dir, join(abraDir, 'recipes', 'discourse'))
    writeFileSync(join(abraDir, 'servers', 'one.example.com', 'forum.example.com.env'), text)
    const run = ([command = '', ...args]: string[]) =>
      expectUntouched([built.dir, abraDir], () =>
        runCli([command, 'forum.example.com', ...args], {
          env: { ABRA_DIR: abraDir, HOME: built.home, DISCOURSE_SMTP_ADDRESS: 'leaked.example.com' },
          cwd: built.outside,
        }),
      )
    return use({ ...built, abraDir, run: (...args) => run(args) })
  })
}

describe('stamp', () => {
  it('prints a compose file with the labels, and nothing else', () =>
    withApp(env, [overlay], async ({ run }) => {
      const { exitCode, stdout, stderr } = await run('stamp', '--chaos')
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(stdout).toMatch(/^version: "3\.8"\nservices:\n/)
      const { services } = loadCompose([{ path: '/c.yml', text: stdout }], new Map())
      expect(services['app']?.deploy?.labels).toMatchObject({
        [`coop-cloud.${stack}.chaos-version`]: '7ae7b0f7+U',
        [`coop-cloud.${stack}.version`]: '0.9.0+3.5.0',
      })
      expect(stdout).not.toContain('leaked')
    }))

  it('--diff prints what the stamps change, as a patch', () =>
    withApp(env, [], async ({ run, outside }) => {
      const [plain, diff] = [await run('stamp', '-C'), await run('stamp', '-C', '--diff')]
      expect(diff.stdout).toMatch(/^--- unstamped\n\+\+\+ stamped\n@@ /)
      expect(diff.stdout).toContain(`\n+        coop-cloud.${stack}.chaos-version: "7ae7b0f7"\n`)
      writeFileSync(join(outside, 'stamped.yml'), plain.stdout)
      const input = diff.stdout
        .replace('--- unstamped', '--- stamped.yml')
        .replace('+++ stamped\n', '+++ stamped.yml\n')
      execFileSync('git', ['apply', '-p0', '--reverse', '-'], { cwd: outside, input, stdio: 'pipe' })
      expect(readFileSync(join(outside, 'stamped.yml'), 'utf8')).not.toContain('chaos-version')
    }))

  it('--json prints the configuration and all that led to it', () =>
    withApp(env, [], async ({ run }) => {
      const { stdout } = await run('stamp', '0.7.0+3.3.1', '--no-swarm', '--json')
      expect(stdout.trimEnd()).not.toContain('\n')
      expect(JSON.parse(stdout)).toMatchObject({
        schema: 1,
        outcome: 'stamp',
        version: '0.7.0+3.3.1',
        config: { version: '3.8', services: { app: { image: 'discourse-sample:3.3.1' } } },
        envLine: 'TYPE=discourse:0.7.0+3.3.1',
        requiredSecrets: [{ remoteName: secret, length: 32 }],
      })
    }))

  it('exits 3 with nothing on stdout where abra would refuse or fail', () =>
    withApp(`${env}COMPOSE_FILE=compose.yml:compose.mail.yml\n`, [], async ({ run }) => {
      const { exitCode, stdout, stderr } = await run('stamp', '-C')
      expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
      expect(stderr).toContain('no compose file "compose.mail.yml" (there are compose.smtp.yml, compose.yml)')
      expect(stderr).toContain('[R48]')
      expect(stderr.trimEnd()).not.toContain('\n')
    }))

  it('exits 2 where COMPOSE_FILE leads out of the recipe, and on wrong usage', () =>
    withApp(`${env}COMPOSE_FILE=../compose.yml\n`, [], async ({ run }) => {
      expectUnknown(await run('stamp', '-C'), 'COMPOSE_FILE names "../compose.yml"')
      expectUnknown(await run('stamp', '-C', '--diff', '--json'), '--diff')
      expectUnknown(await run('stamp', '-C', '--files-dir', ''), '--files-dir')
      expectUnknown(await run('stamp', '-C', '--expect', 'x'), '--expect')
    }))

  it('--explain: writes the rules to stderr, and the same file to stdout', () =>
    withApp(env, [], async ({ run }) => {
      const plain = await run('stamp', '-C')
      const explained = await run('stamp', '-C', '--explain')
      expect(explained.stdout).toBe(plain.stdout)
      expect(plain.stderr).toBe('')
      expect(explained.stderr).toContain("R55 (S, from a port of abra's source) ")
      expect(explained.stderr).toContain('TYPE is discourse:7ae7b0f7')
      expect(explained.stderr).toMatch(/R46 \(K, unconfirmed\) the \.env file would say/)
    }))

  it('--secrets: refuses where one is missing', () =>
    withApp(env, [], async ({ run, outside }) => {
      const list = join(outside, 'secrets')
      writeFileSync(list, 'other\n')
      const refused = await run('stamp', '-C', '--secrets', list)
      expect(refused).toMatchObject({ exitCode: 3, stdout: '' })
      expect(refused.stderr).toContain('secret not generated: db_password')
      writeFileSync(list, `other\n${secret}\r\n`)
      expect(await run('stamp', '-C', '--secrets', list)).toMatchObject({ exitCode: 0, stderr: '' })
    }))
})

describe('predict in full', () => {
  it('--explain tells the labels, the line of the .env file and missing secrets', () =>
    withApp(env, [overlay], async ({ run, outside }) => {
      const { stdout, exitCode } = await run('predict', '-C', '--explain')
      expect(exitCode).toBe(0)
      expect(stdout.split('\n')).toEqual(
        expect.arrayContaining([
          '7ae7b0f7+U',
          `label: coop-cloud.${stack}.chaos-version=7ae7b0f7+U [R51]`,
          `label: coop-cloud.${stack}.version=0.9.0+3.5.0 [R51]`,
          '.env line: TYPE=discourse:7ae7b0f7+U [R46]',
        ]),
      )
      const list = join(outside, 'secrets')
      writeFileSync(list, '')
      const refused = await run('predict', '-C', '--secrets', list, '--explain')
      expect(refused.exitCode).toBe(3)
      expect(refused.stderr).toContain('secret not generated: db_password [R5]')
      expect(refused.stdout).toContain('missing secret: db_password [R5]')
    }))

  it('--json has them too', () =>
    withApp(env, [], async ({ run }) => {
      expect(JSON.parse((await run('predict', '0.5.0+3.1.0', '--no-swarm', '--json')).stdout)).toMatchObject({
        version: '0.5.0+3.1.0',
        labels: { [`coop-cloud.${stack}.version`]: '0.5.0+3.1.0', [`coop-cloud.${stack}.chaos`]: 'false' },
        envLine: 'TYPE=discourse:0.5.0+3.1.0',
        requiredSecrets: [{ name: 'db_password', remoteName: secret, version: 'v1', length: 32, generate: true }],
      })
    }))

  it('keeps the version where the compose files cannot be used, and says that abra would fail then', () =>
    withApp(`${env}COMPOSE_FILE=compose.mail.yml\n`, [], async ({ run, outside }) => {
      expect(await run('predict', '-C')).toEqual({ exitCode: 0, stdout: '7ae7b0f7\n', stderr: '' })
      const explained = await run('predict', '-C', '--explain')
      expect(explained.exitCode).toBe(0)
      expect(explained.stderr).toContain('abra would choose this version and then fail')
      const list = join(outside, 'secrets')
      writeFileSync(list, '')
      expect(await run('predict', '-C', '--secrets', list)).toMatchObject({ exitCode: 3 })
    }))
})
