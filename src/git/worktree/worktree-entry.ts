import * as fs from 'node:fs'
import { fsPath, printable } from '../../byte-string/byte-string.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { unreadable } from '../../file-error/unreadable.js'
import { FileStat } from '../files/file-stat.js'

/** One name in a folder of the checkout, with its type from listing the folder. lstat is called only when its result is needed. */
export class WorktreeEntry {
  /** Byte string. */
  readonly name: string
  readonly isDirectory: boolean
  readonly isSocket: boolean
  readonly #place: string
  #stat: FileStat | undefined

  /** @param place absolute path (byte string) for `stat` */
  constructor(name: string, type: Pick<fs.Dirent, 'isDirectory' | 'isSocket'>, place: string) {
    this.name = name
    this.isDirectory = type.isDirectory()
    this.isSocket = type.isSocket()
    this.#place = place
  }

  /**
   * Stat data of the name itself: links are not followed.
   *
   * @throws FILE_UNREADABLE
   */
  get stat(): FileStat {
    this.#stat ??= lstatOrThrow(this.#place)
    return this.#stat
  }
}

function lstatOrThrow(place: string): FileStat {
  try {
    return new FileStat(fs.lstatSync(fsPath(place), { bigint: true }))
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    throw unreadable(error, printable(place))
  }
}
