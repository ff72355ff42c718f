import { describe, expect, it } from 'vitest'
import { parseLabels } from '../../src/app/deploy-labels.js'
import type { ComposeConfig } from '../../src/compose/compose-config.js'
import {
  exposeAllEnv,
  hasAppService,
  setChaosLabel,
  setChaosVersionLabel,
  setRecipeLabel,
  setVersionLabel,
} from '../../src/compose/set-labels.js'

const config: ComposeConfig = {
  version: '3.8',
  services: {
    app: {
      image: 'x',
      deploy: {
        labels: { 'traefik.enable': 'true', 'coop-cloud.stack.version': '0.9.0', 'coop-cloud.stack.timeout': '60' },
      },
    },
    db: { image: 'y' },
  },
}
const other: ComposeConfig = { version: '3.8', services: { web: { image: 'x' } } }

describe('the labels', () => {
  it('R51: are written on the service app, the recipe’s own staying (R53)', () => {
    const recipe = setRecipeLabel(config, 'stack', 'discourse')
    const stamped = setChaosVersionLabel(setChaosLabel(recipe, 'stack', true), 'stack', '7ae7b0f7+U')
    expect(stamped.services['app']?.deploy?.labels).toEqual({
      'traefik.enable': 'true',
      'coop-cloud.stack.version': '0.9.0',
      'coop-cloud.stack.timeout': '60',
      'coop-cloud.stack.recipe': 'discourse',
      'coop-cloud.stack.chaos': 'true',
      'coop-cloud.stack.chaos-version': '7ae7b0f7+U',
    })
    expect(parseLabels(stamped.services['app']?.deploy?.labels ?? {}, 'stack')).toEqual({
      recipe: 'discourse',
      chaos: true,
      chaosVersion: '7ae7b0f7+U',
      version: '0.9.0',
      timeout: '60',
    })
    expect(stamped.services['db']).toBe(config.services['db'])
  })

  it('R52: the release replaces that of the compose file', () => {
    expect(setVersionLabel(config, 'stack', '1.0.0').services['app']?.deploy?.labels).toMatchObject({
      'coop-cloud.stack.version': '1.0.0',
    })
  })

  it('are given as a new configuration, the old one as it was', () => {
    const before = structuredClone(config)
    for (const set of [setRecipeLabel, setChaosVersionLabel, setVersionLabel]) {
      const after = set(config, 'stack', 'new')
      expect(after).not.toEqual(before)
      expect(config).toEqual(before)
    }
    expect(setChaosLabel(config, 'stack', false)).not.toEqual(before)
    expect(config).toEqual(before)
  })

  it('are written where there were none', () => {
    const bare: ComposeConfig = { version: '3.8', services: { app: {} } }
    expect(setChaosLabel(bare, 's', false).services['app']).toEqual({
      deploy: { labels: { 'coop-cloud.s.chaos': 'false' } },
    })
  })

  it('R50: are nowhere without a service app', () => {
    expect([hasAppService(config), hasAppService(other)]).toEqual([true, false])
    expect(setRecipeLabel(other, 's', 'x')).toBe(other)
    expect(hasAppService({ version: '3.8', services: Object.create({ app: {} }) })).toBe(false)
  })
})

describe('exposeAllEnv', () => {
  it('R55: puts variables into app, but for those that are there already', () => {
    const given: ComposeConfig = { version: '3.8', services: { app: { environment: { A: '1', B: null } }, db: {} } }
    const after = exposeAllEnv(
      given,
      new Map([
        ['A', 'x'],
        ['B', 'x'],
        ['C', 'x'],
        ['__proto__', 'x'],
        ['', 'x'],
      ]),
    )
    expect(Object.entries(after.services['app']?.environment ?? {})).toEqual([
      ['A', '1'],
      ['B', null],
      ['C', 'x'],
      ['__proto__', 'x'],
    ])
    expect(after.services['db']).toEqual({})
    expect(exposeAllEnv(other, new Map([['A', 'x']]))).toBe(other)
  })
})
