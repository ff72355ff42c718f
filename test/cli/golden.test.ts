import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { goldenCommand } from '../../src/cli/golden.js'
import { packGoldens } from '../../src/golden/cases/packed-goldens.js'
import { withScratch } from '../support/scenario.js'
import { editJson, fakeReferences, smallGolden } from '../support/small-golden.js'

const env = 'env-grammar/an-empty-value'

function withGolden(use: (golden: string, dir: string) => Promise<void>): Promise<void> {
  return withScratch((dir) => use(smallGolden(dir, [env]), dir))
}

describe('golden verify', () => {
  it('prints the counts by source and family, and exits 0', () =>
    withGolden(async (golden) => {
      const { stdout, exitCode } = await goldenCommand.run(['verify'], { golden, source: 'library' })
      expect(exitCode).toBe(0)
      expect(stdout.split('\n')).toEqual([
        'source   family       cases  stages  errors  worded alike  declined  differ  waiting',
        'library  env-grammar      1       1       0             0         0       0        0',
        'passed: 1 of 1 golden cases compared, 0 differ',
      ])
    }))

  it('exits 1 where a file is not what was recorded, and names it', () =>
    withGolden(async (golden) => {
      editJson(golden, `library/${env}/expected.json`, ({ answers }) => {
        answers[0].stages.env.answer = [['A', '\u001b[31mx']]
      })
      const { stdout, exitCode } = await goldenCommand.run(['verify'], { golden })
      expect(exitCode).toBe(1)
      expect(stdout).toContain(`golden/library/${env} (godotenv v1.5.1) differs at stage env\n  expected `)
      expect(stdout).toContain(`golden/library/${env}/expected.json: changed\n`)
      expect(stdout).toContain('FAILED: 1 of 1 golden cases compared, 1 differ, 1 files are not as the manifest says')
    }))

  it('prints one JSON object', () =>
    withGolden(async (golden) => {
      const { stdout } = await goldenCommand.run(['verify'], { golden, family: 'env-grammar', json: true })
      const report = JSON.parse(stdout)
      expect(report).toMatchObject({ schema: 1, passed: true, manifest: [], known: [], stale: [] })
      expect(report.counts).toMatchObject([{ source: 'library', family: 'env-grammar', cases: 1, differ: 0 }])
      expect(report.results).toMatchObject([{ path: `library/${env}`, differences: [] }])
    }))

  it('throws where it cannot run', async () => {
    await expect(goldenCommand.run(['verify'], { golden: '/nonexistent' })).rejects.toThrow('--golden')
    await expect(goldenCommand.run(['verify'], { source: 'libary' })).rejects.toThrow('--source libary')
    await expect(goldenCommand.run(['verify', 'all'], {})).rejects.toThrow('leave out all')
    await expect(goldenCommand.run([], {})).rejects.toThrow('say golden verify or golden record')
  })
})

describe('golden record', () => {
  it('is refused with the packed goldens of an installed package, but for --abra with --out', () =>
    withGolden(async (folder, dir) => {
      const golden = join(dir, 'packed')
      packGoldens(folder, golden)
      expect(await goldenCommand.run(['verify'], { golden })).toMatchObject({ exitCode: 0 })
      for (const values of [{ reference: true }, { tables: true }, { abra: './abra' }])
        await expect(goldenCommand.run(['record'], { golden, ...values })).rejects.toMatchObject({
          code: 'USAGE',
          message: expect.stringContaining('are packed: clone the repository'),
        })
      const out = join(dir, 'recording')
      const recorded = goldenCommand.run(['record'], { golden, abra: join(dir, 'no-abra'), out })
      await expect(recorded).rejects.not.toMatchObject({ code: 'USAGE' })
    }))

  it('needs a source', async () => {
    await expect(goldenCommand.run(['record'], {})).rejects.toMatchObject({ code: 'USAGE' })
    await expect(goldenCommand.run(['record'], { reference: true, tables: true })).rejects.toMatchObject({
      code: 'USAGE',
    })
  })

  it('says which files changed, and with --check which would, and then exits 1', () =>
    withGolden(async (golden, dir) => {
      const values = { golden, reference: true, programs: fakeReferences(join(dir, 'programs')) }
      const files = [`library/${env}/expected.json`, 'manifest.json']
      const check = await goldenCommand.run(['record'], { ...values, check: true })
      expect(check.stdout.split('\n').slice(0, 2)).toEqual(files.map((path) => `would change: ${path}`))
      expect(check.exitCode).toBe(1)
      const { stdout, exitCode } = await goldenCommand.run(['record'], values)
      expect(stdout).toBe([...files.map((path) => `changed: ${path}`), '2 files changed'].join('\n'))
      expect(exitCode).toBe(0)
      const again = await goldenCommand.run(['record'], { ...values, check: true, json: true })
      expect(again).toMatchObject({ stdout: '{"schema":1,"changed":[]}', exitCode: 0 })
    }))
})
