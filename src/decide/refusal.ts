import type { EnsureRefusalCode } from '../recipe/ensure/ensure-plan.js'
import type { RuleId } from '../rules.js'

/** Why abra would refuse; a closed list. */
export type RefusalCode =
  | EnsureRefusalCode
  | 'app-invalid'
  | 'conflicting-flags'
  | 'already-deployed'
  | 'tags-unreadable'
  | 'secret-missing'
  | 'secret-invalid'
  | 'compose-file-missing'
  | 'compose-invalid'
  | 'compose-unconvertible'
  | 'name-invalid'

/** A refusal of abra: the rule that says so, and the message that abra would likely print. */
export interface RefusalReason {
  readonly code: RefusalCode
  readonly rule: RuleId
  readonly message: string
}

/** How a user can fix the cause of each refusal. */
export const refusalInfo: Readonly<Record<RefusalCode, { readonly fix: string }>> = {
  'app-invalid': { fix: "correct the app's file" },
  'conflicting-flags': { fix: 'leave one of them out' },
  'checkout-unreadable': { fix: 'set HOME if the message names it; otherwise make a fresh clone of the recipe' },
  'head-unborn': {
    fix: 'commit something, check out a branch that has commits, or use a clone instead of a linked worktree or a reftable',
  },
  'dirty-worktree': { fix: 'commit or remove the changes, or deploy with --chaos' },
  'chaos-version-in-env': { fix: 'deploy with --chaos, or write a release into the .env file' },
  'version-not-found': { fix: 'fetch the tags, or choose a version the repository has' },
  'no-default-branch': { fix: 'clone the recipe anew, or name a version' },
  'already-deployed': { fix: 'add --force, or deploy with --chaos' },
  'checkout-fails': { fix: 'move what is in the way out of the checkout' },
  'tags-unreadable': { fix: 'repair the references of the checkout, or make a fresh clone' },
  'compose-file-missing': { fix: 'correct COMPOSE_FILE in the .env file, or choose a version that has the file' },
  'compose-invalid': { fix: 'correct the compose file, or what the .env file fills into it' },
  'compose-unconvertible': {
    fix: 'correct the compose file there, or what the .env file fills into it; docker stack deploy would stop half-way',
  },
  'name-invalid': { fix: 'set the variable that the name ends with, or a shorter STACK_NAME' },
  'secret-invalid': { fix: 'set a shorter STACK_NAME' },
  'secret-missing': { fix: 'abra app secret generate, or abra app secret insert' },
}
