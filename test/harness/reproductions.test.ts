import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { reproductions } from '../../examples/reproductions.js'
import { readPublishedCases } from '../../src/golden/cases/published-cases.js'
import { git } from '../support/git.js'
import { withScratch } from '../support/scenario.js'

const upstream = resolve('golden/recipes/discourse-sample.bundle')

it('the three ways to one HEAD, taken by the harness’s functions, are stamped as was published (G4)', () =>
  withScratch(async (scratch) => {
    const mirror = join(scratch, 'mirror.git')
    execFileSync('git', ['clone', '--quiet', '--bare', upstream, mirror])
    for (const tag of git(mirror, 'tag').split('\n')) git(mirror, 'tag', '--delete', tag)
    const head = git(mirror, 'rev-parse', 'HEAD')
    const done = await reproductions({ scratch, upstream, mirror, baseTag: '0.7.0+3.3.1', head })
    const published = readPublishedCases('golden').find(({ id }) => id === 'G4')?.expected['headAfterwards']
    expect(published).toBe('7ae7b0f7')
    expect(done.map(({ case: id, stamp }) => [id, stamp])).toEqual([
      ['G4a', published],
      ['G4b', published],
      ['G4c', published],
    ])
    for (const run of ['a', 'b', 'c']) {
      const dir = join(scratch, run, 'recipes/discourse')
      expect(git(dir, 'status', '--porcelain')).toBe('')
      expect(git(dir, 'rev-parse', 'HEAD')).toBe(head)
    }
  }))
