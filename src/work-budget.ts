import { AsyncLocalStorage } from 'node:async_hooks'
import { safetyLimit } from './file-error/safety-limit.js'

/** Nanoseconds that one of each takes at most on a common machine. They only weigh kinds of work against each other: no clock is asked. */
const costs = {
  /** A commit, tree, blob or tag that is read. */
  objects: 30_000,
  /** What objects inflate to, the deltas on the way included. */
  'object bytes': 3,
  'tree entries': 800,
  'tree nodes': 2_000,
  /** Nodes of two trees that are walked side by side. */
  nodes: 2_000,
  /** Paths that differ. */
  changes: 20_000,
  'missing files': 8_000,
  'path bytes': 20,
  /** Parts of the names in an index that are made a tree. */
  'index names': 800,
  /** Entries of an index that are made nodes, or looked up in a folder. */
  'index entries': 8_000,
  'references read': 250,
  folders: 30_000,
  'names in folders': 1_500,
  'files read': 20_000,
  'file bytes': 2,
  'patterns read': 20_000,
  /** Ignore patterns that are tried on a path. */
  'patterns tried': 300,
} as const

/** What a budget is spent on. */
export type WorkKind = keyof typeof costs

const kinds = Object.keys(costs) as WorkKind[]

/** In nanoseconds of {@link costs}. What a checkout holds can describe far more work than it weighs. */
const mostWork = 10_000_000_000

/** The work that one command may do for a checkout: whatever reads one spends it, and the same input always costs the same. */
export class WorkBudget {
  /** The checkout that is read, for the message. */
  place = 'the checkout'
  readonly #most: number
  /** A field for each kind from the start: this is counted for every name and file. */
  readonly #spent = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<WorkKind, number>
  #total = 0
  #isFinishing = false

  constructor(most = mostWork) {
    this.#most = most
  }

  /** @throws SAFETY_LIMIT once more was spent than there is, and each time from then on */
  spend(kind: WorkKind, count = 1): void {
    if (this.#isFinishing) return
    this.#spent[kind] += count
    this.#total += count * costs[kind]
    if (this.#total > this.#most) throw this.#exceeded()
  }

  /**
   * Runs what must not stop halfway, such as writing files, and takes about as much work as was done to prepare it. It does not count.
   *
   * @throws SAFETY_LIMIT before it begins, if more than half of the budget is spent
   */
  finish<T>(run: () => T): T {
    if (this.#total * 2 > this.#most) throw this.#exceeded()
    this.#isFinishing = true
    try {
      return run()
    } finally {
      this.#isFinishing = false
    }
  }

  #exceeded() {
    const spent = this.#spent
    const most = kinds.toSorted((one, other) => spent[other] * costs[other] - spent[one] * costs[one])
    const told = most.slice(0, 2).flatMap((kind) => (spent[kind] === 0 ? [] : [`${spent[kind]} ${kind}`]))
    const limit = `asks for more work than one command does (${told.join(', ')})`
    return safetyLimit(this.place, limit, 'use an ordinary clone of the recipe')
  }
}

const ofCommand = new AsyncLocalStorage<WorkBudget>()
let ofProcess: WorkBudget | undefined
let ofTurn: WorkBudget | undefined

/** Runs a function, and all that it waits for, with one budget. */
export function withWorkBudget<T>(run: () => T, most?: number): T {
  return ofCommand.run(new WorkBudget(most), run)
}

/** Runs a function with one budget for the whole process, until it ends. To follow what a function waits for takes Node 1 ms. */
export async function withProcessBudget<T>(run: () => Promise<T>): Promise<T> {
  ofProcess = new WorkBudget()
  try {
    return await run()
  } finally {
    ofProcess = undefined
  }
}

/** The budget of the command; for a library call outside of one, that of all it does without waiting. */
export function currentWork(): WorkBudget {
  const own = ofProcess ?? ofCommand.getStore()
  if (own !== undefined) return own
  if (ofTurn === undefined) {
    ofTurn = new WorkBudget()
    queueMicrotask(() => {
      ofTurn = undefined
    })
  }
  return ofTurn
}
