import type { BinaryFile } from './binary-file.js'
import { type MemoryImage, readMapped } from './memory-image.js'

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const ALIGNMENT = 16
const HEADER_SIZE = 32
/** Byte 15 of the header holds flags. With this bit the two strings follow the header (Go 1.18 and later); without it the header points at them. */
const FLAGS_AT = 15
const STRINGS_INLINE = 2

const CHUNK = 1024 * 1024
/** In bytes. The linker puts the blob near the beginning of its segment. */
const LONGEST_SEARCH = 64 * 1024 * 1024
/** In bytes: room for some 20,000 modules. */
const LONGEST_STRING = 4 * 1024 * 1024
/** A varint of 64 bits. */
const LONGEST_VARINT = 10
/** 16 marker bytes enclose the module text on either side. */
const FRAME = 16

/** The two strings that the Go linker stores in a binary. */
interface BuildInfoBlob {
  goVersion: string
  /** Lines for `parseModuleInfo`; empty if the program was built without modules. */
  modules: string
}

/**
 * Finds the linker's build information in an executable's data and takes its two strings out.
 *
 * @throws BUILD_INFO_MISSING when there is none, or it is damaged, or of a Go before 1.18.
 */
export async function readBuildInfoBlob(file: BinaryFile, image: MemoryImage): Promise<BuildInfoBlob> {
  const address = await findMagic(file, image)
  const header = address === undefined ? undefined : await readMapped(file, image, address, HEADER_SIZE)
  if (address === undefined || header?.length !== HEADER_SIZE) {
    throw file.refuse('it was not built by Go, or its build information was removed or compressed')
  }
  if ((header.readUInt8(FLAGS_AT) & STRINGS_INLINE) === 0) {
    throw file.refuse('it was built by a Go older than 1.18, so it has no go-git release with a known profile')
  }
  const version = await readString(file, image, address + HEADER_SIZE)
  const modules = await readString(file, image, version.next)
  if (version.bytes.length === 0) throw file.refuse('its Go version is empty')
  const framed = modules.bytes.length > 2 * FRAME && modules.bytes.at(-FRAME - 1) === 0x0a
  return {
    goVersion: version.bytes.toString('utf8'),
    modules: framed ? modules.bytes.toString('utf8', FRAME, modules.bytes.length - FRAME) : '',
  }
}

/** The address of the first magic that is aligned and has room for a header after it. */
async function findMagic(file: BinaryFile, { data, ...image }: MemoryImage): Promise<number | undefined> {
  if (data === undefined) return undefined
  const end = data.address + Math.min(data.size, LONGEST_SEARCH)
  let address = Math.ceil(data.address / ALIGNMENT) * ALIGNMENT
  while (address + HEADER_SIZE <= end) {
    const chunk = await readMapped(file, { data, ...image }, address, Math.min(CHUNK, end - address))
    const at = indexOfAligned(chunk)
    // An aligned magic lies within one chunk, since a chunk's length is a multiple of the alignment.
    if (at !== -1) return address + at + HEADER_SIZE <= end ? address + at : undefined
    if (chunk.length < CHUNK) return undefined
    address += chunk.length
  }
  return undefined
}

function indexOfAligned(chunk: Buffer): number {
  let at = chunk.indexOf(MAGIC)
  while (at !== -1 && at % ALIGNMENT !== 0) at = chunk.indexOf(MAGIC, Math.ceil(at / ALIGNMENT) * ALIGNMENT)
  return at
}

/** A string of bytes after its length as a varint. `next` is the address behind it. */
async function readString(
  file: BinaryFile,
  image: MemoryImage,
  address: number,
): Promise<{ bytes: Buffer; next: number }> {
  const prefix = await readMapped(file, image, address, LONGEST_VARINT)
  const digits = prefix.findIndex((byte) => byte < 0x80) + 1
  if (digits === 0) throw file.refuse('its build information is cut off or damaged')
  const length = prefix.subarray(0, digits).reduce((sum, byte, i) => sum + (byte & 0x7f) * 2 ** (7 * i), 0)
  if (length > LONGEST_STRING) throw file.refuse('its build information claims an impossible length')
  const start = address + digits
  const bytes = length === 0 ? Buffer.alloc(0) : await readMapped(file, image, start, length)
  if (bytes.length < length) throw file.refuse('its build information is cut off')
  return { bytes, next: start + length }
}
