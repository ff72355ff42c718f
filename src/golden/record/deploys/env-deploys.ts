import { deploysOf, envOf, overlay, recipe, recipeCommits } from './deploy-shorthands.js'

const [first, second] = recipeCommits
const version = '0.2.0+1.1.0'

/** The version in the app's file. */
export const envDeploys = deploysOf('env-version', {
  tag: { about: 'A release.', rules: ['R12', 'R34'], checkout: recipe, env: envOf(`recorded:${version}`) },
  hash: {
    about: 'A commit by 8 digits.',
    rules: ['R12', 'L17'],
    checkout: recipe,
    env: envOf(`recorded:${second.slice(0, 8)}`),
  },
  'tag-with-mark': {
    about: 'A release with +U.',
    rules: ['R34', 'R42'],
    checkout: recipe,
    env: envOf(`recorded:${version}+U`),
  },
  'hash-with-mark': { about: 'A commit with +U.', rules: ['R34'], checkout: recipe, env: envOf('recorded:006f0377+U') },
  'mark-only': { about: 'Nothing but +U.', rules: ['R34', 'R42'], checkout: recipe, env: envOf('recorded:+U') },
  'mark-in-the-middle': {
    about: '+U before the end.',
    rules: ['R34'],
    checkout: recipe,
    env: envOf('recorded:0.2.0+Upstream'),
  },
  unknown: { about: 'No version of the recipe.', rules: ['R36'], checkout: recipe, env: envOf('recorded:9.9.9+9.9.9') },
  empty: { about: 'A colon and nothing behind it.', rules: ['R41'], checkout: recipe, env: envOf('recorded:') },
  'two-colons': { about: 'Two colons.', rules: ['R41'], checkout: recipe, env: envOf(`recorded:${version}:more`) },
  quoted: {
    about: 'The value in double quotes.',
    rules: ['R41', 'R45'],
    checkout: recipe,
    env: envOf(`"recorded:${version}"`),
  },
  comment: {
    about: 'A comment behind the value.',
    rules: ['R45'],
    checkout: recipe,
    env: envOf(`recorded:${version} # pinned`),
  },
  'recipe-variable': {
    about: 'RECIPE instead of TYPE.',
    rules: ['R41'],
    checkout: recipe,
    env: envOf('').replace('TYPE=', `RECIPE=recorded:${version}`),
  },
  'recipe-before-type': {
    about: 'RECIPE and TYPE name two releases.',
    rules: ['R41'],
    checkout: recipe,
    env: `RECIPE=recorded:${version}\n${envOf('recorded:0.1.0+1.0.0')}`,
  },
  'dirty-tree': {
    about: 'A release, with an untracked file.',
    rules: ['R32'],
    checkout: [...recipe, overlay],
    env: envOf(`recorded:${version}`),
  },
  'chaos-checkout-left': {
    about: 'HEAD is detached at another commit than the release that .env names.',
    rules: ['R12', 'R36', 'L19'],
    checkout: [...recipe, { do: 'checkout', ref: first }],
    env: envOf(`recorded:${version}`),
  },
})
