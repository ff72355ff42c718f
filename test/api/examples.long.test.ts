import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { documentedValues, typeErrors, withImports } from '../support/docstring-examples.js'
import { runExample } from '../support/example.js'
import { withFakeDocker } from '../support/fake-docker.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { blob, elf } from '../support/hand-made-binary.js'
import { makeReadmeSample } from '../support/readme-sample.js'
import { addDockerContext, sampleSwarm } from '../support/sample-swarm.js'
import { withScratch } from '../support/scenario.js'

const values = documentedValues('src/index.ts')
const names = values.map(({ name }) => name)

const dependency = 'dep\tgithub.com/go-git/go-git/v5\tv5.16.2\th1:x='
const module = `path\tcoopcloud.tech/abra/cmd/abra\nmod\tcoopcloud.tech/abra\t(devel)\t\n${dependency}\n`

/** What else the app's file says, so that it can be deployed. */
const settings = 'DOMAIN=forum.example.com\nSECRET_DB_PASSWORD_VERSION=v1\n'

/** Runs code in the README's sample, with a Swarm on which its app runs and a Go binary `abra`. */
async function runInSample(code: string): Promise<string> {
  return withScratch((scratch) => {
    const sample = makeReadmeSample(scratch)
    writeFileSync(join(sample.dir, 'abra'), elf(blob(module), { wide: true, littleEndian: true }))
    appendFileSync(join(sample.env['ABRA_DIR'] ?? '', 'servers/one.example.com/forum.example.com.env'), settings)
    const swarm = sampleSwarm(join(scratch, 'swarm'), join(scratch, 'bin'))
    return withFakeDocker(swarm, (host) => {
      addDockerContext(sample.dir, 'one.example.com', host)
      return runExample(withImports(code, names), { dir: sample.dir, env: { ...sample.env, DOCKER_HOST: host } })
    })
  })
}

beforeAll(() => demandFreshBuild())

describe('the examples of the public functions, classes and constants', () => {
  it('are there for all', () => {
    expect(values.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([])
  })

  const examples = values.flatMap(({ name, examples }) => examples.map((code) => ({ name, code })))

  it('compile', () => {
    const imported = examples.map(({ name, code }) => ({ name, code: withImports(code, names) }))
    expect(typeErrors(imported)).toEqual([])
  }, 300_000)

  it('would be found out where they do not', () => {
    expect(
      typeErrors([{ name: 'made-up', code: "import { rule } from 'abra-deploy-version'\nrule('R999')\n" }]),
    ).toEqual([expect.stringMatching(/^example-0-made-up: Argument of type '"R999"'/)])
  }, 300_000)

  it.concurrent.each(examples)('of $name gives the values in its comments', async ({ name, code }) => {
    expect(code).toMatch(new RegExp(`\\b${name}\\b`))
    expect(Number((await runInSample(code)).trimEnd().split('\n').at(-1))).toBeGreaterThan(0)
  })
})

describe('the runner of examples', () => {
  it.each([
    ['1 + 1 // 3', /2 is not 3/],
    ['abraDir() // throws USAGE', /nothing was thrown/],
    ["await readApp({ name: 'a', server: 's', path: '/nowhere/a.env' }) // throws USAGE", /FILE_UNREADABLE/],
    ["const dir = abraDir() // '/abra'", /a value after a declaration/],
  ])('refuses %s', async (code, message) => {
    await expect(runInSample(code)).rejects.toThrow(message)
  })

  it('counts what it compares', async () => {
    expect(await runInSample("// A comment.\nrecipeFolder('discourse') // 'discourse'")).toBe('1\n')
  })
})
