import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderGoldenReport } from '../../../src/golden/verify/render-golden-report.js'
import { verifyGoldens } from '../../../src/golden/verify/verify-goldens.js'
import { withScratch } from '../../support/scenario.js'
import { type AnyJson, editJson, seal, smallGolden } from '../../support/small-golden.js'

const exclude = 'excludes/a-hash-is-a-comment'
const env = 'env-grammar/a-line-without-a-sign'
const expected = `library/${exclude}/expected.json`
const library = { sources: ['library'] as const }

describe('verifyGoldens', () => {
  it('counts what agrees, and errors that are worded alike', () =>
    withScratch(async (dir) => {
      const { results, passed } = await verifyGoldens(smallGolden(dir, [exclude, env]), library)
      expect(passed).toBe(true)
      expect(results.map(({ path, stages }) => [path, stages])).toEqual([
        [`library/${env}`, { agree: 1, declined: 0, wordedAlike: 1, failed: 1 }],
        // open, head, tags, status, and that the profiles agree, of three releases.
        [`library/${exclude}`, { agree: 15, declined: 0, wordedAlike: 0, failed: 0 }],
      ])
    }))

  it('names the first stage that differs, of each build', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, [exclude])
      editJson(golden, expected, ({ answers: [{ stages }] }) => {
        stages.status.answer.clean = true
        stages.tags.answer = [{ name: '1.0.0', hash: '12'.repeat(20) }]
      })
      seal(golden)
      const report = await verifyGoldens(golden, library)
      const [result] = report.results
      expect(report.passed).toBe(false)
      expect(result?.differences.map(({ build, stage }) => `${build} ${stage}`)).toEqual([
        'go-git v5.16.2 tags',
        'go-git v5.17.2 tags',
        'go-git v5.19.3 tags',
      ])
      expect(result?.differences[0]?.port).toEqual({ answer: [] })
      expect(renderGoldenReport(report)[0]).toBe(
        `golden/library/${exclude} (go-git v5.16.2, go-git v5.17.2, go-git v5.19.3) differs at stage tags`,
      )
    }))

  it('fails where an expected.json was edited, removed or put in by hand', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, [exclude, env])
      editJson(golden, `library/${env}/expected.json`, (json) => json)
      rmSync(join(golden, expected))
      writeFileSync(join(golden, 'library', exclude, 'input.json.orig'), '')
      const faults = [
        { path: `library/${env}/expected.json`, fault: 'changed' },
        { path: expected, fault: 'missing' },
      ]
      await expect(verifyGoldens(golden, library)).rejects.toMatchObject({ code: 'GOLDEN_INVALID' })
      rmSync(join(golden, 'library', exclude, 'input.json.orig'))
      const report = await verifyGoldens(golden, library)
      expect(report.manifest).toEqual(faults)
      expect(report.passed).toBe(false)
      expect(report.results.find(({ path }) => path === `library/${exclude}`)?.waits).toBe('a recording')
    }))

  it('fails where a case is not in the manifest', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, [env])
      const other = smallGolden(join(dir, 'other'), [env, 'env-grammar/an-empty-value'])
      writeFileSync(join(other, 'manifest.json'), JSON.stringify({ libraries: {}, files: {} }))
      expect((await verifyGoldens(other, library)).manifest.map(({ fault }) => fault)).toEqual(
        Array.from({ length: 4 }, () => 'not in the manifest'),
      )
      expect((await verifyGoldens(golden, library)).passed).toBe(true)
    }))

  it('cannot run on cases it does not understand, and says where', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, [exclude, env])
      const input = `library/${exclude}/input.json`
      const wrong: [(json: AnyJson) => unknown, string, string][] = [
        [(json) => ({ ...json, typo: 1 }), 'typo', 'unknown key'],
        [(json) => ({ ...json, rules: ['L99'] }), 'rules', 'names no rules'],
        [(json) => ({ ...json, about: '' }), 'about', 'not what it is about'],
        [(json) => ({ ...json, revisions: 'HEAD' }), 'revisions', 'wrong shape'],
        [(json) => ({ ...json, checkout: 'main' }), 'checkout', 'full reference name'],
        [(json) => ({ ...json, scenario: { steps: [{ do: 'wriet' }] } }), 'steps[0].do', 'is no step'],
      ]
      for (const [edit, place, words] of wrong) {
        const broken = smallGolden(join(dir, place), [exclude])
        editJson(broken, input, edit)
        const error = { code: 'GOLDEN_INVALID', data: { path: input, place } }
        await expect(verifyGoldens(broken, library)).rejects.toMatchObject(error)
        await expect(verifyGoldens(broken, library)).rejects.toThrow(words)
      }
      editJson(golden, expected, ({ answers }) => ({ answers: [...answers, ...answers] }))
      await expect(verifyGoldens(golden, library)).rejects.toThrow('are those of go-git v5.16.2, go-git v5.16.2')
      editJson(golden, expected, ({ answers }) => ({ answers: [{ ...answers[0], stages: { stauts: { answer: 1 } } }] }))
      await expect(verifyGoldens(golden, library)).rejects.toThrow('unknown stage')
      editJson(golden, expected, () => ({ answers: [], typo: 1 }))
      await expect(verifyGoldens(golden, library)).rejects.toThrow('typo is an unknown key')
      writeFileSync(join(golden, expected), '{')
      await expect(verifyGoldens(golden, library)).rejects.toThrow('is no JSON')
      await expect(verifyGoldens(golden, { family: 'none' })).rejects.toThrow('nothing to compare')
      rmSync(join(golden, 'manifest.json'))
      await expect(verifyGoldens(golden, library)).rejects.toThrow('manifest.json cannot be read')
    }))

  it('refuses a family it has never heard of', () =>
    withScratch(async (dir) => {
      const golden = smallGolden(dir, [env])
      writeFileSync(join(golden, 'library', 'new'), '')
      await expect(verifyGoldens(golden, library)).rejects.toThrow('golden/library/new is no family')
    }))
})

