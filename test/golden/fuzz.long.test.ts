import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ComparisonReport } from '../../compare/comparison-report.js'
import { deployFuzz } from '../../compare/fuzz/fuzz-deploys.js'
import type { FoundCase, FuzzKind } from '../../compare/fuzz/fuzz-kind.js'
import { revisionFuzz } from '../../compare/fuzz/fuzz-revisions.js'
import { stateFuzz } from '../../compare/fuzz/fuzz-states.js'
import { envFuzz, patternFuzz } from '../../compare/fuzz/fuzz-texts.js'
import { saveFoundCase } from '../../compare/fuzz/save-found-case.js'
import { readWorktreeStatus } from '../../src/git/worktree/read-worktree-status.js'
import { readLibraryCases } from '../../src/golden/cases/library-case.js'
import type { Reference, ReferenceAnswer, ReferenceRequest } from '../../src/golden/cases/reference-process.js'
import { withScratch } from '../support/scenario.js'

type Answer = (request: ReferenceRequest) => ReferenceAnswer | Promise<ReferenceAnswer>

/** Runs one round with a reference that lies, and gives what was printed, counted and found. */
async function fuzz(kind: FuzzKind, count: number, answer: Answer) {
  const lines: string[] = []
  const found: FoundCase[] = []
  const report = new ComparisonReport((line) => lines.push(line))
  const reference: Reference = { ask: async (request) => answer(request) }
  const pool = [new Map([['5.16', reference] as const])]
  await kind.run({ seed: 3, count, pool, compose: reference, report, found: (one) => found.push(one) })
  return { lines, found, tallies: report.tallies(), failed: report.failed }
}

/** Keeps what was found and reads it again. */
async function saved(found: readonly FoundCase[]) {
  return withScratch(async (dir) => {
    for (const one of [...found, ...found]) saveFoundCase(dir, one)
    expect(readdirSync(dir, { recursive: true }).filter((name) => String(name).endsWith('.new'))).toEqual([])
    return readLibraryCases(dir).map(({ family, name, rules, input }) => ({ family, name, rules, input }))
  })
}

describe('a fuzz', () => {
  it('of patterns shrinks a difference, prints it with its seed, and makes a case of it', async () => {
    // Says of everything that it is kept.
    const lie = (request: ReferenceRequest) => ('match' in request ? { match: request.match.map(() => false) } : {})
    const { lines, found, tallies, failed } = await fuzz(patternFuzz, 500, lie)
    expect(failed).toBe(true)
    expect(tallies['patterns 5.16']?.asked).toBe(500)
    expect(tallies['patterns 5.16']?.differ).toBeGreaterThan(10)
    expect(lines[0]).toBe('DIFFER 5.16 patterns, seed 3')
    const question = JSON.parse((lines[1] ?? '').replace('  question  ', ''))
    expect(question.patterns).toHaveLength(1)
    expect(question.path).toHaveLength(1)
    const [kept] = await saved(found)
    expect(kept).toMatchObject({
      family: 'found-by-fuzz',
      rules: ['L03'],
      name: expect.stringMatching(/^found-[0-9a-f]{12}$/),
    })
  })

  it('of .env texts makes a case of a difference that is UTF-8', async () => {
    const { found, failed } = await fuzz(envFuzz, 200, () => ({ env: { values: [['A', 'a lie']] } }))
    expect(failed).toBe(true)
    const cases = await saved(found)
    expect(cases.map(({ family, input }) => [family, input])).toEqual([['env-grammar', { env: '' }]])
  })

  it('of revisions makes a case of all that differ in one repository', async () => {
    const lie = (request: ReferenceRequest): ReferenceAnswer => ({
      revisions: Object.fromEntries(
        ('revisions' in request ? (request.revisions ?? []) : []).map((text) => [text, { hash: '12'.repeat(20) }]),
      ),
    })
    const { found, failed } = await fuzz(revisionFuzz, 10, lie)
    expect(failed).toBe(true)
    expect(found.length).toBeGreaterThan(0)
    for (const { input } of await saved(found)) expect(input).toMatchObject({ revisions: expect.any(Array) })
  })

  it('of states shrinks a difference and makes a case of it', async () => {
    const { lines, found, failed } = await fuzz(stateFuzz, 1, () => ({ open: { error: 'a lie' } }))
    expect(failed).toBe(true)
    expect(lines[0]).toBe('DIFFER 5.16 states, seed 3 (open)')
    expect(await saved(found)).toMatchObject([{ family: 'found-by-fuzz', rules: ['R22', 'R24'] }])
  })

  it('of states does not blame the port where the reference says now this, now that', async () => {
    let asked = 0
    const fickle: Reference = {
      async ask(request) {
        asked++
        if (asked % 2 === 1 || !('dir' in request)) return { open: { error: 'now and then' } }
        const { head, clean, files } = await readWorktreeStatus(request.dir, { home: request.home })
        return { open: {}, head: head ?? { error: 'reference not found' }, tags: [], status: { clean, files } }
      },
    }
    const { lines, tallies, failed } = await fuzz(stateFuzz, 1, (request) => fickle.ask(request))
    expect(tallies).toEqual({ 'states 5.16': { asked: 1, agree: 0, safety: 0, unsteady: 1, differ: 0 } })
    expect(lines[0]).toContain('unsteady, states, seed 3: {"steps":')
    expect(failed).toBe(false)
  })

  it('of deploys prints the smallest question with its seed where go-git would refuse what is predicted', async () => {
    const { lines, found, tallies, failed } = await fuzz(deployFuzz, 5, () => ({ status: { error: 'a lie' } }))
    expect({ failed, found }).toEqual({ failed: true, found: [] })
    expect(tallies['deploys 5.16']).toMatchObject({ differ: 1, safety: 0 })
    const [title, question = '', reference, port] = lines
    expect(title).toBe('DIFFER 5.16 deploys, seed 3')
    expect(JSON.parse(question.replace('  question  ', ''))).toMatchObject({ scenario: { steps: expect.any(Array) } })
    expect(reference).toBe('  reference {"refused":"{\\"error\\":\\"a lie\\"}"}')
    expect(port).toMatch(/^ {2}port {6}\{"version":".+","head":"[0-9a-f]{40}","destroyed":\[/)
  })

  it('keeps nothing where nothing differs', async () => {
    const { lines, found, failed } = await fuzz(envFuzz, 0, () => ({}))
    expect({ lines, found, failed }).toEqual({ lines: [], found: [], failed: true })
    await withScratch(async (dir) => expect(existsSync(join(dir, 'library'))).toBe(false))
  })
})
