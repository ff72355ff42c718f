import { describe, expect, it } from 'vitest'
import { compareCompose } from '../../compare/compare-compose.js'
import { composeCases } from '../../compare/compose-cases/compose-cases.js'
import type { Reference, ReferenceAnswer } from '../../src/golden/cases/reference-process.js'

/** A reference that always says this. */
const saying = (answer: ReferenceAnswer): Reference => ({ ask: async () => ({ dockerCli: 'v28.5.2', ...answer }) })
const file = (text: string) => ({ files: [{ path: '/w/compose.yml', text }], env: {} })
const LOADS = file('x-a: 1\nx-b: -0.0\n')
const FAILS = file('nope: 1\n')

describe('compareCompose', () => {
  it('agrees where the configuration is the same, whatever the order of keys and the sign of zero', async () => {
    const config = { 'x-b': -0, 'x-a': 1, services: {}, version: '3.13' }
    expect(await compareCompose([LOADS], saying({ config }))).toEqual([])
    const others = [
      { config: { ...config, 'x-a': 2 } },
      { config: { ...config, 'x-c': 1 } },
      { error: 'x' },
      { timeout: true as const },
    ]
    await expect(compareCompose([LOADS], saying({}))).rejects.toThrow('no answer')
    for (const other of others) expect(await compareCompose([LOADS], saying(other))).toHaveLength(1)
  })

  it('takes any two errors for the same answer, a panic too', async () => {
    for (const answer of [{ error: 'x' }, { panic: 'x' }])
      expect(await compareCompose([FAILS], saying(answer))).toEqual([])
    const port = { failed: expect.stringContaining('COMPOSE_SCHEMA') }
    const answers: [ReferenceAnswer, object, boolean][] = [
      [{ config: {} }, { answer: {} }, false],
      [{ timeout: true }, { hang: 'timeout' }, true],
      [{ died: 'x' }, { hang: 'died: x' }, true],
    ]
    for (const [answer, reference, hung] of answers)
      expect(await compareCompose([FAILS], saying(answer))).toMatchObject([{ input: FAILS, reference, port, hung }])
    await expect(compareCompose([FAILS], saying({ badRequest: 'x' }))).rejects.toThrow('no answer')
    await expect(compareCompose([FAILS], saying({ dockerCli: 'v1', config: {} }))).rejects.toThrow('not v28.5.2')
  })

  it('hands over the files that env_file names', async () => {
    const input = { ...file('services: {a: {env_file: e}}'), envFiles: { '/w/e': 'A=1' } }
    const config = { version: '3.13', services: { a: { env_file: ['e'], environment: { A: '1' } } } }
    expect(await compareCompose([input], saying({ config }))).toEqual([])
    expect(await compareCompose([{ ...input, envFiles: {} }], saying({ config }))).toHaveLength(1)
  })
})

describe('composeCases', () => {
  it('has a name for each case, once a family', () => {
    const names = composeCases.map(({ family, name }) => `${family}: ${name}`)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    expect(names.length).toBeGreaterThan(1000)
  })

  it('covers each family', () => {
    expect(new Set(composeCases.map(({ family }) => family))).toEqual(
      new Set(['compose-load', 'compose-merge', 'interpolation', 'conversion']),
    )
  })
})
