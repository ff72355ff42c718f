import { printable } from '../../byte-string/byte-string.js'
import { baseName, joinPath, trimSpace } from '../../byte-string/go-strings.js'
import { type ScannedLine, scanLines } from '../../byte-string/scan-lines.js'
import { isAbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import { unreadable } from '../../file-error/unreadable.js'
import { currentWork } from '../../work-budget.js'
import type { ConfinedFolder } from '../files/confined-folder.js'
import { goGitFailure } from '../go-git-failure.js'
import type { ProfileTraits } from '../profile.js'
import { isEscapingReferenceName } from './reference-safety.js'

/** A reference as stored: a hash, or the name of another reference. */
export type Reference =
  | {
      readonly name: string
      readonly hash: string
      /** Whether the hash is that of a tag object; only where packed-refs tells it. go-git has no such answer: it reads the object. */
      readonly isTagObject?: boolean
    }
  | { readonly name: string; readonly target: string }

/** In bytes. A caller can ask for any file of the git folder as a reference, even for the index. */
const largestReference = 64 * 1024 * 1024
const largestPackedRefs = 64 * 1024 * 1024
const longestChain = 1024
/** Of one listing. Whatever is made of them takes some 1,600 bytes each. */
const mostReferences = 250_000
/** Of packed-refs, to look up more of them. More are searched for line by line. */
const mostPackedKept = 10_000
const tagPrefix = 'refs/tags/'

/**
 * The references of one repository, in go-git's order: loose before packed. Names are byte strings.
 *
 * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.Ref, DotGit.Refs
 */
export class References {
  readonly #gitDir: ConfinedFolder
  readonly #traits: ProfileTraits
  readonly #most: number
  #packed: Buffer | undefined | null = null
  /** Every packed reference, once all were read without a fault. */
  #packedByName: ReadonlyMap<string, Reference> | undefined

  constructor(gitDir: ConfinedFolder, traits: ProfileTraits, most = mostReferences) {
    this.#most = most
    this.#gitDir = gitDir
    this.#traits = traits
  }

  /**
   * One reference, not followed. undefined where go-git says `reference not found`. If reading the loose file fails in any way, go-git tries
   * packed-refs.
   *
   * @throws REFERENCE_INVALID FILE_UNREADABLE SAFETY_LIMIT
   * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.Ref, DotGit.packedRef
   * @mirrors go-git v5.19.3 storage/filesystem/dotgit/dotgit.go: DotGit.Ref, validReferenceName
   */
  read(name: string): Reference | undefined {
    if (this.#traits.boundsLinks && isEscapingReferenceName(name)) {
      throw referenceInvalid(this.#gitDir, name, 'reference name escapes the reference storage')
    }
    return this.#readLoose(name) ?? this.#findPacked(name)
  }

  /**
   * Follows symbolic references to a hash. The answer has the name of the last one.
   *
   * @mirrors go-git v5.16.2 plumbing/storer/reference.go: ResolveReference, resolveReference
   */
  resolve(name: string): { name: string; hash: string } | undefined {
    let reference = this.read(name)
    for (let links = 0; reference !== undefined && 'target' in reference; links++) {
      if (links > longestChain) throw referenceInvalid(this.#gitDir, name, 'max. recursion level reached')
      reference = this.read(reference.target)
    }
    return reference
  }

  /**
   * Every tag below `refs/tags`. A loose tag wins over a packed one of the same name. The hash of an annotated tag is that of the tag object.
   * Symbolic tags are not followed. As in go-git, one unreadable loose reference, tag or not, fails the whole list.
   *
   * @throws REFERENCE_INVALID FILE_UNREADABLE SAFETY_LIMIT
   * @mirrors go-git v5.16.2 repository.go: Repository.Tags
   */
  tags(): Map<string, Reference> {
    return this.below(tagPrefix)
  }

  /**
   * Every reference below a prefix such as `refs/heads/`, by its name without the prefix; otherwise as {@link tags}.
   *
   * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.Refs, DotGit.addRefFromHEAD, DotGit.addRefsFromRefDir, DotGit.addRefsFromPackedRefs
   */
  below(prefix: string): Map<string, Reference> {
    const found = new Map<string, Reference>()
    this.#readLooseFile('HEAD')
    for (const path of this.#looseNames('refs')) {
      const reference = this.#readLooseFile(path)
      if (reference !== undefined && path.startsWith(prefix)) this.#keep(found, path.slice(prefix.length), reference)
    }
    const packed = new Map<string, Reference>()
    for (const reference of this.#packedReferences()) {
      const short = reference.name.slice(prefix.length)
      if (reference.name.startsWith(prefix) && !found.has(short)) this.#keep(found, short, reference)
      if (packed.size <= mostPackedKept && !packed.has(reference.name)) packed.set(reference.name, reference)
    }
    if (packed.size <= mostPackedKept) this.#packedByName = packed
    return found
  }

  #keep(found: Map<string, Reference>, name: string, reference: Reference): void {
    found.set(name, reference)
    if (found.size <= this.#most) return
    const limit = `has more than ${this.#most} references`
    throw safetyLimit(this.#gitDir.absolute(''), limit, 'use a clone with fewer tags and branches')
  }

  /** @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.walkReferencesTree */
  *#looseNames(folder: string): Generator<string> {
    let names: string[] = []
    try {
      names = this.#gitDir.list(folder)
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw unreadable(error, printable(this.#gitDir.absolute(folder)))
    }
    for (const name of names) {
      const path = `${folder}/${name}`
      if (this.#gitDir.lstat(path).isDirectory()) yield* this.#looseNames(path)
      else yield path
    }
  }

  #readLoose(name: string): Reference | undefined {
    // go-git joins the parts of the name, which cleans the path; the name itself stays as written.
    const path = name.split('/').reduce(joinPath, '.')
    if (path === '..' || path.startsWith('../')) return undefined
    try {
      return this.#readLooseFile(path, name)
    } catch (error) {
      if (isAbraVersionError(error, 'FILE_UNREADABLE') || isAbraVersionError(error, 'REFERENCE_INVALID'))
        return undefined
      throw error
    }
  }

  /** @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.readReferenceFile, DotGit.readReferenceFrom */
  #readLooseFile(path: string, name = path): Reference | undefined {
    let text: string
    try {
      text = this.#gitDir.readFile(path, largestReference).toString('latin1')
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined
      throw unreadable(error, printable(this.#gitDir.absolute(path)))
    }
    if (text === '') throw referenceInvalid(this.#gitDir, path, 'ref file is empty')
    return parseReference(name, trimSpace(text))
  }

  #findPacked(name: string): Reference | undefined {
    if (this.#packedByName !== undefined) return this.#packedByName.get(name)
    for (const reference of this.#packedReferences()) if (reference.name === name) return reference
    return undefined
  }

  /**
   * Yields lazily, so a malformed line after the wanted one is never reached.
   *
   * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.findPackedRefsInFile, DotGit.findPackedRefs
   */
  *#packedReferences(): Generator<Reference> {
    if (this.#packed === null) this.#packed = this.#readPacked()
    if (this.#packed === undefined) return
    const work = currentWork()
    const lines = scanLines(this.#packed)
    let line = lines.next()
    // Git writes what a tag object points to on a line of its own (`^…`), with this word for every one.
    const peelsTags = line.done !== true && line.value.number === 1 && ` ${line.value.text} `.includes(' fully-peeled ')
    while (line.done !== true) {
      work.spend('references read')
      const { text, number } = line.value
      const reference = parsePackedLine(text)
      if (reference === 'malformed') throw referenceInvalid(this.#gitDir, 'packed-refs', 'malformed packed-ref')
      line = lines.next()
      if (reference === undefined) continue
      if (peelsTags && 'hash' in reference && reference.name.startsWith(tagPrefix))
        yield { name: reference.name, hash: reference.hash, isTagObject: isPeeledLine(line, number + 1) }
      else yield reference
    }
    if (line.value) throw referenceInvalid(this.#gitDir, 'packed-refs', 'bufio.Scanner: token too long')
  }

  #readPacked(): Buffer | undefined {
    try {
      return this.#gitDir.readFile('packed-refs', largestPackedRefs)
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined
      throw unreadable(error, printable(this.#gitDir.absolute('packed-refs')))
    }
  }
}

function isPeeledLine(line: IteratorResult<ScannedLine, boolean>, number: number): boolean {
  return line.done !== true && line.value.number === number && line.value.text.startsWith('^')
}

/** @mirrors go-git v5.16.2 plumbing/reference.go: NewReferenceFromStrings */
function parseReference(name: string, text: string): Reference {
  return text.startsWith('ref: ') ? { name, target: text.slice('ref: '.length) } : { name, hash: parseHash(text) }
}

/** @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.processLine */
function parsePackedLine(line: string): Reference | undefined | 'malformed' {
  if (line === '' || line.startsWith('#') || line.startsWith('^')) return undefined
  const parts = line.split(' ')
  const [hash, name] = parts
  if (parts.length !== 2 || hash === undefined || name === undefined) return 'malformed'
  return parseReference(name, hash)
}

/**
 * go-git takes any text for a hash: the pairs of hex digits before the first other character, cut or filled with zeros to 40 digits. So garbage is
 * the zero hash.
 *
 * @rule L12
 * @mirrors go-git v5.16.2 plumbing/hash.go: NewHash
 */
export function parseHash(text: string): string {
  const pairs = /^(?:[0-9a-fA-F]{2})*/.exec(text)?.[0] ?? ''
  return pairs.slice(0, 40).toLowerCase().padEnd(40, '0')
}

export const zeroHash = '0'.repeat(40)

function referenceInvalid(gitDir: ConfinedFolder, name: string, goGit: string) {
  const path = printable(gitDir.absolute(name))
  return goGitFailure('REFERENCE_INVALID', `${path}: go-git cannot read ${printable(baseName(name))}`, { path, goGit })
}
