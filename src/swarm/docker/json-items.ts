const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const [listOpens, listCloses, objectOpens, objectCloses] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Cuts a JSON list into its items while it arrives, chunk by chunk. An answer of megabytes is then never in memory as a whole, neither its bytes nor
 * what they mean. What an item is, JSON.parse says: only quotes and brackets are seen here, which in UTF-8 are no part of another character.
 */
export class JsonItems {
  /** Bytes of the item that has not ended. */
  #pending: Buffer[] = []
  /** The text of an item that JSON.parse refuses. */
  #last = ''
  #depth = 0
  #inString = false
  #escaped = false
  #count = 0
  #state: 'before' | 'items' | 'after' | 'no-list' = 'before'

  /** @returns the items that have ended. @throws SyntaxError */
  push(chunk: Buffer): unknown[] {
    const items: unknown[] = []
    let begun = 0
    for (let at = 0; at < chunk.length && this.#state !== 'no-list'; at++) {
      const byte = chunk[at] as number
      if (this.#state !== 'items') {
        if (isSpace(byte)) continue
        if (this.#state === 'after') {
          this.#pending = [chunk.subarray(at)]
          throw new SyntaxError('text after the list')
        }
        this.#state = byte === listOpens ? 'items' : 'no-list'
        if (this.#state === 'items') begun = at + 1
      } else if (this.#ends(byte)) {
        const text = this.#take(chunk.subarray(begun, at))
        begun = at + 1
        const isEmptyList = byte === listCloses && this.#count === 0 && /^[ \t\n\r]*$/.test(text)
        if (!isEmptyList) items.push(this.#parse(text))
        this.#count++
        if (byte === listCloses) this.#state = 'after'
      }
    }
    if (this.#state !== 'after') this.#pending.push(chunk.subarray(begun))
    return items
  }

  /** @returns undefined after a list; else the answer, which is no list. @throws SyntaxError */
  end(): unknown {
    if (this.#state === 'after') return undefined
    if (this.#state === 'items') throw new SyntaxError('the list does not end')
    return JSON.parse(this.unread)
  }

  /** What was read last, and is part of no item that was understood. */
  get unread(): string {
    return this.#last + Buffer.concat(this.#pending).toString('utf8')
  }

  /** Whether an item, or the list with it, ends before this byte. */
  #ends(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === backslash) this.#escaped = true
      else if (byte === quote) this.#inString = false
      return false
    }
    if (byte === quote) this.#inString = true
    else if (this.#depth === 0 && (byte === comma || byte === listCloses)) return true
    else if (byte === listOpens || byte === objectOpens) this.#depth++
    else if (byte === listCloses || byte === objectCloses) this.#depth--
    return false
  }

  #parse(text: string): unknown {
    this.#last = text
    const item: unknown = JSON.parse(text)
    this.#last = ''
    return item
  }

  #take(last: Buffer): string {
    const bytes = this.#pending.length === 0 ? last : Buffer.concat([...this.#pending, last])
    this.#pending = []
    return bytes.toString('utf8')
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
