import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { goldenInvalid, readGoldenJson } from './golden-json.js'
import { renderJson } from './render-json.js'

export const manifestPath = 'manifest.json'

/** Folders below golden whose files the manifest seals. */
const sealed = ['binary', 'library', 'published', 'recipes', 'rules'] as const
/** What people read there is not compared with anything. */
const unsealed = /(?:^|\/)(?:README\.md|\.[^/]*)$/

/** Which library versions the recorded answers come from, and the SHA-256 of every golden file. */
export interface GoldenManifest {
  /** Module to versions. */
  readonly libraries: Readonly<Record<string, readonly string[]>>
  /** Path below golden to 64 hex digits. */
  readonly files: Readonly<Record<string, string>>
}

/** A golden file that is not what the manifest says. */
export interface ManifestFault {
  readonly path: string
  readonly fault: 'missing' | 'changed' | 'not in the manifest'
}

/** The paths below golden of every file that the manifest vouches for, sorted. */
export function listGoldenFiles(golden: string): string[] {
  return sealed.flatMap((folder) => filesBelow(golden, folder)).sort()
}

/** Hashes the golden files as they are now; `instead` gives the bytes of those about to be written. */
export function hashGoldenFiles(golden: string, instead: ReadonlyMap<string, string> = new Map()) {
  const paths = new Set([...listGoldenFiles(golden), ...instead.keys()])
  const hashes: Record<string, string> = {}
  for (const path of [...paths].sort()) hashes[path] = sha256(instead.get(path) ?? readFileSync(join(golden, path)))
  return hashes
}

export function renderManifest({ libraries, files }: GoldenManifest): string {
  return renderJson({ libraries, files })
}

/** @throws GOLDEN_INVALID where there is no manifest, or it is malformed */
export function readManifest(golden: string): GoldenManifest {
  const json = readGoldenJson(golden, manifestPath)
  if (isManifest(json)) return json
  throw goldenInvalid(manifestPath, 'has the wrong shape', 'restore it, or record anew')
}

/** Compares the golden files with the manifest. */
export function checkManifest(golden: string, { files }: GoldenManifest): ManifestFault[] {
  const now = hashGoldenFiles(golden)
  const faults = Object.entries(files).flatMap(([path, hash]): ManifestFault[] => {
    if (now[path] === undefined) return [{ path, fault: 'missing' }]
    return now[path] === hash ? [] : [{ path, fault: 'changed' }]
  })
  const strays = Object.keys(now).filter((path) => files[path] === undefined)
  return [...faults, ...strays.map((path): ManifestFault => ({ path, fault: 'not in the manifest' }))]
}

function filesBelow(golden: string, folder: string): string[] {
  if (!existsSync(join(golden, folder))) return []
  return readdirSync(join(golden, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(golden.replace(/\/+$/, '').length + 1))
    .filter((path) => !unsealed.test(path))
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function isManifest(json: unknown): json is GoldenManifest {
  if (typeof json !== 'object' || json === null || Object.keys(json).sort().join() !== 'files,libraries') return false
  const { libraries, files } = json as Record<string, unknown>
  const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
  return (
    isRecord(libraries) &&
    isRecord(files) &&
    Object.values(files as object).every((hash) => typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash))
  )
}
