import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.js'
import { BASE, HEAD, UpgradeSample } from '../support/upgrade-sample.js'

const stack = ['--deployer', 'stack']

describe('an upgrade that is stopped before anything is changed', () => {
  it('because abra is not on PATH, leaves everything as it was, and says that nothing was deployed', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      const { exitCode, stdout, stderr } = await sample.upgrade()
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain('abra is not on PATH')
      expect(stderr).toContain('nothing of forum_example_com was deployed')
      expect(stderr).not.toContain('goes on')
      expect(stderr).not.toMatch(/check out|pin base|put back/)
      expect(sample.state).toEqual(before)
    }))

  it('because abra is no program', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      writeFileSync(join(sample.bin, 'abra'), 'x', { mode: 0o644 })
      const { exitCode, stderr } = await sample.upgrade()
      expect(exitCode).toBe(2)
      expect(stderr).toContain('abra is not an executable program')
      expect(sample.state).toEqual(before)
    }))

  it('because there is no docker command', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      rmSync(join(sample.bin, 'docker'))
      const { exitCode, stderr } = await sample.upgrade(...stack)
      expect(exitCode).toBe(2)
      expect(stderr).toContain('install the docker command')
      expect(stderr).toContain('nothing of forum_example_com was deployed')
      expect(sample.state).toEqual(before)
    }))

  it('because a secret is missing', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      sample.dockerDoes('case "$1 $2" in "secret ls") exit 0 ;; esac')
      const { exitCode, stdout, stderr } = await sample.upgrade(...stack)
      expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: 'refused at preflight\n' })
      expect(stderr).toContain('abra would refuse the base: secret not generated: db_password [R5]')
      expect(sample.state).toEqual(before)
    }))

  it('because an image cannot be pulled', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      sample.dockerDoes('case "$1 $6" in "image discourse-sample:3.5.0"|"pull "*) exit 1 ;; esac')
      const { exitCode, stdout, stderr } = await sample.upgrade(...stack)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain('discourse-sample:3.5.0')
      expect(stderr).toContain('nothing of forum_example_com was deployed')
      expect(sample.state).toEqual(before)
    }))

  it('because the compose file of the head is wrong', () =>
    UpgradeSample.use(async (sample) => {
      appendFileSync(sample.appFile, '\nCOMPOSE_FILE=compose.yml:compose.absent.yml\n')
      const before = sample.state
      const { exitCode, stderr } = await sample.upgrade(...stack)
      expect(exitCode).toBe(3)
      expect(stderr).toContain('compose.absent.yml')
      expect(sample.state).toEqual(before)
    }))
})

describe('an upgrade of which docker would refuse one version half-way deploys neither', () => {
  const service = '  app:\n'
  const secrets = 'secrets:\n  db_password:'
  const replace = (what: string, by: string) => (text: string) => text.replace(what, by)
  const faults: [string, (text: string) => string, RegExp][] = [
    [
      'an undefined secret',
      replace('    secrets:\n', '    secrets:\n      - typo\n'),
      /compose\.yml, line 12: service app: undefined secret "typo" \[L46]/,
    ],
    [
      'an unknown mode',
      replace('    deploy:\n', '    deploy:\n      mode: foo\n'),
      /service app: Unknown mode: foo \[L48]/,
    ],
    [
      'an image without a name',
      replace(service, `  other: { image: "\${NOT_SET}" }\n${service}`),
      /invalid image reference for service other: no image specified \[L45]/,
    ],
    [
      'a name that Swarm does not take',
      replace(secrets, `configs: { conf: { name: "\${STACK_NAME}_conf_\${NOT_SET}", file: abra.sh } }\n${secrets}`),
      /failed to create config forum_example_com_conf_: invalid name.* \[R95]/,
    ],
    [
      'a file that is not there',
      replace(secrets, `configs: { conf: { file: absent.conf } }\n${secrets}`),
      /has no file "absent\.conf", which configs\.conf\.file names: .* \[R48]/,
    ],
  ]

  it.each(faults)('for %s in the head', (_, edit, says) =>
    UpgradeSample.use(async (sample) => {
      const head = sample.commit(edit)
      const before = sample.state
      const { exitCode, stdout, stderr } = await sample.start('--from', BASE, '--to', head, ...stack).ended
      expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 3, stdout: 'refused at preflight\n' })
      expect(stderr).toContain('abra would refuse the head: ')
      expect(stderr).toMatch(says)
      expect(stderr).not.toMatch(/goes on|check out|pin base|put back/)
      expect(sample.state).toEqual(before)
      expect(sample.deploys).toEqual([])
    }),
  )

  it('for a fault in the base', () =>
    UpgradeSample.use(async (sample) => {
      const base = sample.commit(replace('      - internal\n', '      - nowhere\n'))
      const before = sample.state
      const { exitCode, stderr } = await sample.start('--from', base, '--to', HEAD, ...stack).ended
      expect(exitCode).toBe(3)
      expect(stderr).toMatch(/abra would refuse the base: .*service app: undefined network "nowhere" \[L48]/)
      expect(sample.state).toEqual(before)
      expect(sample.deploys).toEqual([])
    }))

  it('for what no single compose file can say, with the stack deployer', () =>
    UpgradeSample.use(async (sample) => {
      // Both files name the server, so docker/cli has it twice.
      appendFileSync(sample.appFile, '\nCOMPOSE_FILE=compose.yml:compose.yml\n')
      const head = sample.commit(replace(service, '  app:\n    dns: [192.0.2.1]\n'))
      const before = sample.state
      const { exitCode, stderr } = await sample.start('--from', BASE, '--to', head, ...stack).ended
      expect(exitCode).toBe(2)
      expect(stderr).toMatch(/compose\.yml, line 6: .* cannot be written as one compose file/)
      expect(stderr).toContain('nothing of forum_example_com was deployed')
      expect(sample.state).toEqual(before)
      expect(sample.deploys).toEqual([])
    }))
})

