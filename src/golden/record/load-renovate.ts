import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AbraVersionError } from '../../errors.js'
import { isRecord } from '../../is-record.js'
import { renovateRelease, type TagVersioning } from '../cases/tag-versioning.js'

const modulePath = 'dist/modules/versioning/docker/index.js'
const advice = `npm install --prefix DIR --ignore-scripts renovate@${renovateRelease}`

/** The methods of Renovate's versioning API that are called. */
interface VersioningApi {
  isVersion(version: string): boolean
  sortVersions(version: string, other: string): number
}

/**
 * Loads Renovate's docker versioning from a folder in which the package is installed. Its code is run in this process.
 *
 * @param folder as given to `npm install --prefix`
 * @throws GOLDEN_LIBRARY if it is not there, is another release or cannot be loaded, or if texts are not compared in English here
 */
export async function loadRenovate(folder: string): Promise<TagVersioning> {
  const place = join(resolve(folder), 'node_modules/renovate')
  const found = versionIn(place)
  if (found !== renovateRelease) throw wrong(place, found, `${place} has Renovate ${found}, not ${renovateRelease}`)
  // Renovate compares texts in the locale of its process.
  const { locale } = Intl.Collator().resolvedOptions()
  if (!locale.startsWith('en')) throw wrong(place, locale, `texts are compared in ${locale} here`, 'set LC_ALL=C')
  const api = await loadApi(join(place, modulePath)).catch((cause: unknown) => {
    throw wrong(place, found, `${place} cannot be loaded: ${String(cause)}`, 'use the Node that it asks for', cause)
  })
  return {
    isVersion: (tag) => api.isVersion(tag),
    compare: (left, right) => api.sortVersions(left, right),
  }
}

async function loadApi(path: string): Promise<VersioningApi> {
  const loaded: unknown = await import(pathToFileURL(path).href)
  const api = isRecord(loaded) ? loaded['api'] : undefined
  if (isApi(api)) return api
  throw new TypeError('it exports no versioning')
}

function isApi(value: unknown): value is VersioningApi {
  if (typeof value !== 'object' || value === null) return false
  const { isVersion, sortVersions } = value as Partial<VersioningApi>
  return typeof isVersion === 'function' && typeof sortVersions === 'function'
}

function versionIn(place: string): string {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'))
    return isRecord(manifest) ? String(manifest['version']) : 'none'
  } catch {
    return 'none'
  }
}

function wrong(program: string, found: string, what: string, todo = advice, cause?: unknown) {
  return new AbraVersionError(
    'GOLDEN_LIBRARY',
    what,
    { program, wanted: renovateRelease, found },
    { advice: todo, cause },
  )
}
