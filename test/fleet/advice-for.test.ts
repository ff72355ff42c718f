import { expect, it } from 'vitest'
import { adviceFor } from '../../src/fleet/advice-for.js'

it('names the app, its server and its recipe in the commands, as words of a shell', () => {
  const app = { app: 'forum.example.com', server: 'one.example.com', recipe: 'discourse' }
  expect(adviceFor('behind', app)).toBe('run abra app upgrade forum.example.com')
  expect(adviceFor('unreachable', app)).toContain('docker --context one.example.com service ls')
  expect(adviceFor('ahead', app)).toBe('run abra recipe fetch discourse')
  expect(adviceFor('behind', { ...app, app: 'a;$(rm) $&' })).toBe("run abra app upgrade 'a;$(rm) $&'")
  expect(adviceFor('not-compared', { app: 'a', server: 's' })).toContain('recipe fetch RECIPE')
})
