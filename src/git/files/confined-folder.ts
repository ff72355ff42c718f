import * as fs from 'node:fs'
import { compareByteStrings, fsPath, printable, toBuffer } from '../../byte-string/byte-string.js'
import { cleanPath } from '../../byte-string/go-strings.js'
import type { AbraVersionError } from '../../errors.js'
import { safetyLimit } from '../../file-error/safety-limit.js'
import { currentWork } from '../../work-budget.js'
import type { SmallFiles } from './small-files.js'
import { type SpareMemory, smallestSpare } from './spare-memory.js'

/** How symbolic links inside a folder are treated: followed as the kernel does, or with the bounds that go-git's file layer sets since 5.19. */
export type LinkPolicy = 'kernel' | 'bounded'

/**
 * A link that leads out of the folder, which go-git refuses from 5.19 on. It must differ from "does not exist", because go-git treats the two
 * differently.
 *
 * @mirrors go-billy v5.9.2 helper/chroot/chroot.go: ChrootHelper.resolveFollowedPath, ChrootHelper.linkTargetRel
 */
export class BoundaryCrossed extends Error {
  readonly code = 'ECROSSED'
}

/** A file that was read together with what its stat data says. */
export interface StampedFile {
  /** Its real path. */
  readonly place: string
  readonly bytes: Buffer
  readonly mtimeNs: bigint
  /** The device that holds it, as `fs.Stats` has it. */
  readonly device: number
}

const maxLinks: Record<LinkPolicy, number> = { kernel: 40, bounded: 8 }
const openFlags = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY

/**
 * Read-only access to the files below one folder. Links are resolved here, component by component, so that no path outside is ever opened. Where
 * go-git would follow a link out of the folder, this throws `SAFETY_LIMIT`. Errors of the file system are thrown as Node gives them. Paths are byte
 * strings, relative to the folder.
 */
export class ConfinedFolder {
  readonly root: string
  readonly policy: LinkPolicy
  /** Small files that were read already. */
  readonly files: SmallFiles | undefined
  readonly #aliases: readonly string[]
  readonly #boundary: string
  /** The path of the root below the boundary. */
  readonly #start: readonly string[]
  /** Paths that are known to be folders and no links. */
  readonly #realFolders = new Set<string>([''])

  /**
   * @param root absolute path (byte string) of an existing folder; links in it are resolved once, here
   *
   * @param outer a folder around it to which links may also lead; only the policy `kernel` uses it
   * @param files shared with other folders; default: those of the outer folder
   */
  constructor(root: string, policy: LinkPolicy, outer?: ConfinedFolder, files = outer?.files) {
    this.files = files
    this.root = fs.realpathSync.native(fsPath(root), { encoding: 'latin1' })
    this.policy = policy
    const contained = outer !== undefined && policy === 'kernel' && this.root.startsWith(`${outer.root}/`)
    this.#boundary = contained ? outer.root : this.root
    this.#start = splitPath(this.root.slice(this.#boundary.length))
    this.#aliases = contained ? outer.#aliases : policy === 'bounded' ? [this.root] : [this.root, root]
  }

  /** The absolute path of a path below the folder, for messages and for reading without following links. */
  absolute(path: string): string {
    if (path === '' || path === '.') return this.root
    return this.root === '/' ? `/${path}` : `${this.root}/${path}`
  }

