import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { AbraVersionError, isAbraVersionError } from '../errors.js'

/** Makes the error for a file without readable build information. The reason is a clause such as `it is empty`. */
export type Refuse = (reason: string) => AbraVersionError<'BUILD_INFO_MISSING'>

/** The most bytes that one read may ask for, whatever a header claims. */
const LARGEST_READ = 16 * 1024 * 1024

/**
 * A regular file, or one slice of it. It is read by offset and never whole, because a binary may have 100 MB and its headers may be wrong. Every
 * read is checked against the size at opening.
 */
export class BinaryFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly #handle: FileHandle
  readonly #start: number

  private constructor(path: string, handle: FileHandle, start: number, size: number) {
    this.path = path
    this.size = size
    this.#handle = handle
    this.#start = start
  }

  /**
   * Opens without blocking, because a FIFO may have no writer, and checks the opened file, so that it cannot be swapped in between.
   *
   * @throws FILE_UNREADABLE if the file is missing or may not be read
   * @throws BUILD_INFO_MISSING if it is not a regular file
   */
  static async open(path: string): Promise<BinaryFile> {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY
    const handle = await open(path, flags).catch((cause: unknown) => {
      throw binaryUnreadable(path, cause)
    })
    try {
      const stat = await handle.stat()
      if (stat.isFile()) return new BinaryFile(path, handle, 0, stat.size)
      throw noBuildInfo(path, stat.isDirectory() ? 'it is a folder' : 'it is not a regular file')
    } catch (error) {
      await handle.close().catch(() => undefined)
      throw isAbraVersionError(error) ? error : binaryUnreadable(path, error)
    }
  }

  /**
   * Exactly `length` bytes from `offset`.
   *
   * @throws BUILD_INFO_MISSING if they are not all inside the file
   * @throws FILE_UNREADABLE if the system cannot read them
   */
  async read(offset: number, length: number, what: string): Promise<Buffer> {
    if (length > LARGEST_READ) throw this.refuse(`${what} claims an impossible length`)
    if (!(offset >= 0 && offset + length <= this.size)) throw this.refuse(`${what} lies past the end of the file`)
    const bytes = Buffer.alloc(length)
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#handle
        .read(bytes, done, length - done, this.#start + offset + done)
        .catch((cause: unknown) => {
          throw binaryUnreadable(this.path, cause)
        })
      if (bytesRead === 0) throw this.refuse('it became shorter while it was read')
      done += bytesRead
    }
    return bytes
  }

  /** A part of the same file, for one architecture of a universal binary. Only the whole file is closed. */
  slice(offset: number, size: number, what: string): BinaryFile {
    if (!(offset + size <= this.size)) throw this.refuse(`${what} lies past the end of the file`)
    return new BinaryFile(this.path, this.#handle, this.#start + offset, size)
  }

  readonly refuse: Refuse = (reason) => noBuildInfo(this.path, reason)

  async close(): Promise<void> {
    // Nothing was written, so a failing close loses nothing.
    await this.#handle.close().catch(() => undefined)
  }
}

function noBuildInfo(path: string, reason: string): AbraVersionError<'BUILD_INFO_MISSING'> {
  const what = `no Go build information in ${path}: ${reason}`
  const advice =
    "give the path of abra's own binary for Linux or macOS, or choose the profile yourself (5.16, 5.17 or 5.19)"
  return new AbraVersionError('BUILD_INFO_MISSING', what, { path, reason }, { advice })
}

function binaryUnreadable(path: string, cause: unknown): AbraVersionError<'FILE_UNREADABLE'> {
  // For a path with a NUL byte Node throws an error of its own, which has a code too.
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : 'EIO'
  const advice = 'check the path and that you may read the file'
  return new AbraVersionError(
    'FILE_UNREADABLE',
    `cannot read ${path} (${errno})`,
    { path, errno, goGit: '' },
    { advice, cause },
  )
}
