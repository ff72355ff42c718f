import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { profiles } from '../../../src/git/profile.js'
import { type EnsureOptions, ensure } from '../../../src/recipe/ensure/ensure.js'
import { getEnsureContext } from '../../../src/recipe/ensure/ensure-context.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { type BuiltScenario, type Step, withScenario, withScratch } from '../../support/scenario.js'
import { snapshotTree } from '../../support/snapshot.js'

const offline = getEnsureContext({ offline: true })
const online = getEnsureContext({})
const bundle = resolve('golden/recipes/discourse-sample.bundle')

/** Two releases: the second changes a mode, a link and a folder; `.git/config` has the section of a branch that was cloned. */
const releases: Step[] = [
  { do: 'write', path: '.gitignore', text: 'notes/\n*.local\n' },
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'write', path: 'entry.sh', text: 'true\n' },
  { do: 'write', path: 'folder/a', text: 'a\n' },
  { do: 'link', path: 'link', to: 'compose.yml' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1.0.0' },
  { do: 'write', path: 'compose.yml', text: 'two\n' },
  { do: 'chmod', path: 'entry.sh', mode: '755' },
  { do: 'remove', path: 'folder' },
  { do: 'write', path: 'folder', text: 'a file now\n' },
  { do: 'remove', path: 'link' },
  { do: 'link', path: 'link', to: '/etc' },
  { do: 'write', path: 'deep/er/file', text: 'x\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.1.0+1.1.0', annotated: true },
  { do: 'remove', path: 'link' },
  { do: 'link', path: 'link', to: 'folder' },
  { do: 'commit' },
  { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] },
]

function ensureAt({ dir, home }: BuiltScenario, version: string | undefined, options: EnsureOptions = {}) {
  return ensure({ name: 'custom-html', dir, ...(version === undefined ? {} : { version }) }, offline, {
    home,
    ...options,
  })
}

/** What git itself says of a checkout once we are done: nothing changed, nothing damaged, no lock left. */
function expectSound(dir: string): void {
  expect(git(dir, 'status', '--porcelain')).toBe('')
  expect(git(dir, 'fsck', '--no-dangling')).toBe('')
  expect(existsSync(join(dir, '.git/index.lock'))).toBe(false)
  expect(execFileSync('find', [dir, '-name', '.abra-*']).toString()).toBe('')
}

