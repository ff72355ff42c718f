import type { ComposePath } from '../compose-problem.js'
import { type ComposeValue, isComposeMap } from '../compose-value.js'
import type { ComposeFile } from '../load-compose.js'
import { parseOnce } from '../yaml/parse-once.js'

/**
 * The file, and the line in it, that has most of a path of the merged configuration: of several files the last, which has the last word. An index of a
 * list is not looked for, because the lists of several files are joined.
 */
export function locateInFiles(
  files: readonly ComposeFile[],
  at: ComposePath,
): { path: string; line: number } | undefined {
  const keys = at.slice(0, at.findIndex((step) => typeof step === 'number') + 1 || undefined).filter(isKey)
  let best: { path: string; line: number; depth: number } | undefined
  for (const file of files) {
    const { path } = file
    const yaml = parseOnce(file)
    const depth = depthOf(yaml.tree, keys)
    if (best !== undefined && best.depth > depth) continue
    best = { path, line: yaml.locate(keys.slice(0, depth)).line, depth }
  }
  return best && { path: best.path, line: best.line }
}

function isKey(step: string | number): step is string {
  return typeof step === 'string'
}

/** How many keys lead on from the top of the file. */
function depthOf(tree: ComposeValue, keys: readonly string[]): number {
  let value: ComposeValue | undefined = tree
  for (const [depth, key] of keys.entries()) {
    value = isComposeMap(value) ? value.get(key) : undefined
    if (value === undefined) return depth
  }
  return keys.length
}
