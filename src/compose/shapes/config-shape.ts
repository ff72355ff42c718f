import type { ComposePath } from '../compose-problem.js'
import type { ComposeValue } from '../compose-value.js'
import type { Loaded, LoadedStruct } from './loaded.js'

/** Expands the short forms of a value. @throws ComposeProblem */
export type Expand = (value: ComposeValue, at: ComposePath) => ComposeValue

interface Hooks {
  /** Runs before the value is decoded. */
  readonly expand?: Expand
  /** How a later file's value is merged into an existing one. Default: as Go's mergo does. */
  readonly merge?: (earlier: Loaded, later: Loaded) => Loaded
  /** How it is written, if the output differs from the loaded form. */
  readonly write?: (value: Loaded) => unknown
}

/** The types of a loaded configuration. Decoding, merging and output all use this table. */
export type Shape = Hooks &
  (
    | { readonly kind: 'string' | 'boolean' | 'float32' | 'extension' }
    | { readonly kind: 'integer'; readonly signed: boolean; readonly bits: 32 | 64 }
    | { readonly kind: 'pointer'; readonly to: Shape }
    | { readonly kind: 'list'; readonly of: Shape }
    | { readonly kind: 'map'; readonly of: Shape }
    | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  )

export interface Field {
  /** The key in YAML. */
  readonly name: string
  readonly shape: Shape
  /** Written even if it is zero. */
  readonly always?: boolean
}

export function pointerTo(to: Shape, hooks: Hooks = {}): Shape {
  return { kind: 'pointer', to, ...hooks }
}

export function listShape(of: Shape, hooks: Hooks = {}): Shape {
  return { kind: 'list', of, ...hooks }
}

export function mapShape(of: Shape, hooks: Hooks = {}): Shape {
  return { kind: 'map', of, ...hooks }
}

/** A struct; its fields are in output order. */
export function structShape(fields: Record<string, Shape>, hooks: Hooks = {}): Shape {
  return { kind: 'struct', fields: Object.entries(fields).map(([name, shape]) => ({ name, shape })), ...hooks }
}

/** Go's zero value of a shape. */
export function zeroOf(shape: Shape): Loaded {
  switch (shape.kind) {
    case 'string':
      return ''
    case 'boolean':
      return false
    case 'float32':
      return 0
    case 'integer':
      return 0n
    case 'struct':
      return Object.fromEntries(shape.fields.map(({ name, shape: of }) => [name, zeroOf(of)])) as LoadedStruct
    default:
      return null
  }
}
