import { describe, expect, it } from 'vitest'
import type { ComposeConfig } from '../../../src/compose/compose-config.js'
import { mapNamedFiles, namedFiles } from '../../../src/compose/files/named-files.js'

const config: ComposeConfig = {
  version: '3.8',
  services: { app: { env_file: ['./a.env', '/etc/b.env'] }, db: {} },
  configs: { c: { file: '/r/sub/../etc/c.conf' }, external: { external: true, name: 'x' } },
  secrets: { s: { file: '/elsewhere/s' }, folder: { file: '/r' }, near: { file: '/rx/near' } },
}

describe('namedFiles', () => {
  it('are those of configs, secrets and env_file, with their place in the recipe', () => {
    expect(namedFiles(config, '/r', '/r/sub')).toEqual([
      { place: 'services.app.env_file.0', path: '/r/sub/a.env', inRecipe: 'sub/a.env' },
      { place: 'services.app.env_file.1', path: '/etc/b.env' },
      { place: 'configs.c.file', path: '/r/etc/c.conf', inRecipe: 'etc/c.conf' },
      { place: 'secrets.s.file', path: '/elsewhere/s' },
      { place: 'secrets.folder.file', path: '/r', inRecipe: '' },
      { place: 'secrets.near.file', path: '/rx/near' },
    ])
  })

  it('can be mapped, into a new configuration', () => {
    const before = structuredClone(config)
    const mapped = mapNamedFiles(config, '/r', (path) => `/new${path}`)
    expect(mapped.services['app']).toEqual({ env_file: ['/new/r/a.env', '/new/etc/b.env'] })
    expect(mapped.configs).toEqual({ c: { file: '/new/r/sub/../etc/c.conf' }, external: { external: true, name: 'x' } })
    expect(config).toEqual(before)
  })
})
