import type { IgnoredFile } from '../../git/ignore/ignored-files.js'
import { shownPath } from '../../git/worktree/read-worktree-status.js'
import type { ChangedFile, FileDifference, WorktreeChanges } from '../../git/worktree/worktree-status.js'
import type { CheckoutFinding, CheckoutFindingKind } from './checkout-findings.js'

const byDifference = {
  content: 'modified',
  mode: 'mode-changed',
  type: 'type-changed',
  'absolute link': 'absolute-link',
  'special file': 'special-file',
  unreadable: 'unreadable',
  'commit of the submodule': 'submodule-moved',
} as const satisfies Record<FileDifference, CheckoutFindingKind>

/** The files that make the worktree dirty, in byte order, then the ignored ones. */
export function findingsOf(changes: WorktreeChanges): CheckoutFinding[] {
  return [...changes.files.map(dirtyFinding), ...changes.ignored.map(hiddenFinding)]
}

function dirtyFinding(file: ChangedFile): CheckoutFinding {
  return { kind: dirtyKind(file), path: shownPath(file.path), change: file.change }
}

function dirtyKind({ path, change, difference }: ChangedFile): CheckoutFindingKind {
  if (change === '??') return /(?:^|\/)(?:docker-)?compose\.[^/]*\.?ya?ml$/.test(path) ? 'overlay' : 'untracked'
  if (difference !== undefined) return byDifference[difference]
  return change.charAt(1) === 'D' ? 'deleted' : 'staged'
}

function hiddenFinding({ path, by }: IgnoredFile): CheckoutFinding {
  const infoExclude = /(?:^|\/)\.git\/info\/exclude$/.test(by.file)
  return {
    kind: infoExclude ? 'hidden-by-info-exclude' : 'hidden',
    path: shownPath(path),
    change: '!!',
    by: { file: shownPath(by.file), line: by.line, text: shownPath(by.text) },
  }
}
