import { AbraVersionError } from '../../errors.js'

/** The address of a Docker daemon, from `DOCKER_HOST` or a context. */
export type DockerAddress =
  | { readonly kind: 'unix'; readonly socketPath: string }
  | {
      readonly kind: 'tcp'
      readonly host: string
      readonly port: number
      /** Prefix of every path, as a proxy may want it: `/prefix`. */
      readonly path?: string
    }
  | {
      readonly kind: 'ssh'
      readonly host: string
      readonly user?: string
      readonly port?: number
      /** The socket on the remote machine. Default: Docker's own default. */
      readonly socketPath?: string
    }

export const defaultSocket = 'unix:///var/run/docker.sock'

/**
 * Parses `unix:///path`, `tcp://host:port/prefix`, `host:port` (which docker reads as TCP) and `ssh://user@host:port/path`.
 *
 * @throws DOCKER_HOST_INVALID
 */
export function parseDockerHost(text: string): DockerAddress {
  if (/^(?:[\w.-]+|\[[\da-f:.]+\]):\d+(?:\/(?!\/)|$)/i.test(text)) return parseTcp(text, text)
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/s.exec(text) ?? []
  if (scheme === 'unix') {
    if (!rest.startsWith('/') || rest.includes('\0')) throw invalidHost(text, 'names no absolute path')
    return { kind: 'unix', socketPath: rest }
  }
  if (scheme === 'tcp' || scheme === 'http' || scheme === 'https') return parseTcp(text, rest)
  if (scheme === 'ssh') return parseSsh(text)
  throw invalidHost(text, scheme === undefined ? 'has no scheme' : `has the scheme ${scheme}`)
}

function parseTcp(text: string, rest: string): DockerAddress {
  if (/[\s\\]/.test(rest)) throw invalidHost(text, 'holds a blank or backslash')
  const url = parseUrl(text, `http://${rest}`)
  if (url.username !== '' || url.password !== '') throw invalidHost(text, 'holds a user or password')
  if (url.search !== '' || url.hash !== '') throw invalidHost(text, 'has a query or fragment')
  // A URL forgets port 80, the default of HTTP. Docker's own default is 2375.
  const [, port = '2375'] = /^[^/?#]*:(\d+)(?:\/|$)/.exec(rest) ?? []
  const path = url.pathname.replace(/\/+$/, '')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { kind: 'tcp', host, port: Number(port), ...(path === '' ? {} : { path }) }
}

function parseSsh(text: string): DockerAddress {
  const url = parseUrl(text, text)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const user = decode(text, url.username)
  if (url.password !== '') throw invalidHost(text, 'holds a password, which ssh does not accept')
  // ssh would read a leading - as an option.
  if (host === '' || host.startsWith('-') || user.startsWith('-')) throw invalidHost(text, 'names no host')
  if (/[^\w.:-]/.test(host) || /[^\w.@+-]/.test(user)) throw invalidHost(text, 'has odd characters in its host or user')
  const path = decode(text, url.pathname)
  if (/[^\w./+-]/.test(path)) throw invalidHost(text, 'has odd characters in its path')
  return {
    kind: 'ssh',
    host,
    ...(user === '' ? {} : { user }),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(path === '' || path === '/' ? {} : { socketPath: path }),
  }
}

function parseUrl(text: string, url: string): URL {
  try {
    return new URL(url)
  } catch (error) {
    throw invalidHost(text, 'is no address', error)
  }
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    throw invalidHost(text, 'has a broken escape', error)
  }
}

export function invalidHost(host: string, problem: string, cause?: unknown): AbraVersionError<'DOCKER_HOST_INVALID'> {
  return new AbraVersionError(
    'DOCKER_HOST_INVALID',
    `the Docker address ${JSON.stringify(host)} ${problem}`,
    { host, problem },
    { advice: 'write unix:///path, tcp://host:port or ssh://user@host', cause },
  )
}
