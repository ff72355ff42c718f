import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { type GitSource, sourceRefused } from './git-source.js'

/** In bytes. A `.git` file holds one path. */
const longestGitFile = 8192

/**
 * Refuses a source that lies in the checkout that is fetched into: git would read the checkout's own config there, and the files that it includes.
 * Links, bind mounts and names in other letter case are told by the folder's own number, and a `.git` file is followed as git follows it.
 *
 * @param text the source as it is written, for the message
 * @param checkout absolute path
 * @throws GIT_SOURCE_REFUSED
 */
export function refuseOwnFolder({ path }: GitSource, text: string, checkout: string): void {
  if (path === undefined) return
  const own = [checkout, join(checkout, '.git')].flatMap((folder) => numberOf(Buffer.from(folder)) ?? [])
  for (const place of placesOf(path)) {
    if (isBelow(place, own)) throw sourceRefused(text, `lies in the checkout ${checkout} itself`)
  }
}

/** The folders in which git looks for a repository, and where `.git` files among them lead. */
function placesOf(path: Buffer): Buffer[] {
  const named = ['', '/.git', '.git', '.git/.git'].map((suffix) => Buffer.concat([path, Buffer.from(suffix)]))
  return named.flatMap((place) => {
    const target = gitFileTarget(place)
    return target === undefined ? [place] : [place, target]
  })
}

function gitFileTarget(place: Buffer): Buffer | undefined {
  const text = ifThere(() => {
    const stat = fs.statSync(place)
    return stat.isFile() && stat.size <= longestGitFile ? fs.readFileSync(place, 'latin1') : ''
  })
  const target = /^gitdir: ([^\n]*)/.exec(text ?? '')?.[1]
  if (target === undefined) return undefined
  return Buffer.from(target.startsWith('/') ? target : `${dirname(place.toString('latin1'))}/${target}`, 'latin1')
}

/** Whether a folder is one of these, or below one. */
function isBelow(place: Buffer, own: readonly string[]): boolean {
  let at = ifThere(() => fs.realpathSync(place, 'latin1')) ?? place.toString('latin1')
  for (;;) {
    const number = numberOf(Buffer.from(at, 'latin1'))
    if (number !== undefined && own.includes(number)) return true
    const above = dirname(at)
    if (above === at) return false
    at = above
  }
}

function numberOf(folder: Buffer): string | undefined {
  return ifThere(() => {
    const { dev, ino } = fs.statSync(folder, { bigint: true })
    return `${dev}:${ino}`
  })
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
