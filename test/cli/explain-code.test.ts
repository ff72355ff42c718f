import { describe, expect, it } from 'vitest'
import { families } from '../../src/cli/explanations/explanations-of.js'
import { writeFiles } from '../support/abra-folder.js'
import { runCli } from '../support/run-cli.js'
import { withScratch } from '../support/scenario.js'

const headUnborn = [
  'HEAD_UNBORN (error): HEAD names a branch that has no commit yet, so there is no hash to stamp.',
  '  what to do: make a commit, or check out a branch that has one (docs/errors.md#head_unborn)',
]

describe('explain CODE', () => {
  it('prints what the code means and what to do, without Docker or HOME', async () => {
    const outcome = await runCli(['explain', 'HEAD_UNBORN'], { env: { HOME: '', DOCKER_HOST: 'unix:///nowhere' } })
    expect(outcome).toEqual({ exitCode: 0, stdout: `${headUnborn.join('\n')}\n`, stderr: '' })
  })

  it('prints each meaning of a name that two families share', async () => {
    const { stdout } = await runCli(['explain', 'dirty-worktree'])
    expect(stdout).toMatch(/^dirty-worktree \(refusal\): .*\n.*\ndirty-worktree \(drift\): /)
  })

  it.each([
    ['head_unborn', 'HEAD_UNBORN'],
    ['already-deploye', 'already-deployed'],
    ['HEAD_UNBRON', 'HEAD_UNBORN'],
  ])('%s, which no stack has as its name, points to %s', async (name, code) => {
    const { exitCode, stderr } = await runCli(['explain', name], { env: { HOME: '/', DOCKER_HOST: 'unix:///nowhere' } })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      new RegExp(`^abra-deploy-version: ${name} was taken for a stack; did you mean explain ${code}\\?\n`),
    )
    expect(stderr).toContain('explain SWARM_UNREACHABLE')
  })

  it('as JSON is one object', async () => {
    const { stdout } = await runCli(['explain', 'already-deployed', '--json'])
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      code: 'already-deployed',
      explanations: [
        {
          family: 'refusal',
          gist: 'The app is deployed, and abra asks for --force or --chaos (R3).',
          advice: 'add --force, or deploy with --chaos',
          docs: 'refusals.md#already-deployed',
        },
      ],
    })
  })

  it('explains an app of that name instead, where there is one', () =>
    withScratch(async (dir) => {
      writeFiles(dir, { 'servers/default/paused.env': 'RECIPE=discourse\n' })
      const { exitCode, stderr } = await runCli(['explain', 'paused', '--abra-dir', dir])
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/SWARM_|CONTEXT_/) })
    }))

  it('explains a stack of that name instead, where an option asks for one', async () => {
    const { exitCode, stderr } = await runCli(['explain', 'paused', '--docker-host', 'unix:///nowhere'])
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('(explain SWARM_UNREACHABLE)'),
    })
  })

  it.each([['HEAD_UNBRON'], ['toString']])('takes %s, which no code is, for a stack', async (name) => {
    const { exitCode, stdout } = await runCli(['explain', name], { env: { DOCKER_HOST: 'unix:///nowhere' } })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })

  it('has one clause of advice and whole sentences for each code', () => {
    for (const { codes } of families)
      for (const [code, { gist, advice }] of Object.entries(codes)) {
        expect(gist, code).toMatch(/^\S.*\.$/)
        expect(advice, code).not.toMatch(/\.$|\n/)
      }
  })
})

describe('an error', () => {
  it('ends with what explains its code, on one line', async () => {
    const { stderr } = await runCli(['chaos-version', '/nonexistent'])
    expect(stderr).toMatch(/^abra-deploy-version: [^\n]+ \(explain CHECKOUT_NOT_FOUND\)\n$/)
  })

  it('of usage names the help and nothing else', async () => {
    const { stderr } = await runCli(['chaos-version', '.', '--nonsense'])
    expect(stderr).toMatch(/see abra-deploy-version chaos-version --help\n$/)
  })
})
