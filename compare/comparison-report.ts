import type { Scenario } from '../src/golden/scenario/scenario.js'
import type { StateComparison } from './compare-states.js'

interface Tally {
  asked: number
  agree: number
  safety: number
  /** The reference itself answered now this, now that. */
  unsteady: number
  differ: number
}

/** What a comparison found: every difference as it comes, and the counts of each family and profile at the end. */
export class ComparisonReport {
  readonly #tallies = new Map<string, Tally>()
  readonly #print: (line: string) => void
  readonly #verbose: boolean
  #trouble = false

  /** @param verbose prints agreements too */
  constructor(print: (line: string) => void, verbose = false) {
    this.#print = print
    this.#verbose = verbose
  }

  /** Whether a difference was found, something went wrong, or nothing was compared at all. */
  get failed(): boolean {
    return this.#trouble || this.#tallies.size === 0
  }

  count(family: string, profile: string, verdict: StateComparison['verdict'] | 'unsteady', times = 1): void {
    const key = `${family} ${profile}`
    const tally = this.#tallies.get(key) ?? { asked: 0, agree: 0, safety: 0, unsteady: 0, differ: 0 }
    tally.asked += times
    tally[verdict] += times
    this.#tallies.set(key, tally)
    if (verdict === 'differ' && times > 0) this.#trouble = true
  }

  /** Prints one state's answers where they are worth reading. */
  state(name: string, scenario: Scenario, comparison: StateComparison): void {
    const { profile, verdict, reference, port, stage, note } = comparison
    if (verdict === 'agree' && !this.#verbose) return
    this.#print(`${verdict.toUpperCase()} ${profile} ${name}${stage === undefined ? '' : ` (${note ?? stage})`}`)
    this.#print(`  scenario  ${JSON.stringify(scenario)}`)
    this.#print(`  reference ${JSON.stringify(reference)}`)
    this.#print(`  port      ${JSON.stringify(port)}`)
  }

  /** Prints two answers to one question that differ. */
  difference(name: string, profile: string, { question, reference, port }: Record<string, unknown>): void {
    this.#print(`DIFFER ${profile} ${name}`)
    this.#print(`  question  ${JSON.stringify(question)}`)
    this.#print(`  reference ${reference}`)
    this.#print(`  port      ${port}`)
  }

  note(text: string): void {
    this.#print(`  ${text}`)
  }

  /** Prints what could not be compared. */
  trouble(name: string, error: unknown): void {
    this.#trouble = true
    this.#print(`UNBUILT ${name}: ${error instanceof Error ? error.message : error}`)
  }

  /** The counts by family and profile, in order. */
  tallies(): Record<string, Tally> {
    return Object.fromEntries([...this.#tallies].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}
