import { invalid, type JsonObject, jsonObject, known, parseAbraJson } from './parse-abra-json.js'

const command = 'abra app ls -m'

/** One app in `abra app ls -m`. Without `-S` abra asks no server, and the fields of the deploy are absent. */
export interface ListedApp {
  readonly server: string
  readonly appName: string
  readonly recipe?: string
  readonly domain?: string
  /** `deployed`, …; absent if abra says `unknown`, as with the other fields of a deploy. */
  readonly status?: string
  readonly chaos?: boolean
  readonly chaosVersion?: string
  readonly version?: string
  /** Newer releases, newest first; empty if abra says `latest`. */
  readonly upgrades?: readonly string[]
  /** Fields that this program does not know, as abra printed them. */
  readonly other: Readonly<Record<string, unknown>>
}

/** One server in `abra app ls -m`, and abra's own counts. */
export interface ListedServer {
  readonly server: string
  readonly apps: readonly ListedApp[]
  readonly appCount?: number
  /** Apps with a version label, and without one. */
  readonly versionCount?: number
  readonly unversionedCount?: number
  /** Apps at the newest release, and apps with a newer one. */
  readonly latestCount?: number
  readonly upgradeCount?: number
  readonly other: Readonly<Record<string, unknown>>
}

/**
 * Parses the output of `abra app ls -m`, with or without `-S`. The fields are those that coop-cloud-backend reads from it (class S; no output of a real
 * abra is published). Fields that it does not have are kept in `other`.
 *
 * @throws ABRA_OUTPUT_INVALID for a text that is cut off or no JSON, with its line and column, and for a field of another type, with its place
 * @rule R54
 * @example
 * ```ts
 * const printed = '{"one.example.com":{"apps":[{"server":"one.example.com","recipe":"discourse","appName":"forum.example.com","domain":"forum.example.com","status":"deployed","chaos":"true","chaosVersion":"7ae7b0f7+U","version":"unknown","upgrade":"unknown"}],"appCount":1}}'
 * const [server] = parseAppLs(printed)
 * server.appCount // 1
 * server.apps[0].chaosVersion // '7ae7b0f7+U'
 * server.apps[0].version // undefined
 * ```
 */
export function parseAppLs(text: string): ListedServer[] {
  return parseAbraJson(text, command).map(([server, value]) => {
    const fields = jsonObject(value, command, server)
    const counted = countsOf(fields)
    const { apps, ...other } = fields.other()
    if (apps !== undefined && apps !== null && !Array.isArray(apps))
      throw invalid(command, `${server}.apps`, 'is no list')
    const listed: unknown[] = apps ?? []
    return {
      server,
      apps: listed.map((app, i) => parseApp(jsonObject(app, command, `${server}.apps[${i}]`), server, i)),
      ...counted,
      other,
    }
  })
}

const counts = ['appCount', 'versionCount', 'unversionedCount', 'latestCount', 'upgradeCount'] as const

function countsOf(fields: JsonObject): Partial<Record<(typeof counts)[number], number>> {
  return Object.fromEntries(
    counts.flatMap((name) => {
      const count = fields.count(name)
      return count === undefined ? [] : [[name, count]]
    }),
  )
}

function parseApp(fields: JsonObject, listedUnder: string, i: number): ListedApp {
  const appName = fields.text('appName')
  if (appName === undefined || appName === '') throw invalid(command, `${listedUnder}.apps[${i}]`, 'has no appName')
  const server = known(fields.text('server')) ?? listedUnder
  const texts = {
    recipe: known(fields.text('recipe')),
    domain: known(fields.text('domain')),
    status: known(fields.text('status')),
    chaosVersion: known(fields.text('chaosVersion')),
    version: known(fields.text('version')),
  }
  const chaos = known(fields.text('chaos'))
  const upgrade = known(fields.text('upgrade'))
  const filled = Object.entries(texts).filter(([, text]) => text !== undefined)
  return {
    server,
    appName,
    ...Object.fromEntries(filled),
    ...(chaos === undefined ? {} : { chaos: chaos === 'true' }),
    ...(upgrade === undefined ? {} : { upgrades: upgrade === 'latest' ? [] : upgrade.split('\n') }),
    other: fields.other(),
  }
}
