import type { BinaryFile } from './binary-file.js'

/** A part of the file that the loader puts at an address. `size` counts the bytes in the file, not those zeroed in memory. */
export interface Segment {
  address: number
  size: number
  offset: number
}

/** The layout of an executable of any format: its segments, and the place of the build information. */
export interface MemoryImage {
  segments: Segment[]
  /** The section made for build information, else the first writable data segment; undefined when there is neither. */
  data: { address: number; size: number } | undefined
}

/** Up to `atMost` bytes from an address to the end of its segment; fewer, or none, where segment or file end before. */
export async function readMapped(
  file: BinaryFile,
  image: MemoryImage,
  address: number,
  atMost: number,
): Promise<Buffer> {
  const segment = image.segments.find((each) => each.address <= address && address < each.address + each.size)
  if (segment === undefined) return Buffer.alloc(0)
  const skipped = address - segment.address
  const offset = segment.offset + skipped
  const length = Math.min(atMost, segment.size - skipped, file.size - offset)
  return length > 0 ? file.read(offset, length, 'its data') : Buffer.alloc(0)
}
