import { compareUtf8 } from '../../byte-string/compare-utf8.js'
import { type ComposePath, ComposeProblem } from '../compose-problem.js'
import { type ComposeMap, type ComposeValue, isComposeList, isComposeMap } from '../compose-value.js'
import { parseGoDuration } from '../go-values/go-duration.js'
import { goTypeName, printGo } from '../go-values/go-print.js'
import { GoTime } from '../go-values/go-time.js'
import type { Expand } from './config-shape.js'
import { decodingProblem } from './decode-shape.js'
import { countPorts, expandPortSpec, parsePortSpec } from './parse-ports.js'
import { parseSize } from './parse-size.js'
import { parseVolume } from './parse-volume.js'
import { splitShellWords } from './split-shell-words.js'

/** Expands labels, variables and the like: a list of `key=value`, split at the first `=`, or a map whose values are printed. @rule L34 */
function mappingOrList(alone: '' | null): Expand {
  return (value, at) => {
    if (isComposeMap(value))
      return new Map([...value].map(([key, item]) => [key, item === null ? alone : printGo(item)]))
    if (!isComposeList(value)) return wrong(value, 'mapping', at)
    return new Map(
      value.map((item, i) => {
        const text = textItem(item, [...at, i])
        const cut = text.indexOf('=')
        return cut === -1 ? [text, alone] : [text.slice(0, cut), text.slice(cut + 1)]
      }),
    )
  }
}

/** `key`, `key=` and null give the empty text. */
export const expandLabels: Expand = mappingOrList('')
/** `key` alone and null stay null; the environment gives the value. @rule L36 */
export const expandVariables: Expand = mappingOrList(null)

export const expandTexts: Expand = (value, at) => (isComposeMap(value) ? expandLabels(value, at) : value)

export const expandStringList: Expand = (value) => (typeof value === 'string' ? [value] : value)

export const expandPrinted: Expand = (value) => (isComposeList(value) ? value.map(printGo) : value)

export const expandCommand: Expand = (value, at) => {
  if (typeof value !== 'string') return value
  const words = splitShellWords(value)
  if ('problem' in words) throw decodingProblem(at, words.problem)
  return words
}

export const expandHealthcheckTest: Expand = (value) => (typeof value === 'string' ? ['CMD-SHELL', value] : value)

export const expandBuild: Expand = (value) => (typeof value === 'string' ? new Map([['context', value]]) : value)

export const expandFileReference: Expand = (value) => (typeof value === 'string' ? new Map([['source', value]]) : value)

/** `external` is true or false, or a map with the external name. */
export const expandExternal: Expand = (value) => {
  if (typeof value === 'boolean') return new Map([['external', value]])
  if (isComposeMap(value))
    return new Map<string, ComposeValue>([
      ['external', true],
      ['name', value.get('name') ?? null],
    ])
  return value
}

export const expandNetworks: Expand = (value, at) =>
  isComposeList(value) ? new Map(value.map((name, i) => [textItem(name, [...at, i]), null])) : value

export const expandUlimit: Expand = (value, at) => {
  const isInt = (one: ComposeValue) => one === null || (typeof one === 'bigint' && goTypeName(one) === 'int')
  if (isInt(value)) return new Map([['single', value]])
  if (!isComposeMap(value)) return wrong(value, 'ulimits', at)
  // docker/cli panics on a float here, although its schema accepts 1e3 as an integer.
  for (const [key, limit] of value) if (!isInt(limit)) return wrong(limit, 'ulimits', [...at, key])
  return value
}

export const expandSize: Expand = (value, at) => {
  if (typeof value !== 'string') return value
  const size = parseSize(value)
  if (typeof size === 'bigint') return size
  throw decodingProblem(at, size.problem)
}

export const expandDuration: Expand = (value, at) => {
  if (typeof value !== 'string') return wrong(value, 'duration', at)
  const duration = parseGoDuration(value)
  if (duration !== undefined) return duration
  throw decodingProblem(at, `time: invalid duration ${JSON.stringify(value)}`)
}

/** `host=address` or `host:address`. A host without an address is omitted, brackets around an address are removed, a map is sorted. */
export const expandExtraHosts: Expand = (value, at) => {
  if (isComposeMap(value)) return hostsOf(value).sort(compareUtf8)
  if (!isComposeList(value)) return wrong(value, 'mapping', at)
  return value.flatMap((item) => {
    const text = printGo(item)
    const equals = text.indexOf('=')
    const cut = equals === -1 ? text.indexOf(':') : equals
    return cut === -1 ? [] : [joinHost(text.slice(0, cut), text.slice(cut + 1))]
  })
}

/** docker/cli prints any address with `%s`, which shows a number as `%!s(int=5)`. */
function hostsOf(hosts: ComposeMap): string[] {
  return [...hosts].flatMap(([host, address]) => {
    if (address === null) return []
    const isText = typeof address === 'string' || address instanceof GoTime
    return [joinHost(host, isText ? printGo(address) : `%!s(${goTypeName(address)}=${printGo(address)})`)]
  })
}

function joinHost(host: string, address: string): string {
  return `${host}:${address.replace(/^\[(.*)\]$/s, '$1')}`
}

/** An unquoted date is valid text in the schema; docker/cli then panics on it. */
function textItem(item: ComposeValue, at: ComposePath): string {
  if (typeof item === 'string') return item
  throw new ComposeProblem('VALUE', at, `interface conversion: interface {} is ${goTypeName(item)}, not string`)
}

/** More ports than any stack publishes; one line of text can ask for 65,536. */
const MOST_PORTS = 100_000

export const expandPorts: Expand = (value, at) => {
  if (!isComposeList(value)) return wrong(value, 'port', at)
  const ports: ComposeValue[] = []
  for (const [i, item] of value.entries()) {
    if (isComposeMap(item)) ports.push(item)
    else if (typeof item === 'string' || (typeof item === 'bigint' && goTypeName(item) === 'int'))
      for (const port of expandPort(String(item), [...at, i], MOST_PORTS - ports.length)) ports.push(port)
    else return wrong(item, 'port', [...at, i])
  }
  return ports
}

function expandPort(text: string, at: ComposePath, most: number): ComposeMap[] {
  const spec = parsePortSpec(text)
  if (spec === undefined) throw decodingProblem(at, `invalid port specification: ${JSON.stringify(text)}`)
  if (countPorts(spec) > most) throw new ComposeProblem('VALUE', at, `more than ${MOST_PORTS} ports`)
  return expandPortSpec(spec).map(
    ({ protocol, target, published }) =>
      new Map<string, ComposeValue>([
        ['mode', 'ingress'],
        ['target', BigInt(target)],
        ['published', BigInt(published)],
        ['protocol', protocol],
      ]),
  )
}

export const expandVolume: Expand = (value, at) => {
  if (typeof value !== 'string') return value
  const volume = parseVolume(value)
  if ('problem' in volume) throw decodingProblem(at, volume.problem)
  const { nocopy, propagation, ...rest } = volume
  const made = new Map<string, ComposeValue>(Object.entries(rest))
  if (propagation !== undefined) made.set('bind', new Map([['propagation', propagation]]))
  if (nocopy !== undefined) made.set('volume', new Map([['nocopy', nocopy]]))
  return made
}

function wrong(value: ComposeValue, type: string, at: ComposePath): never {
  throw decodingProblem(at, `invalid type ${goTypeName(value)} for ${type}`)
}
