import { GoTime } from '../go-values/go-time.js'
import type { Shape } from '../shapes/config-shape.js'
import { isLoadedMap, type Loaded, type LoadedStruct } from '../shapes/loaded.js'

/** Converts a loaded value to the form of docker/cli's output: no zero fields, numbers as numbers, durations and sizes as texts. */
export function writeShape(shape: Shape, value: Loaded): unknown {
  if (value === null) return null
  if (shape.write !== undefined) return shape.write(value)
  switch (shape.kind) {
    case 'pointer':
      return writeShape(shape.to, value)
    case 'integer':
      return Number(value)
    case 'float32':
      return shortestFloat32(Number(value))
    case 'list':
      return Array.isArray(value) ? value.map((item) => writeShape(shape.of, item)) : []
    case 'map':
      return objectOfEntries(
        isLoadedMap(value) ? [...value].map(([key, item]) => [key, writeShape(shape.of, item)]) : [],
      )
    case 'struct':
      return writeStruct(shape, value as LoadedStruct)
    case 'extension':
      return writeExtension(value)
    default:
      return value
  }
}

function writeStruct(shape: Shape & { kind: 'struct' }, value: LoadedStruct): Record<string, unknown> {
  return objectOfEntries(
    shape.fields.flatMap(({ name, shape: of, always }) => {
      const field = value[name] ?? null
      return always || !isZero(of, field) ? [[name, writeShape(of, field)] as const] : []
    }),
  )
}

export function isZero(shape: Shape, value: Loaded): boolean {
  if (value === null) return true
  if (shape.kind === 'pointer') return false
  if (Array.isArray(value)) return value.length === 0
  if (isLoadedMap(value)) return value.size === 0
  if (shape.kind === 'struct')
    return shape.fields.every(({ name, shape: of }) => isZero(of, (value as LoadedStruct)[name] ?? null))
  return value === '' || value === false || value === 0n || value === 0
}

function writeExtension(value: Loaded): unknown {
  if (Array.isArray(value)) return value.map(writeExtension)
  if (isLoadedMap(value)) return objectOfEntries([...value].map(([key, item]) => [key, writeExtension(item)]))
  if (value instanceof GoTime) return value.rfc3339
  // Adding 0 turns -0 into 0, as the output does.
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) + 0 : value
}

/** An object of these entries in which `__proto__` is an ordinary key. */
export function objectOfEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [key, value] of entries)
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true })
  return made
}

/** The shortest decimal that rounds to the same 32-bit float. */
function shortestFloat32(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}
