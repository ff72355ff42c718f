import type { ComposeConfig } from '../compose/compose-config.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'
import { type RenamedOptions, refuseRenamedOptions } from '../renamed-options.js'
import type { DockerChoice } from '../swarm/docker/docker-endpoint.js'
import { runDocker } from './deployer/docker-command.js'

/** How images are pulled, and by which Docker. */
export interface PrepullOptions extends RenamedOptions<'timeout'> {
  /** How many images to pull at once. Default 3, like the layers of docker's own client. */
  readonly concurrency?: number
  readonly docker?: DockerChoice
  /** The docker command. Default `docker`. */
  readonly bin?: string
  /** Milliseconds for one image. Default 600 000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Called when an image begins to be pulled, and when it is done. */
  readonly onProgress?: (progress: PrepullProgress) => void
}

/** An image that the configuration needs, and whether it had to be pulled. */
export interface PulledImage {
  readonly image: string
  /** The services that need it, sorted by name. */
  readonly services: readonly string[]
  readonly state: 'present' | 'pulled'
}

/** One step of a pull, for a log. */
export interface PrepullProgress {
  readonly image: string
  readonly services: readonly string[]
  readonly state: 'pulling' | 'present' | 'pulled' | 'failed'
  /** How many images are done, of how many. */
  readonly done: number
  readonly total: number
}

interface NeededImage {
  readonly image: string
  readonly services: readonly string[]
}

const defaultTimeoutMs = 10 * 60_000

/**
 * Pulls the images of a configuration before it is deployed, so that a slow registry does not look like a failed update. Runs `docker pull`, with
 * docker's credentials (`~/.docker/config.json` and credential helpers), on the one Docker that it talks to. Other nodes of a Swarm pull their images
 * during the deploy. Tries every image before it throws.
 *
 * @returns every image, sorted by name, and whether it was present or pulled
 * @throws USAGE; IMAGES_MISSING, each image with its services; IMAGES_UNKNOWN if a service names no image, or the configuration has no services;
 *   DOCKER_FAILED if docker does not answer; the `signal`'s reason
 * @example
 * ```ts
 * const stamped = await stamp({ app: 'forum.example.com', chaos: true })
 * if (stamped.outcome === 'refuse') throw new Error(stamped.message)
 * const images = await prepullImages(stamped.config, { onProgress: ({ image, state }) => console.log(image, state) })
 * images.map(({ image }) => image) // ['discourse-sample:3.5.0', 'postgres-sample:15']
 * images[0].state // 'present'
 * ```
 */
export async function prepullImages(config: ComposeConfig, options: PrepullOptions = {}): Promise<PulledImage[]> {
  refuseRenamedOptions(options, { timeout: 'milliseconds' })
  const { concurrency = 3, signal, onProgress } = options
  const needed = neededImages(config)
  await runDocker(['version', '--format', '{{.Server.Version}}'], dockerOptions(options))
  const pulled: PulledImage[] = []
  const missing: { image: string; services: string[]; said: string }[] = []
  const report = (need: NeededImage, state: PrepullProgress['state']) =>
    onProgress?.({ ...need, state, done: pulled.length + missing.length, total: needed.length })
  const queue = [...needed]
  const work = async () => {
    for (let need = queue.shift(); need !== undefined; need = queue.shift()) {
      const { image, services } = need
      const result = await provide(image, options, () => report({ image, services }, 'pulling'))
      if ('said' in result) missing.push({ image, services: [...services], said: result.said })
      else pulled.push({ image, services, state: result.state })
      report(need, 'said' in result ? 'failed' : result.state)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.floor(concurrency)) }, work))
  signal?.throwIfAborted()
  if (missing.length > 0) throw imagesMissing(missing.sort(byImage))
  return pulled.sort(byImage)
}

/** The images of a configuration, each once. @throws IMAGES_UNKNOWN */
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
  const details = { advice: 'check the `image` of each service in the compose files' }
  return new AbraVersionError('IMAGES_UNKNOWN', `the images to pull are unknown: ${reason}`, data, details)
}

function imagesMissing(images: { image: string; services: string[]; said: string }[]) {
  const each = images.map(({ image, services, said }) => {
    return `${image} of ${services.length === 1 ? 'service' : 'services'} ${services.join(', ')} (${said})`
  })
  return new AbraVersionError(
    'IMAGES_MISSING',
    `${images.length === 1 ? 'an image' : `${images.length} images`} could not be pulled: ${each.join('; ')}`,
    { images },
    { advice: 'check the name and the tag, and log in (docker login) if the registry requires it' },
  )
}
