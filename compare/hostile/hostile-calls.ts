import { join } from 'node:path'
import { toJson } from '../../src/cli/terminal.js'
import { isAbraVersionError } from '../../src/errors.js'
import { readWorktreeStatus } from '../../src/git/worktree/read-worktree-status.js'
import { checkoutRef } from '../../src/harness/checkout/checkout-ref.js'
import { fetchRecipe } from '../../src/harness/checkout/fetch-recipe.js'
import { ensure } from '../../src/recipe/ensure/ensure.js'
import { getEnsureContext } from '../../src/recipe/ensure/ensure-context.js'
import { withWorkBudget } from '../../src/work-budget.js'

/**
 * Calls one function that has no command of its own, for the campaign: prints its answer, or the code of its error, as one line of JSON. An error
 * without a code ends it as it would end a program of a user's.
 */
const [name = '', abraDir = '', home = '', ref = ''] = process.argv.slice(2)
const dir = join(abraDir, 'recipes', 'checkout')
/** Nanoseconds of work, a thousandth of what a command may do: the bound is reached with checkouts that are small. */
const smallBudget = 10_000_000

/** A harness does not wait for a mirror for ever. */
const signal = AbortSignal.timeout(20_000)

const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  'status with a small budget': () => withWorkBudget(() => readWorktreeStatus(dir, { home }), smallBudget),
  checkoutRef: () => withWorkBudget(() => checkoutRef({ dir }, ref, { home })),
  'ensure offline': () => withWorkBudget(() => ensure(recipe(), getEnsureContext({ offline: true }), { home })),
  ensure: () => withWorkBudget(() => ensure(recipe(), getEnsureContext({}), { home, signal })),
  fetchRecipe: () => withWorkBudget(() => fetchRecipe({ name: 'fetched', mirror: dir, ref, abraDir, home, signal })),
}

function recipe() {
  return { name: 'checkout', dir, ...(ref === 'HEAD' ? {} : { version: ref, rawVersion: ref }) }
}

try {
  const answer = await calls[name]?.()
  console.log(toJson({ answer: typeof answer === 'object' }))
} catch (error) {
  if (!isAbraVersionError(error)) throw error
  console.log(toJson({ error }))
  process.exitCode = 2
}
