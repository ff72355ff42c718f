import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { errnoOrEio, fileUnreadable } from './files/read-user-file.js'

/** Name, server and file of an app. */
export interface AppPlace {
  readonly name: string
  readonly server: string
  /** Absolute path of the `.env` file. Symlinks are not resolved. */
  readonly path: string
}

/** The apps of an ABRA_DIR, and the files that could not be read as apps. */
export interface AppList {
  /** Sorted by name, then by server (UTF-16 code units). */
  readonly apps: readonly AppPlace[]
  /** Servers that cannot be listed, and `.env` files that cannot be opened, such as dangling symlinks. */
  readonly unreadable: readonly { readonly path: string; readonly errno: string }[]
}

/**
 * Lists every app of every server: `servers/<server>/<app>.env`. `servers/` and its entries may be symlinks. Other entries are ignored.
 *
 * @throws FILE_UNREADABLE if `servers/` itself cannot be listed
 * @rule R40
 * @example
 * ```ts
 * const { apps } = await listApps(abraDir())
 * apps.map(({ name, server }) => `${server}/${name}`) // ['one.example.com/forum.example.com']
 * ```
 */
export async function listApps(abraDir: string): Promise<AppList> {
  const apps: AppPlace[] = []
  const unreadable: { path: string; errno: string }[] = []
  for (const server of serverNames(abraDir)) {
    const folder = resolve(abraDir, 'servers', server)
    try {
      if (!statSync(folder).isDirectory()) continue
      for (const file of readdirSync(folder)) {
        if (!/.\.env$/s.test(file)) continue
        const path = join(folder, file)
        const errno = errnoUnlessFile(path)
        if (errno === undefined) apps.push({ name: file.slice(0, -'.env'.length), server, path })
        else if (errno !== 'no file') unreadable.push({ path, errno })
      }
    } catch (error) {
      unreadable.push({ path: folder, errno: errnoOrEio(error) })
    }
  }
  // The servers are sorted already, and sort is stable.
  return { apps: apps.sort((a, b) => compare(a.name, b.name)), unreadable }
}

/** The entries of `servers/`, sorted. @throws FILE_UNREADABLE */
export function serverNames(abraDir: string): string[] {
  const servers = join(abraDir, 'servers')
  try {
    return readdirSync(servers).sort()
  } catch (error) {
    throw fileUnreadable(servers, error, 'name the folder of abra with ABRA_DIR; it holds a folder servers')
  }
}

function errnoUnlessFile(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? undefined : 'no file'
  } catch (error) {
    return errnoOrEio(error)
  }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