describe('ensure, offline', () => {
  it.each(profiles)('checks out a release, HEAD detached, as go-git %s has it', (profile) =>
    withScenario({ steps: releases }, async (built) => {
      const { dir } = built
      const { head, steps } = await ensureAt(built, '1.0.0+1.0.0', { profile })
      const commit = git(dir, 'rev-parse', '1.0.0+1.0.0^{commit}')
      expect(head).toEqual({ hash: commit, name: 'HEAD' })
      expect(steps).toEqual([{ do: 'checkout', reference: 'refs/tags/1.0.0+1.0.0', commit, deletes: [] }])
      expectSound(dir)
      expect(readFileSync(join(dir, 'folder/a'), 'utf8')).toBe('a\n')
      expect(lstatSync(join(dir, 'entry.sh')).mode & 0o111).toBe(0)
      expect(existsSync(join(dir, 'deep'))).toBe(false)
    }),
  )

  it.each(profiles)(
    'peels an annotated tag, sets execute bits and makes links without following them, go-git %s',
    (profile) =>
      withScenario({ steps: releases }, async (built) => {
        // A link with an absolute target is never clean to go-git (L07), which is no failure of the checkout.
        const { head } = await ensureAt(built, '1.1.0+1.1.0', { profile })
        expect(head?.hash).toBe(git(built.dir, 'rev-parse', '1.1.0+1.1.0^{commit}'))
        expect(readlinkSync(join(built.dir, 'link'))).toBe('/etc')
        expect(lstatSync(join(built.dir, 'entry.sh')).mode & 0o111).not.toBe(0)
        expectSound(built.dir)
      }),
  )

  it('throws if a file that was ignored no longer is', () =>
    withScenario(
      {
        steps: [
          { do: 'write', path: 'compose.yml', text: 'one\n' },
          { do: 'commit' },
          { do: 'tag', name: '1.0.0' },
          { do: 'write', path: '.gitignore', text: 'notes\n' },
          { do: 'commit' },
          { do: 'write', path: 'notes', text: 'mine\n' },
        ],
      },
      async (built) => {
        const failed = await ensureAt(built, '1.0.0').catch((error: unknown) => error)
        expect(failed).toEqual(anError('CHECKOUT_FAILED'))
        expect((failed as Error).message).toContain('?? notes')
        expect(readFileSync(join(built.dir, 'notes'), 'utf8')).toBe('mine\n')
        expect(existsSync(join(built.dir, '.git/index.lock'))).toBe(false)
      },
    ))

  it('checks out a commit by the beginning of its hash', () =>
    withScenario({ steps: releases }, async (built) => {
      const commit = git(built.dir, 'rev-parse', '1.0.0+1.0.0')
      const { head } = await ensureAt(built, commit.slice(0, 9))
      expect(head).toEqual({ hash: commit, name: 'HEAD' })
      expectSound(built.dir)
    }))

  it('goes back to the default branch without a version, HEAD symbolic', () =>
    withScenario({ steps: [...releases, { do: 'checkout', ref: '1.0.0+1.0.0' }] }, async (built) => {
      const { head } = await ensureAt(built, undefined)
      expect(head).toEqual({ hash: git(built.dir, 'rev-parse', 'main'), name: 'refs/heads/main' })
      expect(readFileSync(join(built.dir, '.git/HEAD'), 'utf8')).toBe('ref: refs/heads/main\n')
      expectSound(built.dir)
    }))

  it('changes nothing in chaos', () =>
    withScenario({ steps: [...releases, { do: 'write', path: 'untracked', text: 'x' }] }, async (built) => {
      const before = snapshotTree(built.dir)
      const { dir, home } = built
      const { steps } = await ensure(
        { name: 'custom-html', dir, version: '1.0.0+1.0.0' },
        getEnsureContext({ chaos: true }),
        { home },
      )
      expect(steps).toEqual([])
      expect(snapshotTree(dir)).toEqual(before)
    }))

  it.each<[string, Step[], string | undefined, string]>([
    ['an untracked file', [{ do: 'write', path: 'untracked', text: 'x' }], '1.0.0+1.0.0', 'dirty-worktree'],
    ['an edit', [{ do: 'write', path: 'compose.yml', text: 'x' }], undefined, 'dirty-worktree'],
    ['an unknown version', [], '9.9.9', 'version-not-found'],
    ['a chaos version', [], 'deadbeef+U', 'chaos-version-in-env'],
    [
      'no default branch',
      [{ do: 'git', args: ['config', '--remove-section', 'branch.main'] }],
      undefined,
      'no-default-branch',
    ],
  ])('refuses as abra does and changes nothing: %s', (_name, steps, version, refusal) =>
    withScenario({ steps: [...releases, ...steps] }, async (built) => {
      const tree = () => [...snapshotTree(built.dir)].filter(([path]) => path !== '.git')
      const before = tree()
      const refused = await ensureAt(built, version).catch((error: unknown) => error)
      expect(refused).toEqual(anError('ENSURE_REFUSED'))
      expect(refused).toHaveProperty('data.refusal', refusal)
      expect(tree()).toEqual(before)
    }),
  )
})

