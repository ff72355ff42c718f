import * as fs from 'node:fs'
import { toBuffer } from '../../byte-string/byte-string.js'
import { errnoOf } from '../../file-error/errno-of.js'

/** Whether this process may create and remove files in a folder, as abra's would; root always may. `absolute` is a byte string. */
export function isWritable(absolute: string): boolean {
  try {
    fs.accessSync(toBuffer(absolute), fs.constants.W_OK | fs.constants.X_OK)
    return true
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return false
  }
}
