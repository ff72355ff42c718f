import { lstatSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { chunkSize, claimed, done, free, idle, type StatTask, statFields } from './shared-stats.js'

/** More than any path that lstat accepts (PATH_MAX is 4096 on Linux); index names may be longer. */
const longestName = 65536

/**
 * The worker thread of stat-prefetch.ts; tsup builds it as a file of its own. It claims chunks from the last to the first, and the main thread
 * from the first to the last. Where they meet, the worker stops.
 */
function statEntries({ root, count, shared }: StatTask): void {
  const { names, starts, ends, chunks, stats, state } = shared
  const path = Buffer.alloc(root.length + longestName)
  path.set(root)
  for (let chunk = Math.ceil(count / chunkSize) - 1; chunk >= 0; chunk--) {
    if (Atomics.compareExchange(chunks, chunk, free, claimed) !== free) break
    const end = Math.min((chunk + 1) * chunkSize, count)
    for (let i = chunk * chunkSize; i < end; i++) {
      const start = starts[i] ?? 0
      const nameEnd = ends[i] ?? 0
      try {
        path.set(names.subarray(start, nameEnd), root.length)
        const stat = lstatSync(path.subarray(0, root.length + nameEnd - start))
        const at = i * statFields
        stats[at] = stat.mtimeMs
        stats[at + 1] = stat.ctimeMs
        stats[at + 2] = stat.size
        stats[at + 3] = stat.ino
        stats[at + 4] = stat.mode
        stats[at + 5] = stat.dev
      } catch {
        // The numbers stay NaN, and the main thread calls lstat itself.
      }
    }
    Atomics.store(chunks, chunk, done)
    Atomics.notify(chunks, chunk)
  }
  Atomics.store(state, 0, idle)
}

parentPort?.on('message', statEntries)
