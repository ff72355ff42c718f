import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../file-error/errno-of.js'
import { isDead, longestLockNote, parseLockNote, renderLockNote } from './lock-note.js'

/** Below a scratch folder: which process made it. */
const noteName = 'abra-deploy-version.owner'

/**
 * Runs with a new folder `PREFIX` and six characters below `parent`, and removes it. Folders of that name that a process of this package has made and
 * that ended before it could remove them are removed first; any other stays.
 */
export async function withScratchFolder<T>(
  parent: string,
  prefix: string,
  use: (dir: string) => Promise<T>,
): Promise<T> {
  await removeAbandoned(parent, prefix)
  const scratch = await mkdtemp(join(parent, prefix))
  try {
    await writeFile(join(scratch, noteName), renderLockNote())
    return await use(scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** What cannot be listed or removed is in nobody's way. */
async function removeAbandoned(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent).catch(unlistable)) {
    if (!name.startsWith(prefix) || !/^\w{6}$/.test(name.slice(prefix.length))) continue
    const dir = join(parent, name)
    try {
      if (isAbandoned(dir)) await rm(dir, { recursive: true, force: true })
    } catch (error) {
      if (errnoOf(error) === undefined) throw error
    }
  }
}

/** Making a folder needs no right to list the one that it is in. */
function unlistable(error: unknown): string[] {
  if (errnoOf(error) === undefined) throw error
  return []
}

function isAbandoned(dir: string): boolean {
  if (!lstatSync(dir).isDirectory()) return false
  const file = openSync(join(dir, noteName), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stat = fstatSync(file)
    if (!stat.isFile() || stat.size > longestLockNote) return false
    const note = parseLockNote(readFileSync(file, 'latin1'))
    return note !== undefined && isDead(note)
  } finally {
    closeSync(file)
  }
}
