import type { LintKind } from '../lint/lint-finding.js'
import type { VersionVariable } from '../predict/read-file-objects.js'
import type { RuleId } from '../rules.js'

/** What is wrong with a recipe. docs/recipe-check.md has a section for each. */
export type RecipeFindingKind =
  | LintKind
  | 'compose-unloadable'
  | 'compose-unconvertible'
  | 'overlay-missing'
  | 'combinations-left-out'
  | 'version-variable-unset'
  | 'name-invalid'
  | 'name-too-long'
  | 'config-changed-in-place'
  | 'config-size'
  | 'config-file-missing'
  | 'not-compared'
  | 'version-label-missing'
  | 'version-label-misplaced'
  | 'version-label-invalid'
  | 'version-label-differs'
  | 'version-not-raised'
  | 'no-release-notes'
  | 'env-sample-invalid'
  | 'env-sample-without-recipe'
  | 'env-modifier-unknown'
  | 'variable-not-in-sample'
  | 'template-variable-missing'
  | 'items-dropped'
  | 'variable-takes-default'
  | 'empty-variable-filled'
  | 'variable-in-key'
  | 'relative-bind'
  | 'healthcheck-joined'
  | 'mode-decimal'

/** `error`: a deploy or a release fails. `warning`: it works, but likely not as meant, or only for some apps. `note`: good to know. */
export type RecipeSeverity = 'error' | 'warning' | 'note'

/** One fault of a recipe. */
export interface RecipeFinding {
  readonly kind: RecipeFindingKind
  readonly severity: RecipeSeverity
  /** What is wrong and why, in one sentence. May hold text of the checkout. */
  readonly text: string
  /** What to do: for tags one shell command each, else one clause. */
  readonly fixes: readonly string[]
  /** The file, relative to the recipe. */
  readonly file?: string
  /** From 1. */
  readonly line?: number
  /** The rule that the finding rests on. */
  readonly rule?: RuleId
  /** abra's own name of the lint rule: `R014`. It has three digits; a rule of this package has fewer. */
  readonly lintRule?: string
  /** The compose files with which it was found, if it was found by loading them. */
  readonly composeFiles?: readonly string[]
  /** The variable to set or to raise. */
  readonly variable?: VersionVariable
}
