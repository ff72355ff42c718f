import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chaosVersion, readChaosFacts } from '../../../src/recipe/chaos-version/chaos-version.js'
import { readChaosVersion } from '../../../src/recipe/chaos-version/read-chaos-version.js'
import { chaosVersionOf, smallSHA } from '../../../src/recipe/chaos-version/small-sha.js'
import { anError } from '../../support/expect-error.js'
import { git } from '../../support/git.js'
import { type Step, withScenario } from '../../support/scenario.js'
import { expectUntouched } from '../../support/snapshot.js'

const release: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1.0.0' },
]
/** As git 2.55 lays it out with --ref-format=reftable, without the tables. */
const reftable: Step[] = [
  { do: 'git', args: ['config', 'core.repositoryformatversion', '1'] },
  { do: 'git', args: ['config', 'extensions.refStorage', 'reftable'] },
  { do: 'remove', path: '.git/refs' },
  { do: 'write', path: '.git/refs/heads', text: 'this repository uses the reftable format\n' },
  { do: 'write', path: '.git/HEAD', text: 'ref: refs/heads/.invalid\n' },
]
const overlay: Step = { do: 'write', path: 'compose.ccci.yml', text: 'x' }
const commit = '7ae7b0f778b3867532e17fbb798dae1ab0c7b803'

/** The three functions that give a chaos version. */
const ways: [string, (dir: string, home: string) => Promise<string>][] = [
  ['chaosVersion', (dir, home) => chaosVersion(dir, { home })],
  ['readChaosFacts', async (dir, home) => (await readChaosFacts(dir, { home })).chaosVersion],
  ['readChaosVersion', async (dir, home) => (await readChaosVersion(dir, { home })).chaosVersion],
]

describe.each(ways)('%s', (_name, ask) => {
  it('is the first 8 digits of HEAD, whatever tag the commit has', () =>
    withScenario({ steps: release }, async ({ dir, home, outside }) => {
      const answer = await expectUntouched([dir, home, outside], () => ask(dir, home))
      expect(answer).toBe(git(dir, 'rev-parse', 'HEAD').slice(0, 8))
    }))

  it('ends in +U when the worktree is dirty', () =>
    withScenario({ steps: [...release, overlay] }, async ({ dir, home }) => {
      expect(await ask(dir, home)).toBe(`${git(dir, 'rev-parse', 'HEAD').slice(0, 8)}+U`)
    }))

  it('throws HEAD_UNBORN before the first commit, with the words of go-git', () =>
    withScenario({ steps: [overlay] }, async ({ dir, home }) => {
      await expect(ask(dir, home)).rejects.toEqual(anError('HEAD_UNBORN'))
      await expect(ask(dir, home)).rejects.toMatchObject({
        data: { dir, goGit: 'reference not found' },
        advice: 'commit something, or check out a branch that has commits',
      })
    }))

  it('says that a linked worktree is one, whose commits go-git does not find', () =>
    withScenario({ steps: release }, async ({ dir, home }) => {
      const linked = `${dir}-linked`
      git(dir, 'worktree', 'add', '-b', 'feature', linked)
      await expect(ask(linked, home)).rejects.toMatchObject({
        code: 'HEAD_UNBORN',
        message: expect.stringMatching(/-linked is a linked worktree, in which go-git finds no commit/),
        data: { dir: linked, goGit: 'reference not found' },
        advice: expect.stringContaining('clone'),
      })
    }))

  it('says of a detached linked worktree too that it is one', () =>
    withScenario({ steps: release }, async ({ dir, home }) => {
      git(dir, 'worktree', 'add', '--detach', `${dir}-linked`)
      await expect(ask(`${dir}-linked`, home)).rejects.toMatchObject({
        code: 'OBJECT_NOT_FOUND',
        advice: expect.stringMatching(/^it is a linked worktree: .*git clone/),
      })
    }))

  it('says that the commits are in a reftable, not that there are none', () =>
    withScenario({ steps: [...release, ...reftable] }, async ({ dir, home }) => {
      await expect(chaosVersion(dir, { home, profile: '5.16' })).rejects.toMatchObject({
        code: 'HEAD_UNBORN',
        message: expect.stringContaining('in a reftable, which go-git does not read'),
        data: { dir, goGit: 'reference not found' },
        advice: expect.stringContaining('git refs migrate --ref-format=files'),
      })
      await expect(chaosVersion(dir, { home, profile: '5.17' })).rejects.toMatchObject({
        code: 'REPOSITORY_UNSUPPORTED',
      })
    }))

  it('says that a repository has SHA-256 hashes, also where go-git opens it', () =>
    withScenario({ repository: 'none', steps: [] }, async ({ dir, home }) => {
      git(dir, 'init', '--quiet', '--object-format=sha256')
      writeFileSync(join(dir, 'compose.yml'), 'version: "3.8"\n')
      git(dir, 'add', 'compose.yml')
      git(dir, '-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '-m', 'x')
      for (const profile of ['5.16', '5.17', '5.19'] as const) {
        await expect(chaosVersion(dir, { home, profile })).rejects.toMatchObject({ code: 'REPOSITORY_UNSUPPORTED' })
      }
      await expect(chaosVersion(dir, { home, profile: '5.16' })).rejects.toThrow(/SHA-256/)
    }))

  it('throws where go-git cannot open the folder', () =>
    withScenario({ repository: 'none', steps: [] }, async ({ dir, home }) => {
      await expect(ask(dir, home)).rejects.toEqual(anError('REPOSITORY_NOT_FOUND'))
    }))
})

describe('readChaosVersion', () => {
  it('has a trace of the rules in order, with the files that make the worktree dirty', () =>
    withScenario({ steps: [...release, overlay] }, async ({ dir, home }) => {
      const head = git(dir, 'rev-parse', 'HEAD')
      const { trace, findings, ...report } = await readChaosVersion(dir, { home })
      expect(report).toEqual({
        chaosVersion: `${head.slice(0, 8)}+U`,
        head: { hash: head, name: 'refs/heads/main' },
        clean: false,
        files: [{ path: 'compose.ccci.yml', change: '??' }],
        profile: '5.16',
        profilesAgree: true,
        differences: [],
      })
      expect(findings).toEqual([{ kind: 'overlay', path: 'compose.ccci.yml', change: '??' }])
      expect(trace.map(({ rule }) => rule)).toEqual(['R20', 'R21', 'R23', 'R22', 'R24'])
      expect(trace[0]?.saw).toBe(`HEAD is ${head} (refs/heads/main)`)
      expect(trace[3]?.saw).toBe('the worktree is not clean: ?? compose.ccci.yml')
    }))

  it('names three dirty files in the trace and counts the rest', () =>
    withScenario(
      { steps: [...release, ...['a', 'b', 'c', 'd', 'e'].map((path): Step => ({ do: 'write', path, text: path }))] },
      async ({ dir, home }) => {
        const { trace } = await readChaosVersion(dir, { home })
        expect(trace.find(({ rule }) => rule === 'R22')?.saw).toBe(
          'the worktree is not clean: ?? a, ?? b, ?? c and 2 more',
        )
      },
    ))
})

describe('smallSHA and chaosVersionOf', () => {
  it('give the form in which abra stamps a commit', () => {
    expect(smallSHA(commit)).toBe('7ae7b0f7')
    expect(chaosVersionOf({ hash: commit }, true)).toBe('7ae7b0f7')
    expect(chaosVersionOf({ hash: commit }, false)).toBe('7ae7b0f7+U')
  })
})
