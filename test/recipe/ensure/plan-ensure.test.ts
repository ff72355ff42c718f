import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AbraVersionError } from '../../../src/errors.js'
import type { EnsurePlan } from '../../../src/recipe/ensure/ensure-plan.js'
import { planEnsure } from '../../../src/recipe/ensure/plan-ensure.js'
import { planEnsureVersion } from '../../../src/recipe/ensure/plan-ensure-version.js'
import type {
  DefaultBranch,
  NamedRevision,
  PresentRecipe,
  RecipeFacts,
} from '../../../src/recipe/facts/recipe-facts.js'

const dir = '/abra/recipes/custom-html'
const commits = ['a', 'b', 'c'].map((digit) => digit.repeat(40))
const [headCommit = '', tagCommit = '', branchCommit = ''] = commits
const head = { hash: headCommit, name: 'refs/heads/main' }
const error = new AbraVersionError(
  'REVISION_NOT_FOUND',
  'it names no commit',
  { revision: 'x', dir, goGit: 'reference not found' },
  { advice: 'choose another' },
)
const clean = {
  clean: true,
  files: [],
  globalPatterns: undefined,
  profile: '5.16',
  profilesAgree: true,
  differences: [],
  findings: [],
} as const
const dirty = { ...clean, clean: false, files: [{ path: 'compose.ccci.yml', change: '??' }] }

const present: PresentRecipe = {
  state: 'present',
  name: 'custom-html',
  dir,
  head,
  worktree: clean,
  defaultBranch: { name: 'main', commit: branchCommit, deletes: [] },
  tags: { ordered: ['1.0.0+1.0.0'], unparsed: [] },
  revisions: new Map<string, NamedRevision>([
    ['1.0.0+1.0.0', { kind: 'tag', commit: tagCommit, ambiguous: [], deletes: ['.envrc'] }],
    ['cccccccc', { kind: 'revision', commit: branchCommit, ambiguous: ['cccccccc'.padEnd(40, 'd')], deletes: [] }],
    ['nowhere', { kind: 'none', error }],
    ['broken', { kind: 'revision', commit: tagCommit, ambiguous: [], deletes: ['a'], failure: error }],
  ]),
}

function plan(
  facts: RecipeFacts,
  flags: { chaos?: true; offline?: true; latest?: true } = {},
  version?: string,
): EnsurePlan {
  const { chaos = false, offline = false, latest = false } = flags
  const trimmed = version?.replace(/\+U$/, '')
  const line = version === undefined || trimmed === undefined ? {} : { version: trimmed, rawVersion: version }
  return planEnsure(facts, { chaos, offline, ignoreEnvVersion: latest }, line)
}

function rules({ trace }: EnsurePlan): string[] {
  return trace.map(({ rule }) => rule)
}

