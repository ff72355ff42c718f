import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomState } from '../../../compare/random/random-states.js'
import { stateCatalogue } from '../../../compare/states/state-catalogue.js'
import { isAbraVersionError } from '../../../src/errors.js'
import { type GoGitProfile, profiles } from '../../../src/git/profile.js'
import type { QuickStatus } from '../../../src/git/quick/quick-status.js'
import { openRepository } from '../../../src/git/repository/open-repository.js'
import { CheckoutReads } from '../../../src/git/worktree/checkout-reads.js'
import { readHeadAndClean } from '../../../src/git/worktree/read-head-and-clean.js'
import { worktreeStatus } from '../../../src/git/worktree/worktree-status.js'
import { git } from '../../support/git.js'
import { looseObjectPath, treeBytes, writeLooseBytes, writeLooseObject } from '../../support/git-objects.js'
import { indexBytes, withChecksum } from '../../support/index-bytes.js'
import { type BuiltScenario, type Scenario, type Step, withScenario } from '../../support/scenario.js'

/** Knows nothing, so that all is compared as go-git does it. */
const knowsNothing = {
  close: () => {},
  prefetchStats: () => {},
  isCovered: false,
  isStaged: () => false,
  stagedFolders: () => undefined,
  knownWorktree: () => undefined,
  hasOtherPaths: () => undefined,
  paths: () => undefined,
  allFilesToHash: () => undefined,
} as unknown as QuickStatus

class FaithfulReads extends CheckoutReads {
  override quickStatus(): QuickStatus {
    return knowsNothing
  }
}

/** What comes of it, or the code and message of what it throws. */
function answerOf<T>(ask: () => T): T | { code: string; message: string } {
  try {
    return ask()
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return { code: error.code, message: error.message }
  }
}

function statusOf({ dir }: BuiltScenario, profile: GoGitProfile, reads: CheckoutReads): unknown {
  return answerOf(() => {
    const repository = openRepository(dir, profile)
    return worktreeStatus(repository, repository.references.resolve('HEAD')?.hash, reads)
  })
}

/** Every profile's status, with nothing shared between them and nothing known beforehand. */
function faithfulStatuses(built: BuiltScenario): unknown[] {
  return profiles.map((profile) => statusOf(built, profile, new FaithfulReads(built)))
}

/** The same as one call asks for them. */
function statuses(built: BuiltScenario): unknown[] {
  const reads = new CheckoutReads(built)
  try {
    return profiles.map((profile) => statusOf(built, profile, reads))
  } finally {
    reads.close()
  }
}

/** How often the quick comparison had an answer: an equality of two slow ones says nothing. */
const quick = { asked: 0, answered: 0 }

function expectSame(built: BuiltScenario): void {
  const faithful = faithfulStatuses(built)
  expect(statuses(built)).toEqual(faithful)
  for (const [i, profile] of profiles.entries()) {
    const { dir, home } = built
    const whole = answerOf(() => {
      const head = openRepository(dir, profile).references.resolve('HEAD')
      const status = faithful[i] as { files: unknown[] } | { code: string }
      if ('code' in status) return status
      return {
        head: head === undefined ? null : expect.objectContaining({ hash: head.hash }),
        clean: status.files.length === 0,
      }
    })
    expect(
      answerOf(() => readHeadAndClean(dir, { profile, home })),
      profile,
    ).toEqual(whole)
  }
  quick.asked++
  if (isAnsweredQuickly(built)) quick.answered++
}

function isAnsweredQuickly({ dir, home }: BuiltScenario): boolean {
  const reads = new CheckoutReads({ home })
  try {
    const repository = openRepository(dir, '5.16')
    const quick = reads.quickStatus(repository, reads.index(repository))
    return quick.paths() !== undefined && quick.allFilesToHash() !== undefined
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return false
  } finally {
    reads.close()
  }
}

