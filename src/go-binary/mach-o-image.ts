import type { BinaryFile } from './binary-file.js'
import { ByteFields } from './byte-fields.js'
import type { MemoryImage, Segment } from './memory-image.js'

/** Where the fields lie in a segment command and in a section (Apple's `mach-o/loader.h`), by word width. */
const LAYOUT = {
  32: {
    headerSize: 28,
    command: 0x1,
    segment: { size: 56, vmaddr: 24, vmsize: 28, fileoff: 32, filesize: 36, maxprot: 40, initprot: 44, nsects: 48 },
    section: { size: 68, addr: 32, length: 36 },
  },
  64: {
    headerSize: 32,
    command: 0x19,
    segment: { size: 72, vmaddr: 24, vmsize: 32, fileoff: 40, filesize: 48, maxprot: 56, initprot: 60, nsects: 64 },
    section: { size: 80, addr: 32, length: 40 },
  },
} as const

const MAGIC_32 = 0xfeedface
const MAGIC_64 = 0xfeedfacf
const READ_WRITE = 3
/** sectname is 16 bytes, zero-filled. */
const SECTION_NAME = Buffer.from('__go_buildinfo\0\0')
/** Load commands of a Go program fill a few kilobytes. */
const LARGEST_COMMANDS = 1024 * 1024

/** True for the first bytes of a Mach-O file of one architecture. */
export function isMachO(start: Buffer): boolean {
  return [start.readUInt32LE(0), start.readUInt32BE(0)].some((magic) => magic === MAGIC_32 || magic === MAGIC_64)
}

/**
 * Reads the segment commands of a Mach-O file of one architecture, 32 or 64 bits wide, in either byte order.
 *
 * @throws BUILD_INFO_MISSING when they are malformed or lie past the end.
 */
export async function readMachOImage(file: BinaryFile): Promise<MemoryImage> {
  const start = await file.read(0, 28, 'its Mach-O header')
  if (!isMachO(start)) throw file.refuse('it holds a part that is not a Mach-O program')
  const bigEndian = start.readUInt8(0) === 0xfe
  const magic = bigEndian ? start.readUInt32BE(0) : start.readUInt32LE(0)
  const fieldsOf = (bytes: Uint8Array) => new ByteFields(bytes, !bigEndian, magic === MAGIC_64)
  const layout = LAYOUT[magic === MAGIC_64 ? 64 : 32]

  const header = fieldsOf(start)
  const [count, size] = [header.u32(16), header.u32(20)]
  if (size > LARGEST_COMMANDS) throw file.refuse('its load commands claim an impossible length')
  const commands = await file.read(layout.headerSize, size, 'its load commands')

  const segments: Segment[] = []
  let section: MemoryImage['data']
  let writable: MemoryImage['data']
  for (let i = 0, at = 0; i < count; i++) {
    const rest = commands.subarray(at)
    const length = rest.length < 8 ? 0 : fieldsOf(rest).u32(4)
    if (length < 8 || length > rest.length) throw file.refuse('its load commands are malformed')
    at += length
    const command = fieldsOf(rest.subarray(0, length))
    if (command.u32(0) !== layout.command) continue
    const field = layout.segment
    if (length < field.size) throw file.refuse('one of its segment commands is too short')

    const address = command.word(field.vmaddr)
    const fileSize = command.word(field.filesize)
    segments.push({ address, size: fileSize, offset: command.word(field.fileoff) })
    const isReadWrite = command.u32(field.initprot) === READ_WRITE && command.u32(field.maxprot) === READ_WRITE
    if (isReadWrite && address !== 0 && fileSize !== 0) writable ??= { address, size: command.word(field.vmsize) }

    const known = Math.min(command.u32(field.nsects), Math.floor((length - field.size) / layout.section.size))
    for (let n = 0; n < known; n++) {
      const bytes = rest.subarray(field.size + n * layout.section.size, field.size + (n + 1) * layout.section.size)
      if (!bytes.subarray(0, SECTION_NAME.length).equals(SECTION_NAME)) continue
      const each = fieldsOf(bytes)
      section ??= { address: each.word(layout.section.addr), size: each.word(layout.section.length) }
    }
  }
  return { segments, data: section ?? writable }
}
