import type { BinaryFile } from './binary-file.js'
import { ByteFields } from './byte-fields.js'
import type { MemoryImage } from './memory-image.js'

/** Where the fields lie in the file header, a program header and a section header (ELF specification), by word width. */
const LAYOUT = {
  32: {
    header: { size: 52, phoff: 28, shoff: 32, phentsize: 42, phnum: 44, shentsize: 46, shnum: 48, shstrndx: 50 },
    program: { size: 32, flags: 24, offset: 4, vaddr: 8, filesz: 16, memsz: 20 },
    section: { size: 40, addr: 12, offset: 16, length: 20 },
  },
  64: {
    header: { size: 64, phoff: 32, shoff: 40, phentsize: 54, phnum: 56, shentsize: 58, shnum: 60, shstrndx: 62 },
    program: { size: 56, flags: 4, offset: 8, vaddr: 16, filesz: 32, memsz: 40 },
    section: { size: 64, addr: 16, offset: 24, length: 32 },
  },
} as const

const PT_LOAD = 1
const EXECUTABLE = 1
const WRITABLE = 2
const SECTION_NAME = Buffer.from('.go.buildinfo\0')
/** Section names of a linked program fill a few hundred bytes. */
const LARGEST_NAME_TABLE = 1024 * 1024

/**
 * Reads an ELF file's program and section headers, 32 or 64 bits wide, in either byte order.
 * A stripped binary keeps its section names; one without (`sstrip`) is searched in its data segment.
 *
 * @throws BUILD_INFO_MISSING when a header is not of a known form or lies past the end.
 */
export async function readElfImage(file: BinaryFile): Promise<MemoryImage> {
  const ident = await file.read(0, 16, 'its ELF header')
  const [width, order] = [ident[4], ident[5]]
  if (width !== 1 && width !== 2) throw file.refuse('its ELF header names an unknown word width')
  if (order !== 1 && order !== 2) throw file.refuse('its ELF header names an unknown byte order')
  const layout = LAYOUT[width === 2 ? 64 : 32]
  const fieldsOf = (bytes: Uint8Array) => new ByteFields(bytes, order === 1, width === 2)
  const at = layout.header
  const header = fieldsOf(await file.read(0, at.size, 'its ELF header'))

  /** A table of equal records. The record size is the file's own, for it may be larger than what we know of. */
  const readTable = async (offset: number, recordSize: number, smallest: number, count: number, what: string) => {
    if (count > 0 && recordSize < smallest) throw file.refuse(`${what} has records that are too small`)
    const table = await file.read(offset, recordSize * count, what)
    return Array.from({ length: count }, (_, i) => fieldsOf(table.subarray(i * recordSize, (i + 1) * recordSize)))
  }

  const program = layout.program
  const programs = (
    await readTable(
      header.word(at.phoff),
      header.u16(at.phentsize),
      program.size,
      header.u16(at.phnum),
      'its table of program headers',
    )
  ).filter((each) => each.u32(0) === PT_LOAD)
  const section = layout.section
  const sections = await readTable(
    header.word(at.shoff),
    header.u16(at.shentsize),
    section.size,
    header.u16(at.shnum),
    'its table of section headers',
  )

  const names = sections[header.u16(at.shstrndx)]
  const nameTable =
    names === undefined || names.word(section.length) > LARGEST_NAME_TABLE
      ? Buffer.alloc(0)
      : await file.read(names.word(section.offset), names.word(section.length), 'its table of section names')
  const isNamed = (each: ByteFields) =>
    nameTable.subarray(each.u32(0), each.u32(0) + SECTION_NAME.length).equals(SECTION_NAME)
  const found = sections.find(isNamed)
  const writable = programs.find((each) => (each.u32(program.flags) & (EXECUTABLE | WRITABLE)) === WRITABLE)

  return {
    segments: programs.map((each) => ({
      address: each.word(program.vaddr),
      size: each.word(program.filesz),
      offset: each.word(program.offset),
    })),
    data:
      found !== undefined
        ? { address: found.word(section.addr), size: found.word(section.length) }
        : writable && { address: writable.word(program.vaddr), size: writable.word(program.memsz) },
  }
}