describe('planEnsure', () => {
  it('clones a missing recipe, even offline, and ends the plan there', () => {
    const missing = { state: 'missing', name: 'custom-html', dir } as const
    const url = 'https://git.coopcloud.tech/coop-cloud/custom-html.git'
    for (const flags of [{}, { offline: true }, { chaos: true }] as const) {
      const planned = plan(missing, flags)
      expect(planned).toMatchObject({ outcome: 'plan', steps: [{ do: 'clone', url, dir }], head: undefined })
      expect(rules(planned)).toEqual(['R30'])
    }
  })

  it('refuses a folder that is no repository before anything else, chaos or not', () => {
    const unreadable = { state: 'unreadable', name: 'custom-html', dir, error } as const
    for (const flags of [{}, { chaos: true }] as const) {
      expect(plan(unreadable, flags)).toMatchObject({
        outcome: 'refuse',
        code: 'checkout-unreadable',
        rule: 'R30',
        message: 'reference not found',
      })
    }
  })

  it('leaves a checkout alone in chaos, however dirty', () => {
    const planned = plan({ ...present, worktree: dirty }, { chaos: true }, 'cafe+U')
    expect(planned).toMatchObject({ outcome: 'plan', steps: [], head, assumesUpToDate: false })
    expect(rules(planned)).toEqual(['R30', 'R31'])
  })

  it("refuses a dirty tree in abra's words", () => {
    const planned = plan({ ...present, worktree: dirty })
    expect(planned).toMatchObject({
      outcome: 'refuse',
      code: 'dirty-worktree',
      rule: 'R32',
      message: `custom-html (${dir}) has locally unstaged changes? please commit/remove your changes before proceeding`,
      steps: [],
    })
    expect(rules(planned)).toEqual(['R30', 'R32'])
    expect(planned.trace.at(-1)?.saw).toContain('?? compose.ccci.yml')
  })

  it('says why every file counts as added where go-git sees no commit', () => {
    const unseen = { kind: 'reftable', what: 'keeps its references in a reftable', advice: 'migrate' } as const
    const planned = plan({ ...present, head: null, unseen, worktree: dirty })
    expect(planned).toMatchObject({ outcome: 'refuse', code: 'dirty-worktree' })
    expect(planned.trace.at(-1)).toMatchObject({
      rule: 'L11',
      saw: `${dir} keeps its references in a reftable, so every file counts as added`,
    })
  })

  it('refuses a worktree whose status cannot be read', () => {
    expect(plan({ ...present, worktree: { error } })).toMatchObject({ code: 'checkout-unreadable', rule: 'R32' })
  })

  it.each([true, false])('checks out the tag of the version, offline %s', (offline) => {
    const planned = plan(present, offline ? { offline } : {}, '1.0.0+1.0.0')
    const checkout = { do: 'checkout', reference: 'refs/tags/1.0.0+1.0.0', commit: tagCommit, deletes: ['.envrc'] }
    expect(planned).toMatchObject({
      outcome: 'plan',
      steps: offline ? [checkout] : [{ do: 'fetch', dir }, checkout],
      head: { hash: tagCommit, name: 'HEAD' },
      assumesUpToDate: !offline,
    })
    expect(rules(planned)).toEqual(['R30', 'R32', 'R33', 'R34', 'R36', 'L19', 'L20'])
    expect(JSON.stringify(planned.trace).includes('assuming the clone is up to date')).toBe(!offline)
  })

  it('resolves any other version as a revision, and traces an ambiguous one', () => {
    const planned = plan(present, { offline: true }, 'cccccccc')
    expect(planned).toMatchObject({ steps: [{ do: 'checkout', commit: branchCommit }], head: { name: 'HEAD' } })
    expect(planned.steps[0]).not.toHaveProperty('reference')
    expect(rules(planned)).toContain('L17')
  })

  it.each<[string, string, { latest?: true }]>([
    ['no version', '', {}],
    ['a version that is ignored', '1.0.0+1.0.0', { latest: true }],
    ['a chaos version that is ignored', 'cafe+U', { latest: true }],
    ['nothing but +U', '+U', {}],
  ])('checks out the default branch for %s', (_name, version, flags) => {
    const planned = plan(present, { offline: true, ...flags }, version)
    expect(planned).toMatchObject({
      steps: [{ do: 'checkout', reference: 'refs/heads/main', commit: branchCommit }],
      head: { hash: branchCommit, name: 'refs/heads/main' },
    })
    expect(rules(planned)).toContain('R35')
  })

  it('says what a line with nothing but +U has', () => {
    const { trace } = plan(present, {}, '+U')
    expect(trace.find(({ rule }) => rule === 'R35')?.saw).toMatch(/^no version in .env, only \+U \(R42\); /)
  })

  it.each(['cafe0000+U', '1.0.0+Ubuntu'])('refuses %s after it has fetched', (raw) => {
    expect(plan(present, {}, raw)).toMatchObject({
      outcome: 'refuse',
      code: 'chaos-version-in-env',
      rule: 'R34',
      message: `can not redeploy chaos version (${raw}) without --chaos`,
      steps: [{ do: 'fetch', dir }],
    })
  })

  it.each<[string, DefaultBranch, string, string]>([
    ['no [branch] section', { name: null }, 'no-default-branch', `failed to select default branch in ${dir}`],
    ['a branch without a commit', { name: 'main', error }, 'no-default-branch', 'reference not found'],
    [
      'a checkout that fails',
      { name: 'main', commit: branchCommit, deletes: [], failure: error },
      'checkout-fails',
      'reference not found',
    ],
  ])('refuses %s', (_name, defaultBranch, code, message) => {
    expect(plan({ ...present, defaultBranch })).toMatchObject({ outcome: 'refuse', code, rule: 'R35', message })
  })

  it('names a version that does not resolve, and a checkout that would stop halfway', () => {
    const unknown = plan(present, { offline: true }, 'nowhere')
    expect(unknown).toMatchObject({ code: 'version-not-found', rule: 'R36', steps: [] })
    expect(unknown.outcome === 'refuse' && unknown.message).toContain("'nowhere': reference not found")
    expect(plan(present, { offline: true }, 'broken')).toMatchObject({ code: 'checkout-fails', rule: 'R36', steps: [] })
  })
})

