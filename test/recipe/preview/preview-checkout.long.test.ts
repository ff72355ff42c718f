import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GoGitProfile, profiles } from '../../../src/git/profile.js'
import { ReferenceProcess } from '../../../src/golden/cases/reference-process.js'
import { ensure } from '../../../src/recipe/ensure/ensure.js'
import { planEnsureVersion } from '../../../src/recipe/ensure/plan-ensure-version.js'
import { readRecipeFacts } from '../../../src/recipe/facts/read-recipe-facts.js'
import type { NamedRevision, PresentRecipe } from '../../../src/recipe/facts/recipe-facts.js'
import { git } from '../../support/git.js'
import { findGo } from '../../support/go.js'
import { type BuiltScenario, withScenario } from '../../support/scenario.js'
import { expectUntouched, snapshotTree } from '../../support/snapshot.js'
import { type ForcedCheckoutCase, forcedCheckoutCases } from './forced-checkout-cases.js'

const cases = Object.entries(forcedCheckoutCases).flatMap(([name, one]) =>
  profiles.map((profile): [string, GoGitProfile, ForcedCheckoutCase] => [name, profile, one]),
)

async function factsOf({ dir, home, outside }: BuiltScenario, profile: GoGitProfile): Promise<PresentRecipe> {
  const facts = await expectUntouched([dir, home, outside], () =>
    readRecipeFacts({ name: 'recipe', dir, home, profile, revisions: ['target'] }),
  )
  if (facts.state !== 'present') throw new Error('the recipe is not there')
  expect(facts.worktree).toMatchObject({ clean: true })
  return facts
}

function targetOf(facts: PresentRecipe): Exclude<NamedRevision, { kind: 'none' }> {
  const target = facts.revisions.get('target')
  if (target === undefined || target.kind === 'none') throw new Error('there is no tag')
  return target
}

describe('what a forced checkout destroys', () => {
  it.each(cases)('%s, go-git %s', (_name, profile, { scenario, deletes, fails }) =>
    withScenario(scenario, async (built) => {
      const facts = await factsOf(built, profile)
      const { failure, ...target } = targetOf(facts)
      expect(target).toMatchObject({ kind: 'tag', deletes, ambiguous: [] })
      expect(failure?.data).toEqual(
        fails === undefined ? undefined : expect.objectContaining({ goGit: expect.stringContaining(fails) }),
      )
      const plan = planEnsureVersion(facts, 'target')
      expect(plan.outcome).toBe(fails === undefined ? 'plan' : 'refuse')
      if (plan.outcome === 'refuse') expect(plan).toMatchObject({ code: 'checkout-fails', steps: [] })
    }),
  )

  it('is empty for a dirty worktree, in which nothing is checked out', () =>
    withScenario(
      {
        steps: [
          { do: 'write', path: '.gitignore', text: 'ignored\n' },
          { do: 'commit' },
          { do: 'tag', name: 'target' },
          { do: 'write', path: 'ignored', text: 'x' },
          { do: 'write', path: 'untracked', text: 'x' },
        ],
      },
      async ({ dir, home }) => {
        const facts = await readRecipeFacts({ name: 'recipe', dir, home, revisions: ['target'] })
        expect(facts.state === 'present' && targetOf(facts).deletes).toEqual([])
      },
    ))
})

const go = findGo() ?? ''

describe.skipIf(go === '')('needs Go 1.26 or newer: go-git itself', () => {
  let folder = ''
  const references = new Map<GoGitProfile, ReferenceProcess>()
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'go-git-'))
    const env = { ...process.env, PATH: [dirname(go), process.env['PATH']].join(delimiter) }
    await promisify(execFile)(resolve('golden/reference/build.sh'), [folder], { env })
    for (const profile of profiles) references.set(profile, new ReferenceProcess(join(folder, `reference-${profile}`)))
  }, 300_000)
  afterAll(async () => {
    for (const reference of references.values()) reference.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.each(cases)('does that: %s, %s', (_name, profile, { scenario, fails }) =>
    withScenario(scenario, async (built) => {
      const { dir, home, outside } = built
      const plan = planEnsureVersion(await factsOf(built, profile), 'target')
      const target = targetOf(await factsOf(built, profile))
      const tracked = new Set(git(dir, 'ls-files', '-z').split('\0'))
      const before = contentsOf(dir)
      const beside = snapshotTree(outside)
      const branch = 'refs/tags/target'
      const answer = await references.get(profile)?.ask({ dir, home, stages: ['checkout'], checkout: { branch } })
      if (fails === undefined) expect(answer?.checkout).toEqual(plan.outcome === 'plan' ? plan.head : undefined)
      else expect(answer?.checkout).toHaveProperty('error')
      // Where it fails HEAD has moved all the same.
      expect(git(dir, 'rev-parse', '--symbolic-full-name', 'HEAD')).toBe('HEAD')
      expect(git(dir, 'rev-parse', 'HEAD')).toBe(target.commit)
      const after = contentsOf(dir)
      const gone = [...before].filter(([path, content]) => !tracked.has(path) && after.get(path) !== content)
      expect(gone.map(([path]) => path).sort()).toEqual(target.deletes)
      expect(snapshotTree(outside)).toEqual(beside)
    }),
  )

  const carriedOut = cases.filter(([name, , { fails }]) => fails === undefined && !/submodule|skipped/.test(name))

  it.each(carriedOut)('and ensure with deleteLikeAbra leaves the same: %s, %s', (_name, profile, { scenario }) =>
    withScenario(scenario, (theirs) =>
      withScenario(scenario, async (ours) => {
        const { dir, home } = theirs
        const branch = 'refs/tags/target'
        const answer = await references.get(profile)?.ask({ dir, home, stages: ['checkout'], checkout: { branch } })
        const recipe = { name: 'recipe', dir: ours.dir, version: 'target' }
        const offline = { chaos: false, offline: true, ignoreEnvVersion: false }
        const { head } = await ensure(recipe, offline, { home: ours.home, profile, deleteLikeAbra: true })
        expect(head).toEqual(answer?.checkout)
        expect(contentsOf(ours.dir)).toEqual(contentsOf(dir))
        expect(git(ours.dir, 'status', '--porcelain')).toBe(git(dir, 'status', '--porcelain'))
        expect(git(ours.dir, 'ls-files', '-s')).toBe(git(dir, 'ls-files', '-s'))
      }),
    ),
  )
})

/** Everything but folders and the repository's own `.git`. */
function contentsOf(dir: string): Map<string, string> {
  const entries = [...snapshotTree(dir)].filter(([path, { type }]) => type !== 'folder' && !/^\.git(?:\/|$)/.test(path))
  return new Map(entries.map(([path, { type, content }]) => [path, `${type} ${content}`]))
}
