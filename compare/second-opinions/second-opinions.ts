import { isomorphicGitOpinion } from './isomorphic-git-opinion.js'
import type { SecondOpinion } from './second-opinion.js'
import { semverOpinion } from './semver-opinion.js'

/** Every npm package that rules mention and the tests ask. */
export const secondOpinions: readonly SecondOpinion[] = [
  isomorphicGitOpinion as SecondOpinion,
  semverOpinion as SecondOpinion,
]
