import type { ComposePath } from '../compose/compose-problem.js'
import { type ComposeMap, type ComposeValue, isComposeList, isComposeMap } from '../compose/compose-value.js'
import type { ParsedFile } from './compose-texts.js'
import type { RecipeFinding } from './recipe-finding.js'
import { variablesIn } from './variables-in.js'

/** Maps whose entries may be written as items of a list, where docker fills variables. */
const alsoLists = new Set(['labels', 'environment', 'extra_hosts', 'sysctls', 'args'])

/**
 * Keys with a variable, which docker leaves as they are: one finding a map. Extension fields (`x-…`) are never deployed; what an alias takes from one is
 * found where the alias stands.
 *
 * @rule L35
 */
export function checkKeys(files: readonly ParsedFile[]): RecipeFinding[] {
  return files.flatMap(({ file, tree, lineOf }) =>
    [...mapsIn(tree)].flatMap(({ map, at }): RecipeFinding[] => {
      const [first, ...more] = [...map.keys()].filter((key) => variablesIn(key).length > 0)
      if (first === undefined) return []
      const others = more.length === 0 ? '' : `, and ${more.length} more of ${at.join('.')},`
      const text = `the key ${first}${others} keeps its variable: docker fills variables in values only, not in keys of a map`
      const fix = alsoLists.has(String(at.at(-1)))
        ? `write ${at.at(-1)} as a list: - "${first}=…"`
        : 'write the name itself'
      const line = lineOf([...at, first])
      return [{ kind: 'variable-in-key', severity: 'warning', text, fixes: [fix], file, line, rule: 'L35' }]
    }),
  )
}

function* mapsIn(value: ComposeValue, at: ComposePath = []): Generator<{ map: ComposeMap; at: ComposePath }> {
  if (isComposeList(value)) for (const [i, item] of value.entries()) yield* mapsIn(item, [...at, i])
  if (!isComposeMap(value)) return
  yield { map: value, at }
  for (const [key, item] of value) if (!isExtension(key, at)) yield* mapsIn(item, [...at, key])
}

const withExtensions = new Set(['services', 'networks', 'volumes', 'configs', 'secrets'])

/** Whether docker's schema takes the key for an extension there. Among labels or variables it is a name. */
function isExtension(key: string, at: ComposePath): boolean {
  if (!key.startsWith('x-')) return false
  return at.length === 0 || (at.length === 2 && withExtensions.has(String(at[0])))
}
