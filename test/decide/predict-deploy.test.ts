import { describe, expect, it } from 'vitest'
import { predictDeploy } from '../../src/decide/predict-deploy.js'
import { AbraVersionError } from '../../src/errors.js'
import { branchCommit, deployFacts, headCommit, newestTag, olderTag } from '../../src/golden/cases/decision-facts.js'
import { orderTags } from '../../src/recipe/tags/tag-order.js'

const olderCommit = 'c0ffee00'.padEnd(40, '4')
const notDeployed = { deployed: false } as const

describe('predictDeploy', () => {
  it('chooses the version before it looks at secrets (G3)', () => {
    const missingSecrets = [
      { name: 'db_password', generate: true },
      { name: 'smtp_password', generate: false },
    ]
    const prediction = predictDeploy(deployFacts({ clean: false, missingSecrets }), { chaos: true })
    expect(prediction).toMatchObject({
      outcome: 'refuse',
      code: 'secret-missing',
      rule: 'R5',
      message: 'secret not generated: db_password',
      chosen: { source: 'chaos', version: `${headCommit.slice(0, 8)}+U` },
    })
    expect(prediction.trace.at(-1)?.saw).toBe(
      'missing: db_password, smtp_password (#generate=false); abra names one of them, and which is not known',
    )
  })

  it('words it differently for a secret that the user must insert', () => {
    const prediction = predictDeploy(
      deployFacts({ deployed: notDeployed, missingSecrets: [{ name: 'smtp_password', generate: false }] }),
      {},
    )
    expect(prediction).toMatchObject({ message: 'secret not inserted (#generate=false): smtp_password' })
  })

  it('gives the chaos version only in chaos', () => {
    expect(predictDeploy(deployFacts({}), { chaos: true })).toMatchObject({
      version: headCommit.slice(0, 8),
      chaosVersion: headCommit.slice(0, 8),
    })
    expect(predictDeploy(deployFacts({ deployed: notDeployed }), {})).not.toHaveProperty('chaosVersion')
  })

  it('needs no deployed state if it does not matter, and warns that abra may refuse', () => {
    const prediction = predictDeploy(deployFacts({ envVersion: olderTag }), {})
    expect(prediction).toMatchObject({ outcome: 'stamp', version: olderTag })
    expect(prediction.warnings).toMatchObject([{ kind: 'may-be-deployed', rule: 'R3' }])
    expect(predictDeploy(deployFacts({ envVersion: olderTag }), { force: true }).warnings).toEqual([])
    expect(predictDeploy(deployFacts({}), { chaos: true }).warnings).toEqual([])
    expect(() => predictDeploy(deployFacts({}), {})).toThrow(
      expect.objectContaining({ code: 'DEPLOYED_UNKNOWN', message: expect.stringContaining('cloud_example_com') }),
    )
  })

  describe('where the version counts from HEAD', () => {
    const parent = { kind: 'revision', commit: olderCommit, deletes: [], ambiguous: [], fromHead: true } as const
    const facts = (head: string, envVersion?: string) => {
      const given = deployFacts({ deployed: notDeployed, ...(envVersion === undefined ? {} : { envVersion }) })
      if (given.recipe.state !== 'present') throw new Error(given.recipe.state)
      const revisions = new Map([...given.recipe.revisions, ['HEAD~1', parent] as const])
      return { ...given, recipe: { ...given.recipe, head: { hash: head, name: 'HEAD' }, revisions } }
    }

    it('has no answer if Ensure moves HEAD before', () => {
      const unsupported = (moved: string) =>
        expect.objectContaining({
          code: 'REVISION_UNSUPPORTED',
          message: expect.stringContaining(`HEAD~1 counts from HEAD, which Ensure moves to ${moved} before`),
        })
      expect(() => predictDeploy(facts(headCommit), { version: 'HEAD~1' })).toThrow(unsupported(branchCommit))
      expect(() => predictDeploy(facts(headCommit, 'HEAD~1'), {})).toThrow(unsupported(olderCommit))
    })

    it('answers if HEAD stays where it is', () => {
      const prediction = predictDeploy(facts(branchCommit), { version: 'HEAD~1' })
      expect(prediction).toMatchObject({ outcome: 'stamp', version: 'HEAD~1', source: 'argument' })
      expect(prediction.steps.at(-1)).toMatchObject({ do: 'checkout', commit: olderCommit })
    })
  })

  it('throws for a recipe that abra would clone first', () => {
    const facts = deployFacts({ deployed: notDeployed })
    const missing = {
      ...facts,
      recipe: { state: 'missing' as const, name: 'custom-html', dir: '/abra/recipes/custom-html' },
    }
    expect(() => predictDeploy(missing, {})).toThrow(
      expect.objectContaining({
        code: 'RECIPE_NOT_FOUND',
        message: expect.stringContaining('/abra/recipes/custom-html'),
      }),
    )
    expect(() => predictDeploy(missing, { chaos: true })).toThrow(
      expect.objectContaining({ code: 'RECIPE_NOT_FOUND', message: expect.stringContaining('custom-html') }),
    )
  })

  it('refuses where go-git cannot open the checkout', () => {
    const error = new AbraVersionError(
      'REPOSITORY_NOT_FOUND',
      'recipe holds no git repository',
      { dir: 'recipe', goGit: 'repository does not exist' },
      { advice: 'clone it' },
    )
    const facts = deployFacts({})
    const recipe = { state: 'unreadable' as const, name: 'custom-html', dir: 'recipe', error }
    for (const chaos of [true, false]) {
      expect(predictDeploy({ ...facts, recipe }, { chaos })).toMatchObject({
        outcome: 'refuse',
        code: 'checkout-unreadable',
      })
    }
  })

  it('refuses a chaos deploy without a commit, and one whose status go-git cannot tell', () => {
    expect(predictDeploy(deployFacts({ recipe: { head: null } }), { chaos: true })).toMatchObject({
      code: 'head-unborn',
    })
    const error = new AbraVersionError(
      'SUBMODULES_INVALID',
      '.gitmodules is malformed',
      { path: '.gitmodules', goGit: 'x' },
      { advice: 'fix it' },
    )
    for (const head of [{ hash: headCommit, name: 'HEAD' }, null]) {
      expect(predictDeploy(deployFacts({ recipe: { head, worktree: { error } } }), { chaos: true })).toMatchObject({
        code: 'checkout-unreadable',
        message: expect.stringContaining('.gitmodules'),
      })
    }
  })

  it('needs the tags only if no other source gave a version', () => {
    const error = new AbraVersionError(
      'REFERENCE_INVALID',
      'refs/tags/x cannot be read',
      { path: 'refs/tags/x', goGit: 'ref file is empty' },
      { advice: 'remove it' },
    )
    const recipe = { tags: { error } }
    expect(predictDeploy(deployFacts({ deployed: notDeployed, recipe }), {})).toMatchObject({
      code: 'tags-unreadable',
      rule: 'R14',
    })
    expect(predictDeploy(deployFacts({ deployed: notDeployed, recipe, envVersion: olderTag }), {})).toMatchObject({
      version: olderTag,
    })
  })

  it('warns of a prefix that more than one commit begins with', () => {
    const facts = deployFacts({ deployed: notDeployed, envVersion: '5eed5eed' })
    const recipe = facts.recipe.state === 'present' ? facts.recipe : undefined
    const commit = '5eed5eed'.padEnd(40, '3')
    const revisions = new Map(recipe?.revisions).set('5eed5eed', {
      kind: 'revision',
      commit,
      ambiguous: ['5eed5eed'.padEnd(40, '9')],
      deletes: [],
    })
    const ambiguous = deployFacts({ deployed: notDeployed, envVersion: '5eed5eed', recipe: { revisions } })
    const text = `5eed5eed is the beginning of 2 hashes; go-git takes the lowest, ${commit}, without an error`
    expect(predictDeploy(ambiguous, {}).warnings).toEqual([{ kind: 'ambiguous-revision', rule: 'L17', text }])
    expect(predictDeploy(ambiguous, { chaos: true }).warnings).toEqual([])
  })

  it('warns of the files that the checkout would delete, and of tags that are no versions', () => {
    const branch = {
      name: 'main' as const,
      commit: 'b0b00000'.padEnd(40, '2'),
      deletes: ['.envrc', 'build/a', 'build/b', 'notes'],
    }
    const { warnings } = predictDeploy(deployFacts({ deployed: notDeployed, recipe: { defaultBranch: branch } }), {})
    expect(warnings).toMatchObject([
      { kind: 'files-deleted', rule: 'L20', text: expect.stringContaining('.envrc, build/a, build/b and 1 more') },
    ])
    const tags = { ordered: [olderTag, newestTag], unparsed: [olderTag, newestTag] }
    expect(predictDeploy(deployFacts({ deployed: notDeployed, recipe: { tags } }), {}).warnings).toMatchObject([
      { kind: 'tags-unparsed' },
    ])
  })

  it('warns of a newest tag that is the newest only by Renovate’s order', () => {
    const tags = { ordered: ['0.6.1', '0.7.0+3.3.1', '0.7'], unparsed: [] }
    const facts = deployFacts({ deployed: notDeployed, recipe: { tags } })
    const none = new Map(facts.recipe.state === 'present' ? facts.recipe.revisions : [])
    const known = none.get(newestTag)
    const revisions = known === undefined ? none : new Map([...none, ['0.7', known]])
    const { warnings } = predictDeploy(deployFacts({ deployed: notDeployed, recipe: { tags, revisions } }), {})
    expect(warnings).toMatchObject([{ kind: 'newest-uncertain', rule: 'R81' }])
    expect(warnings[0]?.text).toContain('it may be 0.7.0+3.3.1')
    expect(predictDeploy(deployFacts({ recipe: { tags, revisions } }), { chaos: true }).warnings).toEqual([])
  })

  it.each([
    ['equal before the +', (newest: string) => [newest, newest.replace(/[+].*/, '+0.1')], 'R82', 'it may be '],
    ['one without a +', (newest: string) => [newest, newest.replace(/[+].*/, '')], 'R82', 'it may be '],
    ['a tag that is no version', (newest: string) => [newest, 'stable'], 'R83', 'puts stable, which is no version,'],
    ['several', (newest: string) => [newest, 'stable', '1.2.3.4'], 'R83', 'stable and 1 more, which are no versions,'],
  ] as const)('warns of a newest tag by an unconfirmed order: %s', (_, tagsWith, rule, said) => {
    const tags = orderTags(tagsWith(newestTag))
    const prediction = predictDeploy(deployFacts({ deployed: notDeployed, recipe: { tags } }), {})
    expect(prediction).toMatchObject({ version: newestTag, warnings: [{ kind: 'newest-uncertain', rule }] })
    expect(prediction.warnings[0]?.text).toContain(said)
    expect(prediction.trace.filter((step) => step.rule === rule)).toMatchObject([{ unconfirmed: true }])
  })

  it.each([
    ['9.9.9+untagged', 'S', ['clone-may-be-behind']],
    ['unknown', 'K', []],
    ['', 'K', []],
  ] as const)('R13: %j, the deployed version, is class %s', (version, evidence, kinds) => {
    const deployed = { deployed: true, version, chaos: false } as const
    const prediction = predictDeploy(deployFacts({ deployed }), { force: true })
    expect(prediction).toMatchObject({ outcome: 'refuse', code: 'version-not-found' })
    expect(prediction.warnings.map(({ kind }) => kind)).toEqual(kinds)
    const step = prediction.trace.find(({ rule }) => rule === 'R13')
    expect(step).toMatchObject({ class: evidence, unconfirmed: evidence === 'K' })
  })

  it('warns if another go-git release would stamp differently', () => {
    const facts = deployFacts({})
    const worktree =
      facts.recipe.state === 'present' && 'clean' in facts.recipe.worktree ? facts.recipe.worktree : undefined
    if (worktree === undefined) throw new Error('the facts have a worktree')
    const differences = [
      {
        profile: '5.19' as const,
        rule: 'L15' as const,
        files: ['compose.ccci.yml'],
        text: 'go-git 5.19 would find the worktree not clean',
      },
    ]
    const prediction = predictDeploy(deployFacts({ recipe: { worktree: { ...worktree, differences } } }), {
      chaos: true,
    })
    expect(prediction.warnings).toMatchObject([{ kind: 'releases-differ', rule: 'L15' }])
  })

  it('warns that abra may yet fetch a version that is not in the clone', () => {
    const facts = deployFacts({ deployed: notDeployed })
    const online = predictDeploy(facts, { version: 'nowhere' })
    expect(online).toMatchObject({
      code: 'version-not-found',
      warnings: [{ kind: 'clone-may-be-behind', rule: 'R33' }],
    })
    expect(predictDeploy(facts, { version: 'nowhere', offline: true })).toMatchObject({
      code: 'version-not-found',
      warnings: [],
    })
  })

  it('marks in the trace which rules nothing published confirms', () => {
    const { trace } = predictDeploy(deployFacts({ deployed: { deployed: true, version: olderTag, chaos: false } }), {
      force: true,
    })
    const unconfirmed = trace.filter((step) => step.unconfirmed).map(({ rule }) => rule)
    expect(unconfirmed).toContain('R3')
    expect(trace.find(({ rule }) => rule === 'R13')).toMatchObject({ class: 'S', unconfirmed: false })
    expect(trace.find(({ rule }) => rule === 'R4')?.saw).toContain('not checked')
  })
})
