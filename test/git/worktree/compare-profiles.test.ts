import { describe, expect, it } from 'vitest'
import { AbraVersionError } from '../../../src/errors.js'
import { compareProfiles } from '../../../src/git/worktree/compare-profiles.js'
import type { ProfileAnswer } from '../../../src/git/worktree/read-worktree-status.js'

const head = { hash: '7ae7b0f778b3867532e17fbb798dae1ab0c7b803', name: 'refs/heads/main' }
const failure: ProfileAnswer = {
  error: new AbraVersionError(
    'PATH_INVALID',
    'a/.GIT is refused',
    { path: 'a/.GIT', goGit: 'x' },
    { advice: 'rename it' },
  ),
}

/** An answer with these files, each as `XY path`. */
function answer(...files: string[]): ProfileAnswer {
  const changed = files.map((line) => ({ change: line.slice(0, 2), path: line.slice(3) }))
  return { head, changes: { files: changed, ignored: [], globalPatterns: undefined } }
}

function compare(one: ProfileAnswer, other: ProfileAnswer) {
  return compareProfiles(one, new Map([['5.19', other]]))
}

describe('compareProfiles', () => {
  it.each<[string, ProfileAnswer, ProfileAnswer]>([
    ['clean both', answer(), answer()],
    ['dirty alike', answer('?? a', ' M b'), answer('?? a', ' M b')],
    ['failing both', failure, { error: new Error('otherwise') }],
  ])('says nothing where they agree: %s', (_name, one, other) => {
    expect(compare(one, other)).toEqual([])
  })

  it.each<[string, string[], string[], object]>([
    [
      'an untracked file more',
      [],
      ['?? a'],
      { rule: 'L15', files: ['a'], text: 'the worktree not clean: .* about a$' },
    ],
    ['an untracked file less', ['?? a'], [], { rule: 'L15', files: ['a'], text: 'the worktree clean: .* about a$' }],
    ['a modified file', [], [' M a'], { rule: 'L14', files: ['a'], text: 'not clean' }],
    ['other letters', ['M  a'], ['MM a'], { rule: 'L14', files: ['a'], text: 'not clean' }],
    ['only what differs', ['?? a', ' M b'], ['?? a', ' M b', ' M c'], { rule: 'L14', files: ['c'], text: 'about c$' }],
    [
      'many files: three are named',
      [],
      ['?? a', '?? b', '?? c', '?? d', '?? e'],
      { rule: 'L15', files: ['a', 'b', 'c', 'd', 'e'], text: 'about a, b, c and 2 more$' },
    ],
    ['bytes that are no UTF-8', [], ['?? \xff'], { rule: 'L15', files: ['\\xff'], text: 'about \\\\xff$' }],
  ])('%s', (_name, one, other, { text, ...rest }: { text?: string }) => {
    expect(compare(answer(...one), answer(...other))).toEqual([
      { profile: '5.19', ...rest, text: expect.stringMatching(`^go-git 5\\.19 would find .*${text}`) },
    ])
  })

  it('a failure of the other one is reported with its message', () => {
    expect(compare(answer(), failure)).toEqual([
      { profile: '5.19', rule: 'L16', files: [], text: 'go-git 5.19 would fail: a/.GIT is refused: rename it' },
    ])
  })

  it('an answer where ours fails names the files it has', () => {
    expect(compare(failure, answer('?? a'))).toMatchObject([{ profile: '5.19', files: ['a'] }])
  })

  it('each profile is compared by itself', () => {
    const others = new Map([
      ['5.17', answer()],
      ['5.19', answer('?? a')],
    ] as const)
    expect(compareProfiles(answer(), others).map(({ profile }) => profile)).toEqual(['5.19'])
  })
})
