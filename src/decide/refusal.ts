import type { EnsureRefusalCode } from '../recipe/ensure/ensure-plan.js'
import type { RuleId } from '../rules.js'

/** Why abra would stop, as a closed list. */
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

/** abra would stop here: by which rule, and the words it would likely say. */
export interface RefusalReason {
  readonly code: RefusalCode
  readonly rule: RuleId
  readonly message: string
}

/** What a user can do about each kind of refusal. */
export const refusalInfo = {
  'app-invalid': { mend: "correct the app's file" },
  'conflicting-flags': { mend: 'leave one of them out' },
  'checkout-unreadable': { mend: 'make a fresh clone of the recipe' },
  'head-unborn': { mend: 'commit something, or check out a branch that has commits' },
  'dirty-worktree': { mend: 'commit or remove the changes, or deploy with --chaos' },
  'chaos-version-in-env': { mend: 'deploy with --chaos, or write a release into the .env file' },
  'version-not-found': { mend: 'fetch the tags, or choose a version the repository has' },
  'no-default-branch': { mend: 'clone the recipe anew, or name a version' },
  'already-deployed': { mend: 'add --force, or deploy with --chaos' },
  'checkout-fails': { mend: 'move what is in the way out of the checkout' },
  'tags-unreadable': { mend: 'mend the references of the checkout, or make a fresh clone' },
  'compose-file-missing': { mend: 'correct COMPOSE_FILE in the .env file, or choose a version that has the file' },
  'compose-invalid': { mend: 'correct the compose file, or what the .env file fills into it' },
  'secret-invalid': { mend: 'set a shorter STACK_NAME' },
  'secret-missing': { mend: 'abra app secret generate, or abra app secret insert' },
} as const satisfies Record<RefusalCode, { readonly mend: string }>
