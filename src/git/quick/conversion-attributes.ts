import * as fs from 'node:fs'
import { fsPath, toByteString } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { ConfinedFolder } from '../files/confined-folder.js'
import type { SmallFiles } from '../files/small-files.js'

const largestAttributesFile = 16 * 1024 * 1024
/** Matches each attribute that changes content when git stages it. Line ends change the size, which is compared elsewhere. */
const converting = /filter|ident|encoding/i
/** Settings that name more attributes files. In the repository's own config also filters, because the attributes file that named them may be gone. */
const namesMore = /attributesfile|\[\s*include/i
const namesFilters = /attributesfile|\[\s*(?:include|filter)/i
/** Folders with the system's git config and attributes, for the usual builds and for Homebrew. */
const systemFolders = ['/etc', '/usr/local/etc', '/opt/homebrew/etc']

/**
 * Whether an attributes file that git would read for this checkout names a filter, `ident` or an encoding; also true if this is unknown. git
 * converts content by them when it stages a file. go-git never does.
 *
 * @param texts the checkout's own `.gitattributes`; undefined for one that cannot be read
 * @param home of the user who ran git; XDG_CONFIG_HOME is taken from the environment
 * @rule L05
 * @mirrors git v2.39.5 attr.c: bootstrap_attr_stack
 * @mirrors git v2.39.5 convert.c: convert_to_git
 */
export function mayConvertContent(texts: Iterable<Buffer | undefined>, gitDir: ConfinedFolder, home: string): boolean {
  for (const text of texts) if (text === undefined || converting.test(text.toString('latin1'))) return true
  const users = joinPath('/', toByteString(home))
  const xdg = process.env['XDG_CONFIG_HOME'] ? toByteString(process.env['XDG_CONFIG_HOME']) : `${users}/.config`
  if (!xdg.startsWith('/')) return true
  const inGitDir = (name: string) => readOrNothing(() => gitDir.readFile(name, largestAttributesFile))
  const outside = (path: string) => readOrNothing(() => readSystemFile(path, gitDir.files))
  const system = (name: string) => systemFolders.map((folder) => outside(`${folder}/${name}`))
  const attributes = [inGitDir('info/attributes'), outside(`${xdg}/git/attributes`), ...system('gitattributes')]
  const own = [inGitDir('config'), inGitDir('config.worktree')]
  const others = [outside(`${users}/.gitconfig`), outside(`${xdg}/git/config`), ...system('gitconfig')]
  return (
    attributes.some((text) => mentions(text, converting)) ||
    own.some((text) => mentions(text, namesFilters)) ||
    others.some((text) => mentions(text, namesMore))
  )
}

function mentions(text: Buffer | 'unreadable' | undefined, words: RegExp): boolean {
  return text === 'unreadable' || (text !== undefined && words.test(text.toString('latin1')))
}

function readOrNothing(read: () => Buffer | undefined): Buffer | 'unreadable' | undefined {
  try {
    return read()
  } catch (error) {
    return errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR' ? undefined : 'unreadable'
  }
}

function readSystemFile(path: string, files: SmallFiles | undefined): Buffer | undefined {
  // The file is mostly missing, and lstat without an exception is cheaper.
  if (fs.lstatSync(fsPath(path), { throwIfNoEntry: false }) === undefined) return undefined
  return new ConfinedFolder('/', 'kernel', undefined, files).readFile(path, largestAttributesFile)
}
