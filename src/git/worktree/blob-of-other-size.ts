import { createHash } from 'node:crypto'
import { ifReadable } from '../if-readable.js'
import type { IndexFile } from '../index/read-index.js'
import { ObjectStore } from '../objects/object-store.js'
import type { Repository } from '../repository/open-repository.js'
import type { CheckoutReads } from './checkout-reads.js'

/** Whether a file of this size surely has not the content that the index has for its path. */
export type IsOtherSize = (path: string, size: bigint) => boolean

/**
 * Tells by the size of the blob, so that a file of terabytes need not be read. The blob must have the hash that it is stored under: go-git compares
 * the file's hash with that name only.
 */
export function blobsOfOtherSize(repository: Repository, index: IndexFile, reads: CheckoutReads): IsOtherSize {
  return (path, size) => {
    const hash = reads.firstEntry(index, path)?.hash
    const store = new ObjectStore(repository.gitDir, repository.traits)
    try {
      const content = hash === undefined ? undefined : ifReadable(() => store.read(hash, 'blob'))?.content
      if (content === undefined || BigInt(content.length) === size) return false
      return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex') === hash
    } finally {
      store.close()
    }
  }
}
