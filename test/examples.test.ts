import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { upgradeCommand } from '../src/cli/upgrade.js'
import { makeStandIn, type StandInRun } from './support/abra-stand-in.js'
import { withScratch } from './support/scenario.js'

/** Runs an example with a command line that answers so. */
function runExample(name: string, answer: StandInRun) {
  return withScratch(async (dir) => {
    const standIn = makeStandIn(join(dir, 'bin'), { runs: [answer] }, 'abra-deploy-version')
    const env = { PATH: [join(dir, 'bin'), process.env['PATH']].join(delimiter), HOME: dir }
    const args = ['forum.example.com', '0.7.0+3.3.1', '7ae7b0f7']
    return new Promise<{ code: number; stdout: string; args: string[] }>((done) => {
      execFile(resolve('examples', name), args, { env, cwd: dir }, (error, stdout) => {
        const code = typeof error?.code === 'number' ? error.code : 0
        done({ code, stdout, args: standIn.calls()[0]?.args ?? [] })
      })
    })
  })
}

const finding = { kind: 'rolled-back', certainty: 'certain', evidence: ['task x: exit code 1'] }
const upgraded = { schema: 1, outcome: 'upgraded', app: 'forum.example.com', deployed: '7ae7b0f7', findings: [] }

describe('the example in shell', () => {
  it.each([
    [{ stdout: 'upgraded 0.7.0+3.3.1 7ae7b0f7\n' }, 0, 'passed: upgraded 0.7.0+3.3.1 7ae7b0f7\n'],
    [{ stdout: 'rolled-back 0.7.0+3.3.1\n', exit: 1 }, 1, 'failed: rolled-back 0.7.0+3.3.1\n'],
    [{ stdout: 'timed-out at wait\n', exit: 124 }, 124, 'not finished: timed-out at wait\n'],
    [{ exit: 2 }, 2, 'cannot tell: \n'],
  ])('of %j exits %i', async (answer, exit, said) => {
    const { code, stdout, args } = await runExample('upgrade.sh', answer)
    expect({ code, stdout }).toEqual({ code: exit, stdout: said })
    expectKnown(args)
  })
})

const python = spawnSync('python3', ['--version']).status === 0

describe.skipIf(!python)(`the example in Python${python ? '' : ' (skipped: needs python3)'}`, () => {
  it.each([
    [{ stdout: JSON.stringify(upgraded) }, 0, 'forum.example.com: 7ae7b0f7 is deployed\n'],
    [
      { stdout: JSON.stringify({ ...upgraded, outcome: 'not-upgraded', findings: [finding] }), exit: 1 },
      1,
      'rolled-back (certain)\n  task x: exit code 1\n',
    ],
    [
      { stdout: JSON.stringify({ ...upgraded, outcome: 'timed-out', reason: 'late' }), exit: 124 },
      1,
      'timed-out: late\n',
    ],
    [{ exit: 2 }, 1, ''],
    [{ stdout: JSON.stringify({ outcome: 'skipped', reason: 'no tags' }), exit: 2 }, 1, 'skipped: no tags\n'],
    [{ stdout: JSON.stringify({ error: { code: 'SWARM_UNREACHABLE', message: 'none' } }), exit: 2 }, 1, ''],
  ])('of %j exits %i', async (answer, exit, said) => {
    const { code, stdout, args } = await runExample('upgrade.py', answer)
    expect({ code, stdout }).toEqual({ code: exit, stdout: said })
    expectKnown(args)
  })
})

describe('the example for Woodpecker', () => {
  it('has steps with an image, and commands that a shell can read and this program knows', () => {
    const { steps } = parse(readFileSync('examples/woodpecker.yml', 'utf8')) as {
      steps: { name: string; image: string; commands: string[] }[]
    }
    expect(steps.map(({ name }) => name)).toEqual(['upgrade', 'explain', 'keep'])
    for (const { image, commands } of steps) {
      expect(image).toMatch(/^node:\d+$/)
      for (const command of commands) expect(spawnSync('sh', ['-n', '-c', command]).status, command).toBe(0)
    }
    const upgrade = steps[0]?.commands.find((command) => command.includes(' upgrade '))
    expectKnown((upgrade ?? '').split(' ').slice(1))
    const [, page = 'no page'] = / --html (\S+)/.exec(upgrade ?? '') ?? []
    expect(steps[2]?.commands.join()).toContain(`cp ${page} `)
  })
})

/** Options of the command, all of them. */
function expectKnown(args: readonly string[]): void {
  expect(args[0]).toBe('upgrade')
  const options = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2))
  expect(options).toContain('to')
  expect(Object.keys(upgradeCommand.options)).toEqual(expect.arrayContaining(options))
}
