// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files have `${…}`
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkRecipe } from '../../src/recipe-check/check-recipe.js'
import { git } from '../support/git.js'
import { type Step, withScenario } from '../support/scenario.js'
import { check, checkOf, type Files, fine, kindsOf, only, release, released, stepsOf, writes } from './made-recipe.js'

const compose = fine['compose.yml']
const next = '1.1.0+1.29.0'
const raised = { 'compose.yml': compose.replace(release, next) }

/** A release, then these files, committed. */
function afterRelease(files: Files, ...more: Step[]): Promise<string[]> {
  return kindsOf({}, released, ...writes(files), { do: 'commit', allowEmpty: true }, ...more)
}

describe('a config that changed', () => {
  it('under its name is found, with the variable to raise', async () => {
    const answer = await checkOf({}, released, ...writes({ ...raised, 'conf.tmpl': 'other\n' }), { do: 'commit' })
    expect(answer.findings).toHaveLength(1)
    expect(only(answer, 'config-changed-in-place')).toMatchObject({
      severity: 'error',
      file: 'conf.tmpl',
      text: `conf.tmpl is not what ${release} holds as the config made_example_com_conf_v1, and Swarm refuses to change it (only updates to Labels are allowed)`,
      fixes: ['raise CONF_VERSION in abra.sh, line 1 (now v1)'],
      variable: { name: 'CONF_VERSION', value: 'v1', setIn: 'abra.sh', line: 1 },
    })
  })

  it('is found before it is committed', async () => {
    expect(await kindsOf({}, released, ...writes({ ...raised, 'conf.tmpl': 'other\n' }))).toEqual([
      'config-changed-in-place',
    ])
  })

  it('with its version is fine, and so is one that did not change', async () => {
    expect(await afterRelease({ ...raised, 'conf.tmpl': 'other\n', 'abra.sh': 'export CONF_VERSION=v2\n' })).toEqual([])
    expect(await afterRelease(raised)).toEqual([])
  })

  it('is found with a version that only .env.sample raises: the app keeps its own', async () => {
    const inSample = (version: string) => ({
      'abra.sh': '',
      '.env.sample': `${fine['.env.sample']}CONF_VERSION=${version}\n`,
    })
    const changed = writes({ ...raised, ...inSample('v2'), 'conf.tmpl': 'other\n' })
    const answer = await checkOf(inSample('v1'), released, ...changed, { do: 'commit' })
    expect(only(answer, 'config-changed-in-place').fixes[0]).toContain('raise CONF_VERSION in .env.sample')
  })

  it('in an overlay that .env.sample does not name is a warning', async () => {
    const overlay = `version: "3.8"\nconfigs: {more: {file: more.conf, name: "\${STACK_NAME}_more_v1"}}\n`
    const answer = await checkOf(
      { 'compose.b.yml': overlay, 'more.conf': 'a\n' },
      released,
      ...writes({ ...raised, 'more.conf': 'b\n' }),
      { do: 'commit' },
    )
    expect(only(answer, 'config-changed-in-place')).toMatchObject({ severity: 'warning', file: 'more.conf' })
  })

  it('is not looked for without a release, or in a clone without history', async () => {
    expect(only(await checkOf({}, { do: 'commit', allowEmpty: true }), 'not-compared')).toMatchObject({
      severity: 'note',
    })
    await withScenario({ steps: stepsOf({}, released, ...writes(raised), { do: 'commit' }) }, async (built) => {
      const shallow = join(built.outside, 'shallow')
      git(built.outside, 'clone', '--quiet', '--depth=1', `file://${built.dir}`, shallow)
      const answer = await checkRecipe({ dir: shallow, home: built.home })
      expect(only(answer, 'not-compared').severity).toBe('warning')
    })
  })
})

