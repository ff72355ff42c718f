import type { ComposePath } from '../compose-problem.js'
import type { ComposeValue } from '../compose-value.js'
import type { Loaded, LoadedStruct } from './loaded.js'

/** Turns the short forms of a value into its long one. @throws ComposeProblem */
export type Expand = (value: ComposeValue, at: ComposePath) => ComposeValue

interface Hooks {
  /** Before it is decoded. */
  readonly expand?: Expand
  /** How a later file's value joins an earlier one's that is there; undefined: as Go's mergo does it. */
  readonly merge?: (earlier: Loaded, later: Loaded) => Loaded
  /** How it is written again, where that is not as it is held. */
  readonly write?: (value: Loaded) => unknown
}

/** The types of a loaded configuration: what is decoded, merged and written again follows from this one table. */
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
  /** As in YAML. */
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

/** A struct with fields in the order they are written. */
export function structShape(fields: Record<string, Shape>, hooks: Hooks = {}): Shape {
  return { kind: 'struct', fields: Object.entries(fields).map(([name, shape]) => ({ name, shape })), ...hooks }
}

/** What Go holds where nothing was said. */
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