describe('an upgrade that is stopped before the Swarm has its deploy puts back the file and the checkout', () => {
  it('after an error of docker, which explain --run names', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      const said = 'failed to update config: only updates to Labels are allowed'
      sample.dockerDoes(
        `case "$1 $2 $3" in "stack deploy --help") ;; "stack deploy "*) echo "${said}" >&2; exit 1 ;; esac`,
      )
      const record = join(sample.dir, 'run.json')
      const { exitCode, stdout, stderr } = await sample.upgrade(...stack, '--record', record)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(`put back: ${sample.appFile} is as it was: TYPE=discourse:7ae7b0f7+U # pinned by hand`)
      expect(stderr).toContain('nothing of forum_example_com was deployed')
      expect(stderr).not.toContain('goes on')
      expect(sample.state).toEqual(before)
      const explained = await runCli(['explain', '--run', record])
      expect(explained.exitCode).toBe(1)
      expect(explained.stdout).toContain(said)
      expect(explained.stdout).toContain('nothing of forum_example_com was deployed')
      expect(explained.stdout).not.toContain('not-redeployed')
    }))

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('after %s', (signal) =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      sample.dockerHangs()
      const { child, ended } = await sample.startHanging()
      expect(sample.state).not.toEqual(before)
      expect(sample.state.journal).toBe(true)
      child.kill(signal)
      const { exitCode, stdout, stderr } = await ended
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: 'interrupted at deploy base\n' })
      expect(stderr).toContain('nothing of forum_example_com was deployed')
      expect(sample.state).toEqual(before)
    }),
  )

  it('after the time is over', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      sample.dockerHangs()
      const { ended } = await sample.startHanging('--timeout', '8s')
      const { exitCode, stderr } = await ended
      expect(exitCode).toBe(124)
      expect(stderr).toContain('deploy base FAILED: the time is over')
      expect(sample.state).toEqual(before)
    }))

  it('with an overlay: COMPOSE_FILE and the copy go, too', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      const overlay = join(sample.dir, 'compose.ccci.yml')
      writeFileSync(overlay, 'version: "3.8"\nservices:\n  app:\n    environment:\n      - CI=true\n')
      sample.dockerHangs()
      const { child, ended } = await sample.startHanging('--overlay', overlay)
      expect(sample.state.file).toContain('COMPOSE_FILE=compose.yml:compose.ccci.yml')
      expect(sample.state.status).toContain('?? compose.ccci.yml')
      child.kill('SIGTERM')
      await ended
      expect(sample.state).toEqual(before)
    }))

  it('and keeps what another process has written meanwhile', () =>
    UpgradeSample.use(async (sample) => {
      const { file } = sample.state
      sample.dockerHangs()
      const { child, ended } = await sample.startHanging()
      writeFileSync(sample.appFile, `# new\n${readFileSync(sample.appFile, 'utf8')}\nNEW=1\n`)
      child.kill('SIGTERM')
      await ended
      expect(sample.state.file).toBe(`# new\n${file}\nNEW=1\n`)
    }))
})

