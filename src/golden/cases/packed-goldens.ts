import { isUtf8 } from 'node:buffer'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { constants, gunzipSync, gzipSync } from 'node:zlib'
import { grouped } from '../../grouped.js'
import { goldenInvalid } from './golden-json.js'
import { listGoldenFiles, manifestPath } from './golden-manifest.js'
import { divergencesPath } from './known-divergences.js'

/** A line of a pack: a file by its path below golden; `base64` where its bytes are no UTF-8. */
type PackedFile = { path: string; text: string } | { path: string; base64: string }

const SUFFIX = '.jsonl.gz'
/** These stay files of their own: what they say is read without unpacking anything. */
const apart = [manifestPath, divergencesPath]
/** All the goldens are 4 MB. */
const MOST_BYTES = 64 * 1024 * 1024
/** The byte of a gzip header that names the operating system; 255 is "unknown", so every system writes the same bytes. */
const GZIP_SYSTEM = 9

/**
 * Writes the goldens as the package carries them: the manifest, and one compressed file of JSON lines for each family. The same goldens give
 * the same bytes.
 *
 * @param into a folder; what was in it is removed
 */
export function packGoldens(golden: string, into: string): void {
  rmSync(into, { recursive: true, force: true })
  for (const [pack, paths] of grouped(listGoldenFiles(golden), packOf)) {
    const lines = paths.map((path) => `${JSON.stringify(packedFile(path, readFileSync(join(golden, path))))}\n`)
    const bytes = gzipSync(lines.join(''), { level: constants.Z_BEST_COMPRESSION })
    bytes[GZIP_SYSTEM] = 255
    writeBelow(into, pack, bytes)
  }
  for (const path of apart) writeBelow(into, path, readFileSync(join(golden, path)))
}

/** Whether a folder holds goldens as {@link packGoldens} writes them. */
export function isPackedGolden(folder: string): boolean {
  return existsSync(join(folder, manifestPath)) && listPacks(folder).length > 0
}

/**
 * Writes packed goldens as files, below an empty folder. Nothing is compared: the manifest that is among them vouches for each file.
 *
 * @throws GOLDEN_INVALID where a pack is damaged, names a path outside of the goldens, or holds more than 64 MiB
 */
export function unpackGoldens(packed: string, into: string): void {
  for (const path of apart) if (existsSync(join(packed, path))) writeBelow(into, path, readFileSync(join(packed, path)))
  let left = MOST_BYTES
  for (const pack of listPacks(packed)) {
    const text = decompress(packed, pack, left)
    left -= text.length
    for (const line of text.toString().split('\n').slice(0, -1)) {
      const file = parsePackedFile(line)
      if (file === undefined || packOf(file.path) !== pack) throw damaged(pack, 'has a malformed line')
      writeBelow(into, file.path, 'text' in file ? file.text : Buffer.from(file.base64, 'base64'))
    }
  }
}

/** `library/excludes/a-name/input.json` is in `library/excludes.jsonl.gz`, `rules/deploy-decision.tsv` in `rules.jsonl.gz`. */
function packOf(path: string): string {
  const [source = '', family = ''] = path.split('/')
  return (source === 'library' || source === 'binary' ? `${source}/${family}` : source) + SUFFIX
}

function packedFile(path: string, bytes: Buffer): PackedFile {
  return isUtf8(bytes) ? { path, text: bytes.toString() } : { path, base64: bytes.toString('base64') }
}

function parsePackedFile(line: string): PackedFile | undefined {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof json !== 'object' || json === null) return undefined
  const { path, text, base64, ...rest } = json as Record<string, unknown>
  const contents = [text, base64].filter((each) => typeof each === 'string')
  const isRight = Object.keys(rest).length === 0 && contents.length === 1 && isPathBelow(path)
  return isRight ? (json as PackedFile) : undefined
}

function isPathBelow(path: unknown): path is string {
  if (typeof path !== 'string' || path.includes('\0')) return false
  const segments = path.split('/')
  return segments.length > 1 && segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}

function listPacks(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return names
    .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.replace(/\/+$/, '').length + 1))
    .sort()
}

function decompress(packed: string, pack: string, most: number): Buffer {
  try {
    return gunzipSync(readFileSync(join(packed, pack)), { maxOutputLength: Math.max(most, 1) })
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw damaged(pack, isLarge ? 'is too large' : 'cannot be unpacked', error)
  }
}

function damaged(pack: string, what: string, cause?: unknown) {
  return goldenInvalid(pack, what, 'install the package again', { cause })
}

function writeBelow(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}