const expectSameOf = (scenario: Scenario) => withScenario(scenario, expectSame)
const write = (path: string, text = ''): Step => ({ do: 'write', path, text })
const run = (...args: string[]): Step => ({ do: 'git', args })
const shell = (command: string): Step => run('-c', `alias.run=!${command}`, 'run')
const settle: Step = { do: 'settle' }

const states = stateCatalogue()
const fileTimes = states.filter(({ family }) => family === 'file-times')
const others = states.filter(({ family }, i) => family !== 'file-times' && i % (family === 'names' ? 5 : 15) === 0)

describe('a checkout is compared quickly with the same answer, or the same error', () => {
  it.each(fileTimes)('file-times: $name', ({ scenario }) => expectSameOf(scenario))

  it('and most of those states are', () => {
    expect(quick.answered / quick.asked).toBeGreaterThan(0.8)
  })

  it.each(others)('$family: $name', ({ scenario }) => expectSameOf(scenario))

  it('of random states, of which many are', async () => {
    const before = { ...quick }
    await fc.assert(fc.asyncProperty(randomState, expectSameOf), { numRuns: 40, endOnFailure: true })
    expect(quick.answered - before.answered).toBeGreaterThan(8)
  })

  it.each<[what: string, steps: Step[]]>([
    ['a folder’s tree is not there', [shell('rm -f .git/objects/$(git rev-parse HEAD:d | sed "s|^..|&/|")')]],
    [
      'a folder’s tree is not there, and a file is untracked',
      [shell('rm -f .git/objects/$(git rev-parse HEAD:d | sed "s|^..|&/|")'), write('new')],
    ],
    ['the tree is not there', [shell('rm -f .git/objects/$(git rev-parse HEAD: | sed "s|^..|&/|")'), write('new')]],
    ['the commit is not there', [shell('rm -f .git/objects/$(git rev-parse HEAD | sed "s|^..|&/|")'), write('new')]],
    [
      'a tree is damaged, and a file is untracked',
      [shell('f=.git/objects/$(git rev-parse HEAD:d | sed "s|^..|&/|"); chmod 644 $f; echo x > $f'), write('new')],
    ],
    ['HEAD names no commit', [write('.git/HEAD', 'garbage\n')]],
    ['HEAD is unborn', [write('.git/HEAD', 'ref: refs/heads/none\n')]],
    ['there is no index', [{ do: 'remove', path: '.git/index' }]],
    ['an untracked file is hidden by a folder’s patterns', [write('d/.gitignore', '*\n'), write('d/e/x')]],
    [
      'ignored files are in a folder and beside it',
      [write('.gitignore', 'n-*\nn/a\n'), write('n-a'), write('n/a'), write('n/b')],
    ],
    ['only an ignored file is new', [write('.git/info/exclude', 'x\n'), write('d/e/x')]],
    [
      'a file is gone and a folder cannot be',
      [
        { do: 'remove', path: 'c' },
        { do: 'link', path: 'e', to: 'd' },
      ],
    ],
  ])('where %s', (_what, steps) =>
    expectSameOf({
      steps: [write('c'), write('d/f', 'f\n'), write('d/e/g', 'g\n'), { do: 'commit' }, settle, ...steps],
    }),
  )

  describe.each([
    ['file', { mode: '100644', name: 'd/f', object: 'HEAD:d/f', path: 'd/f' }],
    ['folder', { mode: '40000', name: 'd/e', object: 'HEAD:d/e', path: 'd/e/g' }],
  ])('where a %s of the tree has a path for a name', (_what, { mode, name, object, path }) => {
    /** HEAD becomes a commit of such a tree, as no git writes it. */
    function commitOdd(dir: string): void {
      const hash = git(dir, 'rev-parse', object)
      const tree = writeLooseObject(join(dir, '.git'), 'tree', treeBytes([{ mode, name, hash }]))
      const commit = git(dir, '-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit-tree', tree, '-m', 'x')
      git(dir, 'reset', '-q', '--soft', commit)
    }
    const steps: Step[] = [write(path, 'x\n'), { do: 'commit' }, settle]

    it('and the index that path', () =>
      withScenario({ steps }, (built) => {
        commitOdd(built.dir)
        expectSame(built)
      }))

    it('and the index that path, and a file is untracked', () =>
      withScenario({ steps: [...steps, write('new')] }, (built) => {
        commitOdd(built.dir)
        expectSame(built)
      }))

    it('and git has read it into the index, and a file is untracked', () =>
      withScenario({ steps: [...steps, write('new')] }, (built) => {
        commitOdd(built.dir)
        git(built.dir, 'read-tree', 'HEAD')
        expectSame(built)
      }))
  })

  it('where the commit names two trees, of which releases take one or the other', () =>
    withScenario({ steps: [write('c'), write('d/f'), { do: 'commit' }, settle] }, (built) => {
      const { dir } = built
      const content = ['HEAD:', 'HEAD:d'].map((revision) => `tree ${git(dir, 'rev-parse', revision)}\n`).join('')
      const commit = writeLooseObject(join(dir, '.git'), 'commit', `${content}author x <x> 1 +0000\n\nx\n`)
      writeFileSync(join(dir, '.git/HEAD'), `${commit}\n`)
      expectSame(built)
    }))

  it('where profiles read the index in different ways', () =>
    withScenario({ steps: [write('a'), { do: 'commit' }, settle] }, (built) => {
      const bytes = indexBytes({ version: 4, entries: [{ name: 'a', drop: 3 }] })
      writeFileSync(join(built.dir, '.git/index'), bytes)
      expectSame(built)
      expect(statuses(built)).toEqual([
        expect.objectContaining({ files: expect.anything() }),
        expect.objectContaining({ code: 'INDEX_INVALID' }),
        expect.objectContaining({ code: 'INDEX_INVALID' }),
      ])
    }))

  it('where a program wrote the index that marks no entry as racy', () => {
    const packed: Step[] = [write('a', 'one\n'), { do: 'commit' }, write('a', 'two\n'), { do: 'commit' }]
    return withScenario({ steps: [...packed, run('repack', '-adq'), run('prune-packed'), settle] }, (built) => {
      const path = join(built.dir, '.git/index')
      const entry = readFileSync(path).subarray(0, 12 + 64)
      entry.write(git(built.dir, 'rev-parse', 'HEAD~1:a'), 12 + 40, 'hex')
      writeFileSync(path, withChecksum(entry))
      const later = new Date('2037-01-01T00:00:00Z')
      utimesSync(path, later, later)
      expectSame(built)
      expect(statuses(built)).toMatchObject([
        { files: [{ path: 'a', change: 'MM' }] },
        expect.anything(),
        expect.anything(),
      ])
    })
  })

  it('where a profile does not follow all links to the index', () => {
    const links = Array.from({ length: 10 }, (_, i): Step => ({ do: 'link', path: `.git/i${i + 1}`, to: `i${i}` }))
    const moved: Step[] = [{ do: 'rename', from: '.git/index', to: '.git/i0' }, ...links]
    const steps: Step[] = [
      write('a'),
      { do: 'commit' },
      settle,
      ...moved,
      { do: 'link', path: '.git/index', to: 'i10' },
    ]
    return withScenario({ steps }, (built) => {
      expectSame(built)
      const [first, , last] = statuses(built)
      expect(first).toMatchObject({ files: [] })
      expect(last).toMatchObject({ code: 'FILE_UNREADABLE' })
    })
  })

  it.each<[what: string, content: Buffer]>([
    ['no entries', Buffer.alloc(0)],
    ['an entry without a name', treeBytes([{ mode: '100644', name: '', hash: '11'.repeat(20) }])],
    ['an entry without a mode', treeBytes([{ mode: '', name: 'f', hash: '11'.repeat(20) }])],
    ['a mode that is none', treeBytes([{ mode: '9', name: 'f', hash: '11'.repeat(20) }])],
    ['an entry that is cut off', treeBytes([{ mode: '100644', name: 'f', hash: '11'.repeat(20) }]).subarray(0, -1)],
    ['a path for a name', treeBytes([{ mode: '40000', name: 'x/y', hash: '11'.repeat(20) }])],
  ])('where the tree of a folder was replaced by one with %s, and a file is untracked', async (_what, content) => {
    const steps: Step[] = [write('c'), write('d/f', 'f\n'), write('d/e/g', 'g\n'), { do: 'commit' }, settle]
    await withScenario({ steps: [...steps, write('new')] }, (built) => {
      const gitDir = join(built.dir, '.git')
      const hash = git(built.dir, 'rev-parse', 'HEAD:d')
      rmSync(join(gitDir, looseObjectPath(hash)))
      writeLooseBytes(gitDir, hash, deflateSync(Buffer.concat([Buffer.from(`tree ${content.length}\0`), content])))
      expectSame(built)
    })
  })

  it('of a checkout so large that a worker prefetches its stat data', async () => {
    await withScenario({ steps: [] }, (built) => {
      const { dir } = built
      const names = Array.from({ length: 5200 }, (_, i) => `f${String(i).padStart(4, '0')}`)
      for (const name of names) writeFileSync(join(dir, name), name)
      git(dir, 'add', '-A')
      git(dir, '-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-qm', 'x')
      git(dir, 'repack', '-adq')
      const later = new Date('2037-01-01T00:00:00Z')
      utimesSync(join(dir, '.git/index'), later, later)
      expectSame(built)
      writeFileSync(join(dir, 'f0007'), 'F0007')
      writeFileSync(join(dir, 'f5100'), 'F5100')
      writeFileSync(join(dir, 'untracked'), '')
      rmSync(join(dir, 'f0300'))
      expectSame(built)
      const [status] = statuses(built)
      expect(status).toMatchObject({
        files: [
          { path: 'f0007', change: ' M' },
          { path: 'f0300', change: ' D' },
          { path: 'f5100', change: ' M' },
          { path: 'untracked', change: '??' },
        ],
      })
    })
  })
})

