import { basename, dirname, join } from 'node:path'
import { fileUnreadable } from './files/read-user-file.js'
import { type AppPlace, listApps } from './list-apps.js'

/**
 * The place of every app, those whose file cannot be opened last. A server whose folder cannot be listed is an error: its apps are unknown.
 *
 * @param servers these servers only
 * @param advice for a server that cannot be listed
 * @throws FILE_UNREADABLE
 */
export async function everyPlace(
  abraDir: string,
  servers: readonly string[] | undefined,
  advice: string,
): Promise<AppPlace[]> {
  const { apps, unreadable } = await listApps(abraDir)
  const isMeant = (server: string) => servers?.includes(server) !== false
  const places = [...apps]
  for (const { path, errno } of unreadable) {
    const isServer = dirname(path) === join(abraDir, 'servers')
    if (!isServer) places.push({ name: basename(path, '.env'), server: basename(dirname(path)), path })
    else if (isMeant(basename(path))) throw notListed(path, errno, advice)
  }
  return places.filter(({ server }) => isMeant(server))
}

export function notListed(path: string, errno: string, advice: string) {
  return fileUnreadable(path, Object.assign(new Error(errno), { code: errno }), advice)
}
