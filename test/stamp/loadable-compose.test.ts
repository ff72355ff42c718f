import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ComposeConfig } from '../../src/compose/compose-config.js'
import { mapNamedFiles } from '../../src/compose/files/named-files.js'
import { loadCompose } from '../../src/compose/load-compose.js'
import { loadableCompose } from '../../src/stamp/loadable-compose.js'
import { anError } from '../support/expect-error.js'

const families = ['compose-load', 'compose-merge', 'interpolation', 'conversion']
/** What docker/cli answered to files, where it loaded them. */
const cases = families.flatMap((family) => {
  const folder = join('golden/library', family)
  return readdirSync(folder).flatMap((name) => {
    const read = (file: string) => JSON.parse(readFileSync(join(folder, name, file), 'utf8'))
    const config: ComposeConfig | undefined = read('expected.json').answers[0]?.stages?.compose?.answer
    const { files, envFiles = {} } = read('input.json')
    return config?.services === undefined || !Array.isArray(files)
      ? []
      : [{ name: `${family}/${name}`, config, files, envFiles }]
  })
})

const again = (text: string, files: Record<string, string> = {}) =>
  loadCompose([{ path: '/other/stdin.yml', text }], new Map(), { readFile: (path) => files[path] ?? '' })

describe('loadableCompose', () => {
  it('has recorded configurations to try', () => {
    expect(cases.length).toBeGreaterThan(80)
    expect(existsSync('golden/library/compose-merge')).toBe(true)
  })

  it.each(cases)(
    '$name: what docker/cli made of it is read back, wherever it is read',
    ({ name, config, files, envFiles }) => {
      const placed = mapNamedFiles(config, '/r', (path) => path)
      const readFile = (path: string) => envFiles[path] ?? ''
      const unnamed = Object.values(config.services).some(({ labels }) => labels !== undefined && '' in labels)
      if (unnamed) {
        expect(() => loadableCompose(placed, files, readFile)).toThrow(anError('COMPOSE_UNPRINTABLE'))
        return
      }
      if (name === 'conversion/items-that-are-repeated') {
        // Its dns is told twice to Swarm too.
        expect(() => loadableCompose(placed, files, readFile)).toThrow(anError('COMPOSE_UNPRINTABLE'))
        return
      }
      const { text } = loadableCompose(placed, files, readFile)
      expect({ ...again(text, envFiles), version: '' }).toEqual({ ...placed, version: '' })
    },
  )

  const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,5}$/)
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', '$', ' ', '"', "'", '\n', ':', '#', '0', 'é', '{', '}', '=', '-'),
    maxLength: 6,
  })
  const service = fc.record(
    {
      image: name,
      command: fc.array(text, { minLength: 1, maxLength: 3 }),
      environment: fc.dictionary(name, fc.option(text), { minKeys: 1, maxKeys: 3 }),
      labels: fc.dictionary(name, text, { minKeys: 1, maxKeys: 3 }),
      ports: fc
        .uniqueArray(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 3 })
        .map((all) => all.map((port) => `${port}:80`)),
      volumes: fc.uniqueArray(name, { minLength: 1, maxLength: 2 }).map((all) => all.map((one) => `${one}:/${one}`)),
      deploy: fc.record({ labels: fc.dictionary(name, text, { minKeys: 1, maxKeys: 3 }), replicas: fc.nat(9) }),
      healthcheck: fc.record({
        test: text,
        interval: fc.nat(100).map((n) => `${n}s`),
        start_interval: fc.constant('5s'),
      }),
      user: text,
      tty: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  const given = fc.option(fc.constantFrom('3', '3.0', '3.2', '3.7', '3.8', '3.13'), { nil: undefined })

  it('is read back for any configuration, in a version from that of the files on', () => {
    let tried = 0
    fc.assert(
      fc.property(fc.dictionary(name, service, { minKeys: 1, maxKeys: 3 }), given, (services, version) => {
        // JSON is YAML; its dollars are doubled, so that nothing is filled in.
        const file = { path: '/r/compose.yml', text: JSON.stringify({ version, services }).replaceAll('$', '$$$$') }
        let config: ComposeConfig
        try {
          config = loadCompose([file], new Map())
        } catch (error) {
          expect(error).toEqual(anError('COMPOSE_SCHEMA'))
          return
        }
        tried++
        const made = loadableCompose(config, [file], () => '')
        expect(again(made.text)).toEqual({ ...config, version: made.version === '3' ? '3.13' : made.version })
        const minor = (one: string) => Number(one.split('.')[1] ?? 0)
        expect(minor(made.version)).toBeGreaterThanOrEqual(minor(version ?? '3.8'))
      }),
      { numRuns: 400 },
    )
    expect(tried).toBeGreaterThan(150)
  })
})
