import type { Step } from '../../scenario/scenario.js'
import { git, settle } from '../../scenario/step-shorthands.js'
import { deploysOf, envOf, overlay, recipe, recipeCommits } from './deploy-shorthands.js'

const [first, second] = recipeCommits
const version = '0.2.0+1.1.0'
/** Enough commits that two of them begin with the same digit, whichever they are. */
const manyCommits: Step[] = [
  ...recipe,
  ...Array.from({ length: 16 }, (): Step => ({ do: 'commit', allowEmpty: true })),
  settle,
]
const branch = (name: string): Step[] => [git('branch', name, first)]

/** The `[version]` argument. */
export const argumentDeploys = deploysOf('argument', {
  tag: { about: 'A release by its tag.', rules: ['R11', 'R36', 'L19'], checkout: recipe, flags: { version } },
  'newest-tag': { about: 'The newest release.', rules: ['R11'], checkout: recipe, flags: { version: '0.3.0+1.1.0' } },
  hash: { about: 'A commit by its whole hash.', rules: ['R11', 'L17'], checkout: recipe, flags: { version: second } },
  'short-hash': {
    about: 'A commit by 8 digits.',
    rules: ['R11', 'L17'],
    checkout: recipe,
    flags: { version: second.slice(0, 8) },
  },
  'upper-case-hash': {
    about: 'A commit by 8 digits in capitals.',
    rules: ['L17'],
    checkout: recipe,
    flags: { version: second.slice(0, 8).toUpperCase() },
  },
  'one-digit': {
    about: 'One digit, with which several commits begin.',
    rules: ['L17'],
    checkout: manyCommits,
    flags: { version: '0' },
  },
  'another-digit': {
    about: 'Another digit, with which several commits begin.',
    rules: ['L17'],
    checkout: manyCommits,
    flags: { version: 'b' },
  },
  'tag-like-a-hash': {
    about: 'A tag named by the first 8 digits of another commit than its own.',
    rules: ['L17', 'R36'],
    checkout: [...recipe, { do: 'tag', name: first.slice(0, 8), annotated: true }],
    flags: { version: first.slice(0, 8) },
  },
  'branch-name': {
    about: 'A branch.',
    rules: ['L17'],
    checkout: [...recipe, ...branch('topic')],
    flags: { version: 'topic' },
  },
  'branch-named-like-a-tag': {
    about: 'A branch and a tag of one name.',
    rules: ['L17', 'R36'],
    checkout: [...recipe, ...branch(version)],
    flags: { version },
  },
  'full-reference': {
    about: 'A tag by its full reference name.',
    rules: ['L17'],
    checkout: recipe,
    flags: { version: `refs/tags/${version}` },
  },
  'parent-of-head': { about: 'HEAD~1.', rules: ['L17'], checkout: recipe, flags: { version: 'HEAD~1' } },
  'peeled-tag': {
    about: 'A tag with ^{commit}.',
    rules: ['L17'],
    checkout: recipe,
    flags: { version: `${version}^{commit}` },
  },
  unknown: {
    about: 'A version the recipe does not have.',
    rules: ['R36'],
    checkout: recipe,
    flags: { version: '9.9.9+9.9.9' },
  },
  'other-than-env': {
    about: 'The argument and the .env file name two releases.',
    rules: ['R11', 'R34'],
    checkout: recipe,
    env: envOf('recorded:0.1.0+1.0.0'),
    flags: { version },
  },
  'env-unresolvable': {
    about: 'The argument is a release, but the .env file names none.',
    rules: ['R34', 'R36'],
    checkout: recipe,
    env: envOf('recorded:9.9.9+9.9.9'),
    flags: { version },
  },
  'env-with-chaos-version': {
    about: 'The argument is a release, the .env file names a former chaos deploy.',
    rules: ['R34'],
    checkout: recipe,
    env: envOf('recorded:006f0377+U'),
    flags: { version },
  },
  'dirty-tree': {
    about: 'A release, with an untracked file in the way.',
    rules: ['R32'],
    checkout: [...recipe, overlay],
    flags: { version },
  },
  forced: {
    about: 'With --force, and nothing deployed.',
    rules: ['R3', 'R11'],
    checkout: recipe,
    flags: { version, force: true },
  },
  'chaos-version': {
    about: 'A hash with +U.',
    rules: ['R11', 'R36'],
    checkout: recipe,
    flags: { version: `${second.slice(0, 8)}+U` },
  },
})

/** Flags that exclude each other. */
export const flagDeploys = deploysOf('flags', {
  'version-and-chaos': {
    about: 'A version and --chaos.',
    rules: ['R2'],
    checkout: recipe,
    flags: { version, chaos: true },
  },
  'version-and-latest': {
    about: 'A version and --latest.',
    rules: ['R2'],
    checkout: recipe,
    flags: { version, latest: true },
  },
  'chaos-and-latest': {
    about: '--chaos and --latest.',
    rules: ['R2'],
    checkout: recipe,
    flags: { chaos: true, latest: true },
  },
  'version-chaos-and-latest': {
    about: 'All three.',
    rules: ['R2'],
    checkout: recipe,
    flags: { version, chaos: true, latest: true },
  },
  'conflict-before-a-dirty-tree': {
    about: 'A version and --latest, in a dirty tree.',
    rules: ['R2', 'R32'],
    checkout: [...recipe, overlay],
    flags: { version, latest: true },
  },
})
