import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../is-record.js'
import { foreignStepProblem } from './foreign-steps.js'
import { findGoldenFolder } from './golden-folder.js'
import { goldenInvalid, readGoldenJson } from './golden-json.js'
import { type GoldenManifest, readManifest } from './golden-manifest.js'

const largestInput = 4 * 1024 * 1024

/**
 * Looks at every recording before any is built, since building one runs git. Our own cases, known by the hash in this program's manifest, may hold any
 * step. One from elsewhere must be what the manifest beside it says, and hold only the steps that our recorder writes.
 *
 * @throws GOLDEN_INVALID with the file, the step and why
 */
export function demandVouchedCases(golden: string, manifest: GoldenManifest): void {
  const own = findGoldenFolder()
  if (realpathSync(own) === realpathSync(golden)) return
  const known = new Set(Object.values(readManifest(own).files))
  for (const path of inputsBelow(golden)) {
    const hash = createHash('sha256')
      .update(readFileSync(join(golden, path)))
      .digest('hex')
    if (known.has(hash) || !isBuilt(golden, path)) continue
    if (manifest.files[path] !== hash) {
      const what = manifest.files[path] === undefined ? 'is not in its manifest' : 'is not what its manifest says'
      throw goldenInvalid(path, `${what}, so nothing was built`, 'ask for the whole recording again')
    }
    demandFamiliarSteps(golden, path)
  }
}

/** Without a scenario a case is only read and compared; what the manifest does not vouch for fails the verification later. */
function isBuilt(golden: string, path: string): boolean {
  const json = readGoldenJson(golden, path)
  return isRecord(json) && (json['scenario'] !== undefined || json['checkout'] !== undefined)
}

function demandFamiliarSteps(golden: string, path: string): void {
  const json = readGoldenJson(golden, path)
  const { scenario, checkout } = isRecord(json) ? json : {}
  for (const one of [scenario, checkout]) {
    const problem = one === undefined ? undefined : foreignStepProblem(one)
    if (problem !== undefined)
      throw goldenInvalid(
        path,
        `${problem}, so nothing was built`,
        'a recording from elsewhere may hold only the steps that golden record --abra writes',
      )
  }
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
