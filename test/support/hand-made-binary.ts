/** Small executables made byte by byte, for what no Go toolchain would link: other byte orders, damage, lies. */

export interface Shape {
  wide: boolean
  littleEndian: boolean
}

export const SHAPES: Shape[] = [true, false].flatMap((wide) =>
  [true, false].map((littleEndian) => ({ wide, littleEndian })),
)

/** Where hand-made programs are loaded. */
const BASE = 0x10000

/** A byte string written field by field. */
class Writer {
  readonly bytes: Buffer
  readonly #shape: Shape

  constructor(size: number, shape: Shape) {
    this.bytes = Buffer.alloc(size)
    this.#shape = shape
  }

  u16(at: number, value: number): this {
    this.#shape.littleEndian ? this.bytes.writeUInt16LE(value, at) : this.bytes.writeUInt16BE(value, at)
    return this
  }

  u32(at: number, value: number): this {
    this.#shape.littleEndian ? this.bytes.writeUInt32LE(value, at) : this.bytes.writeUInt32BE(value, at)
    return this
  }

  word(at: number, value: number): this {
    if (!this.#shape.wide) return this.u32(at, value)
    const big = BigInt(value)
    this.#shape.littleEndian ? this.bytes.writeBigUInt64LE(big, at) : this.bytes.writeBigUInt64BE(big, at)
    return this
  }
}

/** An unsigned varint: seven bits a byte, the lowest first. */
export function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}

/** The linker's blob: header, Go version, framed lines. */
export function blob(lines: string, { version = 'go1.26.0', flags = 2 } = {}): Buffer {
  const header = Buffer.alloc(32)
  header.write('\xff Go buildinf:', 'latin1')
  header[14] = 8
  header[15] = flags
  const framed = Buffer.from(`${'<'.repeat(16)}${lines}${'>'.repeat(16)}`)
  return Buffer.concat([
    header,
    varint(Buffer.byteLength(version)),
    Buffer.from(version),
    varint(framed.length),
    framed,
  ])
}

/** An ELF program of one writable segment, which holds `data`; `section` names where in it the build information begins. */
export function elf(data: Buffer, shape: Shape, section?: { offset: number }): Buffer {
  const { wide, littleEndian } = shape
  const size = wide ? { header: 64, program: 56, section: 64 } : { header: 52, program: 32, section: 40 }
  const dataAt = Math.ceil((size.header + size.program) / 16) * 16
  const names = Buffer.from('\0.shstrtab\0.go.buildinfo\0')
  const namesAt = dataAt + data.length
  const sectionsAt = section === undefined ? 0 : namesAt + names.length
  const header = new Writer(size.header, shape)
  header.bytes.write('\x7fELF', 'latin1')
  header.bytes.set([wide ? 2 : 1, littleEndian ? 1 : 2, 1], 4)
  const [phoff, shoff, counts] = wide ? [32, 40, 54] : [28, 32, 42]
  header.word(phoff, size.header).word(shoff, sectionsAt)
  header.u16(counts, size.program).u16(counts + 2, 1)
  header
    .u16(counts + 4, size.section)
    .u16(counts + 6, section === undefined ? 0 : 3)
    .u16(counts + 8, section === undefined ? 0 : 1)

  const program = new Writer(size.program, shape).u32(0, 1).u32(wide ? 4 : 24, 6)
  const [offset, vaddr, filesz, memsz] = wide ? [8, 16, 32, 40] : [4, 8, 16, 20]
  program.word(offset, dataAt).word(vaddr, BASE).word(filesz, data.length).word(memsz, data.length)
  const padding = Buffer.alloc(dataAt - size.header - size.program)
  const parts = [header.bytes, program.bytes, padding, data]
  if (section === undefined) return Buffer.concat(parts)

  const [addr, at, length] = wide ? [16, 24, 32] : [12, 16, 20]
  const empty = Buffer.alloc(size.section)
  const strings = new Writer(size.section, shape).u32(0, 1).word(at, namesAt).word(length, names.length)
  const info = new Writer(size.section, shape).u32(0, 11).word(addr, BASE + section.offset)
  info.word(at, dataAt + section.offset).word(length, data.length - section.offset)
  return Buffer.concat([...parts, names, empty, strings.bytes, info.bytes])
}

/** A Mach-O program of one writable segment, which holds `data`; `section` names where in it the build information begins. */
export function machO(data: Buffer, shape: Shape, section?: { offset: number }): Buffer {
  const { wide } = shape
  const size = wide ? { header: 32, segment: 72, section: 80 } : { header: 28, segment: 56, section: 68 }
  const length = size.segment + (section === undefined ? 0 : size.section)
  const dataAt = Math.ceil((size.header + length) / 16) * 16
  const header = new Writer(size.header, shape)
    .u32(0, wide ? 0xfeedfacf : 0xfeedface)
    .u32(16, 1)
    .u32(20, length)
  const segment = new Writer(length, shape).u32(0, wide ? 0x19 : 0x1).u32(4, length)
  segment.bytes.write('__DATA', 8)
  const [vmaddr, vmsize, fileoff, filesize, maxprot] = wide ? [24, 32, 40, 48, 56] : [24, 28, 32, 36, 40]
  segment.word(vmaddr, BASE).word(vmsize, data.length).word(fileoff, dataAt).word(filesize, data.length)
  segment
    .u32(maxprot, 3)
    .u32(maxprot + 4, 3)
    .u32(maxprot + 8, section === undefined ? 0 : 1)
  if (section !== undefined) {
    segment.bytes.write('__go_buildinfo', size.segment)
    segment.word(size.segment + 32, BASE + section.offset)
    segment.word(size.segment + (wide ? 40 : 36), data.length - section.offset)
  }
  return Buffer.concat([header.bytes, segment.bytes, Buffer.alloc(dataAt - size.header - length), data])
}

/** A universal Mach-O file around the programs given. */
export function universal(programs: Buffer[], wide = false): Buffer {
  const shape = { wide, littleEndian: false }
  const [recordSize, lengthAt] = wide ? [32, 16] : [20, 12]
  const header = new Writer(8 + programs.length * recordSize, shape).u32(0, wide ? 0xcafebabf : 0xcafebabe)
  header.u32(4, programs.length)
  let at = header.bytes.length
  for (const [i, program] of programs.entries()) {
    const record = 8 + i * recordSize
    header.word(record + 8, at).word(record + lengthAt, program.length)
    at += program.length
  }
  return Buffer.concat([header.bytes, ...programs])
}
