import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAbraVersionError } from '../../../src/errors.js'
import { parseAppLs } from '../../../src/harness/abra-lists/parse-app-ls.js'
import { parseAppPs } from '../../../src/harness/abra-lists/parse-app-ps.js'

/** In the form that coop-cloud-backend reads; two servers, as Go writes a map. */
const list = JSON.stringify(
  {
    'one.example.com': {
      apps: [
        {
          server: 'one.example.com',
          recipe: 'discourse',
          appName: 'forum.example.com',
          domain: 'forum.example.com',
          status: 'deployed',
          chaos: 'false',
          chaosVersion: 'unknown',
          autoUpdate: 'false',
          version: '0.6.0+3.2.1',
          upgrade: '0.7.0+3.3.1\n0.6.1+3.2.1',
        },
        {
          server: 'one.example.com',
          recipe: 'custom-html',
          appName: 'site.example.com',
          domain: 'site.example.com',
          status: 'deployed',
          chaos: 'true',
          chaosVersion: '7ae7b0f7+U',
          version: '',
          upgrade: 'unknown',
        },
      ],
      appCount: 2,
      versionCount: 1,
      unversionedCount: 1,
      latestCount: 0,
      upgradeCount: 1,
      newCount: 3,
    },
    'two.example.com': { apps: null, appCount: 0 },
  },
  null,
  1,
)

const services = JSON.stringify({
  app: {
    service: 'app',
    chaos: 'true',
    created: '2 hours ago',
    image: 'discourse:3.5.0',
    ports: '',
    state: 'running',
    status: 'Up 2 hours',
    version: 'unknown',
    health: 'healthy',
  },
  db: { service: 'db', chaos: 'false', image: 'postgres:15', version: '0.9.0+3.5.0' },
})

describe('parseAppLs', () => {
  it('reads servers, apps and counts, and keeps what it does not know', () => {
    expect(parseAppLs(list)).toEqual([
      {
        server: 'one.example.com',
        apps: [
          {
            server: 'one.example.com',
            appName: 'forum.example.com',
            recipe: 'discourse',
            domain: 'forum.example.com',
            status: 'deployed',
            chaos: false,
            version: '0.6.0+3.2.1',
            upgrades: ['0.7.0+3.3.1', '0.6.1+3.2.1'],
            other: { autoUpdate: 'false' },
          },
          {
            server: 'one.example.com',
            appName: 'site.example.com',
            recipe: 'custom-html',
            domain: 'site.example.com',
            status: 'deployed',
            chaos: true,
            chaosVersion: '7ae7b0f7+U',
            other: {},
          },
        ],
        appCount: 2,
        versionCount: 1,
        unversionedCount: 1,
        latestCount: 0,
        upgradeCount: 1,
        other: { newCount: 3 },
      },
      { server: 'two.example.com', apps: [], appCount: 0, other: {} },
    ])
  })

  it('takes the server from the key where the app names none, and `latest` for no newer release', () => {
    const [server] = parseAppLs('{"one":{"apps":[{"appName":"a","upgrade":"latest"}]}}')
    expect(server?.apps).toEqual([{ server: 'one', appName: 'a', upgrades: [], other: {} }])
    expect(parseAppLs('null')).toEqual([])
    expect(parseAppLs('{}\n')).toEqual([])
  })

  it.each([
    ['{"one":{"apps":[{"chaos":"true"}]}}', 'one.apps[0] has no appName', 'one.apps[0]'],
    ['{"one":{"apps":[{"appName":"a","chaos":true}]}}', 'one.apps[0].chaos is no text', 'one.apps[0].chaos'],
    ['{"one":{"apps":["a"]}}', 'one.apps[0] is no object', 'one.apps[0]'],
    ['{"one":{"apps":{}}}', 'one.apps is no list', 'one.apps'],
    ['{"one":{"appCount":1.5}}', 'one.appCount is no whole number', 'one.appCount'],
    ['{"one":[]}', 'one is no object', 'one'],
    ['[]', 'the output is no object', undefined],
  ])('refuses %s with the place', (text, message, at) => {
    expect(() => parseAppLs(text)).toThrow(
      expect.objectContaining({
        code: 'ABRA_OUTPUT_INVALID',
        message: expect.stringContaining(`abra app ls -m: ${message}`),
        data: expect.objectContaining(at === undefined ? {} : { at }),
      }),
    )
  })

  it('keeps fields with names of the prototype', () => {
    const [server] = parseAppLs('{"__proto__":{"apps":[{"appName":"a","__proto__":"x"}]}}')
    expect(server?.server).toBe('__proto__')
    expect(Object.entries(server?.apps[0]?.other ?? {})).toEqual([['__proto__', 'x']])
  })
})

describe('parseAppPs', () => {
  it('reads each service', () => {
    expect(parseAppPs(services)).toEqual([
      {
        name: 'app',
        service: 'app',
        image: 'discourse:3.5.0',
        created: '2 hours ago',
        status: 'Up 2 hours',
        state: 'running',
        chaos: true,
        other: { health: 'healthy' },
      },
      { name: 'db', service: 'db', image: 'postgres:15', chaos: false, version: '0.9.0+3.5.0', other: {} },
    ])
  })

  it('refuses a field of another type with the place', () => {
    expect(() => parseAppPs('{"app":{"version":1}}')).toThrow('abra app ps -m: app.version is no text')
  })
})

describe('output that is no JSON', () => {
  it.each([1, 30, 200, list.length - 1])('says where it is cut off: after %i characters', (length) => {
    const cut = list.slice(0, length)
    const lines = cut.trimEnd().split('\n')
    expect(() => parseAppLs(cut)).toThrow(
      expect.objectContaining({
        code: 'ABRA_OUTPUT_INVALID',
        data: expect.objectContaining({ problem: 'is cut off', line: lines.length }),
      }),
    )
  })

  it('quotes the beginning of what is no JSON, as a line of FATA', () => {
    expect(() => parseAppLs('\nFATA unable to connect\nmore')).toThrow(
      'the output is no JSON at line 2, column 1; it begins with "FATA unable to connect"',
    )
    expect(() => parseAppPs('')).toThrow('the output is cut off at line 1, column 1')
  })

  it('says where it stops being JSON', () => {
    const broken = list.replace('"appCount": 2', '"appCount": 2 2')
    const line = broken.split('\n').findIndex((text) => text.includes('2 2')) + 1
    expect(() => parseAppLs(broken)).toThrow(`the output is no JSON at line ${line}, column`)
  })

  it('is an answer or a coded error, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.nat(list.length).map((n) => list.slice(0, n)),
        ),
        (text) => {
          for (const parse of [parseAppLs, parseAppPs]) {
            try {
              expect(Array.isArray(parse(text))).toBe(true)
            } catch (error) {
              expect(isAbraVersionError(error, 'ABRA_OUTPUT_INVALID'), String(error)).toBe(true)
            }
          }
        },
      ),
      { numRuns: 1000 },
    )
    expect(() => parseAppLs('['.repeat(1_000_000))).toThrow(expect.objectContaining({ code: 'ABRA_OUTPUT_INVALID' }))
  })
})
