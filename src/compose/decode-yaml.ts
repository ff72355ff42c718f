import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Node, Scalar } from 'yaml'
import { type ComposeMap, type ComposeValue, KeyedByOthers } from './compose-value.js'
import { YamlProblem } from './yaml-problem.js'
import { resolvePlainScalar, resolveTaggedScalar, scalarTag, shortTag, YamlScalarError } from './yaml-scalar.js'

/** Aliases may repeat what stands there once; this is how much text they may make of it. */
const MOST_EXPANDED = 1 << 24
const MOST_LEVELS = 400

/**
 * The values of a parsed document, with go-yaml v3's types, aliases, merge keys and limits.
 *
 * @param text what was parsed: a block text that ends with it, without a line end, has none at its end either
 * @throws YamlProblem
 * @rule L31
 */
export function decodeYaml(document: Document.Parsed, text: string): ComposeMap {
  const top = document.contents
  const openEnd = /[^\s]$/.test(text) ? text.length : Number.POSITIVE_INFINITY
  const decoder = new Decoder(findAliases(top), openEnd)
  const value = top === null ? null : decoder.decode(top)
  if (value instanceof Map) return value
  throw new YamlProblem('top-level object must be a mapping', top?.range?.[0] ?? 0)
}

/** What each alias stands for: the last anchor of that name before it. */
export function findAliases(top: Node | null): ReadonlyMap<Node, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<Node, Node>()
  const open: unknown[] = [top]
  while (open.length > 0) {
    const node = open.pop()
    if (isPair(node)) open.push(node.value, node.key)
    else if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined)
        throw new YamlProblem(`unknown anchor '${node.source}' referenced`, node.range?.[0] ?? 0)
      targets.set(node, target)
    } else if (isScalar(node) || isCollection(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node)
      if (isCollection(node)) for (let i = node.items.length - 1; i >= 0; i--) open.push(node.items[i])
    }
  }
  return targets
}

/** How much of a document may come from aliases, by its size: go-yaml's own bound. */
function allowedAliasRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99
  if (decoded >= 4_000_000) return 0.1
  return 0.99 - (0.89 * (decoded - 400_000)) / 3_600_000
}

class Decoder {
  readonly #targets: ReadonlyMap<Node, Node>
  readonly #openEnd: number
  readonly #following = new Set<Node>()
  #decoded = 1
  #fromAliases = 0
  #aliasDepth = 0
  #expanded = 0
  #level = 0

  constructor(targets: ReadonlyMap<Node, Node>, openEnd: number) {
    this.#targets = targets
    this.#openEnd = openEnd
  }

