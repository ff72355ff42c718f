import { AbraVersionError } from '../../errors.js'

/** The address of a Docker daemon, from `DOCKER_HOST` or a context. */
export type DockerAddress =
  | { readonly kind: 'unix'; readonly socketPath: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
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
 * Parses `unix:///path`, `tcp://host:port` and `ssh://user@host:port/path`.
 *
 * @throws DOCKER_HOST_INVALID
 */
export function parseDockerHost(text: string): DockerAddress {
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/s.exec(text) ?? []
  if (scheme === 'unix') {
    if (!rest.startsWith('/') || rest.includes('\0')) throw invalid(text, 'names no absolute path')
    return { kind: 'unix', socketPath: rest }
  }
  if (scheme === 'tcp' || scheme === 'http' || scheme === 'https') return parseTcp(text, rest)
  if (scheme === 'ssh') return parseSsh(text)
  throw invalid(text, scheme === undefined ? 'has no scheme' : `has the scheme ${scheme}`)
}

function parseTcp(text: string, rest: string): DockerAddress {
  const url = parseUrl(text, `http://${rest}`)
  if (url.username !== '' || url.password !== '') throw invalid(text, 'holds a user or password')
  // The default port of a URL is 80, Docker's is 2375.
  const port = url.port === '' ? 2375 : Number(url.port)
  return { kind: 'tcp', host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port }
}

function parseSsh(text: string): DockerAddress {
  const url = parseUrl(text, text)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const user = decode(text, url.username)
  if (url.password !== '') throw invalid(text, 'holds a password, which ssh does not accept')
  // ssh would read a leading - as an option.
  if (host === '' || host.startsWith('-') || user.startsWith('-')) throw invalid(text, 'names no host')
  if (/[^\w.:-]/.test(host) || /[^\w.@+-]/.test(user)) throw invalid(text, 'has odd characters in its host or user')
  const path = decode(text, url.pathname)
  if (/[^\w./+-]/.test(path)) throw invalid(text, 'has odd characters in its path')
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
    throw invalid(text, 'is no address', error)
  }
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    throw invalid(text, 'has a broken escape', error)
  }
}

function invalid(host: string, problem: string, cause?: unknown): AbraVersionError<'DOCKER_HOST_INVALID'> {
  return new AbraVersionError(
    'DOCKER_HOST_INVALID',
    `the Docker address ${JSON.stringify(host)} ${problem}`,
    { host, problem },
    { advice: 'write unix:///path, tcp://host:port or ssh://user@host', cause },
  )
}
