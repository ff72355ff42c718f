import { join } from 'node:path'
import { currentDockerContext, readDockerContext, readTls, type TlsFiles } from './docker-context.js'
import { type DockerAddress, defaultSocket, invalidHost, parseDockerHost } from './docker-host.js'

/** The address of a Docker daemon, and its TLS files. */
export interface DockerEndpoint {
  /** For messages. */
  readonly name: string
  readonly address: DockerAddress
  /** Use TLS; only for TCP. */
  readonly tls?: TlsFiles & { readonly verify: boolean }
}

/** Which Docker is asked: an address, a context, or the one of the environment. */
export interface DockerChoice {
  /** An address as in `DOCKER_HOST`. It takes precedence over everything else. */
  readonly dockerHost?: string
  /** A Docker context by name. It takes precedence over the environment. */
  readonly context?: string
  /** The server of an app: the context of that name is used if it exists. `default` is this machine. */
  readonly server?: string
  /** The environment with DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, DOCKER_CONFIG and HOME. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Chooses the Docker daemon. The first of these that is set is used: `dockerHost`, `context`, the context named after the app's server (abra
 * creates it), `DOCKER_HOST`, `DOCKER_CONTEXT`, the context chosen by `docker context use`, the local socket.
 *
 * @throws CONTEXT_NOT_FOUND DOCKER_HOST_INVALID
 */
export function chooseDocker(choice: DockerChoice = {}): DockerEndpoint {
  const env = choice.env ?? process.env
  const configDir = env['DOCKER_CONFIG'] || join(env['HOME'] ?? '/', '.docker')
  const { dockerHost, context, server } = choice
  if (dockerHost !== undefined) return fromHost(dockerHost, env, configDir)
  if (context !== undefined && context !== 'default') return fromContext(configDir, context)
  if (context === undefined && server !== undefined && server !== 'default') return fromContext(configDir, server)
  if (env['DOCKER_HOST']) return fromHost(env['DOCKER_HOST'], env, configDir)
  const named =
    context === undefined && server === undefined ? env['DOCKER_CONTEXT'] || currentDockerContext(configDir) : ''
  if (named && named !== 'default') return fromContext(configDir, named)
  return fromHost(defaultSocket, env, configDir)
}

/** Reads the environment as Docker's own client does: TLS is used if DOCKER_TLS, DOCKER_TLS_VERIFY or DOCKER_CERT_PATH is set. */
function fromHost(host: string, env: NonNullable<DockerChoice['env']>, configDir: string): DockerEndpoint {
  // docker refuses it too. Without its certificates the address would be asked in plain HTTP.
  if (host.startsWith('https:')) throw invalidHost(host, 'has the scheme https; TLS is chosen by DOCKER_TLS_VERIFY')
  const address = parseDockerHost(host)
  const verify = Boolean(env['DOCKER_TLS_VERIFY'])
  const folder = env['DOCKER_CERT_PATH'] || (verify || env['DOCKER_TLS'] ? configDir : undefined)
  if (address.kind !== 'tcp' || folder === undefined) return { name: host, address }
  return { name: host, address, tls: { ...readTls(folder), verify } }
}

function fromContext(configDir: string, context: string): DockerEndpoint {
  const { host, skipTlsVerify, tls } = readDockerContext(configDir, context)
  const address = parseDockerHost(host)
  const name = `${host} (context ${context})`
  if (address.kind !== 'tcp' || (tls === undefined && !host.startsWith('https:'))) return { name, address }
  return { name, address, tls: { ...tls, verify: !skipTlsVerify } }
}
