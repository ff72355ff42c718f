import { append, commit, git, settle } from '../../scenario/step-shorthands.js'
import { deploysOf, envOf, overlay, recipe, recipeWithoutTags, release } from './deploy-shorthands.js'

/** No version anywhere: the recipe's newest tag, or its commit. */
export const newestDeploys = deploysOf('newest', {
  'with-tags': { about: 'The newest of three tags.', rules: ['R14', 'R35'], checkout: recipe },
  'without-tags': { about: 'No tag: the commit of the default branch.', rules: ['R14'], checkout: recipeWithoutTags },
  'without-tags-on-another-branch': {
    about: 'No tag, and HEAD on another branch before Ensure.',
    rules: ['R14', 'R35'],
    checkout: [
      ...recipeWithoutTags,
      git('checkout', '-q', '-b', 'topic'),
      append('README.md', 'Topic.\n'),
      commit,
      settle,
    ],
  },
  'without-tags-detached': {
    about: 'No tag, and HEAD detached at an older commit before Ensure.',
    rules: ['R14', 'R35'],
    checkout: [...recipeWithoutTags, append('README.md', 'More.\n'), commit, { do: 'checkout', ref: 'HEAD~1' }],
  },
  'tag-on-another-branch': {
    about: 'The newest tag is not reachable from the default branch.',
    rules: ['R14'],
    checkout: [
      ...recipe,
      git('checkout', '-q', '-b', 'topic'),
      ...release('2.0.0+2.0.0'),
      { do: 'checkout', ref: 'main' },
    ],
  },
  'lightweight-tag': {
    about: 'The newest tag is lightweight, so lint should stop the deploy (R014).',
    rules: ['R1', 'R14'],
    checkout: [...recipe, ...release('1.0.0+1.1.0', false)],
  },
  forced: {
    about: 'With --force, and nothing deployed.',
    rules: ['R3', 'R14'],
    checkout: recipe,
    flags: { force: true },
  },
})

const latest = { latest: true }

/** `--latest`. */
export const latestDeploys = deploysOf('latest', {
  'version-in-env': {
    about: 'The .env file names an older release.',
    rules: ['R12', 'R14'],
    checkout: recipe,
    env: envOf('recorded:0.1.0+1.0.0'),
    flags: latest,
  },
  'chaos-version-in-env': {
    about: 'The .env file names a former chaos deploy.',
    rules: ['R34', 'R14'],
    checkout: recipe,
    env: envOf('recorded:006f0377+U'),
    flags: latest,
  },
  'unknown-version-in-env': {
    about: 'The .env file names no version of the recipe.',
    rules: ['R34', 'R14'],
    checkout: recipe,
    env: envOf('recorded:9.9.9+9.9.9'),
    flags: latest,
  },
  'no-version-in-env': { about: 'No version in the .env file.', rules: ['R14'], checkout: recipe, flags: latest },
  'without-tags': { about: 'The recipe has no tag.', rules: ['R14'], checkout: recipeWithoutTags, flags: latest },
  'dirty-tree': { about: 'An untracked file.', rules: ['R32'], checkout: [...recipe, overlay], flags: latest },
})
