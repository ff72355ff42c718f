import { defined } from '../../defined.js'
import type { ComposeConfig, ComposeObject, ComposeService } from '../compose-config.js'
import type { ComposePath } from '../compose-problem.js'
import { isExternal } from '../is-external.js'
import { ConversionProblem } from './conversion-problem.js'
import type { ConvertedMount } from './converted-service.js'
import { nonEmpty } from './go-json.js'
import { quoted } from './quoted.js'
import { scope, withStackLabel } from './stack-scope.js'

type ServiceVolume = NonNullable<ComposeService['volumes']>[number]
type Option = 'volume' | 'image' | 'bind' | 'tmpfs' | 'cluster'

interface MountKind {
  /** What docker/cli says of a mount without a source, or with one. */
  readonly source?: { readonly wanted: boolean; readonly problem: string }
  /** The options of other kinds in the order in which docker/cli refuses them. It has no check for those that are missing here. */
  readonly refused: readonly Option[]
}

const empty = (kind: string) => ({ wanted: true, problem: `invalid ${kind} source, source cannot be empty` })

const kinds: Readonly<Record<string, MountKind>> = {
  volume: { refused: ['image', 'tmpfs', 'bind', 'cluster'] },
  image: { source: empty('image'), refused: ['volume', 'bind', 'tmpfs', 'cluster'] },
  bind: { source: empty('bind'), refused: ['volume', 'image', 'tmpfs', 'cluster'] },
  tmpfs: {
    source: { wanted: false, problem: 'invalid tmpfs source, source must be empty' },
    refused: ['bind', 'volume', 'image', 'cluster'],
  },
  npipe: { source: empty('npipe'), refused: ['volume', 'image', 'tmpfs'] },
  cluster: { source: empty('cluster'), refused: ['tmpfs', 'bind', 'volume'] },
}

/** Converts a mount of a service. @throws ConversionProblem @rule L47 */
export function convertMount(
  volume: ServiceVolume,
  at: ComposePath,
  volumes: ComposeConfig['volumes'],
  stack: string,
): ConvertedMount {
  const type = volume.type === undefined || volume.type === '' ? 'volume' : volume.type
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (kind === undefined)
    throw new ConversionProblem([...at, 'type'], 'volume type must be volume, bind, tmpfs, npipe, or cluster')
  const hasSource = (volume.source ?? '') !== ''
  if (kind.source !== undefined && kind.source.wanted !== hasSource)
    throw new ConversionProblem(at, kind.source.problem)
  const refused = kind.refused.find((option) => volume[option] !== undefined)
  if (refused !== undefined)
    throw new ConversionProblem(
      [...at, refused],
      `${optionsName(refused, type)} options are incompatible with type ${type}`,
    )
  const { source, target, read_only, consistency } = volume
  const mount = nonEmpty({
    Type: volume.type,
    Source: source,
    Target: target,
    ReadOnly: read_only,
    Consistency: consistency,
  })
  return { ...mount, ...optionsOf(type, volume, at, volumes, stack) }
}

/** docker/cli's words differ for images in volumes. */
function optionsName(option: Option, type: string): string {
  return option === 'image' && type === 'volume' ? 'images' : option
}

function optionsOf(
  type: string,
  volume: ServiceVolume,
  at: ComposePath,
  volumes: ComposeConfig['volumes'],
  stack: string,
): ConvertedMount {
  const { bind, image, tmpfs } = volume as Record<string, Record<string, unknown> | undefined>
  switch (type) {
    case 'volume':
      return (volume.source ?? '') === '' ? {} : convertNamedVolume(volume, at, volumes, stack)
    case 'cluster':
      return {
        ...(volume.source?.startsWith('group:')
          ? {}
          : { Source: nameOf(volume.source ?? '', at, volumes, stack).Source }),
        ClusterOptions: {},
      }
    case 'image':
      return image === undefined ? {} : { ImageOptions: nonEmpty({ Subpath: image['subpath'] }) }
    case 'tmpfs':
      return tmpfs === undefined ? {} : { TmpfsOptions: nonEmpty({ SizeBytes: tmpfs['size'] }) }
    default:
      return bind === undefined ? {} : { BindOptions: nonEmpty({ Propagation: bind['propagation'] }) }
  }
}

function convertNamedVolume(
  volume: ServiceVolume,
  at: ComposePath,
  volumes: ComposeConfig['volumes'],
  stack: string,
): ConvertedMount {
  const { Source, declared } = nameOf(volume.source ?? '', at, volumes, stack)
  const { nocopy, subpath } = (volume['volume'] ?? {}) as { nocopy?: boolean; subpath?: string }
  const options = nonEmpty({ NoCopy: nocopy, Subpath: subpath })
  if (isExternal(declared)) return { Source, VolumeOptions: options }
  const { driver, driver_opts } = declared
  const driverConfig =
    driver === undefined && driver_opts === undefined ? undefined : nonEmpty({ Name: driver, Options: driver_opts })
  return {
    Source,
    VolumeOptions: {
      ...options,
      Labels: withStackLabel(stack, declared.labels),
      ...defined({ DriverConfig: driverConfig }),
    },
  }
}

function nameOf(
  key: string,
  at: ComposePath,
  volumes: ComposeConfig['volumes'] = {},
  stack: string,
): { Source: string; declared: ComposeObject } {
  const declared = Object.hasOwn(volumes, key) ? volumes[key] : undefined
  if (declared === undefined) throw new ConversionProblem(at, `undefined volume ${quoted(key)}`)
  return { Source: declared.name || scope(stack, key), declared }
}
