import * as fs from 'node:fs'
import { printable, toBuffer } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import type { AbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import { unreadable } from '../../file-error/unreadable.js'
import { currentWork } from '../../work-budget.js'
import type { ConfinedFolder } from '../files/confined-folder.js'
import { SpareMemory } from '../files/spare-memory.js'
import { goGitFailure, rethrowUnlessGoGit } from '../go-git-failure.js'
import { DeltaBases } from '../packfile/delta-bases.js'
import { MissingBase, Pack } from '../packfile/pack.js'
import { MalformedPackIndex, MisnamedPack, PackIndex } from '../packfile/pack-index.js'
import type { ProfileTraits } from '../profile.js'
import { parseHash, zeroHash } from '../refs/references.js'
import { readAlternates } from './alternates.js'
import { largestObject, MalformedObject, type ObjectType, parseLooseObject, type StoredObject } from './loose-object.js'

const largestPackIndex = 128 * 1024 * 1024
const spareIndexes = new SpareMemory(2)
/** In bytes. What commits, tags and trees are decoded to takes several times their size. */
const largestOfType: Record<ObjectType, number> = {
  commit: 32 * 1024 * 1024,
  tag: 32 * 1024 * 1024,
  tree: 16 * 1024 * 1024,
  blob: largestObject,
}
/** git itself follows five. */
const mostAlternates = 100

/**
 * The objects of one repository, in go-git's order: loose objects first until a pack was read, then packs first. Verifies only what go-git
 * verifies, and inflates no object beyond 64 MiB; therefore this is not isomorphic-git's reader. Call `close` when done.
 *
 * @mirrors go-git v5.16.2 storage/filesystem/object.go: ObjectStorage.EncodedObject, ObjectStorage.getFromUnpacked, ObjectStorage.getFromPackfile
 */
export class ObjectStore {
  readonly #gitDir: ConfinedFolder
  readonly #traits: ProfileTraits
  readonly #folder: string
  readonly #depth: number
  #packs: Pack[] | undefined
  readonly #files: number[] = []
  readonly #bases = new DeltaBases()

  /**
   * @param folder that holds `objects`, below the git folder
   * @param depth of alternates that lead there
   */
  constructor(gitDir: ConfinedFolder, traits: ProfileTraits, folder = '', depth = 0) {
    this.#gitDir = gitDir
    this.#depth = depth
    this.#traits = traits
    this.#folder = joinPath(folder, 'objects')
  }

  /**
   * The object of this hash and type. undefined where go-git says `object not found`, which it also says of an object of another type.
   *
   * @throws OBJECT_INVALID FILE_UNREADABLE SAFETY_LIMIT
   * @mirrors go-git v5.16.2 storage/filesystem/object.go: ObjectStorage.EncodedObject
   */
  read(hash: string, type: ObjectType): StoredObject | undefined {
    return this.readOneOf(hash, [type])
  }

  /** The same for an object that may have any of these types. */
  readOneOf(hash: string, types: readonly ObjectType[]): StoredObject | undefined {
    currentWork().spend('objects')
    const found =
      this.#packs === undefined
        ? (this.#readLoose(hash) ?? this.#readPacked(hash))
        : (this.#readPacked(hash) ?? this.#readLoose(hash))
    const object = found ?? this.#readFromAlternates(hash, types)
    if (object === undefined || !types.includes(object.type)) return undefined
    const largest = largestOfType[object.type]
    if (object.content.length > largest) {
      const path = `${this.#gitDir.absolute(this.#folder)} (${object.type} ${hash})`
      throw safetyLimit(path, `has more than ${largest} bytes`, 'use a repository without such objects')
    }
    return object
  }

  /**
   * The size of a packed object in bytes. undefined for other objects, and if the pack does not tell it. Cheaper than reading the object.
   *
   * @param bytes holds the 20 bytes of the hash, from `at` on
   * @throws what `read` throws for packs
   */
  packedSize(bytes: Buffer, at: number): number | undefined {
    for (const pack of this.#openPacks()) {
      const size = sizeIn(pack, bytes, at)
      if (size !== 'not there') return size
    }
    return undefined
  }

  /** Whether there is a pack. Opens none: which objects are found first depends on that. @throws FILE_UNREADABLE */
  hasPacks(): boolean {
    return this.#names(`${this.#folder}/pack`).some((name) => name.endsWith('.pack'))
  }

  /** The type of an object; undefined if it is missing. A packed object is not inflated. @throws what `read` throws */
  typeOf(hash: string): ObjectType | undefined {
    currentWork().spend('objects')
    for (const pack of this.#openPacks()) {
      const offset = this.#guard(hash, () => pack.index.offsetOf(hash))
      if (offset !== undefined) return this.#guard(hash, () => pack.type(offset))
    }
    return this.#readLoose(hash)?.type
  }

  /**
   * Every hash that begins with these hex digits, loose objects first. An odd last digit counts too.
   *
   * @rule L17
   * @mirrors go-git v5.16.2 storage/filesystem/object.go: ObjectStorage.HashesWithPrefix
   * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.ObjectsWithPrefix
   * @mirrors go-git v5.16.2 repository.go: expandPartialHash
   */
  hashesWithPrefix(prefix: string): string[] {
    const even = prefix.slice(0, prefix.length & ~1)
    const hashes = new Set(this.#looseHashes(even))
    for (const pack of this.#openPacks()) for (const hash of pack.index.hashesFrom(even)) hashes.add(hash)
    return [...hashes].filter((hash) => hash.startsWith(prefix))
  }

  close(): void {
    for (const pack of this.#packs ?? []) {
      pack.close()
      pack.index.release(spareIndexes)
    }
    this.#packs = undefined
    for (const file of this.#files.splice(0)) fs.closeSync(file)
  }

  /**
   * @mirrors go-git v5.16.2 storage/filesystem/object.go: ObjectStorage.getFromUnpacked
   * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.Object
   */
  #readLoose(hash: string): StoredObject | undefined {
    const name = `${hash.slice(0, 2)}/${hash.slice(2)}`
    const path = `${this.#folder}/${name}`
    try {
      return this.#guard(hash, () => parseLooseObject(hash, this.#gitDir.readFile(path, largestObject)))
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw unreadable(error, printable(this.#gitDir.absolute(path)))
    }
    const incoming = this.#incomingFolder()
    if (incoming === undefined) return undefined
    try {
      const bytes = this.#gitDir.readFile(`${this.#folder}/${incoming}/${name}`, largestObject)
      return this.#guard(hash, () => parseLooseObject(hash, bytes))
    } catch (error) {
      if (errnoOf(error) === undefined) throw error
      return undefined
    }
  }

  /**
   * A push in progress keeps its objects in a folder of its own, in which go-git looks too.
   *
   * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.incomingObjectPath, DotGit.hasIncomingObjects
   */
  #incomingFolder(): string | undefined {
    return this.#names(this.#folder).findLast((name) => /^(?:tmp_objdir-incoming-|incoming-)/.test(name))
  }

  /** @mirrors go-git v5.16.2 storage/filesystem/object.go: ObjectStorage.getFromPackfile, ObjectStorage.findObjectInPackfile */
  #readPacked(hash: string): StoredObject | undefined {
    for (const pack of this.#openPacks()) {
      const offset = this.#guard(hash, () => pack.index.offsetOf(hash))
      if (offset === undefined) continue
      return this.#guard(hash, () => readFrom(pack, hash, offset))
    }
    return undefined
  }

  /**
   * @mirrors go-git v5.16.2 storage/filesystem/object.go: ObjectStorage.requireIndex
   * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.objectPacks
   */
  #openPacks(): Pack[] {
    if (this.#packs !== undefined) return this.#packs
    // Assigned before it is filled: after a failure go-git continues with the packs that it had opened.
    const packs: Pack[] = []
    this.#packs = packs
    const folder = `${this.#folder}/pack`
    for (const name of this.#names(folder)) {
      const hash = /^pack-(.*)\.pack$/s.exec(name)?.[1]
      if (hash === undefined || parseHash(hash) === zeroHash) continue
      packs.push(this.#openPack(`${folder}/pack-${parseHash(hash)}`, parseHash(hash)))
    }
    return packs
  }

  /** @mirrors go-git v5.16.2 storage/filesystem/object.go: ObjectStorage.loadIdxFile */
  #openPack(base: string, hash: string): Pack {
    const shown = printable(this.#gitDir.absolute(`${base}.idx`))
    try {
      const index = new PackIndex(
        this.#gitDir.readFile(`${base}.idx`, largestPackIndex, spareIndexes),
        hash,
        this.#traits.verifiesPackIndexes,
      )
      const path = this.#gitDir.resolveFile(`${base}.pack`)
      const file = fs.openSync(
        toBuffer(path),
        fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK,
      )
      this.#files.push(file)
      return new Pack(file, index, this.#traits.strictDeltas, this.#bases)
    } catch (error) {
      if (error instanceof MisnamedPack) throw misnamed(hash, error.message, shown)
      if (error instanceof MalformedPackIndex) throw this.#invalid(hash, error.message, shown)
      if (errnoOf(error) === 'ENOENT') throw this.#invalid(hash, 'packfile not found', shown)
      throw unreadable(error, shown)
    }
  }

  #looseHashes(prefix: string): string[] {
    const hashes: string[] = []
    for (const folder of this.#names(this.#folder)) {
      if (!/^[0-9a-f]{2}$/i.test(folder) || !this.#gitDir.lstat(`${this.#folder}/${folder}`).isDirectory()) continue
      for (const name of this.#names(`${this.#folder}/${folder}`)) {
        const hash = parseHash(folder + name)
        if (hash !== zeroHash && hash.startsWith(prefix)) hashes.push(hash)
      }
    }
    return hashes
  }

  #names(folder: string): string[] {
    try {
      return this.#gitDir.list(folder)
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return []
      throw unreadable(error, printable(this.#gitDir.absolute(folder)))
    }
  }

  /** @rule L11 */
  #readFromAlternates(hash: string, types: readonly ObjectType[]): StoredObject | undefined {
    try {
      const folders = readAlternates(this.#gitDir, this.#folder)
      if (folders.length > 0 && this.#depth > mostAlternates)
        throw safetyLimit(this.#gitDir.absolute(this.#folder), 'has alternates that lead back to it', 'remove them')
      for (const folder of folders) {
        const store = new ObjectStore(this.#gitDir, this.#traits, folder, this.#depth + 1)
        const object = store.readOneOf(hash, types)
        store.close()
        if (object !== undefined) return object
      }
    } catch (error) {
      if (errnoOf(error) === undefined) rethrowUnlessGoGit(error)
    }
    return undefined
  }

  #guard<T>(hash: string, read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (error instanceof MalformedObject) throw this.#invalid(hash, error.message)
      if (error instanceof RangeError) {
        const path = `${this.#gitDir.absolute(this.#folder)} (object ${hash})`
        const limit =
          error.message === 'delta chain'
            ? 'is a delta of a delta, and so on, without end'
            : `inflates to more than ${largestObject} bytes`
        throw safetyLimit(path, limit, 'use a repository without such objects')
      }
      throw error
    }
  }

  #invalid(
    hash: string,
    goGit: string,
    where = printable(this.#gitDir.absolute(this.#folder)),
  ): AbraVersionError<'OBJECT_INVALID'> {
    return goGitFailure('OBJECT_INVALID', `${where}: object ${hash} cannot be read`, { hash, dir: where, goGit })
  }
}

function misnamed(hash: string, goGit: string, dir: string): AbraVersionError<'OBJECT_INVALID'> {
  const what = `${dir} is not named by the checksum of its pack`
  const advice = 'JGit names packs by their objects, which go-git takes up to 5.16: run `git repack -ad`'
  return goGitFailure('OBJECT_INVALID', what, { hash, dir, goGit }, advice)
}

function readFrom(pack: Pack, hash: string, offset: number): StoredObject | undefined {
  try {
    return { hash, ...pack.read(offset) }
  } catch (error) {
    if (error instanceof MissingBase) return undefined
    throw error
  }
}

function sizeIn(pack: Pack, bytes: Buffer, at: number): number | undefined | 'not there' {
  try {
    const offset = pack.index.offsetAt(bytes, at)
    return offset === undefined ? 'not there' : pack.size(offset)
  } catch (error) {
    // Reading the object reports the damage.
    if (error instanceof MalformedObject || errnoOf(error) !== undefined) return undefined
    throw error
  }
}
