import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { goldenInvalid } from '../cases/golden-json.js'
import { checkManifest, hashGoldenFiles, manifestPath, readManifest, renderManifest } from '../cases/golden-manifest.js'
import { withRecordingLock } from './recording-lock.js'

/**
 * Renews the manifest after a table or a published case was changed by hand. What a library answered is never sealed this way.
 *
 * @throws GOLDEN_BUSY, and GOLDEN_INVALID where a library or binary case is not as it was recorded
 */
export function sealTables(golden: string): Promise<string[]> {
  return withRecordingLock(golden, async () => {
    const manifest = readManifest(golden)
    const faults = checkManifest(golden, manifest)
    const recorded = faults.find(({ path }) => /^(?:library|binary)\//.test(path))
    if (recorded !== undefined)
      throw goldenInvalid(recorded.path, `is ${recorded.fault}`, 'restore it, or record it with golden record')
    const path = join(golden, manifestPath)
    writeFileSync(`${path}.new`, renderManifest({ ...manifest, files: hashGoldenFiles(golden) }))
    renameSync(`${path}.new`, path)
    return faults.map((fault) => fault.path)
  })
}
