/** A published port of a container. With `published` 0 Swarm chooses the port. */
export interface PublishedPort {
  protocol: string
  target: number
  published: number
}

const MOST_PORT = 65535

/** A parsed short form before its ranges are expanded: one line can mean 65,536 ports. */
export interface PortSpec {
  protocol: string
  target: PortRange
  /** As many as the targets, or a range for one target; undefined if Swarm chooses. */
  published: PortRange | undefined
}

/**
 * Parses the short form of a port: `[[ip:][published]:]target[/protocol]`, each a number or a range. The address is validated and then ignored.
 * undefined if docker/cli refuses it.
 */
export function parsePortSpec(spec: string): PortSpec | undefined {
  const slash = spec.indexOf('/')
  const protocol = slash === -1 ? 'tcp' : spec.slice(slash + 1).toLowerCase() || 'tcp'
  const parts = splitParts(slash === -1 ? spec : spec.slice(0, slash))
  if (parts.target === '' || !['tcp', 'udp', 'sctp'].includes(protocol)) return undefined
  const target = parseRange(parts.target)
  if (target === undefined || !isAddress(parts.address)) return undefined
  if (parts.published === '') return { protocol, target, published: undefined }
  const published = parseRange(parts.published)
  if (published === undefined) return undefined
  // One target may be published at a range of ports.
  const fits = lengthOf(target) === 1 || lengthOf(target) === lengthOf(published)
  return fits ? { protocol, target, published } : undefined
}

/** The number of ports in a short form. */
export function countPorts({ target, published }: PortSpec): number {
  return Math.max(lengthOf(target), published === undefined ? 1 : lengthOf(published))
}

/** Expands a short form. The ports are sorted by target as texts, so `8-11` gives 10, 11, 8, 9. */
export function expandPortSpec({ protocol, target, published }: PortSpec): PublishedPort[] {
  const targets = Array.from({ length: lengthOf(target) }, (_, i) => target.first + i)
  const byText = targets.map(String).sort()
  return byText.flatMap((text) => {
    const port = { protocol, target: Number(text) }
    if (published === undefined) return [{ ...port, published: 0 }]
    if (targets.length > 1) return [{ ...port, published: published.first + port.target - target.first }]
    return Array.from({ length: lengthOf(published) }, (_, i) => ({ ...port, published: published.first + i }))
  })
}

interface PortRange {
  first: number
  last: number
}

function lengthOf({ first, last }: PortRange): number {
  return last - first + 1
}

function splitParts(text: string): { address: string; published: string; target: string } {
  const parts = text.split(':')
  const target = parts.at(-1) ?? ''
  const published = parts.at(-2) ?? ''
  return { address: parts.slice(0, -2).join(':'), published, target }
}

/** `first-last`; text after a second dash is ignored. */
function parseRange(text: string): PortRange | undefined {
  const [from = '', to] = text.split('-')
  const first = parsePort(from)
  const last = to === undefined ? first : parsePort(to)
  return first === undefined || last === undefined || last < first ? undefined : { first, last }
}

function parsePort(text: string): number | undefined {
  return /^0*[0-9]{1,5}$/.test(text) && Number(text) <= MOST_PORT ? Number(text) : undefined
}

function isAddress(text: string): boolean {
  if (text === '') return true
  const bracketed = /^\[(.*)\]$/s.exec(text)
  return isIp(bracketed?.[1] ?? text)
}

/** Whether Go's `net.ParseIP` accepts it. */
function isIp(text: string): boolean {
  return isIpV4(text) || isIpV6(text)
}

export function isIpV4(text: string): boolean {
  return (
    /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/.test(text) && text.split('.').every((n) => Number(n) <= 255)
  )
}

export function isIpV6(text: string): boolean {
  if (!text.includes(':') || text.length > 45) return false
  const tail = text.slice(text.lastIndexOf(':') + 1)
  // An IPv4 address may replace the last two groups.
  const groups = tail.includes('.') ? (isIpV4(tail) ? `${text.slice(0, -tail.length)}0:0` : 'no') : text
  const halves = groups.split('::')
  if (halves.length > 2) return false
  const parts = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return false
  return halves.length === 2 ? parts.length < 8 : parts.length === 8
}
