import { type ComposeMap, type ComposeValue, KeyedByOthers } from '../compose-value.js'
import { resolveAlias, type YamlNode } from './yaml-node.js'
import { YamlProblem } from './yaml-problem.js'
import { resolvePlainScalar, resolveTaggedScalar, scalarTag, shortTag, YamlScalarError } from './yaml-scalar.js'

/** The largest text that aliases may produce by repetition. */
const MOST_EXPANDED = 1 << 24
const MOST_LEVELS = 400

/**
 * Converts a parsed document to values, with go-yaml v3's types, aliases, merge keys and limits.
 *
 * @throws YamlProblem
 * @rule L31
 */
export function decodeYaml(top: YamlNode | undefined): ComposeMap {
  const value = top === undefined ? null : new Decoder().decode(top)
  if (value instanceof Map) return value
  throw new YamlProblem('top-level object must be a mapping', top?.offset ?? 0)
}

/** go-yaml's limit for the share of decoded nodes that come from aliases, by document size. */
function allowedAliasRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99
  if (decoded >= 4_000_000) return 0.1
  return 0.99 - (0.89 * (decoded - 400_000)) / 3_600_000
}

type Scalar = YamlNode & { kind: 'scalar' }

class Decoder {
  readonly #following = new Set<YamlNode>()
  #decoded = 1
  #fromAliases = 0
  #aliasDepth = 0
  #expanded = 0
  #level = 0

  decode(node: YamlNode): ComposeValue {
    this.#count(node)
    if (node.kind === 'alias') return this.#follow(node, (target) => this.decode(target))
    if (++this.#level > MOST_LEVELS)
      throw new YamlProblem(`more than ${MOST_LEVELS} levels of nesting`, node.offset, true)
    const value = this.#decodeContent(node)
    this.#level--
    return value
  }

  #decodeContent(node: Exclude<YamlNode, { kind: 'alias' }>): ComposeValue {
    if (node.kind === 'scalar') return this.#decodeScalar(node)
    if (node.kind === 'list') return node.items.map((item) => this.decode(item))
    return this.#decodeMap(node.pairs, new Map(), undefined)
  }

  #count(node: YamlNode): void {
    this.#decoded++
    if (this.#aliasDepth === 0) return
    this.#fromAliases++
    const ratio = this.#fromAliases / this.#decoded
    if (this.#fromAliases > 100 && this.#decoded > 1000 && ratio > allowedAliasRatio(this.#decoded))
      throw new YamlProblem('document contains excessive aliasing', node.offset)
  }

  #follow<T>(alias: YamlNode & { kind: 'alias' }, work: (target: YamlNode) => T): T {
    if (this.#following.has(alias)) throw new YamlProblem(`anchor '${alias.name}' value contains itself`, alias.offset)
    this.#following.add(alias)
    this.#aliasDepth++
    const made = work(alias.target)
    this.#aliasDepth--
    this.#following.delete(alias)
    return made
  }

  #decodeScalar(node: Scalar): ComposeValue {
    if (this.#aliasDepth > 0) this.#expanded += node.text.length
    if (this.#expanded > MOST_EXPANDED)
      throw new YamlProblem(`aliases that make more than ${MOST_EXPANDED} characters`, node.offset, true)
    return resolve(node)
  }

  /** @param taken keys that take precedence, if the mapping is merged into another */
  #decodeMap(
    pairs: readonly (readonly [YamlNode, YamlNode])[],
    made: Map<string, ComposeValue>,
    taken: Set<string> | undefined,
  ): ComposeValue {
    refuseTwins(pairs.map(([key]) => key))
    const others = taken === undefined && pairs.some(([key]) => !['!!str', '!!merge'].includes(tagOf(key)))
    const own = taken ?? new Set<string>()
    let source: YamlNode | undefined
    for (const [key, value] of pairs) {
      if (isMergeKey(key)) {
        source = value
        continue
      }
      const name = this.#decodeKey(key)
      if (taken?.has(name)) continue
      own.add(name)
      made.set(name, this.decode(value))
    }
    if (source !== undefined) this.#merge(source, made, own)
    return others ? new KeyedByOthers() : made
  }

  #merge(source: YamlNode, made: Map<string, ComposeValue>, taken: Set<string>): void {
    const mergeOne = (node: YamlNode) => {
      const target = resolveAlias(node)
      if (target.kind !== 'map')
        throw new YamlProblem('map merge requires map or sequence of maps as the value', source.offset)
      this.#count(node)
      if (node.kind !== 'alias') this.#decodeMap(target.pairs, made, taken)
      else
        this.#follow(node, () => {
          this.#count(target)
          this.#decodeMap(target.pairs, made, taken)
        })
    }
    if (source.kind === 'list') source.items.forEach(mergeOne)
    else mergeOne(source)
  }

  #decodeKey(key: YamlNode): string {
    this.#count(key)
    const target = resolveAlias(key)
    if (target.kind === 'scalar') {
      const value = resolve(target)
      return typeof value === 'string' ? value : target.text
    }
    this.decode(target)
    throw new YamlProblem('invalid map key', key.offset)
  }
}

/** Keys are compared by text alone, before aliases and types are resolved. */
function refuseTwins(keys: readonly YamlNode[]): void {
  const seen = new Set<string>()
  for (const key of keys) {
    const text = key.kind === 'scalar' ? key.text : key.kind === 'alias' ? key.name : ''
    const name = `${key.kind} ${text}`
    if (seen.has(name)) throw new YamlProblem(`mapping key ${JSON.stringify(text)} already defined`, key.offset)
    seen.add(name)
  }
}

function tagOf(node: YamlNode): string {
  const target = resolveAlias(node)
  if (target.kind !== 'scalar') return '!!map'
  if (isMergeKey(target)) return '!!merge'
  const tag = writtenTag(target)
  if (tag !== undefined) return tag
  return target.plain ? scalarTag(resolvePlainScalar(target.text)) : '!!str'
}

/** The tag `!` alone has no effect. */
function writtenTag({ tag }: Scalar): string | undefined {
  return tag === undefined || tag === '!' ? undefined : shortTag(tag)
}

function resolve(node: Scalar): ComposeValue {
  const tag = writtenTag(node)
  if (tag === undefined) return node.plain ? resolvePlainScalar(node.text) : node.text
  try {
    return resolveTaggedScalar(tag, node.text)
  } catch (error) {
    if (error instanceof YamlScalarError) throw new YamlProblem(error.message, node.offset)
    throw error
  }
}

function isMergeKey(node: YamlNode): boolean {
  if (node.kind !== 'scalar' || node.text !== '<<') return false
  const tag = writtenTag(node)
  return tag === undefined ? node.plain : tag === '!!merge'
}
