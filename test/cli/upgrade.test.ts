import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  renderUpgradeNotes,
  renderUpgradeStep,
  renderVerdict,
  upgradeExitCodes,
  upgradeJson,
} from '../../src/cli/render-upgrade.js'
import { upgradeCommand } from '../../src/cli/upgrade.js'
import type { UpgradeOutcome, UpgradeReport } from '../../src/harness/upgrade/report.js'
import type { DriftFinding } from '../../src/swarm/drift/finding.js'
import { writeFiles } from '../support/abra-folder.js'
import { anError } from '../support/expect-error.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'

const commit = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'
const report: UpgradeReport = {
  outcome: 'upgraded',
  app: 'forum.example.com',
  server: 'default',
  path: '/abra/servers/default/forum.example.com.env',
  stack: 'forum_example_com',
  recipe: 'discourse',
  dir: '/abra/recipes/discourse',
  deployer: 'abra',
  startedAt: '2026-01-01T12:00:00.000Z',
  handedOver: 'head',
  from: { ref: '0.7.0+3.3.1', commit: commit.replace('7', 'e'), tag: '0.7.0+3.3.1', notes: [] },
  to: { ref: 'main', commit, notes: [] },
  step: 'prune',
  steps: [],
  reason: 'it runs',
  deployed: '7ae7b0f7',
  findings: [],
  differences: [],
  orphans: [],
  removed: [],
  warnings: [],
  evidence: { snapshots: [] },
}
const rolledBack: DriftFinding = {
  kind: 'rolled-back',
  certainty: 'certain',
  evidence: ['task x: \u001b[2Jnon-zero exit (1)\nand more'],
  advice: 'mend it',
}

describe('the verdict', () => {
  it.each<[Partial<UpgradeReport>, number, string]>([
    [{}, 0, 'upgraded 0.7.0+3.3.1 7ae7b0f7'],
    [{ outcome: 'not-upgraded', findings: [rolledBack], deployed: '0.7.0+3.3.1' }, 1, 'rolled-back 0.7.0+3.3.1'],
    [{ outcome: 'base-failed', findings: [rolledBack], step: 'wait base' }, 1, 'base-failed rolled-back 7ae7b0f7'],
    [{ outcome: 'refused', step: 'predict' }, 3, 'refused at predict'],
    [{ outcome: 'timed-out', step: 'lock' }, 124, 'timed-out at lock'],
    [{ outcome: 'interrupted', step: 'wait' }, 130, 'interrupted at wait'],
    [{ outcome: 'stopped', step: 'redeploy' }, 2, 'stopped at redeploy'],
  ])('of %j exits %i', (more, code, line) => {
    const made = { ...report, ...more }
    expect(renderVerdict(made)).toBe(line)
    expect(upgradeExitCodes[made.outcome]).toBe(code)
  })

  it('says why on stderr, without control characters, and what goes on', () => {
    const notes = renderUpgradeNotes({
      ...report,
      outcome: 'not-upgraded',
      findings: [rolledBack],
      warnings: ['main is also a tag'],
      orphans: ['s_old', 's_older'],
      removed: ['s_older'],
      goesOn: 'nothing goes on',
    })
    expect(notes).toEqual([
      'main is also a tag',
      'left behind: s_old; --prune removes them',
      'rolled-back (certain): The update failed, and Swarm restored the former spec, labels included.',
      '  - task x: \\u{1b}[2Jnon-zero exit (1)\\nand more',
      '  what to do: mend it (docs/drift.md#rolled-back)',
      'nothing goes on',
    ])
    // What is thrown is told by the error.
    expect(renderUpgradeNotes({ ...report, outcome: 'stopped', reason: 'no Docker answers' })).toEqual([])
    expect(renderUpgradeNotes({ ...report, outcome: 'refused', reason: 'abra would refuse: no' })).toEqual([
      'refused: abra would refuse: no',
    ])
  })

  it('asks for a report where abra did otherwise than was predicted', () => {
    const difference = (kind: string) => ({ ...report, differences: [{ kind, text: 'a, not b' }] }) as never
    expect(renderUpgradeNotes(difference('other-version'))).toEqual([
      'a bug of this program, please report it with the output of --json: a, not b',
    ])
    expect(renderUpgradeNotes(difference('abra-refused'))[0]).toMatch(/^unless lint or Docker is the reason, a bug/)
  })

  it('lets no text of a Swarm, a checkout or abra break a line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...(Object.keys(upgradeExitCodes) as UpgradeOutcome[])),
        (text, outcome) => {
          const findings = [{ ...rolledBack, evidence: [text], advice: text }]
          const made = { ...report, outcome, findings, reason: text, deployed: text, warnings: [text], orphans: [text] }
          const step = { step: 'wait', ok: false, text, elapsedMs: 12_340, tookMs: 1 } as const
          const lines = [renderVerdict(made), renderUpgradeStep(step), ...renderUpgradeNotes(made), upgradeJson(made)]
          for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/)
        },
      ),
    )
  })

  it('as JSON has schema 1 and leaves out what --record keeps', () => {
    const answer = JSON.parse(upgradeJson(report))
    const { evidence, ...rest } = report
    expect(answer).toEqual({ schema: 1, ...rest })
  })

  it('has the time of each step', () => {
    const step = { step: 'redeploy', ok: true, text: 'handed over', elapsedMs: 12_340, tookMs: 1 } as const
    expect(renderUpgradeStep(step)).toBe('  12.3 s  redeploy: handed over')
    expect(renderUpgradeStep({ ...step, ok: false })).toBe('  12.3 s  redeploy FAILED: handed over')
  })
})

