import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../is-record.js'
import { foreignStepProblem } from './foreign-steps.js'
import { findGoldenFolder } from './golden-folder.js'
import { goldenInvalid, readGoldenJson } from './golden-json.js'
import { type GoldenManifest, type ManifestFault, readManifest } from './golden-manifest.js'

const largestInput = 4 * 1024 * 1024

/**
 * Looks at every recording before any is built, since building one runs git. Our own cases, known by the hash in this program's manifest, may hold any
 * step. One from elsewhere must be what the manifest beside it says, and hold only the steps that our recorder writes. A case without a scenario is only
 * read and compared; what the manifest does not vouch for fails the verification later.
 *
 * @param faults what checkManifest found
 * @throws GOLDEN_INVALID with the file, the step and why
 */
export function demandVouchedCases(golden: string, { files }: GoldenManifest, faults: readonly ManifestFault[]): void {
  const own = findGoldenFolder()
  if (realpathSync(own) === realpathSync(golden)) return
  const known = new Set(Object.values(readManifest(own).files))
  const faultOf = new Map(faults.map(({ path, fault }) => [path, fault]))
  for (const path of inputsBelow(golden)) {
    const fault = faultOf.get(path)
    if (fault === undefined && known.has(files[path] ?? '')) continue
    const scenarios = scenariosIn(golden, path)
    if (scenarios.length === 0) continue
    if (fault !== undefined) {
      const what = fault === 'changed' ? 'is not what its manifest says' : 'is not in its manifest'
      throw goldenInvalid(path, `${what}, so nothing was built`, 'ask for the whole recording again')
    }
    const problem = scenarios.map(foreignStepProblem).find((one) => one !== undefined)
    const advice = 'a recording from elsewhere may hold only the steps that golden record --abra writes'
    if (problem !== undefined) throw goldenInvalid(path, `${problem}, so nothing was built`, advice)
  }
}

function scenariosIn(golden: string, path: string): unknown[] {
  const json = readGoldenJson(golden, path)
  return isRecord(json) ? [json['scenario'], json['checkout']].filter((one) => one !== undefined) : []
}

function inputsBelow(golden: string): string[] {
  return ['library', 'binary'].flatMap((folder) => {
    if (!existsSync(join(golden, folder))) return []
    return readdirSync(join(golden, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path}`)
      .filter((path) => path.endsWith('/input.json'))
      .map((path) => demandSmall(golden, path))
      .sort()
  })
}

function demandSmall(golden: string, path: string): string {
  const { size } = statSync(join(golden, path))
  if (size <= largestInput) return path
  throw goldenInvalid(path, `has ${size} bytes, more than ${largestInput}`, 'a recording has a few thousand')
}
