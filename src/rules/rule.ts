/** The shape of a rule, shared by the data files of this folder. */

/**
 * How well a fact is known, best to least: **P** a public page prints a real run of abra 0.13.0-beta (06a57de) or speaks of its
 * source; **D** Co-op Cloud's documentation; **L** measured on a public library that abra is built on; **M** measured on a real
 * Docker Swarm; **S** a third party's port of abra's source, not of 06a57de itself and without a run; **K** general knowledge of abra
 * that nothing published confirms.
 */
export type EvidenceClass = 'P' | 'D' | 'L' | 'M' | 'S' | 'K'

/** A Docker Engine that a rule was measured on: 20.10.24 of Debian 12, 26.1.5 of Debian 13, or the 29 series (Go module github.com/moby/moby/v2 v2.0.0-beta.24). */
export type MeasuredEngine = '20.10.24' | '26.1.5' | '29'

/** Those that the live tests measure the rules of class M on, oldest first. */
export const liveEngines = ['20.10.24', '26.1.5', '29'] as const satisfies readonly MeasuredEngine[]

/** The evidence for a rule, or for the part of it that `of` names. */
export type Evidence =
  | { readonly class: 'P' | 'D'; readonly of?: string; readonly cases?: readonly [string, ...string[]] }
  | { readonly class: 'L'; readonly of?: string; readonly libraries: readonly [string, ...string[]] }
  | { readonly class: 'M'; readonly of?: string; readonly engines: readonly [MeasuredEngine, ...MeasuredEngine[]] }
  | { readonly class: 'S' | 'K'; readonly of?: string }

/** A disputed part: no source shows it either way. */
export interface OpenQuestion {
  readonly class: 'open'
  readonly of: string
}

/** What a rule is about. */
export type RuleSubject =
  | 'order of a deploy'
  | 'choice of the version'
  | 'chaos version'
  | 'Ensure'
  | 'names and files'
  | 'labels'
  | 'Swarm'
  | 'tag order'
  | 'go-git 5.16: excludes'
  | 'go-git 5.16: tracked files'
  | 'go-git 5.16: repository forms'
  | 'go-git 5.17 and 5.19'
  | 'go-git: HEAD and revisions'
  | 'go-git: forced checkout'
  | '.env grammar'
  | 'compose files'
  | 'conversion to a Swarm service'
  | 'versions as tags'

/** The form of a rule's id. `RuleId` has those that exist. */
export type AnyRuleId = `R${number}` | `L${number}`

/** One fact about how abra chooses a version. `R…` is abra's own behaviour, `L…` that of a library under it. */
export interface RuleRecord<Id extends AnyRuleId = AnyRuleId> {
  readonly id: Id
  readonly subject: RuleSubject
  /** One or two sentences; text that a program prints or reads is in backticks. */
  readonly text: string
  /** The strongest first. */
  readonly evidence: readonly [Evidence, ...(Evidence | OpenQuestion)[]]
}

/** Keeps the ids as literal types and nothing else: with the texts as types, `index.d.ts` would repeat all of them. */
export function ruleRecords<const Id extends AnyRuleId>(records: readonly RuleRecord<Id>[]): readonly RuleRecord<Id>[] {
  return records
}