describe('planEnsureVersion', () => {
  it('throws InternalError for a version that was not read', () => {
    const data = { argument: 'version', value: 'never asked' }
    expect(() => planEnsureVersion(present, 'never asked')).toThrow(expect.objectContaining({ code: 'USAGE', data }))
  })
})

describe('any plan', () => {
  const forced = fc.record({
    commit: fc.constantFrom(...commits),
    deletes: fc.array(fc.constantFrom('a', 'b/c'), { maxLength: 2 }),
  })
  const maybeFailing = fc.tuple(forced, fc.boolean()).map(([one, fails]) => (fails ? { ...one, failure: error } : one))
  const none = fc.constant<NamedRevision>({ kind: 'none', error })
  const found = fc.tuple(maybeFailing, fc.constantFrom('tag' as const, 'revision' as const))
  const named = fc.oneof(
    none,
    found.map(([one, kind]): NamedRevision => ({ ...one, kind, ambiguous: [] })),
  )
  const branch = fc.oneof(
    fc.constant<DefaultBranch>({ name: null }),
    fc.constant<DefaultBranch>({ name: 'master', error }),
    maybeFailing.map((one): DefaultBranch => ({ ...one, name: 'main' })),
  )
  const version = fc.constantFrom(undefined, '', '1.0.0', 'abc', 'abc+U', '+U')
  const facts = fc
    .record({
      kind: fc.constantFrom('missing', 'unreadable', 'present'),
      worktree: fc.constantFrom<PresentRecipe['worktree']>(clean, dirty, { error }),
      head: fc.constantFrom(head, null),
      defaultBranch: branch,
      named: fc.tuple(named, named),
    })
    .map(({ kind, named: [one, other], ...rest }): RecipeFacts => {
      if (kind === 'missing') return { state: 'missing', name: 'custom-html', dir }
      if (kind === 'unreadable') return { state: 'unreadable', name: 'custom-html', dir, error }
      return {
        ...present,
        ...rest,
        revisions: new Map([
          ['1.0.0', one],
          ['abc', other],
        ]),
      }
    })
  const flags = fc.record({ chaos: fc.boolean(), offline: fc.boolean(), ignoreEnvVersion: fc.boolean() })
  const any = fc.tuple(facts, flags, version).map(([given, context, raw]) => {
    const line = raw === undefined ? {} : { version: raw.replace(/\+U$/, ''), rawVersion: raw }
    return { given, context, raw, planned: planEnsure(given, context, line) }
  })

  it('touches nothing in chaos but a recipe that is missing', () => {
    fc.assert(
      fc.property(any, ({ given, context, planned }) => {
        fc.pre(context.chaos)
        expect(planned.steps.map((step) => step.do)).toEqual(given.state === 'missing' ? ['clone'] : [])
      }),
    )
  })

  it('checks out nothing if it refuses, else exactly one commit, as the last step', () => {
    fc.assert(
      fc.property(any, ({ given, context, planned }) => {
        const deeds = planned.steps.map((step) => step.do)
        if (planned.outcome === 'refuse') expect(deeds).not.toContain('checkout')
        else if (given.state === 'present' && !context.chaos) {
          const last = planned.steps.at(-1)
          expect(deeds.filter((deed) => deed === 'checkout')).toHaveLength(1)
          expect(last?.do === 'checkout' && last.commit).toBe(planned.head?.hash)
        }
      }),
    )
  })

  it('checks out nothing over a tree that is not known to be clean', () => {
    fc.assert(
      fc.property(any, ({ given, context, planned }) => {
        fc.pre(given.state === 'present' && !('clean' in given.worktree && given.worktree.clean) && !context.chaos)
        expect(planned).toMatchObject({ outcome: 'refuse', steps: [] })
      }),
    )
  })

  it('fetches only online, and then says that it assumes an up to date clone', () => {
    fc.assert(
      fc.property(any, ({ context, planned }) => {
        const fetches = planned.steps.some((step) => step.do === 'fetch')
        if (context.offline) expect(fetches).toBe(false)
        if (planned.outcome === 'plan') expect(planned.assumesUpToDate).toBe(fetches)
        expect(planned.trace.some(({ saw }) => saw.includes('assuming the clone is up to date'))).toBe(fetches)
      }),
    )
  })

  it('keeps the order of the rules', () => {
    const order = ['R30', 'R31', 'R32', 'R33', 'R34', 'R35', 'R36', 'L17', 'L19', 'L20']
    fc.assert(
      fc.property(any, ({ planned }) => {
        const places = rules(planned).map((rule) => order.indexOf(rule))
        expect(places).toEqual([...places].sort((a, b) => a - b))
        expect(places).not.toContain(-1)
      }),
    )
  })
})
