import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument, stringify } from 'yaml'
import type { ComposeConfig, ComposeService } from '../../../src/compose/compose-config.js'
import { loadCompose } from '../../../src/compose/load-compose.js'
import { renderCompose } from '../../../src/compose/write/render-compose.js'
import { anError } from '../../support/expect-error.js'

const config = (service: ComposeService): ComposeConfig => ({ version: '3.8', services: { app: service } })
const load = (text: string) => loadCompose([{ path: '/r/compose.yml', text }], new Map())

describe('renderCompose', () => {
  it('writes maps, lists, numbers, null and what is empty', () => {
    const text = renderCompose({
      ...config({ image: 'nginx', environment: { A: null, B: '' }, ports: [{ target: 80, mode: 'host' }] }),
      networks: { internal: {} },
      'x-list': [[1, -0.5], [], {}, true],
    })
    expect(text).toBe(`version: "3.8"
services:
  app:
    image: nginx
    environment:
      A: null
      B: ""
    ports:
      - target: 80
        mode: host
networks:
  internal: {}
x-list:
  - - 1
    - -0.5
  - []
  - {}
  - true
`)
    expect(load(text).services['app']).toEqual({
      image: 'nginx',
      environment: { A: null, B: '' },
      ports: [{ target: 80, mode: 'host' }],
    })
  })

  it('doubles every dollar of a value, and none of a key', () => {
    const text = renderCompose(config({ labels: { $K: '$2y$10$a', b: '$$' } }))
    expect(text).toContain('"$K": "$$2y$$10$$a"')
    expect(load(text).services['app']?.labels).toEqual({ $K: '$2y$10$a', b: '$$' })
  })

  it('puts what some reader of YAML takes for something else into quotes', () => {
    for (const odd of [
      'yes',
      'No',
      'NULL',
      '~',
      '0777',
      '1_000',
      '22:22',
      '2020-01-01',
      '.5',
      '',
      'a: b',
      '- x',
      '#',
      '<<',
      '=',
      'y',
    ])
      expect(renderCompose(config({ hostname: odd })), odd).toContain(`hostname: ${JSON.stringify(odd)}`)
  })

  it('holds no raw control character, nothing that YAML folds and nothing that turns text around', () => {
    const text = renderCompose(config({ hostname: '\0\x07\x7f\x85\xa0\u061c\u2028\u202e\ufeff\u{1f600}é' }))
    expect(text).toContain('"\\x00\\x07\\x7f\\x85\\xa0\\u061c\\u2028\\u202e\\ufeff\\U0001f600é"')
  })

  it('keeps line ends of YAML 1.1, which npm yaml writes so that docker/cli reads a blank', () => {
    const hostname = 'a\u0085b'
    expect(load(renderCompose(config({ hostname }))).services['app']?.['hostname']).toBe(hostname)
    const theirs = stringify(config({ hostname }), { version: '1.1', lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE' })
    expect(load(theirs).services['app']?.['hostname']).toBe('a b')
  })

  it.each([
    ['3.0', 'networks: {proxy: {external: true}}', '3.5'],
    ['3.1', 'services: {app: {ports: ["80:80"]}}', '3.2'],
    ['3.0', 'services: {app: {volumes: ["/a:/a"]}}', '3.2'],
    ['3.4', 'secrets: {one: {external: true}}', '3.5'],
    ['3.8', 'networks: {proxy: {external: true}}', '3.8'],
  ])('prints version %s of %s as %s, which docker reads', (version, text, printed) => {
    const made = renderCompose(load(`version: "${version}"\n${text}\n`))
    expect(made).toContain(`version: "${printed}"\n`)
    expect({ ...load(made), version }).toEqual(load(`version: "${version}"\n${text}\n`))
  })

  it('prints a ulimit of 0, which docker/cli leaves out', () => {
    const given = 'services: {app: {ulimits: {core: 0, nofile: {soft: 0, hard: 9}, nproc: 5}}}\n'
    const made = renderCompose(load(given))
    expect(made).toContain('      core: 0\n      nofile:\n        soft: 0\n        hard: 9\n      nproc: 5\n')
    expect(load(made)).toEqual(load(given))
  })

  it('prints long lists', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => i)
    expect(renderCompose({ version: '3.13', services: {}, 'x-many': many }).split('\n')).toHaveLength(200_004)
  })

  it('refuses half a surrogate pair', () => {
    expect(() => renderCompose(config({ hostname: '\ud800' }))).toThrow(anError('USAGE'))
  })

  it('is read back as it was, by our loader and as plain YAML 1.1', () => {
    const character = fc.constantFrom(...'a $"\'\\\n\r\t:#-{}[]é\u0085\u2028\u{1f600}\0%@`!&*|>?,=~0')
    const value = fc.oneof(fc.string({ unit: character, maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 4 }))
    const name = value.filter((text) => /^.+$/.test(text))
    fc.assert(
      fc.property(
        fc.dictionary(name, value, { maxKeys: 4 }),
        fc.array(value, { minLength: 1, maxLength: 4 }),
        (labels, command) => {
          const service = { command, ...(Object.keys(labels).length === 0 ? {} : { deploy: { labels } }) }
          const text = renderCompose(config(service))
          expect(load(text).services['app']).toEqual(service)
          const plain = parseDocument(text, { version: '1.1', merge: false }).toJS().services.app.command
          expect(plain.map((one: string) => one.replaceAll('$$', '$'))).toEqual(command)
        },
      ),
      { numRuns: 500 },
    )
  })
})
