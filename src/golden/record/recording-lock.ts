import { withFolderLock } from '../../app/files/folder-lock.js'
import { AbraVersionError, isAbraVersionError } from '../../errors.js'

/**
 * Keeps everybody else from recording into a folder while `work` runs; nobody waits.
 *
 * @throws GOLDEN_BUSY where somebody else records there; LOCK_FAILED where there is no flock(1)
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
    if (isHeld || !isAbraVersionError(error, 'LOCK_FAILED') || !error.data.reason.startsWith('somebody else'))
      throw error
    const advice = 'wait until that recording has ended'
    throw new AbraVersionError(
      'GOLDEN_BUSY',
      `somebody else is recording into ${dir}`,
      { dir },
      { advice, cause: error },
    )
  }
}
