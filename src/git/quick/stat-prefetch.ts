import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { ParsedIndex } from '../index/parsed-index.js'
import {
  busy,
  chunkSize,
  claimed,
  done,
  free,
  newSharedStats,
  type SharedStats,
  type StatTask,
  statFields,
} from './shared-stats.js'
import type { StatData } from './up-to-date-files.js'

/** Smallest index, in entries, for which a worker pays. With fewer, the main thread is done before the worker has begun. */
const fewest = 5_000
/** How long the main thread waits for a chunk, in ms, before it calls lstat itself. */
const patienceMs = 2_000
/** How long an unused worker is kept, in ms, because a new one takes 25 ms to begin. It keeps no process alive. */
const keptMs = 10_000

interface Thread {
  readonly worker: Worker
  readonly end: NodeJS.Timeout
  /** Kept for the next checkout: a thread may hold shared memory for long once it has seen it. */
  shared: SharedStats | undefined
  /** One checkout at a time uses it. */
  isUsed: boolean
}

let thread: Thread | undefined

/** @throws where Node cannot start a thread */
function startThread(): Thread | undefined {
  if (thread !== undefined) {
    thread.end.refresh()
    return thread
  }
  const path = workerPath()
  if (path === undefined) return undefined
  // Loaded late: few checkouts are large enough to need it.
  const threads = process.getBuiltinModule('node:worker_threads')
  const worker = new threads.Worker(path, { execArgv: [], env: {} })
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
 * The built stat-worker.ts: beside the modules in dist, or above those in dist/cli. Sources use the build of their own checkout, since Node 20
 * runs no TypeScript. undefined where it is missing, for example after a bundler copied this module elsewhere.
 */
function workerPath(): string | undefined {
  const here = import.meta.dirname
  const folders = /[\\/]src[\\/]git[\\/]quick$/.test(here) ? ['../../../dist'] : ['.', '..']
  return folders.map((folder) => join(here, folder, 'stat-worker.cjs')).find((path) => existsSync(path))
}

/**
 * Calls lstat for the entries of a large index on a worker thread, while the main thread does other things and then its share of them. If the worker
 * fails or cannot start, the status only takes longer.
 */
export class StatPrefetch {
  readonly #thread: Thread
  readonly #chunks: Int32Array
  readonly #stats: Float64Array

  private constructor(used: Thread, { chunks, stats }: SharedStats, count: number) {
    this.#thread = used
    this.#chunks = chunks.subarray(0, count)
    this.#stats = stats
  }

  /**
   * @param root absolute path of the checkout (byte string)
   * @param atLeast the number of entries from which on a worker is used
   * @returns undefined for fewer entries, while another checkout uses the worker, and where no worker can start
   */
  static start(root: string, { count, places }: ParsedIndex, atLeast: number = fewest): StatPrefetch | undefined {
    if (count < atLeast) return undefined
    const { nameBytes, nameStarts, nameEnds } = places
    try {
      const used = startThread()
      if (used === undefined) return undefined
      const fits =
        used.shared !== undefined && used.shared.starts.length >= count && used.shared.names.length >= nameBytes.length
      const shared = fits && used.shared !== undefined ? used.shared : newSharedStats(count, nameBytes.length)
      if (used.isUsed || Atomics.load(shared.state, 0) === busy) return undefined
      shared.names.set(nameBytes)
      shared.starts.set(nameStarts)
      shared.ends.set(nameEnds)
      shared.chunks.fill(free)
      shared.stats.fill(Number.NaN, 0, statFields * count)
      shared.state[0] = busy
      used.shared = shared
      used.isUsed = true
      const task: StatTask = { root: Buffer.from(root === '/' ? '/' : `${root}/`, 'latin1'), count, shared }
      used.worker.postMessage(task)
      return new StatPrefetch(used, shared, Math.ceil(count / chunkSize))
    } catch {
      return undefined
    }
  }

  /**
   * The stat data that the worker found for entry `i`, or undefined: then the caller calls lstat. Callers ask for entries in their order, which
   * claims each chunk at its first entry.
   */
  find(i: number): StatData | undefined {
    const chunk = Math.floor(i / chunkSize)
    if (i % chunkSize === 0 && Atomics.compareExchange(this.#chunks, chunk, free, claimed) === claimed) {
      Atomics.wait(this.#chunks, chunk, claimed, patienceMs)
    }
    if (this.#chunks[chunk] !== done) return undefined
    const stats = this.#stats
    const at = i * statFields
    const mode = stats[at + 4] ?? Number.NaN
    if (Number.isNaN(mode)) return undefined
    return {
      mtimeMs: stats[at] ?? 0,
      ctimeMs: stats[at + 1] ?? 0,
      size: stats[at + 2] ?? 0,
      ino: stats[at + 3] ?? 0,
      mode,
      dev: stats[at + 5] ?? 0,
    }
  }

  close(): void {
    // Claims all that is left, so that the worker stops.
    for (let c = 0; c < this.#chunks.length; c++) Atomics.compareExchange(this.#chunks, c, free, claimed)
    this.#thread.isUsed = false
  }
}
