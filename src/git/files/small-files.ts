const largestKept = 64 * 1024
const mostKept = 256

/**
 * Small files that were read once, by where they really are (byte strings). The profiles that look at a checkout in one call share them, so they
 * also see the same. The bytes are nobody's to change.
 */
export class SmallFiles {
  readonly #files = new Map<string, Buffer>()

  get(place: string): Buffer | undefined {
    return this.#files.get(place)
  }

  /** What is large, or one too many, is not kept. */
  keep(place: string, bytes: Buffer): void {
    if (bytes.length <= largestKept && this.#files.size < mostKept) this.#files.set(place, bytes)
  }
}
