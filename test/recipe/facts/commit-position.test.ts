import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { type CommitPosition, shownPosition } from '../../../src/recipe/facts/commit-position.js'
import { readCommitPosition } from '../../../src/recipe/facts/read-commit-position.js'
import { withScratch } from '../../support/scenario.js'

const HEAD = '7ae7b0f7'
const BASE = 'eb96de94'

/** Runs git in a folder with a fixed identity. */
function gitIn(dir: string) {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.test', '-c', 'init.defaultBranch=main']
  return (...args: string[]) =>
    execFileSync('git', ['-C', dir, ...who, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim()
}

async function withClone<T>(use: (dir: string, git: ReturnType<typeof gitIn>) => Promise<T>): Promise<T> {
  return withScratch(async (dir) => {
    execFileSync('git', ['clone', '--quiet', 'golden/recipes/discourse-sample.bundle', dir], { stdio: 'pipe' })
    return use(dir, gitIn(dir))
  })
}

describe('the position of a commit', () => {
  it('has its tags, and the number of commits that git counts', () =>
    withClone(async (dir, git) => {
      const commits = Number(git('rev-list', '--count', `${BASE}..${HEAD}`))
      expect(commits).toBe(9)
      const position = await readCommitPosition(dir, BASE, HEAD)
      expect(position).toEqual({ place: 'before', commit: git('rev-parse', BASE), tags: ['0.7.0+3.3.1'], commits })
      expect(shownPosition(position)).toBe('tag 0.7.0+3.3.1, 9 commits before the expected one')
      expect(shownPosition(await readCommitPosition(dir, HEAD, BASE))).toBe('9 commits after the expected one')
      expect(shownPosition(await readCommitPosition(dir, HEAD, HEAD))).toBe('the expected commit itself')
    }))

  it('can be asked for by a tag, with or without an expected commit', () =>
    withClone(async (dir) => {
      expect(shownPosition(await readCommitPosition(dir, '0.6.0+3.2.1', '0.7.0+3.3.1'))).toMatch(
        /^tag 0\.6\.0\+3\.2\.1, \d+ commits? before/,
      )
      expect(shownPosition(await readCommitPosition(dir, BASE))).toBe('tag 0.7.0+3.3.1')
      expect(shownPosition(await readCommitPosition(dir, HEAD))).toBe('in this clone, without a tag')
    }))

  it('is not in this clone if the text names no commit', () =>
    withClone(async (dir) => {
      for (const text of ['0123abcd', 'no such thing', '', '../HEAD', '@{-1}'])
        expect(shownPosition(await readCommitPosition(dir, text, HEAD)), text).toBe('not in this clone')
    }))

  it('counts as git does if history branches and merges', () =>
    withScratch(async (dir) => {
      const git = gitIn(dir)
      git('init', '--quiet')
      const commit = (name: string) => git('commit', '--quiet', '--allow-empty', '-m', name)
      commit('a')
      git('tag', '-a', '1.0.0+1', '-m', 'annotated')
      commit('b')
      git('branch', 'side')
      commit('c')
      git('checkout', '--quiet', 'side')
      commit('d')
      commit('e')
      git('checkout', '--quiet', 'main')
      git('merge', '--quiet', '--no-edit', 'side')
      const count = Number(git('rev-list', '--count', '1.0.0+1..main'))
      expect(await readCommitPosition(dir, '1.0.0+1', 'main')).toMatchObject({
        place: 'before',
        commits: count,
        tags: ['1.0.0+1'],
      })
      expect(shownPosition(await readCommitPosition(dir, 'main^', 'side'))).toContain('diverged from the expected one')
    }))

  it('is unknown in a shallow clone', () =>
    withScratch(async (dir) => {
      const bundle = new URL('../../../golden/recipes/discourse-sample.bundle', import.meta.url).pathname
      const whole = `${dir}/whole`
      execFileSync('git', ['clone', '--quiet', '--bare', bundle, whole], { stdio: 'pipe' })
      execFileSync('git', ['clone', '--quiet', '--depth', '2', `file://${whole}`, `${dir}/shallow`], { stdio: 'pipe' })
      const position = await readCommitPosition(`${dir}/shallow`, 'HEAD', 'HEAD^')
      expect(position.place).toBe('unknown')
      expect(shownPosition(position)).toContain('cannot be known')
    }))
})

describe('its words', () => {
  it.each<[CommitPosition, string]>([
    [{ place: 'absent' }, 'not in this clone'],
    [{ place: 'before', commit: 'x', tags: [], commits: 1 }, '1 commit before the expected one'],
    [{ place: 'after', commit: 'x', tags: ['a', 'b'], commits: 2 }, 'tags a, b, 2 commits after the expected one'],
    [{ place: 'alone', commit: 'x', tags: [] }, 'in this clone, without a tag'],
  ])('%j: %s', (position, words) => {
    expect(shownPosition(position)).toBe(words)
  })
})
