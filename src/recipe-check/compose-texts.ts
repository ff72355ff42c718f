import type { ComposePath } from '../compose/compose-problem.js'
import { type ComposeMap, type ComposeValue, isComposeList, isComposeMap } from '../compose/compose-value.js'
import { parseOnce } from '../compose/yaml/parse-once.js'
import { whereKnown } from '../where-known.js'
import type { OpenedVersion } from './open-version.js'

/** A compose file before interpolation. */
export interface ParsedFile {
  readonly file: string
  readonly tree: ComposeMap
  lineOf(at: ComposePath): number
}

/** The compose files that can be parsed. Lint and the loader say why others cannot. */
export function parsedFiles(version: OpenedVersion, names: Iterable<string>): ParsedFile[] {
  return [...new Set(names)].flatMap((file) => {
    const parsed = whereKnown(() => parseOnce(version.composeFile(file)))
    return parsed === undefined
      ? []
      : [{ file, tree: parsed.tree, lineOf: (at: ComposePath) => parsed.locate(at).line }]
  })
}

/** Every text that docker interpolates, with its place: values, not keys. */
export function* textsIn(value: ComposeValue, at: ComposePath = []): Generator<{ text: string; at: ComposePath }> {
  if (typeof value === 'string') yield { text: value, at }
  else if (isComposeList(value)) for (const [i, item] of value.entries()) yield* textsIn(item, [...at, i])
  else if (isComposeMap(value)) for (const [key, item] of value) yield* textsIn(item, [...at, key])
}
