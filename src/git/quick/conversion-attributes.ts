import * as fs from 'node:fs'
import { fsPath, toByteString } from '../../byte-string/byte-string.js'
import { joinPath } from '../../byte-string/go-strings.js'
import { errnoOf } from '../../file-error/errno-of.js'
import { ConfinedFolder } from '../files/confined-folder.js'
import type { SmallFiles } from '../files/small-files.js'

const largestAttributesFile = 16 * 1024 * 1024
/** Matches each attribute that changes content when git stages it. Line ends change the size, which is compared elsewhere. */
const converting = /filter|ident|encoding/i
/** Settings that name more attributes files, or with `attr.tree` (git 2.43) a tree that has them. In the repository's own config also filters, because the attributes file that named them may be gone. */
const namesMore = /attributesfile|\[\s*(?:include|attr\b)/i
const namesFilters = /attributesfile|\[\s*(?:include|filter|attr\b)/i
/** With more lines than these, hashing all files costs less than matching each. */
const mostMatches = 50
/** Folders with the system's git config and attributes, for the usual builds and for Homebrew. */
const systemFolders = ['/etc', '/usr/local/etc', '/opt/homebrew/etc']

/** An attributes file: `folder` is the prefix of the paths that it is about. undefined for one that cannot be read. */
export interface AttributesFile {
  readonly folder: string
  readonly text: Buffer | undefined
}

/** Whether git may have converted the content of the file at a path when it staged it. */
export type MayConvert = (path: string) => boolean

/**
 * Which files an attributes file that git would read for this checkout may give a filter, `ident` or an encoding; all of them if this is unknown. git
 * converts content by them when it stages a file. go-git never does.
 *
 * @param own the checkout's own `.gitattributes`
 * @param home of the user who ran git; XDG_CONFIG_HOME is taken from the environment
 * @rule L05
 * @mirrors git v2.39.5 attr.c: bootstrap_attr_stack
 * @mirrors git v2.39.5 convert.c: convert_to_git
 */
export function mayConvertContent(own: Iterable<AttributesFile>, gitDir: ConfinedFolder, home: string): MayConvert {
  const users = joinPath('/', toByteString(home))
  const xdg = process.env['XDG_CONFIG_HOME'] ? toByteString(process.env['XDG_CONFIG_HOME']) : `${users}/.config`
  if (!xdg.startsWith('/')) return all
  const inGitDir = (name: string) => readOrNothing(() => gitDir.readFile(name, largestAttributesFile))
  const outside = (path: string) => readOrNothing(() => readSystemFile(path, gitDir.files))
  const system = (name: string) => systemFolders.map((folder) => outside(`${folder}/${name}`))
  const configs = [inGitDir('config'), inGitDir('config.worktree')]
  const others = [outside(`${users}/.gitconfig`), outside(`${xdg}/git/config`), ...system('gitconfig')]
  if (configs.some((text) => mentions(text, namesFilters)) || others.some((text) => mentions(text, namesMore)))
    return all
  const shared = [inGitDir('info/attributes'), outside(`${xdg}/git/attributes`), ...system('gitattributes')]
  const matches: MayConvert[] = []
  for (const text of shared)
    if (text !== undefined) matches.push(...convertedBy('', text === 'unreadable' ? undefined : text))
  for (const { folder, text } of own) matches.push(...convertedBy(folder, text))
  if (matches.length === 0) return none
  return matches.length > mostMatches || matches.includes(all)
    ? all
    : (path) => matches.some((isMatch) => isMatch(path))
}

const all: MayConvert = () => true
const none: MayConvert = () => false

/** A matcher for each line that names a conversion. Each matches at least what git's pattern does. */
function convertedBy(folder: string, bytes: Buffer | undefined): MayConvert[] {
  if (bytes === undefined) return [all]
  const text = bytes.toString('latin1')
  if (!converting.test(text)) return []
  if (text.includes('\0')) return [all]
  const lines = text.replace(/^\xef\xbb\xbf/, '').split('\n')
  const named = lines.filter((line) => converting.test(line))
  return named.length > mostMatches ? [all] : named.map((line) => matcherOf(folder, line))
}

/**
 * Understands names, paths, and `*` before the end of a name. Any other pattern stands for all files, and so does a macro, which other lines may use.
 * Letters match in either case, as with core.ignoreCase.
 *
 * @mirrors git v2.39.5 attr.c: parse_attr_line, path_matches
 */
function matcherOf(folder: string, line: string): MayConvert {
  const pattern = (/^[ \t\r]*([^ \t\r]*)/.exec(line)?.[1] ?? '').toLowerCase()
  if (pattern.startsWith('#')) return none
  const [, star = '', rest = ''] = /^(\*?)([^*?[\]\\"!]+)$/.exec(pattern) ?? []
  if (rest === '' || rest.endsWith('/') || (star !== '' && rest.includes('/'))) return all
  const below = folder.toLowerCase()
  if (star !== '') return (path) => isBelow(path, below) && path.toLowerCase().endsWith(rest)
  if (!rest.includes('/')) return (path) => isBelow(path, below) && `/${path.toLowerCase()}`.endsWith(`/${rest}`)
  const whole = below + rest.replace(/^\//, '')
  return (path) => path.toLowerCase() === whole
}

function isBelow(path: string, folder: string): boolean {
  return path.toLowerCase().startsWith(folder)
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
