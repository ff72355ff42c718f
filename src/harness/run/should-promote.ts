import { isRecipeVersion, parseRecipeVersion } from '../../recipe/tags/parse-recipe-version.js'
import type { RunRecord } from './run-record.js'

/** What a harness knows of a run beside its record. */
export interface PromotionContext {
  /** Whether the run deployed into an empty stack. A run over what an earlier one left proves less. */
  readonly cold: boolean
  /** The ref that somebody asked to test, such as `refs/pull/5/head`; undefined for a sweep's own choice. */
  readonly ref?: string
  /** The recipe's tags. */
  readonly tags: readonly string[]
}

/** Whether a run's version becomes the last green one, and why. */
export interface Promotion {
  readonly promote: boolean
  /** One sentence. */
  readonly reason: string
}

/**
 * Whether the version of a run becomes the last green one, from which the next upgrade starts: only a release, tested without a ref of somebody's, from an
 * empty stack, and green.
 *
 * @example
 * ```ts
 * const run = { verdict: { ok: true, kind: 'upgraded', reason: 'converged' }, to: '0.7.0+3.3.1' }
 * shouldPromote(run, { cold: true, tags: ['0.7.0+3.3.1'] }).promote // true
 * shouldPromote(run, { cold: false, tags: ['0.7.0+3.3.1'] }).reason // 'the run was not cold: it deployed over what an earlier run had left'
 * ```
 */
export function shouldPromote(
  { verdict, to }: Pick<RunRecord, 'verdict' | 'to'>,
  { cold, ref, tags }: PromotionContext,
): Promotion {
  const no = (reason: string) => ({ promote: false, reason })
  if (!verdict.ok) return no(`the run is not green: ${verdict.kind}, ${verdict.reason}`)
  if (!cold) return no('the run was not cold: it deployed over what an earlier run had left')
  if (ref !== undefined) return no(`the run was of a ref that was asked for, ${ref}`)
  if (!isRecipeVersion(parseRecipeVersion(to))) return no(`${to} is no release`)
  if (!tags.includes(to)) return no(`the recipe has no tag ${to}`)
  return { promote: true, reason: `${to} is a release, and its cold run is green` }
}
