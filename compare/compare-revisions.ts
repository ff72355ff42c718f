import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { encodeBytePath } from '../src/byte-string/byte-path.js'
import type { GoGitProfile } from '../src/git/profile.js'
import { resolveRevision } from '../src/git/revision/resolve-revision.js'
import type { Reference } from '../src/golden/cases/reference-process.js'
import { askStage, judgeStage, stageOf } from '../src/golden/cases/stage-answer.js'
import type { BuiltScenario } from '../src/golden/scenario/build-scenario.js'
import type { Scenario } from '../src/golden/scenario/scenario.js'
import { commit, git, perhaps, write } from '../src/golden/scenario/step-shorthands.js'

/**
 * A history with a merge, and names that are there to be confused: tags that look like hashes, a tag and a branch of one name, nested tags, tags
 * of trees and blobs, names that are other names' ends, references that cannot be read.
 */
const names: Scenario['steps'] = [
  write('a', '1'),
  commit,
  write('a', '2'),
  { do: 'commit', message: 'second: fix' },
  git('checkout', '-q', '-b', 'side'),
  write('b', '1'),
  { do: 'commit', message: 'side' },
  git('checkout', '-q', 'main'),
  write('c', '1'),
  { do: 'commit', message: 'third' },
  git('merge', '-q', '--no-edit', 'side'),
  write('a', '3'),
  { do: 'commit', message: 'fix\n\nwith a body' },
  ...['1', 'a', 'abc', 'deadbeef', 'cafe', '12', 'e', 'f0', '1.0.0+x', 'HEAD1', 'é', '0'.repeat(40)].map((name) =>
    perhaps({ do: 'tag', name, at: 'HEAD~1' }),
  ),
  { do: 'tag', name: '1.0.0', annotated: true, at: 'HEAD~2' },
  { do: 'tag', name: '0.1.0+1.2.3', annotated: true, at: 'side' },
  { do: 'tag', name: 'both', at: 'HEAD~1' },
  git('branch', 'both', 'HEAD~2'),
  git('branch', 'b', 'HEAD~3'),
  git('branch', 'side-x', 'side'),
  git('branch', 'feature/1', 'HEAD~1'),
  git('tag', '-a', '-m', 'nested', 'nested', '1.0.0'),
  git('tag', 'treetag', 'HEAD^{tree}'),
  git('tag', '-a', '-m', 'tree', 'annotated-treetag', 'HEAD^{tree}'),
  git('tag', 'blobtag', 'HEAD:a'),
  git('update-ref', 'refs/remotes/origin/main', 'HEAD~1'),
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main'),
  git('update-ref', 'refs/odd', 'HEAD~2'),
  git('symbolic-ref', 'refs/tags/symbolic', 'refs/tags/1.0.0'),
  git('symbolic-ref', 'refs/tags/dangling', 'refs/tags/none'),
]

export const revisionScenarios = {
  loose: { steps: names },
  packed: { steps: [...names, git('pack-refs', '--all'), git('repack', '-adfq'), git('prune-packed')] },
  'partly packed': {
    steps: [...names, git('repack', '-dq'), write('d'), commit, git('repack', '-dq'), write('e'), commit],
  },
  damaged: {
    steps: [
      ...names,
      write('.git/refs/tags/empty'),
      write('.git/refs/tags/garbage', 'garbage\n'),
      write('.git/refs/tags/missing', `${'12'.repeat(20)}\n`),
      write('.git/refs/heads/loop', 'ref: refs/heads/loop\n'),
      { do: 'git', args: ['-c', "alias.drop=!rm .git/objects/$(git rev-parse HEAD~3 | sed 's|^..|&/|')", 'drop'] },
      write('.git/packed-refs', 'malformed line of four words\n'),
    ],
  },
  unborn: { steps: [write('a')] },
} satisfies Record<string, Scenario>

