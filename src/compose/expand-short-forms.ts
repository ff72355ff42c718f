import { type ComposePath, ComposeProblem } from './compose-problem.js'
import { type ComposeMap, type ComposeValue, isComposeList, isComposeMap } from './compose-value.js'
import type { Expand } from './config-shape.js'
import { decodingProblem } from './decode-shape.js'
import { parseGoDuration } from './go-duration.js'
import { goTypeName, printGo } from './go-print.js'
import { GoTime } from './go-time.js'
import { parsePorts } from './parse-ports.js'
import { parseSize } from './parse-size.js'
import { parseVolume } from './parse-volume.js'
import { splitShellWords } from './split-shell-words.js'

/** Labels, variables and the like: a list of `key=value`, cut at the first `=`, or a map whose values are printed. @rule L34 */
function mappingOrList(alone: '' | null): Expand {
  return (value, at) => {
    if (isComposeMap(value))
      return new Map([...value].map(([key, item]) => [key, item === null ? alone : printGo(item)]))
    if (!isComposeList(value)) return wrong(value, 'mapping', at)
    return new Map(
      value.map((item) => {
        const text = String(item)
        const cut = text.indexOf('=')
        return cut === -1 ? [text, alone] : [text.slice(0, cut), text.slice(cut + 1)]
      }),
    )
  }
}

/** `key`, `key=` and a null are the empty text. */
export const expandLabels: Expand = mappingOrList('')
/** `key` alone and a null stay null, to be taken from the environment. @rule L36 */
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

/** `external` is true or false, or a map that names what is looked up. */
export const expandExternal: Expand = (value) => {
  if (typeof value === 'boolean') return new Map([['external', value]])
  if (isComposeMap(value))
    return new Map<string, ComposeValue>([
      ['external', true],
      ['name', value.get('name') ?? null],
    ])
  return value
}

export const expandNetworks: Expand = (value) =>
  isComposeList(value) ? new Map(value.map((name) => [String(name), null])) : value

export const expandUlimit: Expand = (value, at) => {
  if (typeof value === 'bigint' && goTypeName(value) === 'int') return new Map([['single', value]])
  return isComposeMap(value) ? value : wrong(value, 'ulimits', at)
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

/** `host=address` or `host:address`; a host without an address is left out, brackets around one are taken off. */
export const expandExtraHosts: Expand = (value, at) => {
  const entries = isComposeMap(value)
    ? sortedHosts(value)
    : isComposeList(value)
      ? value.map((one) => cutHost(String(one)))
      : wrong(value, 'mapping', at)
  return entries.flatMap(([host, address]) =>
    address === undefined ? [] : [`${host}:${address.replace(/^\[(.*)\]$/s, '$1')}`],
  )
}

type Host = readonly [host: string, address: string | undefined]

function cutHost(text: string): Host {
  const equals = text.indexOf('=')
  const cut = equals === -1 ? text.indexOf(':') : equals
  return cut === -1 ? [text, undefined] : [text.slice(0, cut), text.slice(cut + 1)]
}

/** docker/cli prints an address that is no text with a verb for texts. */
function sortedHosts(hosts: ComposeMap): Host[] {
  return [...hosts.keys()].sort().map((host) => {
    const address = hosts.get(host) ?? null
    if (address === null) return [host, undefined]
    const isText = typeof address === 'string' || address instanceof GoTime
    return [host, isText ? printGo(address) : `%!s(${goTypeName(address)}=${printGo(address)})`]
  })
}

/** More than any stack publishes: a line of text can ask for 65,536. */
const MOST_PORTS = 100_000

export const expandPorts: Expand = (value, at) => {
  if (!isComposeList(value)) return wrong(value, 'port', at)
  const ports: ComposeValue[] = []
  for (const [i, item] of value.entries()) {
    if (isComposeMap(item)) ports.push(item)
    else if (typeof item === 'string' || (typeof item === 'bigint' && goTypeName(item) === 'int'))
      ports.push(...expandPort(String(item), [...at, i]))
    else return wrong(item, 'port', [...at, i])
    if (ports.length > MOST_PORTS) throw new ComposeProblem('VALUE', at, `more than ${MOST_PORTS} ports`)
  }
  return ports
}

function expandPort(spec: string, at: ComposePath): ComposeMap[] {
  const ports = parsePorts(spec)
  if (ports === undefined) throw decodingProblem(at, `invalid port specification: ${JSON.stringify(spec)}`)
  return ports.map(
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
