import fc from 'fast-check'
import type { Scenario, Step } from '../../src/golden/scenario/scenario.js'
import { git, link, remove, settle, write } from '../../src/golden/scenario/step-shorthands.js'

/** A version as text, or as the first digits of a commit, which has no hash before the scenario is built. */
export type VersionText = string | { readonly commit: number; readonly digits: number }

/** A plain deploy: a recipe's checkout, the version in the app's file, the argument, and what is deployed. */
export interface DeployQuestion {
  readonly scenario: Scenario
  readonly pinned: VersionText | undefined
  /** Of the version in the app's file. */
  readonly marked: boolean
  readonly argument: VersionText | undefined
  readonly latest: boolean
  /** undefined: nothing is deployed. */
  readonly deployed: VersionText | undefined
}

const branch = fc.constantFrom('main', 'main', 'main', 'master', 'side')
/** Files and folders take each other's names; some are ignored in one commit and tracked in another. */
const path = fc.constantFrom('compose.yml', 'abra.sh', 'a', 'd', 'd/a', 'd/e/a', 'd-y', 'd.x', 'k.tmp', 'build/o')
const content = fc.constantFrom('', 'one\n', 'two\n', 'tri\n')
const ignoreLines = fc.constantFrom('*.tmp\n', 'build/\n', '*\n!compose.yml\n', 'd/*\n!d/a\n', 'local-*\n', '')
const change: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(path, content).map(([to, text]) => [...remove(to), write(to, text)]) },
  { weight: 1, arbitrary: fc.tuple(path, content).map(([to, text]) => [...remove(to), write(to, text, '755')]) },
  { weight: 2, arbitrary: path.map((to) => remove(to)) },
  { weight: 2, arbitrary: fc.constantFrom('d', 'd/e').map((folder) => remove(folder)) },
  { weight: 2, arbitrary: ignoreLines.map((text) => [write('.gitignore', text)]) },
  { weight: 1, arbitrary: fc.tuple(path, path).map(([from, to]) => [...remove(from), link(from, to)]) },
)
const history: fc.Arbitrary<Step[]> = fc
  .array(fc.tuple(fc.array(change, { minLength: 1, maxLength: 5 }), fc.boolean(), fc.option(branch, { freq: 4 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((commits) =>
    commits.flatMap(([changes, force, other], i) => [
      ...changes.flat(),
      git('add', '-A', ...(force ? ['-f'] : [])),
      git('commit', '-q', '--allow-empty', '-m', `${i}`),
      ...(other === null ? [] : [git('checkout', '-q', '-B', other)]),
    ]),
  )

const tagNames = [
  '1.0.0+1',
  '0.9.0',
  '2.0.0+v2',
  '10.0.0+3',
  'v1.2.3',
  'abc',
  'deadbeef',
  'main',
  '1',
  '1.2',
  'sub/1.0',
]
const tag: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.constantFrom(...tagNames),
    fc.constantFrom('HEAD', 'HEAD', 'HEAD~1', 'HEAD~2', 'main', 'HEAD^{tree}', 'refs/tags/1.0.0+1'),
    fc.boolean(),
  )
  .map(([name, at, annotated]) => [git('tag', '-f', ...(annotated ? ['-a', '-m', 'x'] : []), name, at)])

/** Of `.git/config`, mostly that of the branch which a clone has. */
const section: fc.Arbitrary<Step[]> = fc
  .constantFrom('main', 'main', 'main', 'main', 'master', 'side')
  .map((name) => [git('config', `branch.${name}.remote`, 'origin')])
const start: fc.Arbitrary<Step[]> = fc
  .constantFrom('main', 'HEAD', 'HEAD~1', 'refs/tags/1.0.0+1', 'side', 'master')
  .map((at) => [git('checkout', '-q', '-f', at)])
const pack: fc.Arbitrary<Step[]> = fc.constantFrom<Step[]>(
  [],
  [settle],
  [git('gc', '-q'), settle],
  [git('pack-refs', '--all')],
)
const stray: fc.Arbitrary<Step[]> = fc
  .constantFrom('k.tmp', 'build/o', 'build/z/z', 'local-a', 'd/local-b', 'd/e/f', 'a/local-c', 'x.bak')
  .map((to) => [write(to, 'stray')])
/** What git calls a change is undone, but for one time in ten: such a checkout is refused at once. */
const strays = fc
  .tuple(fc.array(stray, { maxLength: 4 }), fc.integer({ min: 0, max: 9 }))
  .map(([writes, dice]) => [
    ...writes.flat(),
    ...(dice === 0 ? [] : [git('checkout', '-q', '-f', '.'), git('clean', '-q', '-ffd')]),
  ])
const excludes = fc.constantFrom<Step[]>([], [], [write('.git/info/exclude', 'x.bak\nd/e\n')])

const hash = fc.record({ commit: fc.nat(4), digits: fc.constantFrom(8, 8, 40, 7, 2, 1) })
const revision: fc.Arbitrary<VersionText> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...tagNames) },
  { weight: 4, arbitrary: hash },
  { weight: 2, arbitrary: fc.constantFrom('main', 'HEAD', 'HEAD~1', 'main~1', 'refs/tags/1.0.0+1', 'nope', 'abc^{}') },
)

export const randomDeploy: fc.Arbitrary<DeployQuestion> = fc.record({
  scenario: fc
    .tuple(
      history,
      fc.array(tag, { maxLength: 5 }),
      fc.array(section, { minLength: 1, maxLength: 2 }),
      excludes,
      pack,
      start,
      strays,
    )
    .map((parts) => ({ steps: parts.flat(2).map((step) => ({ ...step, mayFail: true })) })),
  pinned: fc.option(revision, { freq: 2, nil: undefined }),
  marked: fc.integer({ min: 0, max: 19 }).map((dice) => dice === 0),
  argument: fc.option(revision, { freq: 2, nil: undefined }),
  latest: fc.boolean(),
  deployed: fc.option(revision, { freq: 4, nil: undefined }),
})