describe('files that are not in git', () => {
  const notes: Step[] = [
    ...releases,
    { do: 'write', path: 'notes/today', text: 'keep me\n' },
    { do: 'write', path: 'x.local', text: 'keep me too\n' },
  ]

  it('stay', () =>
    withScenario({ steps: notes }, async (built) => {
      await ensureAt(built, '1.0.0+1.0.0')
      expect(readFileSync(join(built.dir, 'notes/today'), 'utf8')).toBe('keep me\n')
      expect(readFileSync(join(built.dir, 'x.local'), 'utf8')).toBe('keep me too\n')
      expectSound(built.dir)
    }))

  it('are deleted with deleteLikeAbra', () =>
    withScenario({ steps: notes }, async (built) => {
      const { steps } = await ensureAt(built, '1.0.0+1.0.0', { deleteLikeAbra: true })
      expect(steps).toMatchObject([{ do: 'checkout', deletes: ['notes/today', 'x.local'] }])
      expect(existsSync(join(built.dir, 'notes'))).toBe(false)
      expect(existsSync(join(built.dir, 'x.local'))).toBe(false)
      expectSound(built.dir)
    }))

  const inTheWay: Step[] = [
    { do: 'write', path: 'a', text: 'a\n' },
    { do: 'commit' },
    { do: 'tag', name: '1.0.0' },
    { do: 'write', path: 'config', text: 'theirs\n' },
    { do: 'write', path: 'folder/file', text: 'theirs\n' },
    { do: 'write', path: 'file', text: 'theirs\n' },
    { do: 'commit' },
    { do: 'tag', name: '2.0.0' },
    { do: 'checkout', ref: '1.0.0' },
    { do: 'write', path: '.git/info/exclude', text: 'config\nfolder\nfile\n' },
    { do: 'write', path: 'config', text: 'mine\n' },
    { do: 'write', path: 'outside:file', text: 'not in the checkout\n' },
    { do: 'link', path: 'folder', to: '../outside' },
    { do: 'write', path: 'file/below', text: 'mine\n' },
  ]

  it('are never overwritten: if one is in the way, nothing is changed', () =>
    withScenario({ steps: inTheWay }, async (built) => {
      const tree = () => [...snapshotTree(built.dir)].filter(([path]) => path !== '.git')
      const before = tree()
      const refused = await ensureAt(built, '2.0.0').catch((error: unknown) => error)
      expect(refused).toEqual(anError('CHECKOUT_WOULD_OVERWRITE'))
      expect(refused).toHaveProperty('data.paths', ['config', 'file/below', 'folder'])
      expect(tree()).toEqual(before)
    }))

  it('are replaced with deleteLikeAbra, and no link is followed', () =>
    withScenario({ steps: inTheWay }, async (built) => {
      await ensureAt(built, '2.0.0', { deleteLikeAbra: true })
      expect(readFileSync(join(built.dir, 'config'), 'utf8')).toBe('theirs\n')
      expect(readFileSync(join(built.dir, 'folder/file'), 'utf8')).toBe('theirs\n')
      expect(readFileSync(join(built.outside, 'file'), 'utf8')).toBe('not in the checkout\n')
      expectSound(built.dir)
    }))
})

