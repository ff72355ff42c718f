import { join } from 'node:path'
import { currentDockerContext, readDockerContext, readTls, type TlsFiles } from './docker-context.js'
import { type DockerAddress, defaultSocket, parseDockerHost } from './docker-host.js'

/** Which Docker to ask, and how. */
export interface DockerEndpoint {
  /** For messages. */
  readonly name: string
  readonly address: DockerAddress
  /** Speak TLS; only over TCP. */
  readonly tls?: TlsFiles & { readonly verify: boolean }
}

export interface DockerChoice {
  /** An address as in `DOCKER_HOST`; beats everything else. */
  readonly dockerHost?: string
  /** A Docker context by name; beats the environment. */
  readonly context?: string
  /** The server of an app: its context, if there is one. `default` is this machine. */
  readonly server?: string
  /** Where DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, DOCKER_CONFIG and HOME are looked up. Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Which Docker is meant: the address given, the context given, the context of the app's server (abra names it so), `DOCKER_HOST`,
 * `DOCKER_CONTEXT`, the context in use, the local socket; the first there is.
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

/** As Docker's own client reads its environment: certificates are looked for when one of the two variables is set. */
function fromHost(host: string, env: NonNullable<DockerChoice['env']>, configDir: string): DockerEndpoint {
  const address = parseDockerHost(host)
  const verify = Boolean(env['DOCKER_TLS_VERIFY'])
  const folder = env['DOCKER_CERT_PATH'] || (verify ? configDir : undefined)
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
