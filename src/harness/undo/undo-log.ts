import type { App } from '../../app/app.js'
import { rewriteEnv } from '../../app/set-env.js'
import type { Snapshot } from '../../swarm/snapshot/snapshot.js'
import { serviceSpecs } from './handed-over.js'
import { lineChange } from './line-change.js'
import { type PutBack, putBack } from './put-back.js'
import { removeJournal, type UpgradeJournal, writeJournal } from './upgrade-journal.js'

type Undoable = Pick<UpgradeJournal, 'changes' | 'checkout' | 'overlay' | 'services'>

const nothing: Undoable = { changes: [] }

/** Keeps what one upgrade has changed and not yet handed over: in memory, and in a journal that is written before each change. */
export class UndoLog {
  readonly #app: Pick<App, 'name' | 'path'>
  readonly #journal: string
  readonly #startedAt = new Date().toISOString()
  #pending: Undoable = nothing

  /** @param journal the path of the journal */
  constructor(app: Pick<App, 'name' | 'path'>, journal: string) {
    this.#app = app
    this.#journal = journal
  }

  get isEmpty(): boolean {
    return this.#pending === nothing
  }

  /** Edits the app's file. @throws FILE_UNREADABLE FILE_UNWRITABLE LOCK_FAILED SAFETY_LIMIT, and what `edit` throws */
  async editApp(edit: (bytes: Buffer) => Buffer): Promise<void> {
    await rewriteEnv(this.#app.path, edit, (before, after) => {
      const change = lineChange(before, after)
      if (change !== undefined) this.#add({ changes: [...this.#pending.changes, change] })
    })
  }

  /** Call it before the checkout is moved. @param head where it is: a branch or a commit */
  movesCheckout(dir: string, head: string): void {
    this.#add({ checkout: { dir, head } })
  }

  /** Call it before the overlay is copied. */
  copiesOverlay(path: string, source: string): void {
    this.#add({ overlay: { path, source } })
  }

  /** Call it right before the deployer is started: from then on the Swarm has to be asked whether the deploy was handed over. */
  startsDeploy(before: Snapshot): void {
    if (!this.isEmpty) this.#add({ services: serviceSpecs(before) })
  }

  /** The deploy is handed over: nothing is to be undone. @throws FILE_UNWRITABLE if the journal cannot be removed */
  keep(): void {
    if (this.isEmpty) return
    // First, so that nothing is undone even where the journal cannot be removed.
    this.#pending = nothing
    removeJournal(this.#journal)
  }

  /** Undoes everything; the journal stays if a part of it failed. */
  async putBack(): Promise<PutBack> {
    if (this.isEmpty) return { notes: [], isWhole: true }
    const result = await putBack(this.#written())
    if (result.isWhole) this.keep()
    return result
  }

  #add(more: Partial<Undoable>): void {
    const pending = { ...this.#pending, ...more }
    writeJournal(this.#journal, { ...this.#written(), ...pending })
    this.#pending = pending
  }

  #written(): UpgradeJournal {
    const { name, path } = this.#app
    const { pid } = process
    return { schema: 1, kind: 'upgrade-journal', pid, startedAt: this.#startedAt, app: name, path, ...this.#pending }
  }
}
