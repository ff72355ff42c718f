import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AbraVersionError } from '../../../src/errors.js'
import { listDockerContexts } from '../../../src/swarm/docker/docker-context.js'
import { chooseDocker } from '../../../src/swarm/docker/docker-endpoint.js'
import { parseDockerHost } from '../../../src/swarm/docker/docker-host.js'
import { sshArguments } from '../../../src/swarm/docker/ssh-agent.js'

let config = ''

function addContext(name: string, endpoint: object, tls: Record<string, string> = {}): void {
  const id = createHash('sha256').update(name).digest('hex')
  mkdirSync(join(config, 'contexts/meta', id), { recursive: true })
  const meta = { Name: name, Metadata: {}, Endpoints: { docker: endpoint } }
  writeFileSync(join(config, 'contexts/meta', id, 'meta.json'), JSON.stringify(meta))
  for (const [file, text] of Object.entries(tls)) {
    mkdirSync(join(config, 'contexts/tls', id, 'docker'), { recursive: true })
    writeFileSync(join(config, 'contexts/tls', id, 'docker', file), text)
  }
}

beforeAll(() => {
  config = mkdtempSync(join(tmpdir(), 'docker-config-'))
  addContext('one.example.org', { Host: 'ssh://deploy@one.example.org:2222' })
  addContext('two.example.org', { Host: 'tcp://two.example.org:2376', SkipTLSVerify: true }, { 'ca.pem': 'CA' })
  addContext('empty', {})
  mkdirSync(join(config, 'contexts/meta/broken'), { recursive: true })
  writeFileSync(join(config, 'contexts/meta/broken/meta.json'), '{')
})

afterAll(() => rmSync(config, { recursive: true }))

const choose = (choice: object, env: Record<string, string> = {}) =>
  chooseDocker({ ...choice, env: { DOCKER_CONFIG: config, ...env } })

describe('which Docker is asked', () => {
  const host = { DOCKER_HOST: 'unix:///env.sock' }

  it('the address given beats everything', () => {
    const { address } = choose({ dockerHost: 'unix:///given.sock', context: 'one.example.org', server: 'absent' }, host)
    expect(address).toEqual({ kind: 'unix', socketPath: '/given.sock' })
  })

  it('the context given beats the server and the environment', () => {
    expect(choose({ context: 'one.example.org', server: 'two.example.org' }, host)).toEqual({
      name: 'ssh://deploy@one.example.org:2222 (context one.example.org)',
      address: { kind: 'ssh', host: 'one.example.org', user: 'deploy', port: 2222 },
    })
  })

  it("the app's server is a context, with its certificates", () => {
    expect(choose({ server: 'two.example.org' }, host)).toMatchObject({
      address: { kind: 'tcp', host: 'two.example.org', port: 2376 },
      tls: { ca: 'CA', verify: false },
    })
  })

  it('the server default is this machine', () => {
    expect(choose({ server: 'default' }, host).name).toBe('unix:///env.sock')
    expect(choose({ server: 'default' }, { DOCKER_CONTEXT: 'one.example.org' }).name).toBe(
      'unix:///var/run/docker.sock',
    )
  })

  it('without either it is what docker would take', () => {
    expect(choose({}, host).name).toBe('unix:///env.sock')
    expect(choose({}, { DOCKER_CONTEXT: 'one.example.org' }).address).toMatchObject({ kind: 'ssh' })
    expect(choose({}).name).toBe('unix:///var/run/docker.sock')
    writeFileSync(join(config, 'config.json'), '{"currentContext": "two.example.org"}')
    expect(choose({}).address).toMatchObject({ host: 'two.example.org' })
    rmSync(join(config, 'config.json'))
  })

  it('a context that is not there is named with those there are', () => {
    expect(listDockerContexts(config)).toEqual(['empty', 'one.example.org', 'two.example.org'])
    expect(() => choose({ context: 'three' })).toThrow(
      expect.objectContaining({
        code: 'CONTEXT_NOT_FOUND',
        data: { context: 'three', dir: config, contexts: ['empty', 'one.example.org', 'two.example.org'] },
      }),
    )
  })

  it('a context without an address is refused', () => {
    expect(() => choose({ context: 'empty' })).toThrow(expect.objectContaining({ code: 'DOCKER_HOST_INVALID' }))
  })

  it('port 80 is port 80, from the environment and from a context too', () => {
    addContext('eighty', { Host: 'tcp://h:80' })
    const address = { kind: 'tcp', host: 'h', port: 80 }
    expect(choose({}, { DOCKER_HOST: 'tcp://h:80' }).address).toEqual(address)
    expect(choose({ context: 'eighty' }).address).toEqual(address)
    rmSync(join(config, 'contexts/meta', createHash('sha256').update('eighty').digest('hex')), { recursive: true })
  })

  it('https:// is refused, as docker 28.2.2 refuses it, and taken of a context', () => {
    const refused = expect.objectContaining({
      code: 'DOCKER_HOST_INVALID',
      message: expect.stringContaining('DOCKER_TLS_VERIFY'),
    })
    expect(() => choose({ dockerHost: 'https://h:2376' })).toThrow(refused)
    expect(() => choose({}, { DOCKER_HOST: 'https://h:2376' })).toThrow(refused)
    addContext('tls', { Host: 'https://h:2376' })
    expect(choose({ context: 'tls' })).toMatchObject({ address: { port: 2376 }, tls: { verify: true } })
    rmSync(join(config, 'contexts/meta', createHash('sha256').update('tls').digest('hex')), { recursive: true })
  })

  it('DOCKER_TLS asks for TLS without a check of the name', () => {
    expect(choose({ dockerHost: 'tcp://h:1' }, { DOCKER_TLS: '1' })).toMatchObject({ tls: { verify: false } })
    const both = { DOCKER_TLS: '1', DOCKER_TLS_VERIFY: '1' }
    expect(choose({ dockerHost: 'tcp://h:1' }, both)).toMatchObject({ tls: { verify: true } })
  })

  it('certificates are looked for when DOCKER_TLS_VERIFY or DOCKER_CERT_PATH is set, and only over TCP', () => {
    const tcp = { dockerHost: 'tcp://h:1' }
    expect(choose(tcp)).not.toHaveProperty('tls')
    expect(choose(tcp, { DOCKER_TLS_VERIFY: '1' })).toMatchObject({ tls: { verify: true } })
    expect(choose(tcp, { DOCKER_CERT_PATH: config })).toMatchObject({ tls: { verify: false } })
    expect(choose({ dockerHost: 'unix:///s' }, { DOCKER_TLS_VERIFY: '1' })).not.toHaveProperty('tls')
  })
})

