// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts quote `${…}` of compose files
import { parseYaml } from '../compose/yaml/parse-yaml.js'
import { isAbraVersionError } from '../errors.js'
import { isDeployedLabel, type VersionLabel, versionLabels } from '../lint/version-labels.js'
import { isComposeFile } from '../recipe/facts/read-linted-files.js'
import { isRecipeVersion, parseRecipeVersion } from '../recipe/tags/parse-recipe-version.js'
import { compareTags } from '../recipe/tags/tag-order.js'
import type { OpenedVersion } from './open-version.js'
import type { ReleaseFacts } from './read-releases.js'
import type { RecipeFinding } from './recipe-finding.js'

const labelName = 'coop-cloud.${STACK_NAME}.version'
const mainFile = 'compose.yml'

interface PlacedLabel extends VersionLabel {
  readonly file: string
  readonly line: number
}

/** What the version label says, and how that goes with the tags. */
export interface VersionCheck {
  /** The label of the service `app`, if it is a version. */
  readonly version?: string
  readonly findings: readonly RecipeFinding[]
}

/** @rule R50 R51 R52 R80 R81 */
export function checkVersion(version: OpenedVersion, releases: ReleaseFacts): VersionCheck {
  const labels = version.names
    .filter(isComposeFile)
    .flatMap((name) => labelsIn(version, name))
    .filter(isDeployedLabel)
  const own = labels.filter(({ service, of }) => service === 'app' && of === 'deploy')
  const label = own.findLast(({ file }) => file === mainFile) ?? own[0]
  const elsewhere = labels
    .filter((each) => each !== label && !isCopy(each, label))
    .map((each) => misplaced(each, label))
  if (label === undefined) return { findings: [...elsewhere, ...missing(version)] }
  const invalid = invalidLabel(label)
  if (invalid !== undefined) return { findings: [...elsewhere, invalid] }
  return { version: label.version, findings: [...elsewhere, ...besideTags(label, releases)] }
}

function labelsIn(version: OpenedVersion, file: string): PlacedLabel[] {
  const read = version.readText(file)
  if (read === undefined || 'problem' in read) return []
  try {
    const yaml = parseYaml(file, read.text)
    return versionLabels(yaml.tree).map((label) => ({ ...label, file, line: yaml.locate(label.at).line }))
  } catch (error) {
    // Lint says why.
    if (isAbraVersionError(error)) return []
    throw error
  }
}

/** An overlay may repeat the label of `app`. */
function isCopy(each: PlacedLabel, label: PlacedLabel | undefined): boolean {
  return each.service === 'app' && each.of === 'deploy' && each.version === label?.version
}

/** @param label the one of app, if it has one */
function misplaced({ service, version, of, file, line }: PlacedLabel, label: PlacedLabel | undefined): RecipeFinding {
  const where =
    of === 'container'
      ? `the containers of ${service} have the version label ${version}, which is no label of the service`
      : service === 'app'
        ? `${file} gives app another version label, ${version}`
        : `${service} has the version label ${version}`
  return {
    kind: 'version-label-misplaced',
    severity: 'warning',
    text: `${where}; abra writes and reads deploy.labels of app only`,
    fixes: [
      of === 'container' || label === undefined
        ? 'move it to deploy.labels of app'
        : `leave it out; ${label.file} has the one of app`,
    ],
    file,
    line,
    rule: 'R50',
  }
}

function missing({ names }: OpenedVersion): RecipeFinding[] {
  if (!names.includes(mainFile)) return []
  return [
    {
      kind: 'version-label-missing',
      severity: 'warning',
      text: `no service app has the label ${labelName}, so a chaos deploy is stamped with an empty version`,
      fixes: [`add ${labelName}=VERSION to deploy.labels of app`],
      file: mainFile,
      rule: 'R52',
    },
  ]
}

function invalidLabel({ version, file, line }: PlacedLabel): RecipeFinding | undefined {
  const why =
    version === ''
      ? 'is empty'
      : version.includes('$')
        ? `has a variable in it (${version})`
        : isRecipeVersion(parseRecipeVersion(version))
          ? undefined
          : `is no version (${version})`
  if (why === undefined) return undefined
  return {
    kind: 'version-label-invalid',
    severity: 'warning',
    text: `the version label of app ${why}, so a chaos deploy names no release`,
    fixes: ['write the version of the release, like 1.0.0+2.3.4'],
    file,
    line,
    rule: 'R52',
  }
}

function besideTags({ version, file, line }: PlacedLabel, { here, releases, last }: ReleaseFacts): RecipeFinding[] {
  const place = { file, line, severity: 'warning' } as const
  if (here.length > 0) {
    if (here.includes(version)) return []
    const tags = here.join(', ')
    const text = `this commit has the tag ${tags}, and the version label of app says ${version}`
    const fixes = [`write ${here.at(-1)}, or tag the commit that has the label ${version}`]
    return [{ kind: 'version-label-differs', text, fixes, rule: 'R52', ...place }]
  }
  const known = releases.includes(version)
  if (!known && (last === undefined || compareTags(version, last.tag) > 0)) return []
  const text = known
    ? `the version label of app says ${version}, which is a release already; the recipe has changed since`
    : `the version label of app says ${version}, which is older than the last release, ${last?.tag}`
  return [{ kind: 'version-not-raised', text, fixes: ['raise the label before the release'], rule: 'R81', ...place }]
}
