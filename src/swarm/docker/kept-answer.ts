/** Of a longer answer the memory is dearer than the time. */
const longestKept = 4 * 1024 * 1024

/** The last answer to a question that is asked again and again. The same bytes are not parsed anew: a wait sees its services change rarely. */
export class KeptAnswer<T> {
  #last: { readonly body: Buffer; readonly members: readonly T[] } | undefined

  /** @returns a list of its own each time, of members that are shared */
  listOf(body: Buffer, parse: () => readonly T[]): T[] {
    if (this.#last?.body.equals(body) !== true) {
      const members = parse()
      this.#last = body.length <= longestKept ? { body, members } : undefined
      return [...members]
    }
    return [...this.#last.members]
  }
}
