import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { versionLine } from '../../../src/decide/abra-log.js'
import type { DeployVersionSource } from '../../../src/decide/get-deploy-version.js'
import { readBinaryCases } from '../../../src/golden/cases/binary-case.js'
import { deployCases } from '../../../src/golden/record/deploy-cases.js'
import { recordAbra } from '../../../src/golden/record/record-abra.js'
import type { CaseResult } from '../../../src/golden/verify/golden-source.js'
import { binarySource, predictBinaryCase } from '../../../src/golden/verify/verify-binary.js'
import { makeStandIn, type StandInRun, versionRun } from '../../support/abra-stand-in.js'
import { anError } from '../../support/expect-error.js'
import { withScratch } from '../../support/scenario.js'

const fatal = 'FATA secret not generated: never_made\n'
const took = (source: DeployVersionSource, version: string) =>
  `${versionLine(source, version).text.replace('?', '380')}\n`

/** What an abra that follows every rule would do. */
const faithful: Record<string, StandInRun> = {
  'chaos/clean-tree': { stdout: took('chaos', '636655df') + fatal },
  'chaos/untracked-file': { stdout: took('chaos', '636655df+U') + fatal },
  'argument/tag': {
    stdout: took('argument', '0.2.0+1.1.0') + fatal,
    git: [['checkout', '-q', '--detach', 'refs/tags/0.2.0+1.1.0']],
  },
  'env-version/dirty-tree': {
    stdout:
      'FATA recorded ({ABRA_DIR}/recipes/recorded) has locally unstaged changes? please commit/remove your changes before proceeding\n',
  },
  'flags/version-and-chaos': { stdout: 'FATA other words for the same\n' },
  'checkout/ignored-files': {
    stdout: took('env-file', '0.2.0+1.1.0') + fatal,
    git: [
      ['checkout', '-q', '--detach', 'refs/tags/0.2.0+1.1.0'],
      ['clean', '-fdxq'],
    ],
  },
  'checkout/ignored-file-that-the-release-has': {
    stdout: took('env-file', '1.0.0+1.0.0') + fatal,
    git: [['checkout', '-q', '--detach', '--force', 'refs/tags/1.0.0+1.0.0']],
  },
  'tag-order/numbers-not-text': {
    stdout: took('recipe', '10.7.10') + fatal,
    git: [['checkout', '-q', '--detach', 'refs/tags/10.7.10']],
  },
}

const caseOf = (path: string) => {
  const found = deployCases.find(({ family, name }) => `${family}/${name}` === path)
  if (found === undefined) throw new Error(`no case ${path}`)
  return found
}

/** Records the cases from a stand-in that does as it is told, and verifies what was recorded. */
async function verifyRecorded(
  runs: Record<string, StandInRun>,
  change: (golden: string) => void = () => {},
): Promise<CaseResult[]> {
  return withScratch(async (dir) => {
    const inOrder = Object.values(runs).map((run) => ({ ...run, exit: 1 }))
    const { path } = makeStandIn(join(dir, 'bin'), { runs: [versionRun], inOrder })
    const golden = join(dir, 'golden')
    await recordAbra({
      abra: path,
      out: golden,
      cases: Object.keys(runs).map(caseOf),
      readGoGit: async () => ({ version: 'v5.16.2', profile: '5.16' }),
      readSwarm: async () => ({ state: 'active', left: [] }),
    })
    change(golden)
    const results: CaseResult[] = []
    for (const one of binarySource.readCases(golden)) results.push(await one())
    return results
  })
}

const pick = (path: string) => ({ [path]: faithful[path] as StandInRun })

