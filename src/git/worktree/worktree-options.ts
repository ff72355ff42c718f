import { defined } from '../../defined.js'
import { demandText } from '../../demand-options.js'
import { demandKinds, type OptionKinds } from '../../option-kinds.js'
import { type GoGitProfile, profiles } from '../profile.js'

/** How to read a checkout as go-git reads it. */
export interface WorktreeOptions {
  /** The go-git releases whose behaviour is reproduced. Default `5.16`. */
  readonly profile?: GoGitProfile
  /** Home folder of the user who runs abra: go-git reads its `~/.gitconfig`. Default: the variable HOME. */
  readonly home?: string
  /**
   * Called after each file that is read to compare its content with git's index, and after each MiB of a larger one. Files that the index shows to be up to
   * date are not read.
   */
  readonly onHashProgress?: (progress: HashProgress) => void
}

/** How far the reading of one tracked file is. */
export interface HashProgress {
  /** Below the checkout, written as `readWorktreeStatus` writes paths. */
  readonly path: string
  /** Bytes read so far. */
  readonly read: number
  /** Bytes of the file. */
  readonly size: number
}

/** The kinds of these options, for callers in JavaScript. */
export const worktreeKinds: OptionKinds<WorktreeOptions> = {
  profile: profiles,
  home: 'text',
  onHashProgress: 'function',
}

/** Refuses a folder that is no text, and options of other types. @throws USAGE */
export function demandCheckout(dir: unknown, options: unknown, example: string): void {
  demandText(dir, 'dir', example)
  demandKinds<WorktreeOptions>(options, worktreeKinds, example)
}

/** The home folder to read `.gitconfig` from; empty where HOME is not set, which go-git refuses (L02). */
export function homeOf({ home }: WorktreeOptions): string {
  return home ?? process.env['HOME'] ?? ''
}

/** The options of how to read a checkout, out of options that have more. */
export function worktreeOptionsIn({ profile, home, onHashProgress }: WorktreeOptions): WorktreeOptions {
  return defined({ profile, home, onHashProgress })
}