/** Names that recur in every folder: a skipped entry is passed over together with a file of its name elsewhere. */
const recurring = ['a/b/f', 'a/b/g', 'a/f', 'b/c/f', 'b/c/x', 'b/f', 'c/f', 'c/x', 'f', 'g']
const anyPath = fc.constantFrom(...recurring)
const anyFolder = fc.constantFrom('a', 'a/b', 'b', 'b/c', 'c')
const hash = '12'.repeat(20)

const inModules = (path: string, url = 'x') =>
  `printf '[submodule "s"]\\npath = ${path}\\nurl = ${url}\\n' > .gitmodules`
const put = (path: string, text = 'x') => `mkdir -p "$(dirname ${path})"; printf '${text}\\n' > ${path}`

/** What makes an index or a worktree odd, and ordinary changes beside it. */
const anyOddness = fc.oneof(
  anyPath.map((path) => `git update-index --skip-worktree ${path}`),
  anyPath.map((path) => `git update-index --skip-worktree ${path}; rm ${path}`),
  anyFolder.map((folder) => `git ls-files -z ${folder} | xargs -0 git update-index --skip-worktree`),
  anyFolder.map((folder) => `git ls-files -z ${folder} | xargs -0 git update-index --skip-worktree; rm -r ${folder}`),
  anyFolder.map((folder) => `git update-index --add --cacheinfo 160000,${hash},${folder}/sub`),
  anyFolder.map(
    (folder) =>
      `git update-index --add --cacheinfo 160000,${hash},${folder}/sub; mkdir ${folder}/sub; ${inModules(`${folder}/sub`)}`,
  ),
  anyFolder.map((folder) => inModules(folder)),
  anyPath.map((path) => inModules(path)),
  anyFolder.map(
    (folder) =>
      `${inModules(`${folder}/new`, 'https://example.org/x')}; git config submodule.s.url https://example.org/x`,
  ),
  anyPath.map(
    (path) =>
      `h=$(git rev-parse :${path}); printf "0 $h\\t${path}\\n100644 $h 1\\t${path}\\n100644 $h 2\\t${path}\\n" | git update-index --index-info`,
  ),
  anyFolder.map((folder) => `${put(`${folder}/aux.yml`)}; git add -A`),
  anyFolder.map((folder) => `${put(`${folder}/con/f`)}; git add -A`),
  anyFolder.map((folder) => put(`${folder}/aux.yml`)),
  anyFolder.map((folder) => `${put(`${folder}/new`)}; git add -N ${folder}/new`),
  anyFolder.map((folder) => `git init -q ${folder}/inner; echo x > ${folder}/inner/f`),
  anyFolder.map((folder) => `git init -q ${folder}`),
  anyFolder.map((folder) => `rm -rf ${folder}; echo x > ${folder}`),
  anyPath.map((path) => `rm ${path}; mkdir ${path}; echo x > ${path}/f`),
  anyPath.map((path) => `rm ${path}; ln -s f ${path}`),
  anyFolder.map((folder) => `mv ${folder} moved; ln -s "$PWD/moved" ${folder}`),
  anyFolder.map((folder) => put(`${folder}/.gitignore/f`)),
  anyFolder.map((folder) => put(`${folder}/.gitignore`, 'n*')),
  anyFolder.map((folder) => put(`${folder}/new/n`)),
  anyFolder.map((folder) => put(`${folder}/.gitattributes`, 'f filter=x')),
  fc
    .constantFrom('f filter=x', '/a/f ident', '*.yml filter=x', '* filter=x')
    .map((line) => put('.git/info/attributes', line)),
  anyPath.map((path) => put(path, 'changed')),
  anyPath.map((path) => `printf 'oddly\\n' > ${path}; git add --sparse ${path}`),
  anyPath.map((path) => `rm ${path}`),
  anyPath.map((path) => `git rm -q --cached ${path}`),
  anyPath.map((path) => `chmod +x ${path}`),
  fc.constant('git update-index --index-version 4'),
  fc.constant('git repack -adq'),
  fc.constant('git -c user.name=x -c user.email=x@example.org commit -qm x'),
)

