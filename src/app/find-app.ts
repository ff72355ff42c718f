import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { AbraVersionError } from '../errors.js'
import { firstFew } from '../first-few.js'
import { grouped } from '../grouped.js'
import type { OptionKinds } from '../option-kinds.js'
import { type AbraDirOptions, abraDir } from './abra-dir.js'
import { errnoOrEio, fileUnreadable } from './files/read-user-file.js'
import { type AppList, type AppPlace, listApps, serverNames } from './list-apps.js'
import { nearestOf } from './nearest-names.js'

/** Where an app is looked for. */
export interface FindAppOptions extends AbraDirOptions {
  /** Search this server only. Default: every server. */
  readonly server?: string
}

/** The kinds of these options, for callers in JavaScript. */
export const findAppKinds: OptionKinds<FindAppOptions> = { abraDir: 'text', env: 'object', server: 'text' }

const namesInMessage = 5

/**
 * Finds the `.env` file of an app by its name. The file is not opened; a dangling symlink of that name is found too.
 *
 * @param name the app's name, e.g. `cloud.example.org`
 * @throws APP_NOT_FOUND, with the names of existing apps; APP_AMBIGUOUS if several servers have it; FILE_UNREADABLE if `servers/` or the folder of a
 * server that could hold it cannot be listed; USAGE if the name is not valid; and the codes of {@link abraDir}
 * @rule R40
 * @example
 * ```ts
 * const { server } = await findApp('forum.example.com')
 * server // 'one.example.com'
 * await findApp('form.example.com') // throws APP_NOT_FOUND
 * ```
 */
export async function findApp(name: string, options: FindAppOptions = {}): Promise<AppPlace> {
  return appFinder(options)(name)
}

/** {@link findApp} for many names: lists servers and apps once. The returned function throws as findApp does. */
export function appFinder(options: FindAppOptions): (name: string) => Promise<AppPlace> {
  let servers: readonly string[] | undefined
  let known: Promise<KnownApps> | undefined
  return async (name) => {
    demandName(name, 'APP')
    if (options.server !== undefined) demandName(options.server, '--server')
    const dir = abraDir(options)
    servers ??= options.server === undefined ? serverNames(dir) : [options.server]
    const { found, hidden } = lookOn(servers, dir, name)
    const [first, ...others] = found
    if (first !== undefined && others.length === 0) return first
    if (first !== undefined) throw ambiguous(name, found)
    if (hidden !== undefined) throw hidden
    known ??= listApps(dir).then(knownApps)
    throw notFound(name, dir, options.server, await known)
  }
}

function lookOn(
  servers: readonly string[],
  dir: string,
  name: string,
): { found: AppPlace[]; hidden?: AbraVersionError } {
  const found: AppPlace[] = []
  let hidden: AbraVersionError | undefined
  for (const server of servers) {
    const path = join(dir, 'servers', server, `${name}.env`)
    try {
      if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) found.push({ name, server, path })
    } catch (error) {
      if (!absent.has(errnoOrEio(error))) hidden ??= fileUnreadable(path, error)
    }
  }
  return { found, ...(hidden === undefined ? {} : { hidden }) }
}

/** Whether the file does not exist. A name longer than the file system allows cannot exist either. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'])

function demandName(name: string, argument: string): void {
  if (name !== '' && !/[/\0]|\.\.|^-/.test(name)) return
  throw new AbraVersionError(
    'USAGE',
    `${JSON.stringify(name)} is not a valid name of ${argument === 'APP' ? 'an app' : 'a server'}`,
    { argument, value: name },
    { advice: 'use a name without /, without .. and without a leading -, like cloud.example.org' },
  )
}

function ambiguous(name: string, found: readonly AppPlace[]): AbraVersionError<'APP_AMBIGUOUS'> {
  const paths = found.map(({ path }) => path)
  return new AbraVersionError(
    'APP_AMBIGUOUS',
    `${found.length} servers have an app ${name}: ${paths.join(', ')}`,
    { app: name, paths },
    { advice: 'choose one with --server' },
  )
}

/** The apps that exist, prepared once for many wrong names. Apps of one name stand together. */
interface KnownApps extends Pick<AppList, 'unreadable'> {
  /** Each as `server/name`, nearest to a name first. */
  readonly nearest: (name: string) => string[]
}

function knownApps({ apps, unreadable }: AppList): KnownApps {
  const all = [...grouped(apps, ({ name }) => name).values()].flat()
  const names = all.map(({ name }) => name)
  return {
    nearest: nearestOf(
      names,
      all.map(({ server, name }) => `${server}/${name}`),
    ),
    unreadable,
  }
}

function notFound(
  name: string,
  dir: string,
  server: string | undefined,
  { nearest: nearestTo, unreadable }: KnownApps,
): AbraVersionError<'APP_NOT_FOUND'> {
  const nearest = nearestTo(name)
  const there = nearest.length === 0 ? 'it has no apps' : `the apps there are: ${firstFew(nearest, namesInMessage)}`
  const closed = unreadable.slice(0, namesInMessage).map(({ path, errno }) => `; ${path} cannot be read (${errno})`)
  const bare = name.endsWith('.env') ? name.slice(0, -'.env'.length) : undefined
  const advice = bare === undefined ? 'check its name and ABRA_DIR' : `name it without .env: ${bare}`
  return new AbraVersionError(
    'APP_NOT_FOUND',
    `no app ${name} ${server === undefined ? 'on any server' : `on the server ${server}`} of ${dir} (${there}${closed.join('')})`,
    { app: name, abraDir: dir, apps: nearest },
    { advice },
  )
}
