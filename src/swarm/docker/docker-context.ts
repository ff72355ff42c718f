import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AbraVersionError } from '../../errors.js'

/** A stored Docker context. abra creates one for each server, with the server's name. */
export interface DockerContext {
  readonly name: string
  /** The address as written in the file, e.g. `ssh://example.org`. */
  readonly host: string
  readonly skipTlsVerify: boolean
  readonly tls?: TlsFiles
}

const largestFile = 1024 * 1024

/**
 * Reads a Docker context by its name from `<config>/contexts`.
 *
 * @param configDir `$DOCKER_CONFIG` or `~/.docker`
 * @throws CONTEXT_NOT_FOUND with the names of existing contexts; DOCKER_HOST_INVALID if it has no Docker endpoint
 */
export function readDockerContext(configDir: string, name: string): DockerContext {
  const id = createHash('sha256').update(name).digest('hex')
  const folder = join(configDir, 'contexts', 'meta', id)
  const stored = readMeta(join(folder, 'meta.json'))
  if (stored === undefined || stored.name !== name) throw notFound(configDir, name)
  const { host, skipTlsVerify } = stored
  if (host === undefined) {
    const problem = `of the context ${name} is missing`
    throw new AbraVersionError(
      'DOCKER_HOST_INVALID',
      `${folder}/meta.json: the address of Docker is missing`,
      { host: '', problem },
      { advice: `see docker context inspect ${name}` },
    )
  }
  const tls = readTls(join(configDir, 'contexts', 'tls', id, 'docker'))
  return { name, host, skipTlsVerify, ...(tls === undefined ? {} : { tls }) }
}

/** The names of all stored contexts, sorted, without `default`. */
export function listDockerContexts(configDir: string): string[] {
  const meta = join(configDir, 'contexts', 'meta')
  const folders = orUndefined((): Dirent[] => readdirSync(meta, { withFileTypes: true })) ?? []
  return folders.flatMap(({ name }) => readMeta(join(meta, name, 'meta.json'))?.name ?? []).sort()
}

/** The context chosen by `docker context use`; undefined if it is `default`. */
export function currentDockerContext(configDir: string): string | undefined {
  const config = readJson(join(configDir, 'config.json'))
  const name = isObjectOrArray(config) ? config['currentContext'] : undefined
  return typeof name === 'string' && name !== '' && name !== 'default' ? name : undefined
}

/** The existing ones of `ca.pem`, `cert.pem` and `key.pem` of a folder. */
export function readTls(folder: string): TlsFiles | undefined {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readBounded(join(folder, name)))
  if (ca === undefined && cert === undefined && key === undefined) return undefined
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  }
}

function readMeta(path: string): { name: string; host?: string; skipTlsVerify: boolean } | undefined {
  const meta = readJson(path)
  if (!isObjectOrArray(meta) || typeof meta['Name'] !== 'string') return undefined
  const endpoints = meta['Endpoints']
  const docker = isObjectOrArray(endpoints) ? endpoints['docker'] : undefined
  const host = isObjectOrArray(docker) ? docker['Host'] : undefined
  return {
    name: meta['Name'],
    ...(typeof host === 'string' && host !== '' ? { host } : {}),
    skipTlsVerify: isObjectOrArray(docker) && docker['SkipTLSVerify'] === true,
  }
}

function readJson(path: string): unknown {
  const text = readBounded(path)
  return text === undefined ? undefined : orUndefined(() => JSON.parse(text) as unknown)
}

function readBounded(path: string): string | undefined {
  return orUndefined(() => {
    const stat = statSync(path)
    return stat.isFile() && stat.size <= largestFile ? readFileSync(path, 'utf8') : undefined
  })
}

function notFound(configDir: string, context: string): AbraVersionError<'CONTEXT_NOT_FOUND'> {
  const contexts = listDockerContexts(configDir)
  const there = contexts.length === 0 ? 'no context is stored' : `stored contexts: ${contexts.join(', ')}`
  return new AbraVersionError(
    'CONTEXT_NOT_FOUND',
    `${configDir} has no Docker context ${JSON.stringify(context)}`,
    { context, dir: configDir, contexts },
    { advice: `${there}; create one with abra server add, or use --docker-host` },
  )
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function isObjectOrArray(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Contents of PEM files. */
export interface TlsFiles {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}
