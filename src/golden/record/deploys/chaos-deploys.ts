import { append, chmod, commit, git, remove, settle, write } from '../../scenario/step-shorthands.js'
import { deploysOf, envOf, overlay, recipe, recipeCommits, recipeWithoutTags, release } from './deploy-shorthands.js'

const flags = { chaos: true }
const [first] = recipeCommits

/** What a chaos deploy is stamped with, whatever else is set. */
export const chaosDeploys = deploysOf('chaos', {
  'clean-tree': {
    about: 'HEAD is on no tag and the tree is clean.',
    rules: ['R10', 'R20', 'R31'],
    checkout: recipe,
    flags,
  },
  'untracked-file': { about: 'One file is untracked.', rules: ['R10', 'R22'], checkout: [...recipe, overlay], flags },
  'ignored-file': {
    about: 'The only file that is not in git is ignored.',
    rules: ['R22'],
    checkout: [...recipe, write('build.log')],
    flags,
  },
  'changed-file': {
    about: 'A tracked file is changed.',
    rules: ['R22'],
    checkout: [...recipe, append('README.md', 'More.\n')],
    flags,
  },
  'staged-change': {
    about: 'A change is staged and nothing else differs.',
    rules: ['R22'],
    checkout: [...recipe, append('README.md', 'More.\n'), git('add', 'README.md')],
    flags,
  },
  'deleted-file': {
    about: 'A tracked file is gone.',
    rules: ['R22'],
    checkout: [...recipe, ...remove('README.md')],
    flags,
  },
  'executable-bit': {
    about: 'A tracked file became executable.',
    rules: ['L05'],
    checkout: [...recipe, chmod('755', 'README.md')],
    flags,
  },
  'on-a-tag': {
    about: 'HEAD is exactly at a release, the tree is clean.',
    rules: ['R21'],
    checkout: [...recipe, { do: 'checkout', ref: '0.2.0+1.1.0' }],
    flags,
  },
  'on-a-tag-dirty': {
    about: 'HEAD is exactly at a release, with an untracked file.',
    rules: ['R21', 'R22'],
    checkout: [...recipe, { do: 'checkout', ref: '0.2.0+1.1.0' }, overlay],
    flags,
  },
  'detached-at-the-first-commit': {
    about: 'HEAD is detached at an older commit.',
    rules: ['R20'],
    checkout: [...recipe, { do: 'checkout', ref: first }],
    flags,
  },
  'on-another-branch': {
    about: 'HEAD is on a branch that Ensure would leave.',
    rules: ['R31'],
    checkout: [...recipe, git('checkout', '-q', '-b', 'topic'), append('README.md', 'Topic.\n'), commit, settle],
    flags,
  },
  'no-tags': { about: 'The recipe has no tag at all.', rules: ['R20'], checkout: recipeWithoutTags, flags },
  'lightweight-tag': {
    about: 'The only tag is lightweight, which lint refuses; does a chaos deploy lint?',
    rules: ['R4'],
    checkout: [...recipeWithoutTags, ...release('1.0.0+1.1.0', false)],
    flags,
  },
  'version-in-env': {
    about: 'The .env file names a release that is not checked out.',
    rules: ['R10', 'R31'],
    checkout: recipe,
    env: envOf('recorded:0.1.0+1.0.0'),
    flags,
  },
  'chaos-version-in-env': {
    about: 'The .env file names a former chaos deploy, with +U.',
    rules: ['R10', 'R42'],
    checkout: recipe,
    env: envOf('recorded:006f0377+U'),
    flags,
  },
  'unknown-version-in-env': {
    about: 'The .env file names a version that the recipe does not have.',
    rules: ['R10', 'R31'],
    checkout: recipe,
    env: envOf('recorded:9.9.9+9.9.9'),
    flags,
  },
  'no-default-branch': {
    about: 'The .git/config names no default branch, which chaos does not ask.',
    rules: ['R31', 'R35'],
    checkout: [...recipe, git('config', '--remove-section', 'branch.main')],
    flags,
  },
  unborn: {
    about: 'The recipe has no commit yet.',
    rules: ['L12', 'R20'],
    checkout: [...recipeWithoutTags.filter((step) => step.do !== 'commit' && step.do !== 'settle')],
    flags,
  },
  forced: {
    about: 'With --force as well, and nothing deployed.',
    rules: ['R3', 'R10'],
    checkout: recipe,
    flags: { chaos: true, force: true },
  },
})
