import { listOf, mapOf, pointerTo, type Shape, structOf } from './config-shape.js'
import { expandExternal } from './expand-short-forms.js'
import type { Loaded, LoadedStruct } from './loaded.js'
import { bytes, flag, labels, options, text } from './service-shape.js'

function writeExternal(value: Loaded): unknown {
  const { name = '', external = false } = value as LoadedStruct
  return name === '' ? external : { name, ...(external === true && { external }) }
}

const external = structOf({ name: text, external: flag }, { expand: expandExternal, write: writeExternal })

export const networkShape: Shape = structOf({
  name: text,
  driver: text,
  driver_opts: options,
  ipam: structOf({ driver: text, config: listOf(pointerTo(structOf({ subnet: text }))) }),
  external,
  internal: flag,
  attachable: flag,
  labels,
})

const topologies = listOf(structOf({ segments: labels }))

const clusterSpec = structOf({
  group: text,
  access_mode: pointerTo(
    structOf({
      scope: text,
      sharing: text,
      mount_volume: pointerTo(structOf({ fs_type: text, mount_flags: listOf(text) })),
      block_volume: pointerTo(structOf({})),
    }),
  ),
  accessibility_requirements: pointerTo(structOf({ requisite: topologies, preferred: topologies })),
  capacity_range: pointerTo(structOf({ required_bytes: bytes, limit_bytes: bytes })),
  secrets: listOf(structOf({ key: text, secret: text })),
  availability: text,
})

export const volumeShape: Shape = structOf({
  name: text,
  driver: text,
  driver_opts: options,
  external,
  labels,
  'x-cluster-spec': pointerTo(clusterSpec),
})

/** A secret or a config. */
export const fileObjectShape: Shape = structOf({
  name: text,
  file: text,
  external,
  labels,
  driver: text,
  driver_opts: options,
  template_driver: text,
})

export const extensionsShape: Shape = mapOf({ kind: 'extension' })
