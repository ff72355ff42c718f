import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askDockerCli, compareCompose } from '../../compare/compare-compose.js'
import { composeCases } from '../../compare/compose-cases/compose-cases.js'
import { randomCompose, randomMerge } from '../../compare/random/random-compose.js'
import { randomSubstitution, randomYaml } from '../../compare/random/random-yaml.js'
import type { ComposeConfig } from '../../src/compose/compose-config.js'
import { loadCompose } from '../../src/compose/load-compose.js'
import { renderCompose } from '../../src/compose/write/render-compose.js'
import { withoutRepeats } from '../../src/compose/write/without-repeats.js'
import type { ComposeInput } from '../../src/golden/cases/compose-input.js'
import { readBack } from '../../src/golden/cases/read-back.js'
import { ReferenceProcess } from '../../src/golden/cases/reference-process.js'
import type { StageAnswer } from '../../src/golden/cases/stage-answer.js'
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

  it('reads what renderCompose prints for files of every version, as the configuration that it was', async () => {
    if (reference === undefined) throw new Error('the reference is not running')
    const random = fc.sample(fc.oneof(randomCompose, randomMerge), { seed: 2, numRuns: 600 })
    let tried = 0
    for (const [i, { files, env, envFiles }] of [...composeCases, ...random].entries()) {
      const readFile = (path: string) => {
        const text = envFiles?.[path]
        if (text === undefined) throw new Error('no such file or directory')
        return text
      }
      const version = `3.${i % 14}`
      const versioned = files.map(({ path, text }) => ({ path, text: withVersion(text, version) }))
      let config: ComposeConfig
      try {
        config = loadCompose(versioned, new Map(Object.entries(env)), { readFile })
      } catch {
        continue
      }
      const text = renderCompose(config)
      if (noFileSays.test(text)) continue
      tried++
      const input = { files: [{ path: files[0]?.path ?? '', text }], env: {}, ...(envFiles && { envFiles }) }
      const wanted = JSON.parse(JSON.stringify(readBack({ ...withoutRepeats(config), version: '' })))
      const answer = await askDockerCli(input, reference)
      if ('error' in answer) expect({ text, answer }).toMatchObject({ answer: { error: expect.stringMatching(twice) } })
      else expect({ text, answer: versionless(answer) }).toEqual({ text, answer: { answer: wanted } })
    }
    expect(tried).toBeGreaterThan(300)
  })
})

/** A label without a name, and an address that is a number: docker/cli makes both of what it would not read again. */
const noFileSays = /^ *"": |%!s\(/m
/** Each of two files may have an item, one file may not. */
const twice = /array items\[\d+,\d+\] must be unique$/

/** Written before everything else; a file that has a version keeps it. */
function withVersion(text: string, version: string): string {
  return /^version/m.test(text) || !/^[\w-]+:/.test(text) ? text : `version: "${version}"\n${text}`
}

function versionless(answer: StageAnswer): unknown {
  return 'answer' in answer ? { answer: { ...(answer.answer as object), version: '' } } : answer
}
