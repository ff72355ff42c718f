import { isAbraVersionError } from '../src/errors.js'
import { resolveRevision } from '../src/git/revision/resolve-revision.js'
import { readWorktreeStatus } from '../src/git/worktree/read-worktree-status.js'
import { withWorkBudget } from '../src/work-budget.js'
import type { RefusalTask } from './refusal-task.js'
import type { TaskDone } from './task.js'

/** Built from the sources: the bound of the package is fixed, and here it is a parameter, so that checkouts can be small. */
async function read({ dir, revision, most }: RefusalTask): Promise<string> {
  try {
    await withWorkBudget(
      () => (revision === undefined ? readWorktreeStatus(dir) : resolveRevision(dir, revision)),
      most,
    )
    return 'read'
  } catch (error) {
    if (isAbraVersionError(error, 'SAFETY_LIMIT')) return 'refused'
    throw error
  }
}

process.on('message', async (task: RefusalTask) => {
  const used = process.cpuUsage()
  const begun = performance.now()
  const answer = await read(task)
  const ms = performance.now() - begun
  const { user, system } = process.cpuUsage(used)
  const done: TaskDone = { ms, cpuMs: (user + system) / 1000, answer }
  process.send?.(done)
})
