import { beginsValue } from './json-values.js'

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const [listOpens, listCloses, objectOpens, objectCloses] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Cuts a JSON list into its items while it arrives, chunk by chunk. An answer of megabytes is then never in memory as a whole, neither its bytes nor
 * what they mean. What an item is, JSON.parse says: only quotes and brackets are seen here, which in UTF-8 are no part of another character.
 */
export class JsonItems {
  /** Bytes of the item that has not ended. */
  #pending: Buffer[] = []
  #pendingBytes = 0
  #pendingValues = 0
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
      if (this.#state === 'items') {
        at = this.#endFrom(chunk, at)
        if (at >= chunk.length) break
        const text = this.#take(chunk, begun, at)
        begun = at + 1
        const isLast = chunk[at] === listCloses
        const isEmptyList = isLast && this.#count === 0 && /^[ \t\n\r]*$/.test(text)
        if (!isEmptyList) items.push(this.#parse(text))
        this.#count++
        if (isLast) this.#state = 'after'
      } else if (!isSpace(chunk[at] as number)) {
        if (this.#state === 'after') {
          this.#pending = [chunk.subarray(at)]
          throw new SyntaxError('text after the list')
        }
        this.#state = chunk[at] === listOpens ? 'items' : 'no-list'
        if (this.#state === 'items') begun = at + 1
      }
    }
    if (this.#state !== 'after') {
      const begins = chunk.subarray(begun)
      this.#pending.push(begins)
      this.#pendingBytes += begins.length
      for (const byte of begins) if (beginsValue(byte)) this.#pendingValues++
    }
    return items
  }

  /** @returns undefined after a list; else the answer, which is no list. @throws SyntaxError */
  end(): unknown {
    if (this.#state === 'after') return undefined
    if (this.#state === 'items') throw new SyntaxError('the list does not end')
    return JSON.parse(this.unread)
  }

  /** Of the item that has not ended. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  /** Of the item that has not ended, those within strings, too. */
  get pendingValues(): number {
    return this.#pendingValues
  }

  /** What was read last, and is part of no item that was understood. */
  get unread(): string {
    return this.#last + Buffer.concat(this.#pending).toString('utf8')
  }

  /** Where an item, or the list with it, ends; the length of the chunk if not in it. Every byte outside strings passes here, so little is called. */
  #endFrom(chunk: Buffer, from: number): number {
    let at = from
    let depth = this.#depth
    for (;;) {
      if (this.#inString) at = this.#endOfString(chunk, at)
      for (; at < chunk.length; at++) {
        const byte = chunk[at]
        if (byte === quote) break
        if (depth === 0 && (byte === comma || byte === listCloses)) break
        if (byte === listOpens || byte === objectOpens) depth++
        else if (byte === listCloses || byte === objectCloses) depth--
      }
      this.#depth = depth
      if (chunk[at] !== quote) return at
      this.#inString = true
      at++
    }
  }

  /** Behind the quote that ends the string; the length of the chunk if none does. Most of an answer is strings, and their bytes are searched natively. */
  #endOfString(chunk: Buffer, from: number): number {
    let begins = this.#escaped ? from + 1 : from
    this.#escaped = false
    for (;;) {
      const found = chunk.indexOf(quote, begins)
      const end = found === -1 ? chunk.length : found
      const isEscaped = backslashesBefore(chunk, end, begins) % 2 === 1
      if (found === -1) {
        this.#escaped = isEscaped
        return end
      }
      begins = end + 1
      if (isEscaped) continue
      this.#inString = false
      return begins
    }
  }

  #parse(text: string): unknown {
    this.#last = text
    const item: unknown = JSON.parse(text)
    this.#last = ''
    return item
  }

  /** The text of the item that ends in the chunk. */
  #take(chunk: Buffer, begun: number, end: number): string {
    if (this.#pending.length === 0) return chunk.toString('utf8', begun, end)
    const bytes = Buffer.concat([...this.#pending, chunk.subarray(begun, end)])
    this.#pending = []
    this.#pendingBytes = 0
    this.#pendingValues = 0
    return bytes.toString('utf8')
  }
}

/** @param begins where the text begins, of which no backslash is that of an escape that began before */
function backslashesBefore(chunk: Buffer, end: number, begins: number): number {
  let at = end
  while (at > begins && chunk[at - 1] === backslash) at--
  return end - at
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
