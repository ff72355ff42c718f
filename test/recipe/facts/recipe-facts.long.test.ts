import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRecipeFacts } from '../../../src/recipe/facts/read-recipe-facts.js'
import type { PresentRecipe, RecipeFacts } from '../../../src/recipe/facts/recipe-facts.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { type BuiltScenario, type Step, withScenario } from '../../support/scenario.js'
import { expectUntouched } from '../../support/snapshot.js'

const branchSection: Step = { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] }
const releases: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1.0.0' },
  { do: 'write', path: 'compose.yml', text: 'two\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.10.0+1.0.0', annotated: true },
  { do: 'tag', name: '1.9.0+1.0.0', at: 'HEAD~1' },
  { do: 'commit', allowEmpty: true },
  branchSection,
]

/** The facts, with the proof that nothing was written. */
function factsOf({ dir, home, outside }: BuiltScenario, ...revisions: string[]): Promise<RecipeFacts> {
  return expectUntouched([dir, home, outside], () => readRecipeFacts({ name: 'recipe', dir, home, revisions }))
}

async function presentFacts(built: BuiltScenario, ...revisions: string[]): Promise<PresentRecipe> {
  const facts = await factsOf(built, ...revisions)
  if (facts.state !== 'present') throw new Error(`the recipe is ${facts.state}`)
  return facts
}

