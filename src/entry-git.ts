/**
 * What go-git answers about a checkout, and which go-git a binary was built with. Loads no Swarm client and no compose loader.
 *
 * @module abra-deploy-version/git
 */
export {
  AbraVersionError,
  type AbraVersionErrorOf,
  type ErrorCode,
  type ErrorData,
  InternalError,
  isAbraVersionError,
} from './errors.js'
export { type GoGitProfile, profiles } from './git/profile.js'
export { resolveRevision } from './git/revision/resolve-revision.js'
export type { ProfileDifference } from './git/worktree/compare-profiles.js'
export {
  type Head,
  readWorktreeStatus,
  type WorktreeStatus,
  type WorktreeStatusOptions,
} from './git/worktree/read-worktree-status.js'
export type { HashProgress, WorktreeOptions } from './git/worktree/worktree-options.js'
export type { BuildInfo, Module } from './go-binary/build-info.js'
export { readBuildInfo } from './go-binary/read-build-info.js'
export { type GoGitOfBinary, readGoGitProfile } from './go-binary/read-go-git-profile.js'