  decode(node: Node): ComposeValue {
    this.#count(node)
    if (isAlias(node)) return this.#follow(node, (target) => this.decode(target))
    if (++this.#level > MOST_LEVELS) throw new YamlProblem(`more than ${MOST_LEVELS} levels of nesting`, at(node), true)
    try {
      if (isScalar(node)) return this.#decodeScalar(node)
      if (isMap(node)) return this.#decodeMap(node, new Map(), undefined)
      if (isSeq(node)) return node.items.map((item) => this.decode(asNode(item)))
      return null
    } finally {
      this.#level--
    }
  }

  #count(node: Node): void {
    this.#decoded++
    if (this.#aliasDepth === 0) return
    this.#fromAliases++
    const ratio = this.#fromAliases / this.#decoded
    if (this.#fromAliases > 100 && this.#decoded > 1000 && ratio > allowedAliasRatio(this.#decoded))
      throw new YamlProblem('document contains excessive aliasing', at(node))
  }

  #follow<T>(alias: Node, work: (target: Node) => T): T {
    const target = this.#targets.get(alias) ?? alias
    if (this.#following.has(alias)) throw new YamlProblem('an anchor value contains itself', at(alias))
    this.#following.add(alias)
    this.#aliasDepth++
    try {
      return work(target)
    } finally {
      this.#aliasDepth--
      this.#following.delete(alias)
    }
  }

  #decodeScalar(node: Scalar): ComposeValue {
    const text = textOf(node)
    if (this.#aliasDepth > 0) this.#expanded += text.length
    if (this.#expanded > MOST_EXPANDED)
      throw new YamlProblem(`aliases that make more than ${MOST_EXPANDED} characters`, at(node), true)
    const value = resolve(node)
    if (typeof value !== 'string' || !node.type?.startsWith('BLOCK') || (node.range?.[1] ?? 0) < this.#openEnd)
      return value
    return value.replace(/\n$/, '')
  }

  /** @param taken the keys that stand nearer and so win, where the mapping is merged into another */
  #decodeMap(
    node: Node & { items: unknown[] },
    made: Map<string, ComposeValue>,
    taken: Set<string> | undefined,
  ): ComposeValue {
    const pairs = node.items.flatMap((item) => (isPair(item) ? [[asNode(item.key), asNode(item.value)] as const] : []))
    this.#refuseTwins(pairs.map(([key]) => key))
    const merged = taken !== undefined
    const others = !merged && pairs.some(([key]) => !['!!str', '!!merge'].includes(this.#tag(key)))
    let source: Node | undefined
    const own = new Set<string>()
    for (const [key, value] of pairs) {
      if (isMergeKey(key)) {
        source = value
        continue
      }
      const name = this.#decodeKey(key)
      own.add(name)
      if (merged && taken.has(name)) continue
      taken?.add(name)
      const decoded = this.decode(value)
      // As in go-yaml, a null that is merged in does not replace what an earlier source gave.
      made.set(name, decoded)
    }
    if (source !== undefined) this.#merge(source, made, taken ?? own)
    return others ? new KeyedByOthers() : made
  }

  #merge(source: Node, made: Map<string, ComposeValue>, taken: Set<string>): void {
    const mergeOne = (node: Node, direct: Node) => {
      const target = isAlias(direct) ? (this.#targets.get(direct) ?? direct) : direct
      if (!isMap(target)) throw new YamlProblem('map merge requires map or sequence of maps as the value', at(node))
      this.#count(node)
      if (isAlias(node))
        this.#follow(node, () => {
          this.#count(target)
          this.#decodeMap(target, made, taken)
        })
      else this.#decodeMap(target, made, taken)
    }
    if (isSeq(source)) for (const item of source.items) mergeOne(asNode(item), asNode(item))
    else mergeOne(source, source)
  }

  #decodeKey(key: Node): string {
    this.#count(key)
    const target = isAlias(key) ? (this.#targets.get(key) ?? key) : key
    if (isScalar(target)) {
      const value = resolve(target)
      return typeof value === 'string' ? value : textOf(target)
    }
    this.decode(target)
    throw new YamlProblem('invalid map key', at(key))
  }

  /** Keys are told apart by their text alone, before aliases and types are looked at. */
  #refuseTwins(keys: readonly Node[]): void {
    const seen = new Set<string>()
    for (const key of keys) {
      const kind = isScalar(key) ? 'scalar' : isAlias(key) ? 'alias' : isMap(key) ? 'map' : 'seq'
      const text = isScalar(key) ? textOf(key) : isAlias(key) ? key.source : ''
      const name = `${kind} ${text}`
      if (seen.has(name)) throw new YamlProblem(`mapping key ${JSON.stringify(text)} already defined`, at(key))
      seen.add(name)
    }
  }

  #tag(node: Node): string {
    const target = isAlias(node) ? (this.#targets.get(node) ?? node) : node
    if (!isScalar(target)) return '!!map'
    if (isMergeKey(target)) return '!!merge'
    if (target.tag !== undefined && target.tag !== '!') return shortTag(target.tag)
    return isPlain(target) ? scalarTag(resolvePlainScalar(textOf(target))) : '!!str'
  }
}

function resolve(node: Scalar): ComposeValue {
  const text = textOf(node)
  const tag = node.tag === undefined || node.tag === '!' ? undefined : shortTag(node.tag)
  if (tag === undefined) return isPlain(node) ? resolvePlainScalar(text) : text
  try {
    return resolveTaggedScalar(tag, text)
  } catch (error) {
    if (error instanceof YamlScalarError) throw new YamlProblem(error.message, at(node))
    throw error
  }
}

function isPlain(node: Scalar): boolean {
  return node.type === 'PLAIN' || node.type === undefined
}

function isMergeKey(node: Node): boolean {
  if (!isScalar(node) || textOf(node) !== '<<') return false
  return node.tag === undefined || node.tag === '!' ? isPlain(node) : shortTag(node.tag) === '!!merge'
}

function textOf(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? '')
}

/** Where a key or value is left out. */
const NOTHING = new Scalar(null)

function asNode(node: unknown): Node {
  return isScalar(node) || isCollection(node) || isAlias(node) ? node : NOTHING
}

function at(node: Node): number {
  return node.range?.[0] ?? 0
}
