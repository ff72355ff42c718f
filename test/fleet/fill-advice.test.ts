import { expect, it } from 'vitest'
import { fillAdvice } from '../../src/fleet/fill-advice.js'
import { type FleetState, fleetStateInfo } from '../../src/fleet/fleet-state.js'

it('names the app, its server and its recipe in the commands, as words of a shell', () => {
  const app = { app: 'forum.example.com', server: 'one.example.com', recipe: 'discourse' }
  const filled = (state: FleetState, named = app) => fillAdvice(fleetStateInfo[state].advice, named)
  expect(filled('behind')).toBe('run abra app upgrade forum.example.com')
  expect(filled('unreachable')).toContain('docker --context one.example.com service ls')
  expect(filled('ahead')).toBe('run abra recipe fetch discourse')
  expect(filled('behind', { ...app, app: 'a;$(rm) $&' })).toBe("run abra app upgrade 'a;$(rm) $&'")
  expect(fillAdvice(fleetStateInfo['not-compared'].advice, { app: 'a', server: 's' })).toContain('recipe fetch RECIPE')
})