describe('a checkout that could do harm', () => {
  it('stays as it is while another git holds its lock', () =>
    withScenario({ steps: releases }, async (built) => {
      const lock = join(built.dir, '.git/index.lock')
      writeFileSync(lock, '')
      await expect(ensureAt(built, '1.0.0+1.0.0')).rejects.toEqual(anError('CHECKOUT_LOCKED'))
      expect(existsSync(lock)).toBe(true)
    }))

  it.each<[string, string]>([
    ['.git', '040000'],
    ['.GIT', '040000'],
    ['git~1', '100644'],
    ['..', '040000'],
    ['.git ', '040000'],
    ['a\\..\\b', '100644'],
  ])('has no tree written that holds %j', (name, mode) =>
    withScenario({ steps: releases }, async (built) => {
      const { dir } = built
      const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: dir, input: '#!/bin/sh\n' })
        .toString()
        .trim()
      const tree = (entries: string, bytes: Buffer) => {
        const content = Buffer.concat([Buffer.from(`${entries}\0`), bytes])
        return execFileSync('git', ['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], {
          cwd: dir,
          input: content,
        })
          .toString()
          .trim()
      }
      const hooks = tree('100755 post-checkout', Buffer.from(blob, 'hex'))
      const inner = mode === '040000' ? tree('40000 hooks', Buffer.from(hooks, 'hex')) : blob
      const root = tree(`${mode.replace(/^0/, '')} ${name}`, Buffer.from(inner, 'hex'))
      const commit = git(dir, '-c', 'user.name=a', '-c', 'user.email=a', 'commit-tree', '-m', 'x', root)
      const before = [...snapshotTree(dir)].filter(([path]) => path !== '.git')
      const refused = await ensureAt(built, commit).catch((error: unknown) => error)
      expect(['CHECKOUT_UNSAFE', 'ENSURE_REFUSED']).toContain((refused as { code?: string }).code)
      expect([...snapshotTree(dir)].filter(([path]) => path !== '.git')).toEqual(before)
    }),
  )

  it.each([
    ['a link with an empty target', '120000', 'odd', '', 'is a link with an empty target'],
    ['a link target with NUL', '120000', 'odd', 'a\0b', 'is a link whose target holds a NUL byte'],
    ['a link target of 4,096 bytes', '120000', 'odd', 'a'.repeat(4096), 'more than 4095 bytes'],
    ['a name of 256 bytes', '100644', 'n'.repeat(256), 'text', 'has a name of more than 255 bytes'],
  ])('writes nothing of a commit with %s', (_, mode, name, text, reason) =>
    withScenario({ steps: releases }, async (built) => {
      const { dir } = built
      const hash = (input: string | Buffer, type: string) =>
        execFileSync('git', ['hash-object', '-w', '-t', type, '--literally', '--stdin'], { cwd: dir, input })
          .toString()
          .trim()
      const entry = (entryMode: string, entryName: string, object: string) =>
        Buffer.concat([Buffer.from(`${entryMode} ${entryName}\0`), Buffer.from(object, 'hex')])
      // `a` would be written first.
      const root = hash(
        Buffer.concat([entry('100644', 'a', hash('a', 'blob')), entry(mode, name, hash(text, 'blob'))]),
        'tree',
      )
      const commit = git(dir, '-c', 'user.name=a', '-c', 'user.email=a', 'commit-tree', '-m', 'x', root)
      const before = [...snapshotTree(dir)].filter(([path]) => path !== '.git')
      const refused = await ensureAt(built, commit).catch((error: unknown) => error)
      // The preview already refuses the name, and `ensure` then says ENSURE_REFUSED.
      expect(refused).toEqual(anError(name === 'odd' ? 'CHECKOUT_UNSAFE' : 'ENSURE_REFUSED'))
      expect((refused as Error).message).toContain(`/${name} `)
      expect((refused as Error).message).toContain(reason)
      expect([...snapshotTree(dir)].filter(([path]) => path !== '.git')).toEqual(before)
    }),
  )

  it('has no git folder written through that a link replaces', () =>
    withScenario(
      {
        steps: [
          ...releases,
          { do: 'rename', from: '.git', to: 'outside:git' },
          { do: 'link', path: '.git', to: '../outside/git' },
        ],
      },
      async (built) => {
        await expect(ensureAt(built, '1.0.0+1.0.0')).rejects.toEqual(anError('CHECKOUT_UNSAFE'))
      },
    ))

  it('runs none of its hooks and filters, and leaves line ends alone', () =>
    withScenario(
      {
        steps: [
          { do: 'write', path: '.gitattributes', text: '* filter=evil text eol=crlf\n' },
          { do: 'write', path: 'compose.yml', text: 'one\n' },
          { do: 'commit' },
          { do: 'tag', name: '1.0.0' },
          { do: 'write', path: 'compose.yml', text: 'two\n' },
          { do: 'commit' },
          { do: 'git', args: ['config', 'filter.evil.smudge', 'touch canary; cat'] },
          { do: 'git', args: ['config', 'core.fsmonitor', 'touch canary'] },
          { do: 'write', path: '.git/hooks/post-checkout', text: '#!/bin/sh\ntouch canary\n', mode: '755' },
        ],
      },
      async (built) => {
        await ensureAt(built, '1.0.0')
        expect(existsSync(join(built.dir, 'canary'))).toBe(false)
        expect(readFileSync(join(built.dir, 'compose.yml'), 'utf8')).toBe('one\n')
      },
    ))

  it('keeps HEAD and index where a file cannot be written', () =>
    withScenario({ steps: [...releases, { do: 'checkout', ref: '1.0.0+1.0.0' }] }, async (built) => {
      const { dir } = built
      const blob = git(dir, 'rev-parse', 'main:compose.yml')
      const path = join(dir, '.git/objects', blob.slice(0, 2), blob.slice(2))
      chmodSync(path, 0o644)
      writeFileSync(path, 'damaged')
      const before = [...snapshotTree(dir)].filter(([name]) => name !== '.git')
      const failed = await ensureAt(built, undefined).catch((error: unknown) => error)
      expect(['OBJECT_INVALID', 'ENSURE_REFUSED']).toContain((failed as { code?: string }).code)
      expect([...snapshotTree(dir)].filter(([name]) => name !== '.git')).toEqual(before)
    }))
})

