import { type AbraVersionError, isAbraVersionError } from '../errors.js'
import { BinaryFile } from './binary-file.js'
import type { BuildInfo } from './build-info.js'
import { readBuildInfoBlob } from './build-info-blob.js'
import { readElfImage } from './elf-image.js'
import { isMachO, readMachOImage } from './mach-o-image.js'
import { isFatMachO, readMachOSlices } from './mach-o-slices.js'
import { parseModuleInfo } from './parse-module-info.js'

/**
 * What `go version -m` prints of a Go binary: the toolchain, the modules and their replacements, the build settings.
 *
 * It shows which go-git release an abra binary contains, so that the profile need not be guessed. Reads ELF and Mach-O of 32 and 64 bits and
 * either byte order, stripped and position-independent ones too. In a universal binary it takes the first architecture with build information.
 * Nothing is run, and little memory is used, whatever the file claims.
 *
 * @throws FILE_UNREADABLE when the file is missing or may not be read.
 * @throws BUILD_INFO_MISSING when it is not a Go binary (1.18 or later) for Linux, another Unix or macOS.
 * @example
 * ```ts
 * const { goVersion, main } = await readBuildInfo('abra')
 * goVersion // 'go1.26.0'
 * main?.path // 'coopcloud.tech/abra'
 * ```
 */
export async function readBuildInfo(path: string): Promise<BuildInfo> {
  const file = await BinaryFile.open(path)
  try {
    let refusal: AbraVersionError | undefined
    for (const program of await programsIn(file)) {
      try {
        return await readProgram(program)
      } catch (error) {
        if (!isAbraVersionError(error, 'BUILD_INFO_MISSING')) throw error
        refusal ??= error
      }
    }
    throw refusal ?? file.refuse('it contains no program')
  } finally {
    await file.close()
  }
}

/** The file itself, or the programs a universal binary holds. */
async function programsIn(file: BinaryFile): Promise<BinaryFile[]> {
  if (file.size < 8) return [file]
  return isFatMachO(await file.read(0, 8, 'its beginning')) ? readMachOSlices(file) : [file]
}

async function readProgram(file: BinaryFile): Promise<BuildInfo> {
  const start = await file.read(0, Math.min(file.size, 16), 'its beginning')
  const image = await imageReader(file, start)(file)
  const { goVersion, modules } = await readBuildInfoBlob(file, image)
  return { goVersion, ...parseModuleInfo(modules, file.refuse) }
}

/** The reader for the format that the first bytes announce. */
function imageReader(file: BinaryFile, start: Buffer): typeof readElfImage {
  const magic = start.toString('latin1', 0, 4)
  if (start.length === 0) throw file.refuse('it is empty')
  if (magic.startsWith('#!')) throw file.refuse('it is a script, perhaps one that starts the binary')
  if (magic.startsWith('MZ')) throw file.refuse('it is a program for Windows, which is not read')
  if (start.length < 16) throw file.refuse('it is too short for a program')
  if (magic === '\x7fELF') return readElfImage
  if (isMachO(start)) return readMachOImage
  throw file.refuse('it is neither an ELF nor a Mach-O program')
}
