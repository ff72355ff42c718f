import type { Refuse } from './binary-file.js'
import type { BuildInfo, Module } from './build-info.js'
import { quotedPrefix, unquoteGo } from './unquote-go.js'

/** A key or value of a setting that holds one of these is written as a quoted literal. */
const MUST_BE_QUOTED_KEY = /[= \t\r\n"`]/
const MUST_BE_QUOTED_VALUE = /[ \t\r\n"`]/

/**
 * The lines Go's linker leaves: `path`, `mod`, `dep`, `=>` (what the module of the line before was replaced by) and `build`,
 * each followed by a tab and columns divided by tabs. Lines of other kinds are ignored, and so is a last line without line end.
 *
 * @throws BUILD_INFO_MISSING when a line is malformed.
 */
export function parseModuleInfo(text: string, refuse: Refuse): Omit<BuildInfo, 'goVersion'> {
  const deps: Module[] = []
  const settings = new Map<string, string>()
  let path = ''
  let main: Module | undefined
  /** The module a `=>` line would belong to. */
  let last: Module | undefined
  for (const [i, line] of text.split('\n').slice(0, -1).entries()) {
    const malformed = (why: string) => refuse(`line ${i + 1} of its build information ${why}`)
    const tab = line.indexOf('\t')
    const rest = line.slice(tab + 1)
    switch (line.slice(0, tab + 1)) {
      case 'path\t':
        path = rest
        break
      case 'mod\t':
        last = main = parseModule(rest, 2, malformed)
        break
      case 'dep\t':
        last = parseModule(rest, 2, malformed)
        deps.push(last)
        break
      case '=>\t':
        if (last === undefined) throw malformed('replaces no module')
        last.replace = parseModule(rest, 3, malformed)
        last = undefined
        break
      case 'build\t': {
        const [key, value] = parseSetting(rest, malformed)
        settings.set(key, value)
      }
    }
  }
  return { path, ...(main !== undefined && { main }), deps, settings: Object.fromEntries(settings) }
}

function parseModule(columns: string, fewest: number, malformed: Refuse): Module {
  const all = columns.split('\t')
  const [path, version, sum] = all
  if (path === undefined || version === undefined || all.length < fewest || all.length > 3) {
    throw malformed(`has ${all.length} columns`)
  }
  return { path, version, ...(sum && { sum }) }
}

/** `key=value`, either side a Go string literal where it has a space, a tab, a quote or (the key) an equals sign. */
function parseSetting(text: string, malformed: Refuse): [key: string, value: string] {
  const literal = quotedPrefix(text)
  const rawKey = literal ?? text.slice(0, Math.max(text.indexOf('='), 0))
  if (rawKey === '' || text[rawKey.length] !== '=') throw malformed('is not a setting')
  const rawValue = text.slice(rawKey.length + 1)
  const key = literal === undefined ? unquoted(rawKey, MUST_BE_QUOTED_KEY) : unquoteGo(literal)
  const value = /^["`]/.test(rawValue) ? unquoteGo(rawValue) : unquoted(rawValue, MUST_BE_QUOTED_VALUE)
  if (key === undefined || value === undefined) throw malformed('is a setting that is not quoted as it must be')
  return [key, value]
}

function unquoted(raw: string, mustBeQuoted: RegExp): string | undefined {
  return mustBeQuoted.test(raw) ? undefined : raw
}
