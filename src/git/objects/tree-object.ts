import { MalformedObject } from './loose-object.js'

/** One entry of a tree; `name` is a byte string. */
export interface TreeEntry {
  readonly mode: number
  readonly name: string
  readonly hash: string
}

export const modes = {
  directory: 0o040000,
  file: 0o100644,
  oldFile: 0o100664,
  executable: 0o100755,
  link: 0o120000,
  submodule: 0o160000,
} as const

/** Whether the mode is one that git writes for a blob: a regular file, an executable or a symbolic link. */
export function isBlobMode(mode: number): boolean {
  return mode === modes.file || mode === modes.executable || mode === modes.link
}

/**
 * The entries of a tree object. Up to 5.17 go-git silently drops a rest without mode and keeps odd modes. From 5.19 it refuses the former and
 * corrects the latter.
 *
 * @throws MalformedObject
 * @mirrors go-git v5.16.2 plumbing/object/tree.go: Tree.Decode
 * @mirrors go-git v5.19.3 plumbing/object/tree.go: Tree.Decode
 */
export function parseTree(content: Buffer, strict: boolean): TreeEntry[] {
  const entries: TreeEntry[] = []
  let at = 0
  while (at < content.length) {
    const space = content.indexOf(0x20, at)
    if (space === -1) {
      if (strict) throw new MalformedObject('malformed tree: missing mode terminator')
      break
    }
    const modeText = content.toString('latin1', at, space)
    if (!/^[0-7]+$/.test(modeText) || Number.parseInt(modeText, 8) > 0xffffffff)
      throw new MalformedObject('malformed tree: malformed mode')
    const nul = content.indexOf(0, space)
    if (nul === -1 || nul + 21 > content.length) throw new MalformedObject('malformed tree: truncated object id')
    if (strict && nul === space + 1) throw new MalformedObject('malformed tree: empty filename')
    const mode = Number.parseInt(modeText, 8)
    entries.push({
      mode: strict ? canonicalMode(mode) : mode,
      name: content.toString('latin1', space + 1, nul),
      hash: content.toString('hex', nul + 1, nul + 21),
    })
    at = nul + 21
  }
  return entries
}

/** @mirrors go-git v5.19.3 plumbing/object/tree.go: canonicalTreeMode */
function canonicalMode(mode: number): number {
  switch (mode & 0o170000) {
    case modes.directory:
      return modes.directory
    case 0o100000:
      return (mode & 0o111) === 0 ? modes.file : modes.executable
    case modes.link:
      return modes.link
    default:
      return modes.submodule
  }
}