const known = [
  ...['HEAD', 'main', 'side', 'both', 'b', 'side-x', 'feature/1', '1', 'a', 'abc', 'deadbeef', 'cafe', '12', 'e', 'f0'],
  ...['1.0.0', '1.0.0+x', '0.1.0+1.2.3', 'nested', 'treetag', 'annotated-treetag', 'blobtag', 'origin', 'origin/main'],
  ...['odd', 'symbolic', 'dangling', 'empty', 'garbage', 'missing', 'loop', 'é', 'HEAD1', '0'.repeat(40), 'none', '@'],
]
const prefixes = [
  '',
  '',
  '',
  '',
  'refs/',
  'refs/tags/',
  'refs/heads/',
  'refs/remotes/',
  'tags/',
  'heads/',
  'remotes/',
  '/',
]
const suffixes = [
  ...['', '', '', '^', '^0', '^1', '^2', '^3', '^^', '~', '~0', '~1', '~2', '~3', '~9', '~1^2', '^2~1', '~~', '^~'],
  ...[
    '^{}',
    '^{commit}',
    '^{tree}',
    '^{tag}',
    '^{blob}',
    '^{object}',
    '^{x}',
    '^{/fix}',
    '^{/none}',
    '^{/!-fix}',
    '^{/!!}',
  ],
  ...[
    '@{0}',
    '@{1}',
    '@{-1}',
    '@{u}',
    '@{upstream}',
    '@{push}',
    '@{2024-01-01T00:00:00Z}',
    '@{yesterday}',
    '@{',
    '@{u}^',
  ],
  ...[
    ':a',
    ':',
    ':/fix',
    ':0:a',
    '.lock',
    '/',
    '.',
    '..',
    '...',
    ' ',
    '*',
    '\\',
    '-g1234567',
    '\0',
    '\t',
    '~99999999999999999999',
  ],
]
const characters = [
  'a',
  '1',
  'f',
  '@',
  '{',
  '}',
  '^',
  '~',
  ':',
  '/',
  '.',
  '-',
  '!',
  '?',
  '*',
  '[',
  '\\',
  ' ',
  'u',
  '٣',
  'é',
  '0',
]

/** Revision texts; a hash is one of the repository's, by its number, cut to so many digits. */
export type RevisionQuestion = string | { hash: number; digits: number; upper: boolean; suffix: string }

export const revisionQuestion: fc.Arbitrary<RevisionQuestion> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...prefixes), fc.constantFrom(...known), fc.constantFrom(...suffixes))
      .map((parts) => parts.join('')),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      hash: fc.nat(99),
      digits: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 41 })),
      upper: fc.boolean(),
      suffix: fc.constantFrom(...suffixes),
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', 'HEAD', 'main', '1.0.0', ':'),
        fc.array(fc.constantFrom(...characters), { maxLength: 5 }),
        fc.constantFrom('', '', ...suffixes),
      )
      .map(([start, middle, end]) => start + middle.join('') + end),
  },
)

export interface RevisionComparison {
  revision: string
  verdict: 'agree' | 'safety' | 'differ'
  reference: string
  port: string
}

/**
 * Asks both sides for the commits that some texts name in a repository.
 *
 * @param hashes what a question's number stands for
 */
export async function compareRevisions(
  { dir, home }: BuiltScenario,
  hashes: readonly string[],
  questions: readonly RevisionQuestion[],
  profile: GoGitProfile,
  reference: Reference,
): Promise<RevisionComparison[]> {
  const revisions = questions.map((question) => spell(question, hashes))
  const encoded = revisions.map((revision) => encodeBytePath(Buffer.from(revision)))
  const { revisions: answers } = await reference.ask({ dir, home, stages: ['revision'], revisions: encoded })
  return Promise.all(
    revisions.map(async (revision, i) => {
      const answer = answers?.[encoded[i] ?? '']
      const theirs = stageOf(answers, answer !== undefined && 'hash' in answer ? answer.hash : answer)
      const ours = await askStage(() => resolveRevision(dir, revision, { profile }))
      const judged = judgeStage(theirs, ours)
      const verdict = judged === 'differ' ? 'differ' : judged === 'agree' ? 'agree' : 'safety'
      return { revision, verdict, reference: JSON.stringify(theirs), port: JSON.stringify(ours) }
    }),
  )
}

function spell(question: RevisionQuestion, hashes: readonly string[]): string {
  if (typeof question === 'string') return question
  const hash = `${hashes[question.hash % hashes.length] ?? '1234567'}0`.slice(0, question.digits)
  return (question.upper ? hash.toUpperCase() : hash) + question.suffix
}

/** The hashes of a repository's loose objects, in order. */
export function looseHashes(dir: string): string[] {
  const folder = join(dir, '.git/objects')
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => readdirSync(join(folder, name)).map((rest) => name + rest))
    .sort()
}
