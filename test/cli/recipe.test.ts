import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recipeCommand } from '../../src/cli/recipe.js'
import { fine, released, stepsOf } from '../recipe-check/made-recipe.js'
import { anError } from '../support/expect-error.js'
import { expectJunit } from '../support/junit-schema.js'
import { withScenario } from '../support/scenario.js'

const warned = { 'compose.b.yml': 'version: "3.8"\nservices:\n  more: {image: "a:latest", healthcheck: {}}\n' }
const broken = { ...warned, 'compose.yml': fine['compose.yml'].replace('[conf]', '[config]') }

function run(files: Record<string, string>, values: Record<string, string | boolean> = {}) {
  return withScenario({ steps: stepsOf(files, released) }, async ({ dir, outside }) => {
    const junit = join(outside, 'junit.xml')
    const answer = await recipeCommand.run(['check', dir], { ...values, ...(values['junit'] && { junit }) })
    return { ...answer, junit: values['junit'] ? readFileSync(junit, 'utf8') : '' }
  })
}

describe('recipe check', () => {
  it('prints nothing for a recipe without a fault', async () => {
    expect(await run({})).toMatchObject({
      stdout: '',
      stderr: ['made: nothing found; 2 combinations of compose files'],
      exitCode: 0,
    })
  })

  it('prints each finding with its place, and what to do', async () => {
    const { stdout, stderr, exitCode } = await run(broken)
    expect(stdout.split('\n')).toEqual([
      'compose.yml:7: error compose-unconvertible: docker loads compose.yml, but cannot deploy it: service app: undefined config "config"',
      '   to fix: correct the file where the finding says',
      'compose.b.yml:3: warning image-latest: compose.b.yml, line 3: the image a:latest of more has the tag latest, which moves [lint R004]',
      '   to fix: name the tag of a release',
    ])
    expect(stderr).toEqual(['made: 1 error, 1 warning; 4 combinations of compose files'])
    expect(exitCode).toBe(1)
  })

  it('fails for a warning with --strict only', async () => {
    expect((await run(warned)).exitCode).toBe(0)
    expect((await run(warned, { strict: true })).exitCode).toBe(1)
  })

  it('writes a JUnit report that fails where the exit code is 1', async () => {
    const { junit } = await run(broken, { junit: true })
    expect(junit).toMatch(/<testsuites tests="\d+" failures="1" errors="0">/)
    await expectJunit(junit)
    expect(junit).toContain('<failure type="compose-unconvertible" message="compose.yml:7: docker loads compose.yml')
    expect(junit).toContain('name="image-latest" time="0.000"/>')
    expect((await run(warned, { junit: true, strict: true })).junit).toContain('<failure type="image-latest"')
    await expect(run({}, { junit: true, ref: 'nowhere' })).rejects.toThrow(anError('REVISION_NOT_FOUND'))
  })

  it('prints one JSON object', async () => {
    const { stdout } = await run(broken, { json: true })
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, recipe: 'made', combinations: { tried: 4, leftOut: 0 } })
  })

  it('lets no text of a checkout reach a terminal', async () => {
    const { stdout } = await run({
      'compose.b.yml': 'version: "3.8"\nservices: {"a\\e[2J": {image: "b", healthcheck: {}}}\n',
    })
    expect(stdout).toContain('\\u{1b}[2J')
    expect(stdout).not.toContain('\u001b')
  })

  it('asks for what is missing', async () => {
    await expect(recipeCommand.run([], {})).rejects.toThrow(anError('USAGE'))
    await expect(recipeCommand.run(['chek', '.'], {})).rejects.toThrow('did you mean check')
    await expect(recipeCommand.run(['check', ''], {})).rejects.toThrow(anError('USAGE'))
    await expect(recipeCommand.run(['check', 'a', 'b'], {})).rejects.toThrow(anError('USAGE'))
  })
})
