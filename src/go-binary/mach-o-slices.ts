import type { BinaryFile } from './binary-file.js'
import { ByteFields } from './byte-fields.js'

const FAT_MAGIC = 0xcafebabe
const FAT_MAGIC_64 = 0xcafebabf
/** More than all architectures. A Java class begins with the same bytes and has its version (45 or more) in this place. */
const MOST_SLICES = 32

/** True for the first bytes of a universal ("fat") Mach-O file. */
export function isFatMachO(start: Buffer): boolean {
  const magic = start.readUInt32BE(0)
  return magic === FAT_MAGIC || magic === FAT_MAGIC_64
}

/**
 * The programs a universal Mach-O file holds, one an architecture, in file order. Its own header is big-endian always.
 *
 * @throws BUILD_INFO_MISSING when it lists none, too many, or one past the end.
 */
export async function readMachOSlices(file: BinaryFile): Promise<BinaryFile[]> {
  const start = await file.read(0, 8, 'its universal header')
  const wide = start.readUInt32BE(0) === FAT_MAGIC_64
  const recordSize = wide ? 32 : 20
  const count = start.readUInt32BE(4)
  if (count === 0 || count > MOST_SLICES) throw file.refuse(`it is not a universal binary (${count} architectures)`)
  const table = await file.read(8, count * recordSize, 'its table of architectures')
  return Array.from({ length: count }, (_, i) => {
    const record = new ByteFields(table.subarray(i * recordSize, (i + 1) * recordSize), false, wide)
    return file.slice(record.word(8), record.word(wide ? 16 : 12), 'one of its architectures')
  })
}
