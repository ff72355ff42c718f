import { isUtf8 } from 'node:buffer'
import { existsSync, lstatSync, mkdirSync, realpathSync, unlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AbraVersionError } from '../../errors.js'
import { withFixedUmask } from './fixed-umask.js'
import { parseScenarioPath, refusedPath, type ScenarioRoot } from './scenario-path.js'

/** The folders of one build, and where in them a scenario's paths are. A step never reaches outside `into`, links or not. */
export interface ScenarioFolders extends Record<ScenarioRoot, string> {
  /** Holds the other three; without links in it. */
  into: string
}

/** @throws `USAGE` where a scenario was already built in `into` */
export function makeScenarioFolders(into: string): ScenarioFolders {
  const base = resolve(into)
  const folders = { checkout: join(base, 'checkout'), home: join(base, 'home'), outside: join(base, 'outside') }
  const used = Object.values(folders).find((folder) => existsSync(folder))
  if (used !== undefined) {
    const advice = 'build each scenario in a folder of its own'
    throw new AbraVersionError('USAGE', `${used} is already there`, { argument: 'into', value: into }, { advice })
  }
  withFixedUmask(() => {
    for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true })
  })
  return { ...folders, into: realpathSync.native(base) }
}

/**
 * The place of a scenario's path, in bytes; what is there is not followed when it is a link.
 *
 * @throws `USAGE` where a link on the way leads out of the scenario's folders
 */
export function locate(folders: ScenarioFolders, text: string): Buffer {
  const path = scenarioPath(folders, text)
  checkInside(folders, realpathSync.native(parentOf(path), 'buffer'), text)
  return path
}

/** As {@link locate}, for something new: parent folders are made where they are missing. */
export function locateNew(folders: ScenarioFolders, text: string): Buffer {
  const path = scenarioPath(folders, text)
  makeFolders(folders, parentOf(path), text)
  return path
}

/** As {@link locateNew}, and a file, link or special file is removed from there; a folder is not. */
export function locateFree(folders: ScenarioFolders, text: string): Buffer {
  const path = locateNew(folders, text)
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isDirectory()) unlinkSync(path)
  return path
}

/** The place of a folder a process can be started in: an existing one, with a name that is UTF-8. */
export function locateFolder(folders: ScenarioFolders, text: string): string {
  const path = realpathSync.native(locate(folders, text), 'buffer')
  checkInside(folders, path, text)
  if (!isUtf8(path)) throw refusedPath(text, 'is not UTF-8', 'no process can be started there, name another folder')
  return path.toString()
}

/** Makes a folder and its parents with mode 755; one that exists stays as it is. */
export function makeFolder(folders: ScenarioFolders, text: string): void {
  makeFolders(folders, scenarioPath(folders, text), text)
}

function makeFolders(folders: ScenarioFolders, path: Buffer, text: string): void {
  let existing = path
  let real = realPathOf(existing)
  while (real === undefined) {
    existing = parentOf(existing)
    real = realPathOf(existing)
  }
  checkInside(folders, real, text)
  withFixedUmask(() => mkdirSync(path, { recursive: true }))
}

function scenarioPath(folders: ScenarioFolders, text: string): Buffer {
  const { root, below } = parseScenarioPath(text)
  const base = Buffer.from(folders[root])
  return below.length === 0 ? base : Buffer.concat([base, Buffer.from('/'), below])
}

function realPathOf(path: Buffer): Buffer | undefined {
  try {
    return realpathSync.native(path, 'buffer')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function checkInside(folders: ScenarioFolders, real: Buffer, text: string): void {
  const into = Buffer.from(folders.into).toString('latin1')
  if (`${real.toString('latin1')}/`.startsWith(`${into}/`)) return
  throw refusedPath(text, 'leads out through a link', 'a scenario stays in its own folders')
}

function parentOf(path: Buffer): Buffer {
  return path.subarray(0, path.lastIndexOf('/'))
}