describe('readRecipeFacts', () => {
  it('reads HEAD, worktree, tags in order, default branch, and the versions that may be chosen', () =>
    withScenario({ steps: releases }, async (built) => {
      const at = (revision: string) => git(built.dir, 'rev-parse', `${revision}^{commit}`)
      const facts = await presentFacts(built)
      expect(facts).toMatchObject({
        name: 'recipe',
        dir: built.dir,
        head: { hash: at('main'), name: 'refs/heads/main' },
        worktree: { clean: true, files: [], profile: '5.16', profilesAgree: true },
        tags: { ordered: ['1.0.0+1.0.0', '1.9.0+1.0.0', '1.10.0+1.0.0'], unparsed: [] },
        defaultBranch: { name: 'main', commit: at('main'), deletes: [] },
      })
      expect([...facts.revisions]).toEqual([
        ['1.10.0+1.0.0', { kind: 'tag', commit: at('1.10.0+1.0.0'), ambiguous: [], deletes: [] }],
        [at('main').slice(0, 8), { kind: 'revision', commit: at('main'), ambiguous: [], deletes: [] }],
      ])
    }))

  it('looks up the given versions: tags, branches, hashes, and texts that name no commit', () =>
    withScenario({ steps: [...releases, { do: 'git', args: ['branch', 'side', 'HEAD~2'] }] }, async (built) => {
      const at = (revision: string) => git(built.dir, 'rev-parse', `${revision}^{commit}`)
      const odd = [
        '',
        ' ',
        '..',
        '/etc/passwd',
        '../../etc/passwd',
        'a\0b',
        '^',
        '9.9.9',
        '\u{1f371}',
        'x'.repeat(5000),
      ]
      const { revisions } = await presentFacts(built, 'side', 'HEAD~1', at('side'), ...odd)
      expect(revisions.get('side')).toMatchObject({ kind: 'revision', commit: at('side') })
      expect(revisions.get('HEAD~1')).toMatchObject({ kind: 'revision', commit: at('HEAD~1'), fromHead: true })
      expect(revisions.get('side')).not.toHaveProperty('fromHead')
      expect(revisions.get(at('side'))).toMatchObject({ kind: 'revision', commit: at('side') })
      for (const text of odd)
        expect(revisions.get(text), text).toMatchObject({ kind: 'none', error: { code: 'REVISION_NOT_FOUND' } })
    }))

  it('lists the other commits with the same abbreviated hash', () =>
    withScenario(
      { steps: [...releases, ...Array.from({ length: 40 }, (): Step => ({ do: 'commit', allowEmpty: true }))] },
      async (built) => {
        const commits = git(built.dir, 'rev-list', 'HEAD').split('\n')
        const digit = commits.map((hash) => hash.charAt(0)).find((one, i, all) => all.indexOf(one) !== i) ?? ''
        const fitting = commits.filter((hash) => hash.startsWith(digit)).sort()
        const { revisions } = await presentFacts(built, digit)
        const found = revisions.get(digit)
        if (found === undefined || found.kind === 'none') throw new Error('nothing was found')
        expect([found.commit, ...found.ambiguous].sort()).toEqual(fitting)
        expect(found.ambiguous.length).toBeGreaterThan(0)
      },
    ))

  it.each<[string, Step[], string]>([
    ['a tag of a tag', [{ do: 'git', args: ['tag', '-a', '-m', 'x', 'odd', '1.10.0+1.0.0'] }], 'tag target "tag"'],
    ['a tag of a tree', [{ do: 'git', args: ['tag', '-a', '-m', 'x', 'odd', 'HEAD^{tree}'] }], 'tag target "tree"'],
    ['a plain tag of a blob', [{ do: 'git', args: ['tag', 'odd', 'HEAD:compose.yml'] }], '"blob"'],
    [
      'a tag of nothing',
      [{ do: 'write', path: '.git/refs/tags/odd', text: `${'1'.repeat(40)}\n` }],
      'object not found',
    ],
    [
      'a tag that leads nowhere',
      [{ do: 'write', path: '.git/refs/tags/odd', text: 'ref: refs/heads/none\n' }],
      'reference not found',
    ],
  ])('cannot check out %s', (_name, steps, goGit) =>
    withScenario({ steps: [...releases, ...steps] }, async (built) => {
      const { revisions } = await presentFacts(built, 'odd')
      expect(revisions.get('odd')).toEqual({ kind: 'none', error: anError('REVISION_NOT_FOUND', goGit) })
    }),
  )

  it('prefers a tag of exactly the name to a hash that begins with it', () =>
    withScenario({ steps: releases }, async (built) => {
      const prefix = git(built.dir, 'rev-parse', 'HEAD').slice(0, 7)
      git(built.dir, 'tag', prefix, 'HEAD~2')
      const { revisions } = await presentFacts(built, prefix)
      expect(revisions.get(prefix)).toMatchObject({ kind: 'tag', commit: git(built.dir, 'rev-parse', 'HEAD~2') })
    }))

  it('has no tags and no versions if one reference is broken', () =>
    withScenario({ steps: [...releases, { do: 'write', path: '.git/refs/tags/empty', text: '' }] }, async (built) => {
      const { tags, revisions } = await presentFacts(built, '1.0.0+1.0.0')
      expect(tags).toEqual({ error: anError('REFERENCE_INVALID', 'ref file is empty') })
      expect(revisions.get('1.0.0+1.0.0')).toMatchObject({ kind: 'none', error: { code: 'REFERENCE_INVALID' } })
    }))

  it.each<[string, Step[], object]>([
    ['none without a section', [{ do: 'git', args: ['config', '--remove-section', 'branch.main'] }], { name: null }],
    [
      'none where the config cannot be read',
      [{ do: 'append', path: '.git/config', text: '[branch "x"\n' }],
      { name: null },
    ],
    [
      'master before main',
      [
        { do: 'git', args: ['branch', 'master', 'HEAD~1'] },
        { do: 'git', args: ['config', 'branch.master.remote', 'origin'] },
      ],
      { name: 'master' },
    ],
    [
      'master even where it has no commit',
      [{ do: 'git', args: ['config', 'branch.master.remote', 'origin'] }],
      { name: 'master', error: anError('REVISION_NOT_FOUND', 'reference not found') },
    ],
  ])('default branch: %s', (_name, steps, expected) =>
    withScenario({ steps: [...releases, ...steps] }, async (built) => {
      expect((await presentFacts(built)).defaultBranch).toMatchObject(expected)
    }),
  )

  it.each<[string, string, object]>([
    ['missing', 'nowhere', { state: 'missing' }],
    ['no folder', 'file', { state: 'unreadable', error: { code: 'CHECKOUT_NOT_FOUND' } }],
    ['no repository', 'folder', { state: 'unreadable', error: { code: 'REPOSITORY_NOT_FOUND' } }],
    ['below a file', 'file/recipe', { state: 'unreadable', error: { code: 'FILE_UNREADABLE' } }],
    ['a link to nothing', 'link', { state: 'missing' }],
  ])('a recipe that is %s', (_name, path, expected) =>
    withScenario(
      {
        repository: 'none',
        steps: [
          { do: 'write', path: 'file', text: '' },
          { do: 'mkdir', path: 'folder' },
          { do: 'link', path: 'link', to: 'nowhere' },
        ],
      },
      async (built) => {
        const facts = await factsOf({ ...built, dir: built.dir })
        expect(facts.state).toBe('unreadable')
        const dir = join(built.dir, path)
        expect(await readRecipeFacts({ name: 'recipe', dir, home: built.home, revisions: [] })).toMatchObject({
          dir,
          ...expected,
        })
      },
    ),
  )

  it('reads a repository without commits, and one whose status fails', async () => {
    await withScenario({ steps: [] }, async (built) => {
      expect(await presentFacts(built)).toMatchObject({
        head: null,
        worktree: { clean: true },
        defaultBranch: { name: null },
      })
    })
    await withScenario(
      { steps: [...releases, { do: 'patch', path: '.git/index', offset: 0, bytes: '00' }] },
      async (built) => {
        expect((await presentFacts(built)).worktree).toEqual({ error: anError('INDEX_INVALID') })
      },
    )
  })

  it.each<[string, Step]>([
    ['the index', { do: 'fifo', path: '.git/index' }],
    ['HEAD', { do: 'fifo', path: '.git/HEAD' }],
    ['a tag', { do: 'fifo', path: '.git/refs/tags/x' }],
    ['the config', { do: 'fifo', path: '.git/config' }],
  ])('throws where a FIFO stands for %s, on which go-git would wait for ever', (_name, step) =>
    withScenario({ steps: [...releases, step] }, async (built) => {
      await expect(factsOf(built)).rejects.toEqual(anError('SAFETY_LIMIT'))
    }),
  )
})
