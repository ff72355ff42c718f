import { type ComposePath, ComposeProblem } from '../compose-problem.js'
import { type ComposeValue, isComposeList, isComposeMap } from '../compose-value.js'
import { toInt64, toUint64 } from '../go-values/go-integers.js'
import { goTypeName, printGo } from '../go-values/go-print.js'
import { type Shape, zeroOf } from './config-shape.js'
import type { Loaded, LoadedStruct } from './loaded.js'

/**
 * Decodes a value of a compose file to the type of its field, as Go's mapstructure does: a fraction is truncated, an overflow wraps around, a negative
 * number for an unsigned field is an error.
 *
 * @throws ComposeProblem
 */
export function decodeShape(shape: Shape, value: ComposeValue, at: ComposePath): Loaded {
  if (value === null) return zeroOf(shape)
  const expanded = shape.expand === undefined ? value : shape.expand(value, at)
  if (expanded === null) return zeroOf(shape)
  switch (shape.kind) {
    case 'extension':
      return loadExtension(expanded)
    case 'pointer':
      return decodeShape(shape.to, expanded, at)
    case 'string':
      return typeof expanded === 'string' ? expanded : unfit('string', expanded, at)
    case 'boolean':
      return typeof expanded === 'boolean' ? expanded : unfit('bool', expanded, at)
    case 'float32':
      return Math.fround(Number(numberOf(expanded, 'float32', at)))
    case 'integer':
      return decodeInteger(shape, numberOf(expanded, shape.signed ? 'int' : 'uint', at), at)
    case 'list':
      if (!isComposeList(expanded)) return unfit('list', expanded, at)
      return expanded.map((item, i) => decodeShape(shape.of, item, [...at, i]))
    case 'map':
      if (!isComposeMap(expanded)) return unfit('map', expanded, at)
      return new Map([...expanded].map(([key, item]) => [key, decodeShape(shape.of, item, [...at, key])]))
    case 'struct':
      return decodeStruct(shape, expanded, at)
  }
}

function decodeStruct(shape: Shape & { kind: 'struct' }, value: ComposeValue, at: ComposePath): LoadedStruct {
  if (!isComposeMap(value)) return unfit('map', value, at)
  const decodeField = (name: string, of: Shape): Loaded => {
    const key = value.has(name) ? name : [...value.keys()].find((one) => one.toLowerCase() === name)
    return key === undefined ? zeroOf(of) : decodeShape(of, value.get(key) ?? null, [...at, key])
  }
  return Object.fromEntries(shape.fields.map(({ name, shape: of }) => [name, decodeField(name, of)]))
}

function numberOf(value: ComposeValue, type: string, at: ComposePath): bigint | number {
  return typeof value === 'bigint' || typeof value === 'number' ? value : unfit(type, value, at)
}

function decodeInteger({ signed, bits }: { signed: boolean; bits: number }, value: bigint | number, at: ComposePath) {
  if (signed) return BigInt.asIntN(bits, typeof value === 'bigint' ? value : toInt64(value))
  if (value < 0) throw decodingProblem(at, `cannot parse, ${printGo(value)} overflows uint`)
  return BigInt.asUintN(bits, typeof value === 'bigint' ? value : toUint64(value))
}

/** A value below `x-…`, kept unchanged. */
export function loadExtension(value: ComposeValue): Loaded {
  if (isComposeList(value)) return value.map(loadExtension)
  if (isComposeMap(value)) return new Map([...value].map(([key, item]) => [key, loadExtension(item)]))
  return value as Loaded
}

function unfit(type: string, value: ComposeValue, at: ComposePath): never {
  throw decodingProblem(
    at,
    `expected type '${type}', got unconvertible type '${goTypeName(value)}', value: '${printGo(value)}'`,
  )
}

/** An error with docker/cli's message around its decoder's. */
export function decodingProblem(at: ComposePath, problem: string): ComposeProblem {
  return new ComposeProblem(
    'VALUE',
    at,
    `decoding failed due to the following error(s):\n\nerror decoding '${at.join('.')}': ${problem}`,
  )
}
