import { join } from 'node:path'
import { type EveryPlace, listPlaces, notListed } from '../app/every-place.js'
import { findApp } from '../app/find-app.js'
import { type AppPlace, serverNames } from '../app/list-apps.js'
import { AbraVersionError } from '../errors.js'
import { compareCodeUnits } from '../recipe/tags/compare-version-text.js'
import type { FleetError } from './fleet.js'
import { fleetError } from './fleet-file.js'

/** The apps to read, and the other apps of their servers, which may have the same stack. */
export interface FleetPlaces {
  /** By name, then by server. */
  readonly chosen: readonly AppPlace[]
  readonly others: readonly AppPlace[]
  /** Servers whose folder cannot be listed, with why. */
  readonly unlisted: readonly { readonly server: string; readonly error: FleetError }[]
}

interface Choice {
  readonly apps?: readonly string[]
  readonly servers?: readonly string[]
}

/** @throws USAGE for a server that is none; APP_NOT_FOUND; FLEET_EMPTY; FILE_UNREADABLE if no folder of a server can be listed */
export async function fleetPlaces(abraDir: string, { apps: names, servers }: Choice): Promise<FleetPlaces> {
  const known = serverNames(abraDir)
  const absent = servers?.find((server) => !known.includes(server))
  if (absent !== undefined) throw noServer(absent, known)
  const { places, unlisted } = await listPlaces(abraDir, servers)
  const there = new Set(places.map(({ name }) => name))
  for (const name of names ?? []) if (!there.has(name)) await findApp(name, { abraDir })
  const wanted = new Set(names ?? there)
  const chosen = places.filter(({ name }) => wanted.has(name))
  if (chosen.length === 0) throw unlisted[0] === undefined ? emptyFleet(join(abraDir, 'servers')) : errorOf(unlisted[0])
  const asked = new Set(chosen.map(({ server }) => server))
  return {
    unlisted: unlisted.map((one) => ({ server: one.server, error: fleetError(errorOf(one)) })),
    chosen: chosen.sort((a, b) => compareCodeUnits(a.name, b.name) || compareCodeUnits(a.server, b.server)),
    others: places.filter(({ name, server }) => asked.has(server) && !wanted.has(name)),
  }
}

function errorOf({ path, errno }: EveryPlace['unlisted'][number]): AbraVersionError<'FILE_UNREADABLE'> {
  return notListed(path, errno, 'check that folder, or name the servers to read')
}

function noServer(server: string, known: readonly string[]): AbraVersionError<'USAGE'> {
  const advice = `the servers are ${known.join(', ') || 'none'}`
  const data = { argument: '--server', value: server }
  return new AbraVersionError('USAGE', `no server ${JSON.stringify(server)}`, data, { advice })
}

function emptyFleet(dir: string): AbraVersionError<'FLEET_EMPTY'> {
  const advice = 'name the folder of abra with ABRA_DIR or --abra-dir; a check of nothing must not pass'
  return new AbraVersionError('FLEET_EMPTY', `${dir} holds no app`, { dir }, { advice })
}
