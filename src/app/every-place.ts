import { basename, dirname, resolve } from 'node:path'
import { fileUnreadable } from './files/read-user-file.js'
import { type AppPlace, listApps } from './list-apps.js'

/** The places of apps, and the servers whose apps are not known. */
export interface EveryPlace {
  /** Those whose file cannot be opened last. */
  readonly places: readonly AppPlace[]
  readonly unlisted: readonly { readonly server: string; readonly path: string; readonly errno: string }[]
}

/** @param servers these servers only @throws FILE_UNREADABLE if `servers/` itself cannot be listed */
export async function listPlaces(abraDir: string, servers: readonly string[] | undefined): Promise<EveryPlace> {
  const { apps, unreadable } = await listApps(abraDir)
  const isMeant = ({ server }: { readonly server: string }) => servers?.includes(server) !== false
  const places = [...apps]
  const unlisted: EveryPlace['unlisted'][number][] = []
  for (const { path, errno } of unreadable) {
    const isServer = dirname(path) === resolve(abraDir, 'servers')
    if (isServer) unlisted.push({ server: basename(path), path, errno })
    else places.push({ name: basename(path, '.env'), server: basename(dirname(path)), path })
  }
  return { places: places.filter(isMeant), unlisted: unlisted.filter(isMeant) }
}

/**
 * The place of every app. A server whose folder cannot be listed is an error: its apps are unknown.
 *
 * @param advice for a server that cannot be listed
 * @throws FILE_UNREADABLE
 */
export async function everyPlace(
  abraDir: string,
  servers: readonly string[] | undefined,
  advice: string,
): Promise<readonly AppPlace[]> {
  const { places, unlisted } = await listPlaces(abraDir, servers)
  const [first] = unlisted
  if (first !== undefined) throw notListed(first.path, first.errno, advice)
  return places
}

export function notListed(path: string, errno: string, advice: string) {
  return fileUnreadable(path, Object.assign(new Error(errno), { code: errno }), advice)
}
