import { joinPath } from '../../byte-string/go-strings.js'
import { longestToken } from '../../byte-string/scan-lines.js'
import type { ConfinedFolder } from '../files/confined-folder.js'

const largestAlternates = 1024 * 1024

/**
 * The folders that hold the `objects` which `info/alternates` names, below the git folder. go-git finds alternates only inside the git folder itself,
 * where git never writes any.
 *
 * @param objects the folder `objects`, below the git folder
 * @throws an error with an errno where go-git gives up: no such file, a folder elsewhere, no folder
 * @rule L11
 * @mirrors go-git v5.16.2 storage/filesystem/dotgit/dotgit.go: DotGit.Alternates
 */
export function readAlternates(gitDir: ConfinedFolder, objects: string): string[] {
  const text = gitDir.readFile(`${objects}/info/alternates`, largestAlternates).toString('latin1')
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  if (lines.some(({ length }) => length >= longestToken)) return []
  const named = new Set(lines.map((line) => line.replace(/\r$/, '')))
  return [...named].map((line) => alternateFolder(gitDir, line))
}

function alternateFolder(gitDir: ConfinedFolder, line: string): string {
  const root = `${gitDir.root}/`
  if (line.startsWith('/') && !line.startsWith(root)) throw Object.assign(new Error(line), { code: 'ECROSSED' })
  const path = joinPath('/', line.startsWith(root) ? line.slice(root.length) : line).slice(1)
  if (!gitDir.stat(path).isDirectory()) throw Object.assign(new Error(line), { code: 'ENOTDIR' })
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}
