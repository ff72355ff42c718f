import type { YamlNode } from './yaml-node.js'
import { YamlProblem } from './yaml-problem.js'
import { YamlScanner } from './yaml-scanner.js'
import type { Mark, YamlToken } from './yaml-token.js'

/** go-yaml allows 10,000 levels; a compose file has about ten. */
const MOST_LEVELS = 200

/** Parses the first document of a YAML stream; undefined if it is empty. @throws YamlProblem @rule L31 */
export function parseDocument(text: string): YamlNode | undefined {
  return new DocumentParser(text).parse()
}

type Kind = YamlToken['kind']

class DocumentParser {
  readonly #scanner: YamlScanner
  readonly #anchors = new Map<string, YamlNode>()
  readonly #handles = new Map<string, string>()
  #level = 0

  constructor(text: string) {
    this.#scanner = new YamlScanner(text)
  }

  parse(): YamlNode | undefined {
    if (this.#is('stream end')) return undefined
    if (this.#is('version', 'tag directive', 'document start')) this.#parseDirectives()
    const top = this.#is('version', 'tag directive', 'document start', 'document end', 'stream end')
      ? this.#nothing()
      : this.#parseNode(true, false)
    // As in go-yaml, an error directly after the document counts as an error of it.
    this.#scanner.peek()
    return top
  }

  #parseDirectives(): void {
    let version = false
    for (let token = this.#scanner.peek(); !this.#is('document start'); token = this.#scanner.peek()) {
      if (token.kind === 'version') {
        if (version) this.#fail('found duplicate %YAML directive')
        if (token.version !== '1.1') this.#fail('found incompatible YAML document')
        version = true
      } else if (token.kind === 'tag directive') {
        if (this.#handles.has(token.handle)) this.#fail('found duplicate %TAG directive')
        this.#handles.set(token.handle, token.prefix)
      } else this.#fail('did not find expected <document start>')
      this.#scanner.next()
    }
    this.#scanner.next()
  }

  /** @param block whether a block list or map may begin here; @param indentless whether a list may that is not indented */
  #parseNode(block: boolean, indentless: boolean): YamlNode {
    const token = this.#scanner.peek()
    const { offset } = token
    if (token.kind === 'alias') {
      this.#scanner.next()
      const target = this.#anchors.get(token.name)
      if (target === undefined) throw new YamlProblem(`unknown anchor '${token.name}' referenced`, offset)
      return { kind: 'alias', offset, name: token.name, target }
    }
    const { anchor, tag } = this.#parseProperties()
    if (++this.#level > MOST_LEVELS) throw new YamlProblem(`more than ${MOST_LEVELS} levels of nesting`, offset, true)
    const node = this.#parseContent(block, indentless, offset, anchor, tag)
    this.#level--
    return node
  }

  #parseContent(
    block: boolean,
    indentless: boolean,
    offset: number,
    anchor: string | undefined,
    tag: string | undefined,
  ): YamlNode {
    const token = this.#scanner.peek()
    const keep = <N extends YamlNode>(node: N): N => {
      if (anchor !== undefined) this.#anchors.set(anchor, node)
      return node
    }
    if (indentless && token.kind === 'item') {
      const node = keep({ kind: 'list' as const, offset, items: [] as YamlNode[] })
      while (this.#is('item')) node.items.push(this.#parseItem('item', 'key', 'value', 'block end'))
      return node
    }
    if (token.kind === 'scalar') {
      this.#scanner.next()
      return keep({ kind: 'scalar', offset, text: token.text, plain: token.plain, ...(tag !== undefined && { tag }) })
    }
    if (token.kind === '[' || (block && token.kind === 'block list')) {
      const node = keep({ kind: 'list' as const, offset, items: [] as YamlNode[] })
      if (token.kind === '[') this.#parseFlowList(node.items)
      else this.#parseBlockList(node.items)
      return node
    }
    if (token.kind === '{' || (block && token.kind === 'block map')) {
      const node = keep({ kind: 'map' as const, offset, pairs: [] as [YamlNode, YamlNode][] })
      if (token.kind === '{') this.#parseFlowMap(node.pairs)
      else this.#parseBlockMap(node.pairs)
      return node
    }
    if (anchor === undefined && tag === undefined) this.#fail('did not find expected node content')
    return keep({ kind: 'scalar', offset, text: '', plain: true, ...(tag !== undefined && { tag }) })
  }

  #parseProperties(): { anchor?: string; tag?: string } {
    const found: { anchor?: string; tag?: string } = {}
    for (let i = 0; i < 2; i++) {
      const token = this.#scanner.peek()
      if (token.kind === 'anchor' && found.anchor === undefined) found.anchor = token.name
      else if (token.kind === 'tag' && found.tag === undefined) found.tag = this.#tagOf(token)
      else break
      this.#scanner.next()
    }
    return found
  }

  #tagOf({ handle, suffix, offset }: { handle: string; suffix: string; offset: number }): string {
    if (handle === '') return suffix
    const prefix = this.#handles.get(handle) ?? { '!': '!', '!!': 'tag:yaml.org,2002:' }[handle]
    if (prefix === undefined) throw new YamlProblem('found undefined tag handle', offset)
    return prefix + suffix
  }

