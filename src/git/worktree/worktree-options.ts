import type { GoGitProfile } from '../profile.js'

/** How to read a checkout as go-git reads it. */
export interface WorktreeOptions {
  /** The go-git releases whose behaviour is reproduced. Default `5.16`. */
  readonly profile?: GoGitProfile
  /** Home folder of the user who runs abra: go-git reads its `~/.gitconfig`. Default: the variable HOME. */
  readonly home?: string
}

/** The home folder to read `.gitconfig` from; empty where HOME is not set, which go-git refuses (L02). */
export function homeOf({ home }: WorktreeOptions): string {
  return home ?? process.env['HOME'] ?? ''
}