describe('a recording', () => {
  it('of an abra that follows the rules agrees with the port at every stage', async () => {
    const results = await verifyRecorded(faithful)
    expect(results.map(({ path }) => path).sort()).toEqual(
      Object.keys(faithful)
        .map((path) => `binary/${path}`)
        .sort(),
    )
    for (const { path, differences, stages } of results) {
      expect(differences, path).toEqual([])
      expect(stages, path).toEqual({ agree: 7, declined: 0, failed: 1, wordedAlike: path.includes('flags/') ? 0 : 1 })
    }
  }, 180_000)

  it.each<[string, string, (run: StandInRun) => StandInRun]>([
    ['version', 'chaos/clean-tree', (run) => ({ ...run, stdout: `${took('chaos', '636655df+U')}${fatal}` })],
    ['version', 'argument/tag', (run) => ({ ...run, stdout: 'FATA lint: R014\n' })],
    ['source', 'chaos/clean-tree', (run) => ({ ...run, stdout: `${took('deployed', '636655df')}${fatal}` })],
    ['end', 'chaos/untracked-file', (run) => ({ ...run, stdout: `${took('chaos', '636655df+U')}FATA no\n` })],
    ['head', 'argument/tag', (run) => ({ ...run, git: [['checkout', '-q', '--detach', 'HEAD~1']] })],
    ['head', 'argument/tag', (run) => ({ ...run, git: [] })],
    ['deleted', 'checkout/ignored-files', (run) => ({ ...run, git: run.git?.slice(0, 1) ?? [] })],
    ['env', 'chaos/clean-tree', (run) => ({ ...run, appendEnv: '# deployed\n' })],
  ])('of an abra that does not differs first at %s (%s)', async (stage, path, otherwise) => {
    const [result] = await verifyRecorded({ [path]: otherwise(faithful[path] ?? {}) })
    expect(result?.differences).toMatchObject([{ build: 'abra version 0.13.0-beta-06a57de', stage }])
  })

  it('whose version line has unknown words is compared by the version alone', async () => {
    const stdout = `DEBU app/deploy.go:1 version: taking whatever comes: 636655df\n${fatal}`
    const [result] = await verifyRecorded({ 'chaos/clean-tree': { stdout } })
    expect(result?.differences).toEqual([])
    expect(result?.stages.agree).toBe(6)
  })
})

describe('the port follows the go-git of the recording', () => {
  it.each([
    ['5.16', '636655df'],
    ['5.17', '636655df'],
    ['5.19', '636655df+U'],
  ] as const)('%s', async (profile, version) => {
    expect((await predictBinaryCase(caseOf('excludes/info-exclude'), profile))['version']).toEqual({ answer: version })
  })
})

describe('a recorded case that was tampered with', () => {
  const path = 'binary/chaos/clean-tree'
  const edit = (file: string, change: (json: Record<string, object>) => unknown) => (golden: string) => {
    const place = join(golden, path, file)
    writeFileSync(place, JSON.stringify(change(JSON.parse(readFileSync(place, 'utf8')))))
  }

  it.each<[string, (golden: string) => void, string | undefined]>([
    ['an unknown key of the input', edit('input.json', (json) => ({ ...json, more: 1 })), 'input.more'],
    ['an unknown flag', edit('input.json', (json) => ({ ...json, flags: { undo: true } })), 'flags.undo'],
    ['a flag that is a text', edit('input.json', (json) => ({ ...json, flags: { chaos: 'yes' } })), 'flags.chaos'],
    [
      'an unknown step',
      edit('input.json', (json) => ({ ...json, checkout: { steps: [{ do: 'fly' }] } })),
      'steps[0].do',
    ],
    ['an unknown rule', edit('input.json', (json) => ({ ...json, rules: ['R999'] })), 'rules'],
    ['no app file', edit('input.json', ({ env: _, ...json }) => json), 'env'],
    [
      'another kind of golden',
      edit('expected.json', (json) => ({ ...json, provenance: { kind: 'library' } })),
      'provenance',
    ],
    [
      'an unknown profile',
      edit('expected.json', ({ provenance, answer }) => ({
        provenance: { ...provenance, profile: '6' },
        answer,
      })),
      'provenance.profile',
    ],
    [
      'an unknown key of the answer',
      edit('expected.json', ({ provenance, answer }) => ({ provenance, answer: { ...answer, more: 1 } })),
      'answer.more',
    ],
    [
      'a version line without a version',
      edit('expected.json', ({ provenance, answer }) => ({
        provenance,
        answer: { ...answer, versionLine: { source: null } },
      })),
      'answer.versionLine',
    ],
    ['no answer', edit('expected.json', ({ provenance }) => ({ provenance })), 'answer'],
    ['no JSON', (golden) => writeFileSync(join(golden, path, 'expected.json'), '{'), undefined],
    ['a file too many', (golden) => writeFileSync(join(golden, path, 'note'), ''), undefined],
    ['a folder too many', (golden) => mkdirSync(join(golden, path, 'more')), undefined],
  ])('%s', async (_, change, place) => {
    const error = await verifyRecorded(pick('chaos/clean-tree'), change).catch((thrown) => thrown)
    expect(error).toEqual(anError('GOLDEN_INVALID'))
    expect(error.message).toContain(path)
    if (place !== undefined) expect(error.data.place).toBe(place)
  })
})

it('a golden folder without recordings has no cases', async () => {
  await withScratch((dir) => {
    expect(readBinaryCases(dir)).toEqual([])
    mkdirSync(join(dir, 'binary'))
    writeFileSync(join(dir, 'binary', 'README.md'), '')
    expect(readBinaryCases(dir)).toEqual([])
  })
})
