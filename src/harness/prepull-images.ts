import type { ComposeConfig } from '../compose/compose-config.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'
import { type RenamedOptions, refuseRenamedOptions } from '../renamed-options.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import { runDocker } from './deployer/docker-command.js'

export interface PrepullOptions extends RenamedOptions<'timeout'> {
  /** How many at once. Default 3, as docker's own client does with layers. */
  readonly concurrency?: number
  readonly docker?: DockerChoice
  /** The docker command. Default `docker`. */
  readonly bin?: string
  /** Milliseconds for one image. Default 600 000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: PrepullProgress) => void
}

export interface PulledImage {
  readonly image: string
  /** Services that need it, in order of the name. */
  readonly services: readonly string[]
  readonly state: 'present' | 'pulled'
}

export interface PrepullProgress {
  readonly image: string
  readonly services: readonly string[]
  readonly state: 'pulling' | 'present' | 'pulled' | 'failed'
  /** How many are settled, of how many. */
  readonly done: number
  readonly total: number
}

interface NeededImage {
  readonly image: string
  readonly services: readonly string[]
}

const defaultTimeoutMs = 10 * 60_000

/**
 * Sees to it that a configuration's images are there before it is deployed, so that a slow registry is not taken for a failing update. docker itself
 * pulls: with its credentials (`~/.docker/config.json`, helpers too) and on the one Docker that it talks to; other nodes of a Swarm pull for
 * themselves. All are tried before the first failure is thrown.
 *
 * @returns every image, in order of the name, and whether it was there already
 * @throws IMAGES_MISSING, each with its services; IMAGES_UNKNOWN where a service names none, or there are no services; DOCKER_FAILED where no docker
 *   answers at all; the `signal`'s reason
 */
export async function prepullImages(config: ComposeConfig, options: PrepullOptions = {}): Promise<PulledImage[]> {
  refuseRenamedOptions(options, { timeout: 'milliseconds' })
  const { concurrency = 3, signal, onProgress } = options
  const needed = neededImages(config)
  await runDocker(['version', '--format', '{{.Server.Version}}'], dockerOptions(options))
  const pulled: PulledImage[] = []
  const missing: { image: string; services: string[]; said: string }[] = []
  const tell = (need: NeededImage, state: PrepullProgress['state']) =>
    onProgress?.({ ...need, state, done: pulled.length + missing.length, total: needed.length })
  const queue = [...needed]
  const work = async () => {
    for (let need = queue.shift(); need !== undefined; need = queue.shift()) {
      const { image, services } = need
      const ends = await provide(image, options, () => tell({ image, services }, 'pulling'))
      if ('said' in ends) missing.push({ image, services: [...services], said: ends.said })
      else pulled.push({ image, services, state: ends.state })
      tell(need, 'said' in ends ? 'failed' : ends.state)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.floor(concurrency)) }, work))
  signal?.throwIfAborted()
  if (missing.length > 0) throw imagesMissing(missing.sort(byImage))
  return pulled.sort(byImage)
}

/** Every image of a configuration, once. @throws IMAGES_UNKNOWN */
export function neededImages({ services }: Pick<ComposeConfig, 'services'>): NeededImage[] {
  const byImage = new Map<string, string[]>()
  const named = Object.entries(services ?? {})
  if (named.length === 0) throw unknown('the configuration has no services')
  for (const [service, { image }] of named) {
    if (image === undefined || image.trim() === '') throw unknown(`the service ${service} names no image`, service)
    byImage.set(image, [...(byImage.get(image) ?? []), service])
  }
  return [...byImage].sort().map(([image, users]) => ({ image, services: users.sort() }))
}

async function provide(
  image: string,
  options: PrepullOptions,
  onPull: () => void,
): Promise<{ state: PulledImage['state'] } | { said: string }> {
  try {
    await runDocker(['image', 'inspect', '--format', '{{.Id}}', '--', image], dockerOptions(options))
    return { state: 'present' }
  } catch (error) {
    if (!isAbraVersionError(error, 'DOCKER_FAILED')) throw error
  }
  onPull()
  try {
    await runDocker(['pull', '--quiet', '--', image], dockerOptions(options))
    return { state: 'pulled' }
  } catch (error) {
    if (!isAbraVersionError(error, 'DOCKER_FAILED')) throw error
    return { said: error.data.said ?? error.data.why }
  }
}

function dockerOptions({ docker, bin, timeoutMs = defaultTimeoutMs, signal }: PrepullOptions) {
  return {
    timeoutMs,
    ...(docker === undefined ? {} : { docker }),
    ...(bin === undefined ? {} : { bin }),
    ...(signal === undefined ? {} : { signal }),
  }
}

function byImage(left: { image: string }, right: { image: string }): number {
  return left.image < right.image ? -1 : 1
}

function unknown(reason: string, service?: string): AbraVersionError<'IMAGES_UNKNOWN'> {
  const data = { reason, ...(service === undefined ? {} : { service }) }
  const details = { advice: 'look at the compose files; nothing can be pulled without the list' }
  return new AbraVersionError('IMAGES_UNKNOWN', `which images are needed cannot be told: ${reason}`, data, details)
}

function imagesMissing(images: { image: string; services: string[]; said: string }[]) {
  const each = images.map(({ image, services, said }) => {
    return `${image} of ${services.length === 1 ? 'service' : 'services'} ${services.join(', ')} (${said})`
  })
  return new AbraVersionError(
    'IMAGES_MISSING',
    `${images.length === 1 ? 'an image is' : `${images.length} images are`} not to be had: ${each.join('; ')}`,
    { images },
    { advice: 'check the name and the tag, and log in (docker login) where the registry asks for it' },
  )
}