describe('ensure, with a source', () => {
  it('clones a missing recipe and checks out the version', () =>
    withScratch(async (scratch) => {
      const dir = join(scratch, 'recipes/discourse')
      const recipe = { name: 'discourse', dir, url: bundle }
      const first = await ensure(recipe, offline, { home: scratch })
      expect(first.steps.map((step) => step.do)).toEqual(['clone', 'checkout'])
      expectSound(dir)
      const tag = git(dir, 'tag').split('\n')[0] ?? ''
      const second = await ensure({ ...recipe, version: tag }, offline, { home: scratch })
      expect(second.head).toEqual({ hash: git(dir, 'rev-parse', `${tag}^{commit}`), name: 'HEAD' })
      expectSound(dir)
    }))

  it('fetches tags and branch and moves on with them', () =>
    withScenario({ steps: releases }, (origin) =>
      withScratch(async (scratch) => {
        const dir = join(scratch, 'recipe')
        const recipe = { name: 'custom-html', dir, url: origin.dir }
        await ensure(recipe, online, { home: scratch })
        const config = readFileSync(join(dir, '.git/config'))
        mkdirSync(join(origin.dir, 'more'))
        writeFileSync(join(origin.dir, 'more/file'), 'x\n')
        const identity = ['-c', 'user.name=a', '-c', 'user.email=a']
        git(origin.dir, 'add', '-A')
        git(origin.dir, ...identity, 'commit', '-qm', 'more')
        git(origin.dir, 'tag', '2.0.0+2.0.0')
        const { head, steps, fetched } = await ensure(recipe, online, { home: scratch })
        expect(steps.map((step) => step.do)).toEqual(['fetch', 'checkout'])
        expect(head).toEqual({ hash: git(origin.dir, 'rev-parse', 'main'), name: 'refs/heads/main' })
        expect(fetched.map(({ name }) => name)).toEqual(['refs/remotes/origin/main', 'refs/tags/2.0.0+2.0.0'])
        expect(readFileSync(join(dir, 'more/file'), 'utf8')).toBe('x\n')
        expect(readFileSync(join(dir, '.git/config'))).toEqual(config)
        expectSound(dir)
        const again = await ensure({ ...recipe, version: '1.0.0+1.0.0' }, online, { home: scratch })
        expect(again.fetched).toEqual([])
        expect(again.head?.name).toBe('HEAD')
        expectSound(dir)
      }),
    ))

  it('refuses a branch that has diverged from origin, as a pull does', () =>
    withScenario({ steps: releases }, (origin) =>
      withScratch(async (scratch) => {
        const dir = join(scratch, 'recipe')
        const recipe = { name: 'custom-html', dir, url: origin.dir }
        await ensure(recipe, online, { home: scratch })
        const identity = ['-c', 'user.name=a', '-c', 'user.email=a']
        git(origin.dir, ...identity, 'commit', '--allow-empty', '-qm', 'theirs')
        git(dir, ...identity, 'commit', '--allow-empty', '-qm', 'ours')
        const head = git(dir, 'rev-parse', 'HEAD')
        await expect(ensure(recipe, online, { home: scratch })).rejects.toHaveProperty(
          'data.refusal',
          'non-fast-forward',
        )
        expect(git(dir, 'rev-parse', 'HEAD')).toBe(head)
        expectSound(dir)
      }),
    ))

  it('says that a source asks for authentication or is not there, and leaves no half clone', () =>
    withScratch(async (scratch) => {
      const dir = join(scratch, 'recipe')
      const recipe = { name: 'custom-html', dir, url: join(scratch, 'nowhere') }
      await expect(ensure(recipe, online, { home: scratch })).rejects.toEqual(anError('GIT_FAILED'))
      expect(snapshotTree(scratch).size).toBe(1)
    }))

  it('can be cancelled', () =>
    withScratch(async (scratch) => {
      const recipe = { name: 'custom-html', dir: join(scratch, 'recipe'), url: bundle }
      const signal = AbortSignal.abort(new Error('enough'))
      const cancelled = await ensure(recipe, online, { home: scratch, signal }).catch((error: unknown) => error)
      expect(cancelled).toEqual(anError('GIT_FAILED'))
      expect(cancelled).toHaveProperty('cause.message', 'enough')
      expect(snapshotTree(scratch).size).toBe(1)
    }))
})

describe('a folder of the worktree that is a link', () => {
  it('is not written through, tracked or not', () =>
    withScenario({ steps: [...releases, { do: 'checkout', ref: '1.0.0+1.0.0' }] }, async (built) => {
      // The next release has deep/er/file.
      symlinkSync(built.outside, join(built.dir, 'deep'))
      mkdirSync(join(built.dir, '.git/info'))
      writeFileSync(join(built.dir, '.git/info/exclude'), 'deep\n')
      const refused = await ensureAt(built, undefined).catch((error: unknown) => error)
      expect(refused).toEqual(anError('CHECKOUT_WOULD_OVERWRITE'))
      expect(snapshotTree(built.outside).size).toBe(1)
    }))
})
