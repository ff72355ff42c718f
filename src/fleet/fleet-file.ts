import type { App } from '../app/app.js'
import type { AppPlace } from '../app/list-apps.js'
import { readApp } from '../app/read-app.js'
import { isAbraVersionError } from '../errors.js'
import type { FleetError } from './fleet.js'

/** The place of an app, and its file as read, or why it cannot be read. */
export type FleetFile = AppPlace & ({ readonly read: App } | { readonly error: FleetError })

export async function readFleetFile(place: AppPlace): Promise<FleetFile> {
  try {
    return { ...place, read: await readApp(place) }
  } catch (error) {
    return { ...place, error: fleetError(error) }
  }
}

/** An AbraVersionError as it stands in a row. A bug is thrown. */
export function fleetError(error: unknown): FleetError {
  if (!isAbraVersionError(error)) throw error
  return { code: error.code, message: error.message }
}
