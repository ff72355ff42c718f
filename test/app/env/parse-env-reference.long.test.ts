import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { envQuestions } from '../../../compare/compare-env.js'
import { compareTexts } from '../../../compare/compare-texts.js'
import { ReferenceProcess } from '../../../src/golden/cases/reference-process.js'
import { findGo } from '../../support/go.js'
import { accepted, refused } from './parse-env-cases.js'

const go = findGo() ?? ''

describe.skipIf(go === '')('needs Go 1.26 or newer: godotenv itself', () => {
  let folder = ''
  let reference: ReferenceProcess | undefined
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godotenv-'))
    const env = { ...process.env, PATH: [dirname(go), process.env['PATH']].join(delimiter) }
    await promisify(execFile)(resolve('golden/reference/build.sh'), [folder], { env })
    reference = new ReferenceProcess(join(folder, 'reference-5.16'))
  }, 300_000)
  afterAll(async () => {
    reference?.close()
    await rm(folder, { recursive: true, force: true })
  })
  const differences = (texts: readonly string[]) => {
    if (reference === undefined) throw new Error('the reference is not running')
    return compareTexts(envQuestions, texts, reference)
  }
  const bytes = (text: string) => Buffer.from(text).toString('latin1')

  it('is the release whose grammar this is', async () => {
    expect(await reference?.ask({ env: '' })).toMatchObject({ godotenv: 'v1.5.1', env: { values: [] } })
  })

  it('reads every text of the tables as they say', async () => {
    const texts = [
      ...Object.values(accepted).flatMap((cases) => cases.map(([text]) => text)),
      ...refused.map(([text]) => text),
    ]
    expect(await differences(texts.map(bytes))).toEqual([])
  })

  it('reads 5000 random texts as the port does, and says the same of those it refuses', {
    timeout: 60_000,
  }, async () => {
    const texts = fc.sample(envQuestions.arbitrary, { seed: 1, numRuns: 5000 })
    expect(await differences(texts)).toEqual([])
  })
})
