import type { ComposeConfig, ComposeService } from '../compose/compose-config.js'
import { type ComposeValue, isComposeList, isComposeMap } from '../compose/compose-value.js'
import { locateInFiles } from '../compose/files/locate-in-files.js'
import { grouped } from '../grouped.js'
import { type ParsedFile, textsIn } from './compose-texts.js'
import type { CombinationLoader, LoadedCombination } from './load-combination.js'
import { inRecipe, type OpenedVersion } from './open-version.js'
import type { RecipeFinding } from './recipe-finding.js'
import { variablesIn } from './variables-in.js'

/** What docker reads otherwise than it looks, in one file. @rule L35 L36 */
export function checkTexts({ sample, exports }: OpenedVersion, files: readonly ParsedFile[]): RecipeFinding[] {
  const set = new Map([
    ...sample.commented.map(({ key, value }) => [key, value] as const),
    ...sample.env,
    ...exports.variables,
  ])
  return files.flatMap((file) => [...unbraced(file), ...emptied(file, set)])
}

/** `$A-$B`: the value of A alone. */
function unbraced({ file, tree, lineOf }: ParsedFile): RecipeFinding[] {
  return [...textsIn(tree)].flatMap(({ text, at }) => {
    const found = variablesIn(text).find(({ hasBraces, mark }) => !hasBraces && mark !== '')
    if (found === undefined) return []
    const { name, mark } = found
    return [
      {
        kind: 'variable-takes-default' as const,
        severity: 'warning' as const,
        text: `docker takes all that follows $${name}${mark} for a default or a message of ${name}, and leaves it out`,
        fixes: [`write \${${name}}${mark}`],
        file,
        line: lineOf(at),
        rule: 'L35' as const,
      },
    ]
  })
}

/** `NAME: ""` takes the value that the app has for NAME. */
function emptied({ file, tree, lineOf }: ParsedFile, set: ReadonlyMap<string, string>): RecipeFinding[] {
  const services = tree.get('services')
  return [...(isComposeMap(services) ? services : [])].flatMap(([service, config]) => {
    const environment = isComposeMap(config) ? config.get('environment') : undefined
    return emptyNames(environment).flatMap(({ name, key }): RecipeFinding[] => {
      const value = set.get(name) ?? ''
      if (value === '') return []
      const text = `${name} of ${service} is empty here, and docker fills it with the value of the app, like ${value}`
      const fixes = [`leave ${name} out, or call the variable of the app otherwise`]
      const line = lineOf(['services', service, 'environment', key])
      return [{ kind: 'empty-variable-filled', severity: 'warning', text, fixes, file, line, rule: 'L36' }]
    })
  })
}

function emptyNames(environment: ComposeValue | undefined): { name: string; key: string | number }[] {
  if (isComposeMap(environment))
    return [...environment].flatMap(([name, value]) => (value === '' ? [{ name, key: name }] : []))
  if (!isComposeList(environment)) return []
  return environment.flatMap((item, key) =>
    typeof item === 'string' && item.indexOf('=') === item.length - 1 ? [{ name: item.slice(0, -1), key }] : [],
  )
}

/** What several files are merged by, so that of two items with one key a merge keeps the last. @rule L37 */
const mergedBy = {
  ports: { key: 'published', shown: ({ published, target, protocol }: Item) => `${published}:${target}/${protocol}` },
  configs: { key: 'source', shown: ({ source, target }: Item) => `${source} at ${target}` },
  secrets: { key: 'source', shown: ({ source, target }: Item) => `${source} at ${target}` },
} as const

type Section = keyof typeof mergedBy
type Item = Readonly<Record<string, unknown>>

/** Ports, configs and secrets of the first file that get lost as soon as another file has the service, too. @rule L37 */
export function checkDropped(
  version: OpenedVersion,
  singles: readonly LoadedCombination[],
  loader: CombinationLoader,
): RecipeFinding[] {
  const alone = new Map<string, ComposeConfig | undefined>()
  const found = new Map<string, RecipeFinding>()
  for (const { combination, config } of singles) {
    const [first = '', ...more] = combination.files
    if (more.length === 0) continue
    if (!alone.has(first)) {
      const loaded = loader.load({ ...combination, files: [first] })
      alone.set(first, 'error' in loaded ? undefined : loaded.config)
    }
    for (const [name, service] of Object.entries(alone.get(first)?.services ?? {})) {
      for (const section of Object.keys(mergedBy) as Section[]) {
        const lost = lostItems(section, service, config.services[name])
        const key = `${first} ${name} ${section}`
        if (lost.length === 0 || found.has(key)) continue
        found.set(key, dropped(version, first, name, section, lost, combination.files))
      }
    }
  }
  return [...found.values()]
}

/** Items whose key another item of the same list has. */
function lostItems(section: Section, before: ComposeService, after: ComposeService | undefined): string[] {
  const { key, shown } = mergedBy[section]
  const items = (service: ComposeService | undefined) => (service?.[section] ?? []) as readonly Item[]
  const groups = grouped(items(before), (item) => String(item[key]))
  const kept = new Set(items(after).map(shown))
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .flatMap((group) => group.map(shown).filter((item) => !kept.has(item)))
}

function dropped(
  version: OpenedVersion,
  first: string,
  service: string,
  section: Section,
  lost: readonly string[],
  composeFiles: readonly string[],
): RecipeFinding {
  const place = locateInFiles([version.composeFile(first)], ['services', service, section])
  const what = `the ${section} ${lost.join(', ')} of ${service}`
  return {
    kind: 'items-dropped',
    severity: 'warning',
    text: `with ${composeFiles.join(' and ')} docker drops ${what}: several files are merged by ${mergedBy[section].key}, and the last item of each stays`,
    fixes: [
      section === 'ports' ? 'give each port another published number' : `declare it under another name for each target`,
    ],
    ...(place === undefined ? {} : { file: inRecipe(version.tree, place.path), line: place.line }),
    rule: 'L37',
    composeFiles,
  }
}