describe('a checkout with odd entries is compared in parts', () => {
  const base: Step[] = [...recurring.map((path) => write(path, `odd ${path}\n`)), { do: 'commit' }]
  const scenarios = fc
    .array(anyOddness, { minLength: 1, maxLength: 4 })
    .map((odd): Scenario => ({ steps: [...base, ...odd.map((one) => shell(`{ ${one}; } 2>&1 || :`)), settle] }))

  it('with the same answer, or the same error, and most folders are known', async () => {
    let withKnown = 0
    let asked = 0
    await fc.assert(
      fc.asyncProperty(scenarios, (scenario) =>
        withScenario(scenario, (built) => {
          expectSame(built)
          asked++
          if (knownFolderCount(built) > 0) withKnown++
        }),
      ),
      { numRuns: Number(process.env['ODD_RUNS'] ?? 60), endOnFailure: true },
    )
    expect(withKnown / asked).toBeGreaterThan(0.5)
  }, 600_000)
})

function knownFolderCount({ dir, home }: BuiltScenario): number {
  const reads = new CheckoutReads({ home })
  try {
    const repository = openRepository(dir, '5.16')
    const quick = reads.quickStatus(repository, reads.index(repository))
    return quick.knownWorktree([], () => false)?.folders.size ?? 0
  } finally {
    reads.close()
  }
}
