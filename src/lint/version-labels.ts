import { type ComposeMap, type ComposeValue, isComposeList, isComposeMap } from '../compose/compose-value.js'
import { printGo } from '../compose/go-values/go-print.js'

/** A label `coop-cloud.<stack>.version` of one compose file, before interpolation. */
export interface VersionLabel {
  readonly service: string
  /** As written: `coop-cloud.${STACK_NAME}.version`. */
  readonly name: string
  readonly version: string
  /** `deploy`: a label of the service, which abra writes and reads (R50); `container`: a label of its containers. */
  readonly of: 'deploy' | 'container'
  /** Its place in the file, as keys and indexes. */
  readonly at: readonly (string | number)[]
}

/** The version labels of a compose file; never `.chaos-version`. The stack may be a variable or a name. @rule R50 R51 */
export function versionLabels(tree: ComposeMap): VersionLabel[] {
  const services = tree.get('services')
  return [...(isComposeMap(services) ? services : [])].flatMap(([service, config]) => {
    if (!isComposeMap(config)) return []
    const deploy = config.get('deploy')
    const labels = isComposeMap(deploy) ? deploy.get('labels') : undefined
    return [
      ...found(labels, ['services', service, 'deploy', 'labels'], 'deploy', service),
      ...found(config.get('labels'), ['services', service, 'labels'], 'container', service),
    ]
  })
}

/** Whether the deployed label has this name: docker fills no variable in a key of a map, so there it stays a part of the name. @rule L35 */
export function isDeployedLabel({ name, at }: VersionLabel): boolean {
  return typeof at.at(-1) === 'number' || !name.includes('$')
}

function found(
  labels: ComposeValue | undefined,
  place: readonly string[],
  of: VersionLabel['of'],
  service: string,
): VersionLabel[] {
  return pairsOf(labels).flatMap(({ name, value, key }) =>
    isVersionLabel(name) ? [{ service, name, version: value, of, at: [...place, key] }] : [],
  )
}

function pairsOf(labels: ComposeValue | undefined): { name: string; value: string; key: string | number }[] {
  if (isComposeMap(labels))
    return [...labels].map(([name, value]) => ({ name, value: value === null ? '' : printGo(value), key: name }))
  if (!isComposeList(labels)) return []
  return labels.map((label, key) => {
    const text = printGo(label)
    const equals = text.indexOf('=')
    return equals === -1
      ? { name: text, value: '', key }
      : { name: text.slice(0, equals), value: text.slice(equals + 1), key }
  })
}

/** `coop-cloud.X.version`, where X contains no dot, as a stack's name. */
function isVersionLabel(name: string): boolean {
  return /^coop-cloud\.(?:\$\{[^}]*\}|[^.]+)\.version$/.test(name)
}
