import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { AbraVersionError, isAbraVersionError } from '../errors.js'

/** Makes the error for a file that holds no build information we can read; the reason is a clause such as `it is empty`. */
export type Refuse = (reason: string) => AbraVersionError<'BUILD_INFO_MISSING'>

/** No single read may ask for more, whatever a header claims. Bytes. */
const LARGEST_READ = 16 * 1024 * 1024

/**
 * A regular file, or one slice of it, read by offset and never whole: a binary may have 100 MB, and its headers may lie.
 * Every read is checked against the size found when it was opened.
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
   * Opens without waiting (a FIFO has no end to wait for) and looks at what was opened, so nothing can be swapped in between.
   *
   * @throws FILE_UNREADABLE when it is missing or may not be read, BUILD_INFO_MISSING when it is no regular file.
   */
  static async open(path: string): Promise<BinaryFile> {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY
    const handle = await open(path, flags).catch((cause: unknown) => {
      throw binaryUnreadable(path, cause)
    })
    try {
      const stat = await handle.stat()
      if (stat.isFile()) return new BinaryFile(path, handle, 0, stat.size)
      throw noBuildInfo(path, stat.isDirectory() ? 'it is a folder' : 'it is no regular file')
    } catch (error) {
      await handle.close().catch(() => undefined)
      throw isAbraVersionError(error) ? error : binaryUnreadable(path, error)
    }
  }

  /**
   * Exactly `length` bytes from `offset`.
   *
   * @throws BUILD_INFO_MISSING when they do not all lie inside, FILE_UNREADABLE when the system cannot read them.
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

  /** The same file seen through a window, as for one architecture of a universal binary. Closing is left to the whole. */
  slice(offset: number, size: number, what: string): BinaryFile {
    if (!(offset + size <= this.size)) throw this.refuse(`${what} lies past the end of the file`)
    return new BinaryFile(this.path, this.#handle, this.#start + offset, size)
  }

  readonly refuse: Refuse = (reason) => noBuildInfo(this.path, reason)

  async close(): Promise<void> {
    // Nothing was written, so there is nothing a failing close could lose.
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
  // A path with a NUL byte never reaches the system: Node refuses it with an error of its own, which has a code too.
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : 'EIO'
  const advice = 'check the path and that you may read the file'
  return new AbraVersionError(
    'FILE_UNREADABLE',
    `cannot read ${path} (${errno})`,
    { path, errno, goGit: '' },
    { advice, cause },
  )
}
