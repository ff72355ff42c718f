import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { recordFromAbra } from '../../src/cli/golden-record-abra.js'
import { makeStandIn, type StandInScript, versionRun } from '../support/abra-stand-in.js'
import { anError } from '../support/expect-error.js'
import { withScratch } from '../support/scenario.js'

const answers = [
  { when: ['service'], stdout: '' },
  { when: ['secret'], stdout: '' },
]
const swarm = { runs: [{ when: ['info'], stdout: 'active true\n' }, ...answers] }
const noSwarm = { runs: [{ when: ['info'], stdout: 'inactive false\n' }] }

/** Runs the command with a docker of ours on PATH, and gives its error. */
function run(docker: StandInScript, abra: StandInScript, values: Record<string, string | boolean> = {}) {
  return withScratch(async (dir) => {
    makeStandIn(dir, docker, 'docker')
    const { path, calls } = makeStandIn(dir, abra)
    vi.stubEnv('PATH', `${dir}:${process.env['PATH']}`)
    const golden = join(dir, 'golden')
    mkdirSync(golden)
    const error = await recordFromAbra(() => golden, { abra: path, ...values }).catch((thrown) => thrown)
    return { error, calls: calls().length, kept: existsSync(join(golden, 'binary')) }
  })
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('golden record --abra', () => {
  it('says first that it needs a Swarm', async () => {
    const { error, calls, kept } = await run(noSwarm, { runs: [versionRun] })
    expect(error).toEqual(anError('SWARM_NEEDED'))
    expect({ calls, kept }).toEqual({ calls: 0, kept: false })
  })

  it('refuses a binary without build information, which the pinned abra has', async () => {
    const { error, kept } = await run(swarm, { runs: [versionRun] })
    expect(error).toEqual(anError('BUILD_INFO_MISSING'))
    expect(kept).toBe(false)
  })

  it('with --any-version takes it, asks it for each deploy, and tells its progress on stderr', async () => {
    const said: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    const runs = [versionRun, { when: ['-C'], stdout: 'FATA secret not generated: never_made\n', exit: 1 }]
    const { error, kept } = await run(
      swarm,
      { runs, inOrder: [{ stdout: 'hello\n', exit: 1 }] },
      { 'any-version': true },
    )
    expect(error).toEqual(anError('ABRA_FAILED'))
    expect(error.data).toMatchObject({ why: 'unreadable', case: 'argument/tag' })
    expect(said[0]).toBe('1 of 162: chaos/clean-tree\n')
    expect(said).toHaveLength(19)
    expect(kept).toBe(false)
  })

  it.each([
    ['no path', { abra: '' }, '--abra'],
    ['a name to be looked for', { abra: 'abra' }, '--abra'],
    ['--check, which writes nothing', { check: true }, '--check'],
  ])('refuses %s', async (_, values, argument) => {
    const { error, calls } = await run(swarm, { runs: [versionRun] }, values)
    expect(error).toEqual(anError('USAGE'))
    expect(error.data.argument).toBe(argument)
    expect(calls).toBe(0)
  })

  it('leaves no handler of signals behind', async () => {
    const before = ['SIGINT', 'SIGTERM'].map((signal) => process.listenerCount(signal))
    await run(noSwarm, { runs: [versionRun] })
    expect(['SIGINT', 'SIGTERM'].map((signal) => process.listenerCount(signal))).toEqual(before)
  })
})
