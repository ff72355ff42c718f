import * as fs from 'node:fs'
import { fsPath, toByteString } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { ConfinedFolder } from '../files/confined-folder.js'
import type { SmallFiles } from '../files/small-files.js'

const largestAttributesFile = 16 * 1024 * 1024
/** A word of each attribute that changes content when it is staged. Line ends change the size, which is looked at elsewhere. */
const converting = /filter|ident|encoding/i
/** Settings that name more files; in the repository's own config also filters, which a file that is gone may have named. */
const namesMore = /attributesfile|\[\s*include/i
const namesFilters = /attributesfile|\[\s*(?:include|filter)/i
/** Where a git of the system, or of Homebrew, has its own. */
const systemFolders = ['/etc', '/usr/local/etc', '/opt/homebrew/etc']

/**
 * Whether any attributes file that git would read for this checkout names a filter, `ident` or an encoding; also where that cannot be told. git
 * converts content by them when it stages a file, go-git never does.
 *
 * @param texts the checkout's own `.gitattributes`, undefined for one that cannot be read
 * @param home of whoever ran git; his XDG_CONFIG_HOME is taken from the environment
 * @rule L05
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
  // Missing far more often than not, and an error takes longer than the look.
  if (fs.lstatSync(fsPath(path), { throwIfNoEntry: false }) === undefined) return undefined
  return new ConfinedFolder('/', 'kernel', undefined, files).readFile(path, largestAttributesFile)
}
