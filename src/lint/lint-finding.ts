import type { EvidenceClass } from '../rules.js'

/** What abra's lint finds, as far as it can be told from a checkout. A closed list. */
export type LintKind =
  | 'lightweight-tags'
  | 'no-env-sample'
  | 'no-app-service'
  | 'no-image'
  | 'traefik-not-enabled'
  | 'configs-without-abra-sh'
  | 'compose-file-unreadable'
  | 'image-without-tag'
  | 'image-latest'
  | 'image-tag-and-digest'
  | 'compose-version'
  | 'no-healthcheck'

/** One finding of lint. A prediction warns of it and never refuses for it. @rule R4 */
export interface LintFinding {
  readonly kind: LintKind
  /** abra's own name of the lint rule: `R014`. It has three digits; a rule of this package has fewer. */
  readonly lintRule?: string
  /** `error`: with such a finding abra's lint stops a plain deploy, if it is as documented. */
  readonly level: 'error' | 'warn'
  /** How well the lint rule is known. */
  readonly class: EvidenceClass
  /** true if no public page says what the rule does to a deploy. */
  readonly unconfirmed: boolean
  /** One sentence. May hold text of the checkout. */
  readonly text: string
  readonly file?: string
  /** From 1. */
  readonly line?: number
  /** What to do: for tags one shell command each, else one clause. */
  readonly fixes: readonly string[]
}

/**
 * abra's lint rules. R014 is documented by an operator's README; R001 and R002 stand in the public reference of abra's package `lint` with level and
 * text, the others there only as the names of their functions (`LintAppService`), so that their number and level are general knowledge.
 */
export const lintRules = {
  'lightweight-tags': { lintRule: 'R014', level: 'error', class: 'D', unconfirmed: false },
  'no-env-sample': { lintRule: 'R008', level: 'error', class: 'D', unconfirmed: true },
  'no-app-service': { lintRule: 'R009', level: 'error', class: 'D', unconfirmed: true },
  'no-image': { lintRule: 'R011', level: 'error', class: 'D', unconfirmed: true },
  'traefik-not-enabled': { lintRule: 'R010', level: 'error', class: 'D', unconfirmed: true },
  'configs-without-abra-sh': { lintRule: 'R012', level: 'error', class: 'D', unconfirmed: true },
  'compose-file-unreadable': { level: 'error', class: 'K', unconfirmed: true },
  'image-without-tag': { lintRule: 'R003', level: 'warn', class: 'D', unconfirmed: true },
  'image-latest': { lintRule: 'R004', level: 'warn', class: 'D', unconfirmed: true },
  'image-tag-and-digest': { level: 'warn', class: 'K', unconfirmed: true },
  'compose-version': { lintRule: 'R001', level: 'warn', class: 'D', unconfirmed: true },
  'no-healthcheck': { lintRule: 'R002', level: 'warn', class: 'D', unconfirmed: true },
} as const satisfies Record<LintKind, Pick<LintFinding, 'lintRule' | 'level' | 'class' | 'unconfirmed'>>
