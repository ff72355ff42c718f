import type { Head } from '../../git/worktree/read-worktree-status.js'
import { askWorktree, type WorktreeOptions } from './ask-worktree.js'
import type { WorktreeFacts } from './worktree-facts.js'

/** Where HEAD is (null before the first commit), and what the worktree holds that HEAD does not. */
export interface WorktreeReport {
  readonly head: Head | null
  readonly worktree: WorktreeFacts
}

/**
 * What go-git answers about a checkout, with what other releases would answer and what would mend it. Nothing is written.
 *
 * @throws every code of readWorktreeStatus
 * @rule R22 R23 R24
 */
export async function readWorktreeFacts(dir: string, options: WorktreeOptions = {}): Promise<WorktreeReport> {
  const answer = askWorktree(dir, options)
  if ('error' in answer) throw answer.error
  return answer
}