describe('the command', () => {
  it.each([
    [[], { to: 'main' }, 'upgrade needs an app'],
    [['a', 'b'], { to: 'main' }, 'leave out b'],
    [['a'], {}, 'upgrade needs --to'],
    [['a'], { to: '' }, 'upgrade needs --to'],
    [['a'], { to: 'main', deployer: 'swarm' }, 'no deployer swarm'],
    [['a'], { to: 'main', deployer: 'stack', 'resolve-image': 'maybe' }, '--resolve-image maybe'],
    [['a'], { to: 'main', 'resolve-image': 'never' }, 'not for abra'],
  ])('of %j %j is refused', async (positionals, values, part) => {
    const error = await upgradeCommand.run(positionals, values).catch((thrown) => thrown)
    expect(error).toEqual(anError('USAGE'))
    expect(error.message).toContain(part)
  })

  it('without --from says why there is nothing to upgrade from, and cannot know', () =>
    withScratch(async (dir) => {
      mkdirSync(join(dir, 'recipes'))
      const recipe = join(dir, 'recipes/discourse')
      git(dir, 'clone', '-q', resolve('golden/recipes/discourse-sample.bundle'), recipe)
      git(recipe, 'tag', '-d', ...git(recipe, 'tag').split('\n'))
      writeFiles(dir, { 'servers/default/s.env': 'TYPE=discourse\n' })
      const junit = join(dir, 'junit.xml')
      writeFileSync(junit, 'passed')
      const values = { to: 'main', 'abra-dir': dir, junit, json: true }
      const { stdout, stderr, exitCode } = await upgradeCommand.run(['s'], values)
      expect(exitCode).toBe(2)
      expect(JSON.parse(stdout)).toMatchObject({
        schema: 1,
        outcome: 'skipped',
        reason: expect.stringContaining('no tags'),
      })
      expect(stderr[0]).toContain('name one with --from')
      expect(readFileSync(junit, 'utf8')).toContain('<error type="skipped" message="')
    }))

  it('gives the code of what cannot be known: no Docker answers', () =>
    withScratch(async (dir) => {
      mkdirSync(join(dir, 'recipes'))
      git(dir, 'clone', '-q', resolve('golden/recipes/discourse-sample.bundle'), join(dir, 'recipes/discourse'))
      writeFiles(dir, { 'servers/default/s.env': 'TYPE=discourse\n' })
      const values = {
        to: 'main',
        'abra-dir': dir,
        'docker-host': `unix://${dir}/none.sock`,
        'lock-dir': join(dir, 'l'),
      }
      await expect(upgradeCommand.run(['s'], values)).rejects.toEqual(anError('SWARM_UNREACHABLE'))
    }))
})
