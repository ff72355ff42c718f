import { shellQuote } from '../lint/shell-quote.js'
import type { FleetApp } from './fleet.js'
import { type FleetState, fleetStateInfo } from './fleet-state.js'

/** The advice of a state with the names of the app in its commands, as words of a shell. */
export function adviceFor(
  state: FleetState,
  { app, server, recipe }: Pick<FleetApp, 'app' | 'server' | 'recipe'>,
): string {
  const names: Readonly<Record<string, string | undefined>> = { APP: app, SERVER: server, RECIPE: recipe }
  return fleetStateInfo[state].advice.replace(/\b(?:APP|SERVER|RECIPE)\b/g, (word) => {
    const name = names[word]
    return name === undefined ? word : shellQuote(name)
  })
}
