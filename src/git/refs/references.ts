import { printable } from '../../byte-string/byte-string.js'
import { baseName, joinPath, trimSpace } from '../../byte-string/go-strings.js'
import { scanLines } from '../../byte-string/scan-lines.js'
import { isAbraVersionError } from '../../errors.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { unreadable } from '../../file-error/unreadable.js'
import type { ConfinedFolder } from '../files/confined-folder.js'
import { goGitFailure } from '../go-git-failure.js'
import type { ProfileTraits } from '../profile.js'
import { isEscapingReferenceName } from './reference-safety.js'

/** A reference as it is stored: a commit-ish hash, or the name of another reference. */
export type Reference =
  | { readonly name: string; readonly hash: string }
  | { readonly name: string; readonly target: string }

/** Any file of the git folder may be asked for as if it were a reference, the index too. */
const largestReference = 256 * 1024 * 1024
const largestPackedRefs = 256 * 1024 * 1024
const longestChain = 1024
const tagPrefix = 'refs/tags/'

/** The references of one repository, loose before packed, as go-git looks them up. Names are byte strings. */
export class References {
  readonly #gitDir: ConfinedFolder
  readonly #traits: ProfileTraits
  #packed: Buffer | undefined | null = null

  constructor(gitDir: ConfinedFolder, traits: ProfileTraits) {
    this.#gitDir = gitDir
    this.#traits = traits
  }

  /**
   * One reference, not followed; undefined where go-git says `reference not found`. Whatever goes wrong with the loose file, packed-refs is
   * asked next.
   *
   * @throws REFERENCE_INVALID FILE_UNREADABLE SAFETY_LIMIT
   */
  read(name: string): Reference | undefined {
    if (this.#traits.boundsLinks && isEscapingReferenceName(name)) {
      throw referenceInvalid(this.#gitDir, name, 'reference name escapes the reference storage')
    }
    return this.#readLoose(name) ?? this.#findPacked(name)
  }

  /** Follows symbolic references to a hash. The name in the answer is the last one's. */
  resolve(name: string): { name: string; hash: string } | undefined {
    let reference = this.read(name)
    for (let links = 0; reference !== undefined && 'target' in reference; links++) {
      if (links > longestChain) throw referenceInvalid(this.#gitDir, name, 'max. recursion level reached')
      reference = this.read(reference.target)
    }
    return reference
  }

  /**
   * Every tag below `refs/tags`, loose before packed of the same name. An annotated tag's hash is the tag object's; symbolic ones are not
   * followed. One unreadable loose reference, tag or not, fails the whole list, as in go-git.
   *
   * @throws REFERENCE_INVALID FILE_UNREADABLE SAFETY_LIMIT
   */
  tags(): Map<string, Reference> {
    return this.below(tagPrefix)
  }

  /** Every reference below a prefix such as `refs/heads/`, by what follows it; the rest as {@link tags}. */
  below(prefix: string): Map<string, Reference> {
    const found = new Map<string, Reference>()
    this.#readLooseFile('HEAD')
    for (const path of this.#looseNames('refs')) {
      const reference = this.#readLooseFile(path)
      if (reference !== undefined && path.startsWith(prefix)) found.set(path.slice(prefix.length), reference)
    }
    for (const reference of this.#packedReferences()) {
      const short = reference.name.slice(prefix.length)
      if (reference.name.startsWith(prefix) && !found.has(short)) found.set(short, reference)
    }
    return found
  }

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
    // go-git joins the name's parts to a path first, which cleans it, and keeps the name as it was written.
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
    for (const reference of this.#packedReferences()) if (reference.name === name) return reference
    return undefined
  }

  /** Lazily: a malformed line after the one looked for is never reached. */
  *#packedReferences(): Generator<Reference> {
    if (this.#packed === null) this.#packed = this.#readPacked()
    if (this.#packed === undefined) return
    const { lines, tooLong } = scanLines(this.#packed)
    for (const line of lines) {
      const reference = parsePackedLine(line)
      if (reference === 'malformed') throw referenceInvalid(this.#gitDir, 'packed-refs', 'malformed packed-ref')
      if (reference !== undefined) yield reference
    }
    if (tooLong) throw referenceInvalid(this.#gitDir, 'packed-refs', 'bufio.Scanner: token too long')
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

function parseReference(name: string, text: string): Reference {
  return text.startsWith('ref: ') ? { name, target: text.slice('ref: '.length) } : { name, hash: parseHash(text) }
}

function parsePackedLine(line: string): Reference | undefined | 'malformed' {
  if (line === '' || line.startsWith('#') || line.startsWith('^')) return undefined
  const parts = line.split(' ')
  const [hash, name] = parts
  if (parts.length !== 2 || hash === undefined || name === undefined) return 'malformed'
  return parseReference(name, hash)
}

/**
 * go-git takes any text for a hash: pairs of hex digits up to the first that is none, cut or filled with zeros to 40 digits. So garbage is the
 * zero hash.
 *
 * @rule L12
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
