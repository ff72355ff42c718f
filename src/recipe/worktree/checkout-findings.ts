import type { RuleId } from '../../rules.js'

/** Why a file makes the worktree dirty, or why it does not. */
export type CheckoutFindingKind =
  | 'untracked'
  | 'overlay'
  | 'staged'
  | 'deleted'
  | 'modified'
  | 'mode-changed'
  | 'type-changed'
  | 'absolute-link'
  | 'special-file'
  | 'unreadable'
  | 'submodule-moved'
  | 'hidden'
  | 'hidden-by-info-exclude'

/** A reason why a checkout is dirty, or why its stamp may surprise; docs/findings.md has a section for each kind. */
export interface CheckoutFinding {
  kind: CheckoutFindingKind
  /** Relative to the checkout; bytes that are not UTF-8 are written `\xNN`. */
  path: string
  /** go-git's status letters, staging then worktree; `!!` for an ignored file. */
  change: string
  /** For ignored files: the ignore file, the line number (from 1) and the pattern. */
  by?: { file: string; line: number; text: string }
}

/** How a kind of finding is shown. */
export interface CheckoutFindingInfo {
  readonly rule: RuleId
  /** What is odd about the file, to be read after its path. */
  readonly title: string
  /** What to do about it. */
  readonly fix: string
}

const restore = 'commit the change, or restore the file with git checkout -- FILE'

/**
 * Wording and rule of each kind.
 *
 * @example
 * ```ts
 * checkoutFindingInfo.overlay.rule // 'R22'
 * ```
 */
export const checkoutFindingInfo: Readonly<Record<CheckoutFindingKind, CheckoutFindingInfo>> = {
  untracked: {
    rule: 'R22',
    title: 'is neither tracked nor ignored',
    fix: 'commit it, move it out of the checkout, or ignore it in .gitignore (.git/info/exclude helps only up to go-git 5.17)',
  },
  overlay: {
    rule: 'R22',
    title: 'is a compose file that is neither tracked nor ignored (an overlay)',
    fix: 'keep overlays out of the checkout, or expect +U on every stamp while it is there',
  },
  staged: { rule: 'R22', title: 'is staged but not committed', fix: 'commit it, or unstage it with git reset' },
  deleted: { rule: 'R22', title: 'is tracked but missing', fix: restore },
  modified: {
    rule: 'L05',
    title: 'has content that differs from its commit (go-git converts no line ends and runs no filters)',
    fix: restore,
  },
  'mode-changed': {
    rule: 'L05',
    title: 'has an execute bit that differs from its commit',
    fix: 'restore the mode with chmod; core.fileMode=false does not help',
  },
  'type-changed': { rule: 'L05', title: 'has a type that differs from its commit', fix: restore },
  'absolute-link': {
    rule: 'L07',
    title: 'is a link with an absolute target, which go-git always reports as modified',
    fix: 'make the link relative',
  },
  'special-file': { rule: 'L07', title: 'is a FIFO or device', fix: 'remove it' },
  unreadable: {
    rule: 'L05',
    title: 'cannot be read, which go-git reports as modified',
    fix: 'make it readable for the user who runs abra',
  },
  'submodule-moved': {
    rule: 'L09',
    title: 'is a submodule at another commit than expected',
    fix: "run git submodule update, or commit the submodule's new commit",
  },
  hidden: { rule: 'L01', title: 'is untracked, but ignored', fix: 'leave it as it is' },
  'hidden-by-info-exclude': {
    rule: 'L15',
    title: 'is untracked, but ignored',
    fix: 'go-git from 5.19.1 does not read .git/info/exclude: ignore it in .gitignore',
  },
}
