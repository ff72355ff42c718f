// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files have `${…}`

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkRecipe } from '../../src/recipe-check/check-recipe.js'
import { writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'
import { expectUntouched } from '../support/snapshot.js'
import { checkOf, fine, kindsOf, only } from './made-recipe.js'

describe('checkRecipe', () => {
  it('finds nothing in a recipe that has everything', async () => {
    const answer = await checkOf({})
    expect(answer.findings).toEqual([])
    expect(answer).toMatchObject({ recipe: 'made', combinations: { tried: 2, leftOut: 0 } })
  })

  it('refuses a folder that is no recipe, and a ref that does not exist', () =>
    withScratch(async (dir) => {
      await expect(checkRecipe({ dir, home: dir })).rejects.toThrow(anError('COMPOSE_FILE_MISSING'))
      await expect(checkRecipe({ dir: join(dir, 'none') })).rejects.toThrow(anError('FILE_UNREADABLE'))
      git(dir, 'init', '--quiet')
      await expect(checkRecipe({ dir, ref: 'nowhere' })).rejects.toThrow(anError('REVISION_NOT_FOUND'))
    }))

  it('checks a folder that is no repository', () =>
    withScratch(async (dir) => {
      writeFiles(dir, fine)
      const { findings, commit, lastRelease } = await checkRecipe({ dir, home: dir })
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
      expect([commit, lastRelease]).toEqual([undefined, undefined])
    }))

  it('names the release before the checked version', async () => {
    expect((await checkOf({})).lastRelease).toBeUndefined()
    const more = [
      { do: 'tag', name: '0.9.0+1', annotated: true },
      { do: 'write', path: 'README.md', text: 'a\n' },
    ] as const
    expect((await checkOf({}, ...more, { do: 'commit' })).lastRelease).toBe('0.9.0+1')
    // Changes that are not committed come after the release, too.
    expect((await checkOf({}, ...more)).lastRelease).toBe('0.9.0+1')
  })
})

describe('a combination of compose files', () => {
  it('that does not load is an error where .env.sample offers it', async () => {
    const answer = await checkOf({ 'compose.smtp.yml': `${fine['compose.smtp.yml']}foo: 1\n` })
    expect(only(answer, 'compose-unloadable')).toMatchObject({
      severity: 'error',
      file: 'compose.smtp.yml',
      line: 11,
      text: 'docker does not load compose.yml with compose.smtp.yml: (root) Additional property foo is not allowed',
      composeFiles: ['compose.yml', 'compose.smtp.yml'],
    })
  })

  it('that docker cannot convert is an error where .env.sample offers it, else a warning', async () => {
    const broken = fine['compose.smtp.yml'].replace('secrets: [smtp_password]', 'secrets: [smtp_pasword]')
    expect(only(await checkOf({ 'compose.smtp.yml': broken }), 'compose-unconvertible')).toMatchObject({
      severity: 'error',
      file: 'compose.smtp.yml',
      line: 6,
      text: 'docker loads compose.yml with compose.smtp.yml, but cannot deploy it: service app: undefined secret "smtp_pasword"',
    })
    const unused = await checkOf({ 'compose.other.yml': broken, '.env.sample': `${fine['.env.sample']}#SMTP_HOST=a\n` })
    expect(only(unused, 'compose-unconvertible')).toMatchObject({ severity: 'warning', file: 'compose.other.yml' })
  })

  it('that fails only together with another overlay is a warning, once', async () => {
    const files = {
      'compose.a.yml': 'version: "3.8"\nservices: {app: {deploy: {mode: global}}}\n',
      'compose.b.yml': 'version: "3.8"\nservices: {app: {deploy: {replicas: 2}}}\n',
      'compose.c.yml': 'version: "3.8"\nservices: {app: {logging: {driver: json-file}}}\n',
      '.env.sample': `${fine['.env.sample']}#COMPOSE_FILE="$COMPOSE_FILE:compose.a.yml"\n# COMPOSE_FILE="\${COMPOSE_FILE}:compose.b.yml"\n`,
    }
    const answer = await checkOf(files)
    expect(answer.findings).toHaveLength(1)
    expect(only(answer, 'compose-unconvertible')).toMatchObject({
      severity: 'warning',
      composeFiles: ['compose.yml', 'compose.a.yml', 'compose.b.yml'],
    })
    expect(answer.combinations).toEqual({ tried: 16, leftOut: 0 })
  })

  it('is each list that COMPOSE_FILE has, commented or not', async () => {
    const sample = `${fine['.env.sample']}COMPOSE_FILE=compose.yml:compose.b.yml\n#COMPOSE_FILE=compose.c.yml\n#COMPOSE_FILE=compose.yml:compose.b.yml:compose.d.yml\n`
    const empty = 'version: "3.8"\n'
    const files = { 'compose.b.yml': empty, 'compose.d.yml': empty, '.env.sample': sample }
    const missing = only(await checkOf(files), 'overlay-missing')
    expect(missing).toMatchObject({ severity: 'warning', file: '.env.sample', line: 8 })
    expect(missing.text).toBe('COMPOSE_FILE of .env.sample names compose.c.yml, which the recipe does not have')
    const without = await checkOf({ ...files, 'compose.b.yml': undefined, 'compose.c.yml': empty })
    expect(only(without, 'overlay-missing')).toMatchObject({ severity: 'error', line: 7 })
  })

  it('has a value where .env.sample leaves one to the owner', async () => {
    const used = (value: string, sample: string) => ({
      'compose.yml': fine['compose.yml'].replace('deploy:', `deploy:\n      replicas: ${value}`),
      '.env.sample': `${fine['.env.sample']}${sample}`,
    })
    expect(await kindsOf(used('${REPLICAS:?how many}', 'REPLICAS=\n'))).toEqual([])
    expect(await kindsOf(used('${REPLICAS}', 'REPLICAS=\n'))).toEqual([])
    expect(await kindsOf(used('${REPLICAS}', 'REPLICAS=many\n'))).toEqual(['compose-unloadable'])
  })

  it('that is no YAML is said once, by lint', async () => {
    expect(await kindsOf({ 'compose.b.yml': 'a: [\n' })).toEqual(['compose-file-unreadable'])
  })
})

describe('a name', () => {
  it('needs its version variable', async () => {
    expect(only(await checkOf({ 'abra.sh': '# nothing\n' }), 'version-variable-unset')).toMatchObject({
      severity: 'error',
      file: 'compose.yml',
      line: 13,
      text: 'the name of the config conf needs CONF_VERSION, and it is set nowhere: Docker refuses the name made_example_com_conf_',
      fixes: ['write export CONF_VERSION=v1 in abra.sh'],
      variable: { name: 'CONF_VERSION' },
    })
    const quoted = only(await checkOf({ 'abra.sh': 'export CONF_VERSION="v1"\n' }), 'version-variable-unset')
    expect(quoted).toMatchObject({ severity: 'warning' })
    expect(quoted.text).toContain('abra.sh, line 1, exports it, but abra likely passes the line over')
    const sample = fine['.env.sample'].replace('#SECRET', 'OTHER')
    expect(only(await checkOf({ '.env.sample': sample }), 'version-variable-unset')).toMatchObject({
      file: 'compose.smtp.yml',
      fixes: ['write SECRET_SMTP_PASSWORD_VERSION=v1 in .env.sample'],
    })
  })

  it('may have its version variable commented only if an overlay uses it', async () => {
    const sample = fine['.env.sample'].replace('#COMPOSE_FILE="$COMPOSE_FILE:', 'COMPOSE_FILE="compose.yml:')
    const found = only(await checkOf({ '.env.sample': sample }), 'version-variable-unset')
    expect(found.text).toContain('.env.sample, line 6, has it as a comment only')
  })

  it('may have a default for its version', async () => {
    const compose = fine['compose.yml'].replace('${CONF_VERSION}', '${CONF_VERSION:-v1}')
    expect(await kindsOf({ 'compose.yml': compose, 'abra.sh': '' })).toEqual([])
  })

  it('has to fit, with the usual and with the longest name of a stack', async () => {
    const named = (name: string) => ({ 'compose.yml': fine['compose.yml'].replace('_conf_', `_${name}_`) })
    expect(await kindsOf(named('c'.repeat(15)))).toEqual([])
    expect(only(await checkOf(named('c'.repeat(16))), 'name-too-long')).toMatchObject({
      severity: 'note',
      file: 'compose.yml',
      line: 13,
    })
    expect(only(await checkOf(named('c'.repeat(50))), 'name-invalid')).toMatchObject({ severity: 'error' })
    expect(await kindsOf(named('c d'))).toEqual(['name-invalid'])
  })

  it('of a service, a network or an external secret has to fit as well', async () => {
    const [service, network, secret] = ['s'.repeat(50), 'n'.repeat(20), 'p'.repeat(30)]
    const overlay = `version: "3.8"
services:
  ${service}:
    image: a:1
    healthcheck: {test: ["CMD", "true"]}
    networks: [${network}]
    secrets: [s]
networks: {${network}: {}}
secrets: {s: {external: true, name: "\${STACK_NAME}_${secret}_v1"}}
`
    const { findings } = await checkOf({ 'compose.b.yml': overlay })
    expect(findings.map(({ kind, severity, line }) => [kind, severity, line])).toEqual([
      ['name-invalid', 'warning', 3],
      ['name-too-long', 'note', 8],
      ['name-too-long', 'note', 9],
    ])
  })
})

describe('the checkout', () => {
  it('is left as it is, and nothing of it is executed', () =>
    withScratch(async (dir) => {
      const recipe = join(dir, 'recipe')
      const trap = `touch ${join(dir, 'executed')}`
      writeFiles(recipe, { ...fine, 'abra.sh': `${trap}\nexport CONF_VERSION=v1\n` })
      git(recipe, 'init', '--quiet')
      git(recipe, 'config', 'core.fsmonitor', trap)
      await expectUntouched(dir, () => checkRecipe({ dir: recipe, home: dir }))
    }))
})