describe('an address', () => {
  it.each([
    ['unix:///run/docker.sock', { kind: 'unix', socketPath: '/run/docker.sock' }],
    ['tcp://10.0.0.1:2375', { kind: 'tcp', host: '10.0.0.1', port: 2375 }],
    ['tcp://example.org', { kind: 'tcp', host: 'example.org', port: 2375 }],
    ['tcp://[::1]:99', { kind: 'tcp', host: '::1', port: 99 }],
    ['tcp://10.0.0.1:80', { kind: 'tcp', host: '10.0.0.1', port: 80 }],
    ['tcp://10.0.0.1:080/', { kind: 'tcp', host: '10.0.0.1', port: 80 }],
    ['http://10.0.0.1:80', { kind: 'tcp', host: '10.0.0.1', port: 80 }],
    ['tcp://[::1]:80', { kind: 'tcp', host: '::1', port: 80 }],
    ['tcp://[::1]', { kind: 'tcp', host: '::1', port: 2375 }],
    ['tcp://10.0.0.1:443', { kind: 'tcp', host: '10.0.0.1', port: 443 }],
    ['tcp://10.0.0.1:2375/prefix/', { kind: 'tcp', host: '10.0.0.1', port: 2375, path: '/prefix' }],
    ['tcp://10.0.0.1:80/a/b', { kind: 'tcp', host: '10.0.0.1', port: 80, path: '/a/b' }],
    ['127.0.0.1:80', { kind: 'tcp', host: '127.0.0.1', port: 80 }],
    ['localhost:2375/prefix', { kind: 'tcp', host: 'localhost', port: 2375, path: '/prefix' }],
    ['[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
    ['ssh://example.org', { kind: 'ssh', host: 'example.org' }],
    [
      'ssh://me@example.org:22/run/user/1/docker.sock',
      { kind: 'ssh', host: 'example.org', user: 'me', port: 22, socketPath: '/run/user/1/docker.sock' },
    ],
  ])('%s is understood', (text, address) => {
    expect(parseDockerHost(text)).toEqual(address)
  })

  it.each([
    '',
    'example.org',
    'unix://relative',
    'npipe:////./pipe/docker_engine',
    'fd://',
    'tcp://',
    'tcp://user:secret@h:1',
    'tcp://h:1?x=1',
    'tcp://h:8\t0',
    'tcp://h:80\\x',
    'tcp://h:99999',
    '/var/run/docker.sock',
    'ssh://-oProxyCommand=touch%20x/',
    'ssh://h%0aProxyCommand',
    'ssh://-l@h',
    'ssh://me:secret@h',
    'ssh://h/$(touch x)',
    'ssh://h/a;b',
  ])('%j is refused', (text) => {
    expect(() => parseDockerHost(text)).toThrow(expect.objectContaining({ code: 'DOCKER_HOST_INVALID' }))
  })

  it('is an address or an error of ours, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('ssh://', 'tcp://', 'unix://'), fc.string()).map((t) => t.join('')),
    )
    fc.assert(
      fc.property(text, (host) => {
        try {
          const address = parseDockerHost(host)
          if (address.kind !== 'ssh') return
          const args = sshArguments(address)
          expect(args.at(args.indexOf('--') + 1)).toBe(address.host)
          expect(args.slice(args.indexOf('--')).join(' ')).not.toMatch(/[;&|$`<>\s](?<! )/)
        } catch (error) {
          expect(error).toBeInstanceOf(AbraVersionError)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
