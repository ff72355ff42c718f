import { withFolderLock } from '../../app/files/folder-lock.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'

/**
 * Refuses a second recording into the folder while `work` runs; the second one does not wait.
 *
 * @throws GOLDEN_BUSY if another process records there; LOCK_FAILED without flock(1)
 */
export async function withRecordingLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  let isHeld = false
  const begin = () => {
    isHeld = true
    return work()
  }
  try {
    return await withFolderLock(dir, begin, { waitSeconds: 0 })
  } catch (error) {
    if (isHeld || !isAbraVersionError(error, 'LOCK_FAILED') || error.data.timedOut !== true) throw error
    const advice = 'wait until that recording has ended'
    throw new AbraVersionError(
      'GOLDEN_BUSY',
      `another process is recording into ${dir}`,
      { dir },
      { advice, cause: error },
    )
  }
}
