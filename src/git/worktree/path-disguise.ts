import { isAscii, toBuffer } from '../../byte-string/byte-string.js'

/**
 * Names that some file system takes for `.git` or `..`. go-git refuses them from 5.19 on, on every system. Byte strings.
 *
 * @rule L16
 * @mirrors go-git v5.19.3 internal/pathutil/dotgit.go: IsDotGitName
 * @mirrors go-git v5.19.3 internal/pathutil/hfs.go: IsHFSDot, IsHFSDotGit
 * @mirrors go-git v5.19.3 internal/pathutil/ntfs.go: IsNTFSDot, IsNTFSDotGit, WindowsValidPath, isWindowsReservedName
 */

/** Code points that HFS+ drops from names. */
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu

/** `.git` or its short name on NTFS, in any case. */
export function isDotGitName(part: string): boolean {
  // Go's ToLower turns the dotted capital I into an ASCII i.
  const lower = toBuffer(part).toString('utf8').replaceAll('\u0130', 'i').toLowerCase()
  return lower === '.git' || lower === 'git~1'
}

export function isHfsDotGit(part: string): boolean {
  return isHfsDot(part, 'git')
}

function isHfsDot(part: string, needle: string): boolean {
  const text = toBuffer(part).toString('utf8').replace(ignoredByHfs, '')
  // Only ASCII letters fold: the Kelvin sign and its like are above 127 and end the comparison.
  return text.length === needle.length + 1 && isAscii(text) && text.toLowerCase() === `.${needle}`
}

/** `.git` or `git~1` with trailing dots, spaces or a stream name, which NTFS drops. */
export function isNtfsDotGit(part: string): boolean {
  return /^(?:\.git|git~1)[. ]*(?::|$)/is.test(part)
}

const reserved = [
  'CON',
  'PRN',
  'AUX',
  'NUL',
  'CONIN$',
  'CONOUT$',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((n) => [`COM${n}`, `LPT${n}`]),
]

/** Device names of Windows, alone or before a space, dot or colon. */
export function isWindowsReserved(part: string): boolean {
  const upper = part.toUpperCase()
  return reserved.some(
    (name) => upper.startsWith(name) && (upper.length === name.length || ' .:'.includes(upper.charAt(name.length))),
  )
}

/** `..`, or a name that HFS+ or NTFS takes for `..`. */
export function isDisguisedParent(part: string): boolean {
  return isHfsDot(part, '.') || /^\.\.[. ]*(?::|$)/s.test(part)
}
