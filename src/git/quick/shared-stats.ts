/** Entries in a chunk: the unit of work that one of the two threads claims. */
export const chunkSize = 256

/** Numbers that {@link SharedStats.stats} holds for each entry: mtime and ctime in ms, size, inode, mode, device. */
export const statFields = 6

/** States of a chunk. */
export const free = 0
export const claimed = 1
export const done = 2

/** States of the worker. */
export const idle = 0
export const busy = 1

/** Memory that the main thread and the worker share, with one item or chunk per index entry, in the order of the index. */
export interface SharedStats {
  /** The names of all entries; `starts` and `ends` are offsets in it. */
  readonly names: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** The state of each chunk. */
  readonly chunks: Int32Array
  /** {@link statFields} numbers per entry; NaN where lstat failed. */
  readonly stats: Float64Array
  /** One element: whether the worker is busy. */
  readonly state: Int32Array
}

/** What the main thread asks the worker to do. */
export interface StatTask {
  /** Absolute path of the checkout in bytes, with a slash at its end. */
  readonly root: Uint8Array
  readonly count: number
  readonly shared: SharedStats
}

export function newSharedStats(count: number, nameBytes: number): SharedStats {
  return {
    names: new Uint8Array(new SharedArrayBuffer(nameBytes)),
    starts: new Uint32Array(new SharedArrayBuffer(4 * count)),
    ends: new Uint32Array(new SharedArrayBuffer(4 * count)),
    chunks: new Int32Array(new SharedArrayBuffer(4 * Math.ceil(count / chunkSize))),
    stats: new Float64Array(new SharedArrayBuffer(8 * statFields * count)),
    state: new Int32Array(new SharedArrayBuffer(4)),
  }
}
