import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readRulePlaces } from '../../compare/faithfulness/read-rule-places.js'
import { ruleCommand } from '../../src/cli/rule.js'
import { isUnconfirmed, rules } from '../../src/rules.js'
import { anError } from '../support/expect-error.js'
import { runCli } from '../support/run-cli.js'

describe('rule', () => {
  it('prints text, class, evidence, what is not confirmed, and where it is implemented', async () => {
    const { exitCode, stdout } = await runCli(['rule', 'r32'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^R32 \(P\): Ensure\n {2}A dirty worktree is refused/)
    expect(stdout).toContain('  evidence: P, a public page prints a real run of abra')
    expect(stdout).toContain('  known from: G12')
    expect(stdout).toContain('  not confirmed: the rest of the text')
    expect(stdout).toContain('src/recipe/ensure/plan-ensure.ts:')
  })

  it('alone lists every rule, one a line, in 80 columns', async () => {
    const { stdout } = await ruleCommand.run([], {})
    const lines = stdout.split('\n')
    expect(lines.map((line) => line.split(/ +/)[0])).toEqual(rules.map(({ id }) => id))
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines.filter((line) => /^\S+ +K\?/.test(line))).toHaveLength(rules.filter(isUnconfirmed).length)
  })

  it('prints several, in 80 columns but for what has no blank', async () => {
    const { stdout } = await ruleCommand.run(
      rules.map(({ id }) => id),
      {},
    )
    expect(stdout.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([])
  })

  it.each(['R999', 'x', 'G12'])('of %s, which is none, is an error', async (id) => {
    await expect(ruleCommand.run([id], {})).rejects.toEqual(anError('USAGE'))
  })
})

describe('readRulePlaces', () => {
  const places = readRulePlaces('src')

  it('names lines of the source that name the rule', () => {
    for (const [id, found] of Object.entries(places)) {
      for (const place of found) {
        const [path = '', line] = place.split(':')
        expect(existsSync(path), place).toBe(true)
        expect(readFileSync(path, 'utf8').split('\n')[Number(line) - 1]).toContain(id)
      }
    }
  })

  it('finds most rules', () => {
    expect(rules.filter(({ id }) => (places[id] ?? []).length > 0).length).toBeGreaterThan(rules.length * 0.8)
  })
})
