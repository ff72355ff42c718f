import type { Worker } from 'node:worker_threads'
import type { ParsedIndex } from '../index/parsed-index.js'
import type { StatData } from './up-to-date-files.js'

/** Below this the second thread would hardly have begun when the first is done. */
const fewest = 5_000
const chunkSize = 256
const fields = 5
/** Long enough for any disk; then whoever waits asks itself. */
const patienceMs = 2_000
/** How long a thread is kept without work: it takes 25 ms to begin. It keeps no process alive. */
const keptMs = 10_000

/** What has been made of a chunk of files. */
const untouched = 0
const taken = 1
const done = 2
/** The second thread. */
const idle = 0
const busy = 1

/** Runs on the second thread: from the last chunk towards the first, until it meets the other thread, who comes from the first. */
const work = `
const { lstatSync } = require('node:fs')
require('node:worker_threads').parentPort.on('message', ({ root, count, shared: { names, starts, ends, chunks, stats, state } }) => {
  const path = Buffer.alloc(root.length + 65536)
  path.set(root)
  for (let c = Math.ceil(count / ${chunkSize}) - 1; c >= 0; c--) {
    if (Atomics.compareExchange(chunks, c, ${untouched}, ${taken}) !== ${untouched}) break
    for (let i = c * ${chunkSize}; i < Math.min((c + 1) * ${chunkSize}, count); i++) {
      try {
        path.set(names.subarray(starts[i], ends[i]), root.length)
        const stat = lstatSync(path.subarray(0, root.length + ends[i] - starts[i]))
        stats[i * ${fields}] = stat.mtimeMs
        stats[i * ${fields} + 1] = stat.ctimeMs
        stats[i * ${fields} + 2] = stat.size
        stats[i * ${fields} + 3] = stat.ino
        stats[i * ${fields} + 4] = stat.mode
      } catch {}
    }
    Atomics.store(chunks, c, ${done})
    Atomics.notify(chunks, c)
  }
  Atomics.store(state, 0, ${idle})
})
`

/** What both threads see. It is used again: what a thread has seen once it may hold for long. */
interface Shared {
  readonly names: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly chunks: Int32Array
  /** Five numbers a file. */
  readonly stats: Float64Array
  /** Whether the second thread is at work, in its only element. */
  readonly state: Int32Array
}

function newShared(count: number, nameBytes: number): Shared {
  return {
    names: new Uint8Array(new SharedArrayBuffer(nameBytes)),
    starts: new Uint32Array(new SharedArrayBuffer(4 * count)),
    ends: new Uint32Array(new SharedArrayBuffer(4 * count)),
    chunks: new Int32Array(new SharedArrayBuffer(4 * Math.ceil(count / chunkSize))),
    stats: new Float64Array(new SharedArrayBuffer(8 * fields * count)),
    state: new Int32Array(new SharedArrayBuffer(4)),
  }
}

interface Thread {
  readonly worker: Worker
  readonly end: NodeJS.Timeout
  shared: Shared | undefined
  /** By one checkout at a time. */
  isUsed: boolean
}

let thread: Thread | undefined

/** @throws where Node has no threads to give */
function startThread(): Thread {
  if (thread !== undefined) {
    thread.end.refresh()
    return thread
  }
  // Loaded late: hardly any checkout is large enough for it.
  const threads = process.getBuiltinModule('node:worker_threads')
  const worker = new threads.Worker(work, { eval: true, execArgv: [], env: {} })
  const end = setTimeout(() => {
    if (thread?.worker === worker) thread = undefined
    void worker.terminate()
  }, keptMs)
  end.unref()
  worker.unref()
  worker.on('error', () => {
    if (thread?.worker === worker) thread = undefined
  })
  thread = { worker, end, shared: undefined, isUsed: false }
  return thread
}

/**
 * Asks the file system about the files of a large index on a second thread, while the first does other things and then its share. A second thread
 * that fails, or cannot be had, only makes it slower.
 */
export class StatPrefetch {
  readonly #thread: Thread
  readonly #chunks: Int32Array
  readonly #stats: Float64Array

  private constructor(used: Thread, { chunks, stats }: Shared, count: number) {
    this.#thread = used
    this.#chunks = chunks.subarray(0, count)
    this.#stats = stats
  }

  /** @param root absolute path of the checkout (byte string); undefined where it is not worth it, or another uses the thread */
  static start(root: string, { count, places }: ParsedIndex, atLeast: number = fewest): StatPrefetch | undefined {
    if (count < atLeast) return undefined
    const { nameBytes, nameStarts, nameEnds } = places
    try {
      const used = startThread()
      const fits =
        used.shared !== undefined && used.shared.starts.length >= count && used.shared.names.length >= nameBytes.length
      const shared = fits && used.shared !== undefined ? used.shared : newShared(count, nameBytes.length)
      if (used.isUsed || Atomics.load(shared.state, 0) === busy) return undefined
      shared.names.set(nameBytes)
      shared.starts.set(nameStarts)
      shared.ends.set(nameEnds)
      shared.chunks.fill(untouched)
      shared.stats.fill(Number.NaN, 0, fields * count)
      shared.state[0] = busy
      used.shared = shared
      used.isUsed = true
      used.worker.postMessage({ root: Buffer.from(root === '/' ? '/' : `${root}/`, 'latin1'), count, shared })
      return new StatPrefetch(used, shared, Math.ceil(count / chunkSize))
    } catch {
      return undefined
    }
  }

  /** What the second thread found at the entry of this number; undefined where the caller has to ask. Entries are to be asked for in order. */
  find(i: number): StatData | undefined {
    const chunk = Math.floor(i / chunkSize)
    if (i % chunkSize === 0 && Atomics.compareExchange(this.#chunks, chunk, untouched, taken) === taken) {
      Atomics.wait(this.#chunks, chunk, taken, patienceMs)
    }
    if (this.#chunks[chunk] !== done) return undefined
    const stats = this.#stats
    const at = i * fields
    const mode = stats[at + 4] ?? Number.NaN
    if (Number.isNaN(mode)) return undefined
    return {
      mtimeMs: stats[at] ?? 0,
      ctimeMs: stats[at + 1] ?? 0,
      size: stats[at + 2] ?? 0,
      ino: stats[at + 3] ?? 0,
      mode,
    }
  }

  close(): void {
    // Nothing is left to be taken.
    for (let c = 0; c < this.#chunks.length; c++) Atomics.compareExchange(this.#chunks, c, untouched, taken)
    this.#thread.isUsed = false
  }
}
