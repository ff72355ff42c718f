/** go-git's decoder refuses the file, or panics on it. */
export class IndexFormatError extends Error {
  /** Set for an index that git reads: how to have git write one that go-git reads too. */
  readonly advice: string | undefined

  constructor(message: string, advice?: string) {
    super(message)
    this.advice = advice
  }
}

/** The index says more than we take the memory for. The message says what it holds. */
export class IndexTooLarge extends Error {}

/** Reads fields from a buffer, one after another. Running out of bytes is go-git's error of the same name. */
export class IndexCursor {
  at = 0
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get remaining(): number {
    return this.bytes.length - this.at
  }

  has(byte: number): boolean {
    return this.bytes.includes(byte, this.at)
  }

  skip(count: number): void {
    this.#take(count)
  }

  uint16(): number {
    return this.bytes.readUInt16BE(this.#take(2))
  }

  uint32(): number {
    return this.bytes.readUInt32BE(this.#take(4))
  }

  text(count: number): string {
    const start = this.#take(count)
    return this.bytes.toString('latin1', start, start + count)
  }

  hex(count: number): string {
    const start = this.#take(count)
    return this.bytes.toString('hex', start, start + count)
  }

  /** Up to `count` bytes; fewer at the end of the buffer. */
  part(count: number): Buffer {
    const start = this.#take(Math.min(count, this.remaining))
    return this.bytes.subarray(start, start + count)
  }

  /**
   * The text before this byte. The byte is consumed too.
   *
   * @mirrors go-git v5.16.2 utils/binary/read.go: ReadUntil
   */
  until(byte: number): string {
    return this.partUntil(byte).toString('latin1')
  }

  /** The same as bytes. */
  partUntil(byte: number): Buffer {
    const end = this.bytes.indexOf(byte, this.at)
    if (end === -1) throw new IndexFormatError('EOF')
    const start = this.#take(end - this.at + 1)
    return this.bytes.subarray(start, end)
  }

  /** @mirrors go-git v5.16.2 utils/binary/read.go: ReadVariableWidthInt */
  variableWidth(): number {
    let byte = this.#byte()
    let value = byte & 0x7f
    while (byte & 0x80) {
      byte = this.#byte()
      value = (value + 1) * 128 + (byte & 0x7f)
    }
    return value
  }

  #byte(): number {
    return this.bytes.readUInt8(this.#take(1))
  }

  #take(count: number): number {
    const start = this.at
    if (count > this.remaining) throw new IndexFormatError(this.remaining === 0 ? 'EOF' : 'unexpected EOF')
    this.at += count
    return start
  }
}
