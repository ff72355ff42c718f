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
        const text = this.#take(chunk.subarray(begun, at))
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

  /** Where an item, or the list with it, ends; the length of the chunk or more if not in it. Every byte passes here, so nothing is called. */
  #endFrom(chunk: Buffer, from: number): number {
    let at = this.#escaped ? from + 1 : from
    let [depth, inString] = [this.#depth, this.#inString]
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (inString) {
        if (byte === quote) inString = false
        else if (byte === backslash) at++
      } else if (byte === quote) inString = true
      else if (depth === 0 && (byte === comma || byte === listCloses)) break
      else if (byte === listOpens || byte === objectOpens) depth++
      else if (byte === listCloses || byte === objectCloses) depth--
    }
    this.#depth = depth
    this.#inString = inString
    this.#escaped = at > chunk.length
    return at
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
    this.#pendingBytes = 0
    this.#pendingValues = 0
    return bytes.toString('utf8')
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
