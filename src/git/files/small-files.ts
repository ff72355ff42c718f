const mostKept = 256
const mostBytes = 16 * 1024 * 1024

/**
 * Small files that were read already, by their real path (byte string). The profiles that one call asks share them, so they also see the same
 * content. The bytes must not be changed.
 */
export class SmallFiles {
  readonly #files = new Map<string, Buffer>()
  #size = 0

  get(place: string): Buffer | undefined {
    return this.#files.get(place)
  }

  /** Ignores a file with which there would be more than 256 files, or more than 16 MiB. */
  keep(place: string, bytes: Buffer): void {
    if (this.#files.size >= mostKept || this.#size + bytes.length > mostBytes) return
    this.#size += bytes.length - (this.#files.get(place)?.length ?? 0)
    this.#files.set(place, bytes)
  }
}
