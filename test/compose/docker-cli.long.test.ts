import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareCompose } from '../../compare/compare-compose.js'
import { composeCases } from '../../compare/compose-cases/compose-cases.js'
import { randomCompose, randomMerge } from '../../compare/random/random-compose.js'
import { randomSubstitution, randomYaml } from '../../compare/random/random-yaml.js'
import type { ComposeInput } from '../../src/golden/cases/compose-input.js'
import { ReferenceProcess } from '../../src/golden/cases/reference-process.js'
import { findGo } from '../support/go.js'

const go = findGo() ?? ''

describe.skipIf(go === '')('needs Go 1.26 or newer: docker/cli itself', () => {
  let folder = ''
  let reference: ReferenceProcess | undefined
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docker-cli-'))
    const env = { ...process.env, PATH: [dirname(go), process.env['PATH']].join(delimiter) }
    await promisify(execFile)(resolve('golden/reference/compose/build.sh'), [folder], { env })
    reference = new ReferenceProcess(join(folder, 'reference-compose'))
  }, 600_000)
  afterAll(async () => {
    reference?.close()
    await rm(folder, { recursive: true, force: true })
  })
  const differences = (inputs: readonly ComposeInput[]) => {
    if (reference === undefined) throw new Error('the reference is not running')
    return compareCompose(inputs, reference)
  }

  it('is the release whose loader this is', async () => {
    const input = { files: [{ path: '/w/compose.yml', text: 'services: {}' }], env: {} }
    expect(await reference?.ask(input)).toMatchObject({ dockerCli: 'v28.5.2', config: { version: '3.13' } })
  })

  it('answers every case as the port does', async () => {
    expect(await differences(composeCases)).toEqual([])
  })

  it.each([
    ['files', randomCompose],
    ['merges', randomMerge],
    ['substitutions', randomSubstitution],
    ['pieces of YAML', randomYaml],
  ])('answers 400 random %s as the port does', async (_, arbitrary) => {
    expect(await differences(fc.sample(arbitrary, { seed: 1, numRuns: 400 }))).toEqual([])
  })
})