  #parseBlockList(items: YamlNode[]): void {
    this.#scanner.next()
    while (this.#is('item')) items.push(this.#parseItem('item', 'block end'))
    this.#expect('block end', "did not find expected '-' indicator")
  }

  #parseItem(...ends: Kind[]): YamlNode {
    this.#scanner.next()
    return this.#is(...ends) ? this.#nothing() : this.#parseNode(true, false)
  }

  #parseBlockMap(pairs: [YamlNode, YamlNode][]): void {
    this.#scanner.next()
    const part = () => (this.#is('key', 'value', 'block end') ? this.#nothing() : this.#parseNode(true, true))
    while (this.#is('key')) {
      this.#scanner.next()
      const key = part()
      pairs.push([key, this.#skip('value') ? part() : this.#nothing()])
    }
    this.#expect('block end', 'did not find expected key')
  }

  #parseFlowList(items: YamlNode[]): void {
    this.#scanner.next()
    for (let first = true; !this.#is(']'); first = false) {
      if (!first) this.#expect(',', "did not find expected ',' or ']'")
      if (this.#is(']')) break
      const { offset } = this.#scanner.peek()
      if (this.#skip('key')) items.push({ kind: 'map', offset, pairs: [this.#parseFlowPair(']')] })
      else items.push(this.#parseNode(false, false))
    }
    this.#scanner.next()
  }

  #parseFlowMap(pairs: [YamlNode, YamlNode][]): void {
    this.#scanner.next()
    for (let first = true; !this.#is('}'); first = false) {
      if (!first) this.#expect(',', "did not find expected ',' or '}'")
      if (this.#is('}')) break
      if (this.#skip('key')) pairs.push(this.#parseFlowPair('}'))
      else pairs.push([this.#parseNode(false, false), this.#nothing()])
    }
    this.#scanner.next()
  }

  #parseFlowPair(end: ']' | '}'): [YamlNode, YamlNode] {
    const key = this.#is('value', ',', end) ? this.#nothing() : this.#parseNode(false, false)
    if (!this.#skip('value')) return [key, this.#nothing()]
    return [key, this.#is(',', end) ? this.#nothing() : this.#parseNode(false, false)]
  }

  #is(...kinds: Kind[]): boolean {
    return kinds.includes(this.#scanner.peek().kind)
  }

  #skip(kind: Mark): boolean {
    const found = this.#is(kind)
    if (found) this.#scanner.next()
    return found
  }

  #expect(kind: Mark, message: string): void {
    if (!this.#skip(kind)) this.#fail(message)
  }

  #nothing(): YamlNode {
    return { kind: 'scalar', offset: this.#scanner.peek().offset, text: '', plain: true }
  }

  #fail(message: string): never {
    throw new YamlProblem(message, this.#scanner.peek().offset)
  }
}
