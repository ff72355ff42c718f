import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandSummaries } from '../../src/cli/command-summaries.js'
import { didYouMean } from '../../src/cli/did-you-mean.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { git } from '../support/git.js'
import { runCli } from '../support/run-cli.js'
import { type Scratch, scratch, withScratch } from '../support/scenario.js'

const program = resolve('dist/cli/start.cjs')

let place: Scratch
let clone: string
beforeAll(() => {
  place = scratch()
  git(place.dir, 'clone', '-q', resolve('golden/recipes/discourse-sample.bundle'), 'recipe')
  clone = join(place.dir, 'recipe')
})
afterAll(() => place.remove())

describe('help', () => {
  it.each(Object.keys(commandSummaries))('%s is what --help prints, in 80 columns', async (command) => {
    const [help, option] = await Promise.all([runCli(['help', command]), runCli([command, '--help'])])
    expect(help).toEqual(option)
    expect(help.exitCode).toBe(0)
    expect(help.stdout).toContain(`Usage: abra-deploy-version ${command} `)
  })

  it('of an unknown command is an error', async () => {
    expect(await runCli(['help', 'predit'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('unknown command predit (did you mean predict?)'),
    })
  })

  it('without a command fits into 80 columns', async () => {
    const { stdout } = await runCli(['help'])
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it.each(['-V', '--version'])('%s prints the version', async (option) => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(await runCli([option])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  })
})

describe('did you mean', () => {
  const names = ['expect', 'explain', 'expose-env', 'explanation', 'docker-host', 'json']
  it.each([
    ['exp', ''],
    ['expl', ' (did you mean explain or explanation?)'],
    ['expekt', ' (did you mean expect?)'],
    ['dockerhost', ' (did you mean docker-host?)'],
    ['jsno', ''],
    ['x', ''],
    ['', ''],
    ['json', ''],
    ['something-else', ''],
  ])('%j%s', (asked, hint) => expect(didYouMean(asked, names)).toBe(hint))

  it.each([
    [['chaosversion'], 'unknown command chaosversion (did you mean chaos-version?)'],
    [['golden', 'verfy'], '(did you mean verify?)'],
    [['predict', 'app', '--exp'], "Unknown option '--exp' (did you mean --expect or --explain?)"],
    [['predict', 'app', '--choas'], '(did you mean --chaos?)'],
    [['version'], 'unknown command version (did you mean --version?)'],
    [
      ['chaos-version', '-dir'],
      'see abra-deploy-version chaos-version --help; what is no option and begins with - comes after --',
    ],
    [
      ['predict', 'app', '--recipe-dir', '-dir'],
      '--recipe-dir needs a value: write --recipe-dir VALUE, or --recipe-dir=VALUE where it',
    ],
    [['predict', 'app', '--server'], 'predict: --server needs a value'],
    [['upgrade', 'app', '--time-out', '1m'], '(did you mean --timeout?)'],
  ])('of %j', async (args, part) => {
    const { exitCode, stderr } = await runCli(args)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(part) })
  })
})

describe('chaos-version without DIR', () => {
  it('answers for the working folder', () =>
    withScratch(async (home) => {
      const env = { HOME: home }
      const [here, named] = [
        await runCli(['chaos-version'], { env, cwd: clone }),
        await runCli(['chaos-version', clone], { env }),
      ]
      expect(here).toEqual(named)
      expect(here).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^[0-9a-f]{8}\n$/) })
    }))
})

const full = spawnSync('sh', ['-c', 'echo x > /dev/full']).status !== 0 && process.platform === 'linux'

describe.skipIf(!full)(`a full disk${full ? '' : ' (skipped: needs /dev/full)'}`, () => {
  it.each(['chaos-version .', 'explain HEAD_UNBORN', 'explain HEAD_UNBORN --json', '--help', '-V', 'predict --help'])(
    '%s > /dev/full names standard output and the reason, and asks for no report',
    (line) => {
      const { status, stderr } = spawnSync('sh', ['-c', `"$0" "$1" ${line} > /dev/full`, process.execPath, program], {
        cwd: clone,
        encoding: 'utf8',
      })
      expect(status).toBe(2)
      expect(stderr).toMatch(
        /^abra-deploy-version: standard output cannot be written \(no space is left on the device\)/,
      )
      expect(stderr.split('\n')).toHaveLength(2)
      expect(stderr).not.toContain('bug')
    },
  )

  it('on standard error too leaves only the exit code', () => {
    const { status } = spawnSync('sh', ['-c', '"$0" "$1" nothing > /dev/full 2> /dev/full', process.execPath, program])
    expect(status).toBe(2)
  })
})

describe('colour', () => {
  const run = (env: Record<string, string>) =>
    runCli(['explain', '--recording', 'golden/swarm/rolled-back.json'], { env })
  const csi = '\u001b['

  it('is not in a pipe', async () => expect((await run({})).stdout).not.toContain(csi))

  it('is there with FORCE_COLOR, and text of a Swarm is still escaped', async () => {
    const { stdout } = await run({ FORCE_COLOR: '1' })
    expect(stdout).toContain(`${csi}31mrolled-back (certain):${csi}39m`)
    expect((await runCli(['nothing'], { env: { FORCE_COLOR: '1' } })).stderr).toContain(`${csi}31mabra-deploy-version:`)
  })

  it.each([{ FORCE_COLOR: '0' }, { FORCE_COLOR: '1', NO_COLOR: '1' }])('is not there with %j', async (env) => {
    expect((await run(env)).stdout).not.toContain(csi)
  })

  const script = spawnSync('sh', ['-c', 'command -v script']).status === 0
  it.skipIf(!script)('is on a terminal, unless NO_COLOR or TERM=dumb', () => {
    const on = (env: Record<string, string>) =>
      spawnSync(
        'script',
        ['-qec', `"${process.execPath}" "${program}" explain --recording golden/swarm/rolled-back.json`, '/dev/null'],
        {
          env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm', ...env },
          encoding: 'utf8',
        },
      ).stdout
    expect(on({})).toContain(`${csi}31mrolled-back`)
    expect(on({ NO_COLOR: '1' })).not.toContain(csi)
    expect(on({ TERM: 'dumb' })).not.toContain(csi)
  })
})

describe('a working folder that was removed', () => {
  it.each([['chaos-version'], ['recipe', 'check']])('is said by %s %s, with its code', async (...args) => {
    await withScratch(async (dir) => {
      demandFreshBuild()
      const gone = join(dir, 'gone')
      mkdirSync(gone)
      const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
      const command = [process.execPath, program, ...args, '--json']
      const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', gone, ...command], {
        encoding: 'utf8',
      })
      expect(status).toBe(2)
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'FILE_UNREADABLE', data: { path: '.', errno: 'ENOENT' } })
      expect(stderr).toContain('the working folder was removed: change to a folder that exists')
    })
  })
})