describe('the version label', () => {
  it.each<[string, string, string]>([
    ['missing', compose.replace(/ +- "coop-cloud.*\n/, ''), 'version-label-missing'],
    ['empty', compose.replace(`version=${release}`, 'version='), 'version-label-invalid'],
    ['a variable', compose.replace(`version=${release}`, 'version=${VERSION:-1.0.0+1}'), 'version-label-invalid'],
    ['a word', compose.replace(`version=${release}`, 'version=latest'), 'version-label-invalid'],
    ['another one than the tag', compose.replace(release, '0.9.0+1.29.0'), 'version-label-differs'],
  ])('%s', async (_, text, kind) => {
    const answer = await checkOf({ 'compose.yml': text })
    expect(answer.findings.map((finding) => finding.kind)).toEqual([kind])
    expect(answer.findings[0]).toMatchObject({ severity: 'warning', file: 'compose.yml' })
  })

  it('is none as the key of a map with a variable in it, which docker does not fill', async () => {
    const inMap = compose.replace(/- "(traefik[^=]*)=true"\n( *)- "(coop[^=]*)=([^"]*)"/, '$1: "true"\n$2$3: "$4"')
    expect(inMap).toContain(`coop-cloud.\${STACK_NAME}.version: "${release}"`)
    expect(await kindsOf({ 'compose.yml': inMap })).toEqual(['version-label-missing', 'variable-in-key'])
    const named = inMap.replace('${STACK_NAME}.version', 'made_example_com.version')
    expect(await kindsOf({ 'compose.yml': named })).toEqual([])
  })

  it('is out of place on another service, on containers, or in an overlay with another value', async () => {
    const label = (version: string) => `labels: ["coop-cloud.\${STACK_NAME}.version=${version}"]`
    const more = 'more: {image: "a:1", healthcheck: {}'
    const placed = (service: string) => kindsOf({ 'compose.b.yml': `version: "3.8"\nservices: {${service}}\n` })
    expect(await placed(`${more}, deploy: {${label(release)}}}`)).toEqual(['version-label-misplaced'])
    expect(await placed(`app: {${label(release)}}`)).toEqual(['version-label-misplaced'])
    expect(await placed(`app: {deploy: {${label('2.0.0+1')}}}`)).toEqual(['version-label-misplaced'])
    expect(await placed(`app: {deploy: {${label(release)}}}`)).toEqual([])
    expect(await placed(`app: {deploy: {labels: {"coop-cloud.x.chaos-version": a}}}`)).toEqual([])
  })

  it('on another service alone has to be moved, not to be left out', async () => {
    const label = /.*coop-cloud.*\n/.exec(compose)?.[0] ?? ''
    const fixOf = async (files: Files) =>
      (await checkOf(files)).findings.find(({ kind }) => kind === 'version-label-misplaced')?.fixes[0]
    const other = `version: "3.8"\nservices: {more: {image: "a:1", healthcheck: {}, deploy: {labels: ["coop-cloud.x.version=1.0.0+1"]}}}\n`
    expect(await fixOf({ 'compose.b.yml': other })).toBe('leave it out; compose.yml has the one of app')
    expect(await fixOf({ 'compose.b.yml': other, 'compose.yml': compose.replace(label, '') })).toBe(
      'move it to deploy.labels of app',
    )
  })

  it('has to be raised once something has changed', async () => {
    expect(await afterRelease({ 'README.md': 'a\n' })).toEqual(['version-not-raised'])
    expect(await afterRelease({ 'compose.yml': compose.replace(release, '0.9.0+1.29.0') })).toEqual([
      'version-not-raised',
    ])
    expect(await afterRelease({ ...raised, 'README.md': 'a\n' })).toEqual([])
  })

  it('is compared with the tags of the checked commit', () =>
    withScenario({ steps: stepsOf({}, released, ...writes(raised), { do: 'commit' }) }, async (built) => {
      expect((await check(built, release)).findings).toEqual([])
      expect((await check(built, 'HEAD')).lastRelease).toBe(release)
      expect((await check(built, release)).lastRelease).toBeUndefined()
    }))
})

describe('release notes', () => {
  const folder = { 'release/0.1.0+1': 'a\n' }

  it('are asked for where the recipe has some', async () => {
    expect(await kindsOf(folder)).toEqual(['no-release-notes'])
    expect(only(await checkOf(folder), 'no-release-notes')).toMatchObject({ severity: 'note', file: 'release' })
    expect(await kindsOf({ ...folder, [`release/${release}`]: 'a\n' })).toEqual([])
    expect(await kindsOf({ 'releaseNotes/0.1.0+1': 'a\n', [`releaseNotes/${release}`]: 'a\n' })).toEqual([])
    expect(await afterRelease({ ...raised, 'release/next': 'a\n' })).toEqual([])
  })

  it('are missing for a new first number, and where release/next was not renamed', async () => {
    const major = { ...folder, 'compose.yml': compose.replace(release, '2.0.0+1.29.0') }
    const answer = await checkOf({}, released, ...writes(major), { do: 'commit' })
    expect(only(answer, 'no-release-notes')).toMatchObject({ severity: 'warning' })
    expect(only(await checkOf({ 'release/next': 'a\n' }), 'no-release-notes')).toMatchObject({
      severity: 'warning',
      fixes: [`rename it to release/${release}`],
    })
  })
})

describe('lint', () => {
  it('tells of lightweight tags in the worktree too', async () => {
    const tag: Step = { do: 'tag', name: release }
    expect(await kindsOf({}, tag)).toEqual(['lightweight-tags'])
  })

  it('judges images of every compose file', async () => {
    const image = (name: string) =>
      kindsOf({ 'compose.b.yml': `version: "3.8"\nservices: {more: {image: "${name}", healthcheck: {}}}\n` })
    expect(await image('a')).toEqual(['image-without-tag'])
    expect(await image('a:latest')).toEqual(['image-latest'])
    expect(await image(`a:1@sha256:${'0'.repeat(64)}`)).toEqual(['image-tag-and-digest'])
  })
})
