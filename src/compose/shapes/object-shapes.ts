import { listShape, mapShape, pointerTo, type Shape, structShape } from './config-shape.js'
import { expandExternal } from './expand-short-forms.js'
import type { Loaded, LoadedStruct } from './loaded.js'
import { bytes, flag, labels, options, text } from './service-shape.js'

function writeExternal(value: Loaded): unknown {
  const { name = '', external = false } = value as LoadedStruct
  return name === '' ? external : { name, ...(external === true && { external }) }
}

const external = structShape({ name: text, external: flag }, { expand: expandExternal, write: writeExternal })

export const networkShape: Shape = structShape({
  name: text,
  driver: text,
  driver_opts: options,
  ipam: structShape({ driver: text, config: listShape(pointerTo(structShape({ subnet: text }))) }),
  external,
  internal: flag,
  attachable: flag,
  labels,
})

const topologies = listShape(structShape({ segments: labels }))

const clusterSpec = structShape({
  group: text,
  access_mode: pointerTo(
    structShape({
      scope: text,
      sharing: text,
      mount_volume: pointerTo(structShape({ fs_type: text, mount_flags: listShape(text) })),
      block_volume: pointerTo(structShape({})),
    }),
  ),
  accessibility_requirements: pointerTo(structShape({ requisite: topologies, preferred: topologies })),
  capacity_range: pointerTo(structShape({ required_bytes: bytes, limit_bytes: bytes })),
  secrets: listShape(structShape({ key: text, secret: text })),
  availability: text,
})

export const volumeShape: Shape = structShape({
  name: text,
  driver: text,
  driver_opts: options,
  external,
  labels,
  'x-cluster-spec': pointerTo(clusterSpec),
})

/** A secret or a config. */
export const fileObjectShape: Shape = structShape({
  name: text,
  file: text,
  external,
  labels,
  driver: text,
  driver_opts: options,
  template_driver: text,
})

export const extensionsShape: Shape = mapShape({ kind: 'extension' })