  lstat(path: string): fs.Stats {
    return lstatOf(this.#resolve(path, false).resolved)
  }

  stat(path: string): fs.Stats {
    const { resolved, stat } = this.#resolve(path, true)
    return stat ?? lstatOf(resolved)
  }

  /** Names in a folder, in byte order. */
  list(path: string): string[] {
    const names = listNames(this.#resolve(path, true).resolved)
    const work = currentWork()
    work.spend('folders')
    work.spend('names in folders', names.length)
    return names
  }

  /**
   * The whole file.
   *
   * @param spare memory for a large file, which is then not kept for others that read it
   * @throws SAFETY_LIMIT beyond `maxBytes`, and for a FIFO, socket or device, on which go-git would hang or read forever
   */
  readFile(path: string, maxBytes: number, spare?: SpareMemory): Buffer {
    const resolved = this.resolveFile(path)
    const known = this.files?.get(resolved)
    if (known !== undefined && known.length <= maxBytes) return known
    const { bytes } = readRegularFile(resolved, maxBytes, spare)
    const work = currentWork()
    work.spend('files read')
    work.spend('file bytes', bytes.length)
    if (spare === undefined || bytes.length < smallestSpare) this.files?.keep(resolved, bytes)
    return bytes
  }

  /** The same, with its stat data. Always reads the file again, into memory of its own or that lies in `spare`. */
  readStampedFile(path: string, maxBytes: number, spare?: SpareMemory): StampedFile {
    const place = this.resolveFile(path)
    return { place, ...readRegularFile(place, maxBytes, spare) }
  }

  /** The real path of a regular file. */
  resolveFile(path: string): string {
    const { resolved, stat = lstatOf(resolved) } = this.#resolve(path, true)
    if (stat.isDirectory()) throw errno('EISDIR', resolved)
    if (stat.isSocket()) throw errno('ENXIO', resolved)
    if (!stat.isFile())
      throw safetyLimit(resolved, 'is not a regular file', 'replace it by a regular file or remove it')
    return resolved
  }

  /**
   * Replaces links by their targets until none is left (the last component only if `followLast`). `stat` is the last lstat result, if there was
   * one.
   *
   * @mirrors go-billy v5.9.2 helper/chroot/chroot.go: ChrootHelper.followedPath, ChrootHelper.resolveFollowedPath
   */
  #resolve(path: string, followLast: boolean): { resolved: string; stat: fs.Stats | undefined } {
    let pending = splitPath(path)
    let resolved: string[] = [...this.#start]
    let links = 0
    let last: fs.Stats | undefined
    while (pending.length > 0) {
      const [part = '', ...rest] = pending
      pending = rest
      if (part === '.') continue
      last = undefined
      if (part === '..') {
        if (resolved.length === 0 && this.#boundary === '/') continue
        if (resolved.length === 0) throw this.#leaves(path)
        resolved.pop()
        continue
      }
      const current = [...resolved, part].join('/')
      if (pending.length === 0 && !followLast) return { resolved: this.#below(current), stat: undefined }
      if (pending.length > 0 && this.#realFolders.has(current)) {
        resolved.push(part)
        continue
      }
      const absolute = toBuffer(this.#below(current))
      const stat = fs.lstatSync(absolute, { throwIfNoEntry: false })
      if (stat === undefined) throw errno('ENOENT', this.absolute(path))
      if (!stat.isSymbolicLink()) {
        if (stat.isDirectory()) this.#realFolders.add(current)
        else if (pending.length > 0) throw errno('ENOTDIR', this.absolute(path))
        resolved.push(part)
        last = stat
        continue
      }
      if (++links > maxLinks[this.policy]) throw errno('ELOOP', this.absolute(path))
      const target = fs.readlinkSync(absolute, 'latin1')
      if (this.policy === 'bounded') {
        pending = [...this.#cleanTarget(current, target, path), ...pending]
        resolved = []
      } else if (target.startsWith('/')) {
        const alias = this.#aliases.find((root) => target === root || target.startsWith(`${root === '/' ? '' : root}/`))
        if (alias === undefined) throw this.#leaves(path)
        pending = [...splitTarget(target.slice(alias.length)), ...pending]
        resolved = []
      } else {
        pending = [...splitTarget(target), ...pending]
      }
    }
    return { resolved: this.#below(resolved.join('/')), stat: last }
  }

  /**
   * Under the policy `bounded` a target is cleaned as text before it is followed, as in go-billy.
   *
   * @rule L16
   * @mirrors go-billy v5.9.2 helper/chroot/chroot.go: ChrootHelper.linkTargetRel, ChrootHelper.relativeToRoot
   */
  #cleanTarget(link: string, target: string, path: string): string[] {
    const folder = this.absolute(link.slice(0, Math.max(link.lastIndexOf('/'), 0)))
    const clean = cleanPath(target.startsWith('/') ? target : `${folder}/${target}`)
    if (clean !== this.root && !clean.startsWith(this.root === '/' ? '/' : `${this.root}/`)) throw this.#leaves(path)
    return splitPath(clean.slice(this.root.length))
  }

  #below(path: string): string {
    if (path === '') return this.#boundary
    return this.#boundary === '/' ? `/${path}` : `${this.#boundary}/${path}`
  }

  #leaves(path: string): Error {
    if (this.policy === 'bounded') return new BoundaryCrossed('chroot boundary crossed')
    const link = this.absolute(path)
    return safetyLimit(link, `leads out of ${printable(this.#boundary)}`, 'replace the link by the file it points at')
  }
}

/** Names in a folder given by its absolute path, in byte order. The last component may be a link. */
export function listNames(absolute: string): string[] {
  return fs.readdirSync(toBuffer(absolute), { encoding: 'latin1' }).sort(compareByteStrings)
}

function splitPath(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.')
}

/** To the kernel, a slash or dot at the end of a target asks for a folder. A dot is kept to ask for it. */
function splitTarget(target: string): string[] {
  return /\/\.?$/.test(target) ? [...splitPath(target), '.'] : splitPath(target)
}

function lstatOf(path: string): fs.Stats {
  const stat = fs.lstatSync(fsPath(path), { throwIfNoEntry: false })
  if (stat === undefined) throw errno('ENOENT', path)
  return stat
}

/** @param path of a file that was regular a moment ago */
function readRegularFile(path: string, maxBytes: number, spare?: SpareMemory): Omit<StampedFile, 'place'> {
  const file = fs.openSync(fsPath(path), openFlags)
  try {
    const opened = fs.fstatSync(file, { bigint: true })
    if (!opened.isFile()) throw safetyLimit(path, 'changed while it was read', 'try again')
    if (opened.size > maxBytes) throw fileTooLarge(path, maxBytes)
    // Use the mtime taken before reading: if the file changes meanwhile, its entries then count as racy.
    const bytes = readToEnd(file, path, Number(opened.size), maxBytes, spare)
    return { bytes, mtimeNs: opened.mtimeNs, device: Number(opened.dev) }
  } finally {
    fs.closeSync(file)
  }
}

function readToEnd(file: number, path: string, expected: number, maxBytes: number, spare?: SpareMemory): Buffer {
  // Files in /proc report size 0, so read to the end of the file and not up to its size.
  const chunks: Buffer[] = []
  let total = 0
  for (;;) {
    const length = Math.max(expected - total, 0) + 1
    const chunk =
      length < smallestSpare ? Buffer.allocUnsafe(length) : (spare?.take(length) ?? Buffer.allocUnsafe(length))
    const count = fs.readSync(file, chunk, 0, chunk.length, null)
    if (count === 0) return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, total)
    total += count
    if (total > maxBytes) throw fileTooLarge(path, maxBytes)
    chunks.push(chunk.subarray(0, count))
  }
}

/** A missing file is an ordinary answer, and collecting the stack of an error costs more than looking for the file. So it has none. */
function errno(code: string, path: string): NodeJS.ErrnoException {
  const { stackTraceLimit } = Error
  // An assignment would throw where a program has frozen what JavaScript comes with, such as Node with --frozen-intrinsics.
  Reflect.set(Error, 'stackTraceLimit', 0)
  try {
    return Object.assign(new Error(`${code}: ${printable(path)}`), { code })
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
  }
}

function fileTooLarge(path: string, maxBytes: number): AbraVersionError<'SAFETY_LIMIT'> {
  return safetyLimit(path, `is larger than ${maxBytes} bytes`, 'make it smaller or remove it')
}