describe('an upgrade whose deploy the Swarm has', () => {
  it('keeps the base in the file, and says that the deploy goes on', () =>
    UpgradeSample.use(async (sample) => {
      sample.dockerHangs(sample.handsOver)
      const { child, ended } = await sample.startHanging()
      child.kill('SIGTERM')
      const { exitCode, stderr } = await ended
      expect(exitCode).toBe(130)
      expect(stderr).toContain('the deploy of the base of forum_example_com goes on in the Swarm')
      expect(sample.state).toMatchObject({ file: expect.stringContaining(`TYPE=discourse:${BASE} #`), journal: false })
    }))

  it('passes, and its file names the head', () =>
    UpgradeSample.use(async (sample) => {
      const { exitCode, stdout, stderr } = await sample.upgrade(...stack)
      expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0, stdout: `upgraded ${BASE} ${HEAD}\n` })
      expect(sample.state).toMatchObject({ file: expect.stringContaining(`TYPE=discourse:${HEAD} #`), journal: false })
    }))
})

describe('after SIGKILL', () => {
  it('the next run says what is left and does nothing; --put-back puts it back', () =>
    UpgradeSample.use(async (sample) => {
      const before = sample.state
      sample.dockerHangs()
      const { child, ended } = await sample.startHanging()
      child.kill('SIGKILL')
      expect((await ended).signal).toBe('SIGKILL')
      const left = sample.state
      expect(left).toMatchObject({ file: expect.stringContaining(`TYPE=discourse:${BASE} #`), journal: true })
      sample.dockerDoes('')

      const next = await sample.upgrade(...stack)
      expect({ exitCode: next.exitCode, stdout: next.stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(next.stderr).toContain(`(pid ${child.pid}, since `)
      expect(next.stderr).toContain(`${sample.appFile} still has TYPE=discourse:${BASE} # pinned by hand`)
      expect(next.stderr).toContain('(before: TYPE=discourse:7ae7b0f7+U # pinned by hand)')
      expect(next.stderr).toContain('upgrade --put-back')
      expect(next.stderr).toMatch(/; that also moves \S*recipes\/discourse back to /)
      expect(sample.state).toEqual(left)

      const { exitCode, stdout, stderr } = await sample.start('--put-back').ended
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'put-back\n' })
      expect(stderr).toContain(`${sample.appFile} is as it was`)
      expect(stderr).toContain(`${sample.recipe} is at main again`)
      expect(sample.state).toEqual(before)
      expect(await sample.start('--put-back').ended).toMatchObject({ exitCode: 0, stdout: 'nothing-to-put-back\n' })
    }))

  it('upgrade --put-back goes on with the upgrade', () =>
    UpgradeSample.use(async (sample) => {
      sample.dockerHangs()
      const { child, ended } = await sample.startHanging()
      child.kill('SIGKILL')
      await ended
      sample.dockerDoes('')
      const { exitCode, stderr } = await sample.upgrade(...stack, '--put-back')
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('was killed') })
      expect(sample.state.journal).toBe(false)
    }))

  it('a file that was mended by hand is left alone, and the next run goes on', () =>
    UpgradeSample.use(async (sample) => {
      sample.dockerHangs()
      const { child, ended } = await sample.startHanging()
      child.kill('SIGKILL')
      await ended
      sample.dockerDoes('')
      writeFileSync(sample.appFile, sample.state.file.replace(BASE, '0.6.0+3.2.1'))
      const { exitCode, stderr } = await sample.upgrade(...stack)
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    }))

  it('what the Swarm has is kept, and the next run goes on', () =>
    UpgradeSample.use(async (sample) => {
      sample.dockerHangs(sample.handsOver)
      const { child, ended } = await sample.startHanging()
      child.kill('SIGKILL')
      await ended
      sample.dockerDoes('')
      const { exitCode, stderr } = await sample.upgrade(...stack)
      expect(stderr).toContain('after it had handed a deploy over, so')
      expect(exitCode).toBe(0)
    }))

  it('a journal that cannot be understood is named', () =>
    UpgradeSample.use(async (sample) => {
      await sample.upgrade()
      writeFileSync(sample.journal, '{"schema":1,')
      const { exitCode, stderr } = await sample.upgrade(...stack)
      expect(exitCode).toBe(2)
      expect(stderr).toContain(`${sample.journal} is no record of an upgrade`)
    }))
})
