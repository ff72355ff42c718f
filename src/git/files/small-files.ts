const largestKept = 64 * 1024
const mostKept = 256

/**
 * Small files that were read already, by their real path (byte string). The profiles that one call asks share them, so they also see the same
 * content. The bytes must not be changed.
 */
export class SmallFiles {
  readonly #files = new Map<string, Buffer>()

  get(place: string): Buffer | undefined {
    return this.#files.get(place)
  }

  /** Ignores large files, and all files once the limit is reached. */
  keep(place: string, bytes: Buffer): void {
    if (bytes.length <= largestKept && this.#files.size < mostKept) this.#files.set(place, bytes)
  }
}