describe('a known divergence', () => {
  const entry = { case: `library/${env}`, build: 'godotenv v1.5.1', stage: 'env', reason: 'a test' }

  async function verifyWith(divergences: unknown, differs: boolean) {
    return withScratch(async (dir) => {
      const golden = smallGolden(dir, [env])
      if (differs) {
        editJson(golden, `library/${env}/expected.json`, ({ answers }) => {
          answers[0].stages.env = { answer: [['FOO', '']] }
        })
        seal(golden)
      }
      writeFileSync(join(golden, 'known-divergences.json'), JSON.stringify(divergences))
      return verifyGoldens(golden)
    })
  }

  it('lets a case differ, for a reason', async () => {
    expect((await verifyWith([], true)).passed).toBe(false)
    expect((await verifyWith([entry], true)).passed).toBe(true)
    await expect(verifyWith([{ ...entry, reason: ' ' }], true)).rejects.toMatchObject({ code: 'GOLDEN_INVALID' })
    await expect(verifyWith([{ ...entry, more: 'x' }], true)).rejects.toMatchObject({ code: 'GOLDEN_INVALID' })
    await expect(verifyWith({}, true)).rejects.toMatchObject({ code: 'GOLDEN_INVALID' })
  })

  it('fails the run once its case passes, or another stage differs first, or there is no such case', async () => {
    const why = async (divergence: object, differs: boolean) => {
      const { stale, passed } = await verifyWith([divergence], differs)
      expect(passed).toBe(false)
      return stale.map((each) => each.why)
    }
    expect(await why(entry, false)).toEqual(['the case passes now'])
    expect(await why({ ...entry, stage: 'open' }, true)).toEqual(['another stage differs first'])
    expect(await why({ ...entry, case: 'library/env-grammar/none' }, false)).toEqual(['there is no such case'])
  })
})
