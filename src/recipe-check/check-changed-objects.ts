import { compareConfigs, type HeldObjects } from '../configs/compare-configs.js'
import type { ConfigFinding } from '../configs/config-finding.js'
import { isAbraVersionError } from '../errors.js'
import type { GoGitProfile } from '../git/profile.js'
import { type FileObject, noSuchFile } from '../predict/read-file-objects.js'
import { objectsOf } from './check-templates.js'
import { composeChoices } from './compose-choices.js'
import { CombinationLoader } from './load-combination.js'
import { type OpenedVersion, openVersion } from './open-version.js'
import type { OpenedRepository } from './opened-repository.js'
import { isSingle, overlayCombinations } from './overlay-combinations.js'
import type { ReleaseFacts } from './read-releases.js'
import type { RecipeFinding, RecipeFindingKind } from './recipe-finding.js'
import { type SampleEnv, sampleFile } from './sample-env.js'

/** A config or secret, and whether an app made from `.env.sample` can have it. */
interface OfferedObject {
  readonly object: FileObject
  readonly isOffered: boolean
}

/**
 * Configs and secrets whose content has changed since the last release under an unchanged name, and those that are too large. The app that is
 * compared was made from the `.env.sample` of the last release, and has the variables that are new since.
 *
 * @rule R87
 */
export function checkChangedObjects(
  version: OpenedVersion,
  releases: ReleaseFacts,
  profile: GoGitProfile,
  repository: OpenedRepository,
): RecipeFinding[] {
  const { last } = releases
  if (last === undefined) return [...notCompared(releases), ...compare(offeredObjects(version), nothingHeld)]
  let before: OpenedVersion
  try {
    before = openVersion(version.tree.dir, last.commit, profile, repository)
  } catch (error) {
    if (!isAbraVersionError(error) || error.code === 'SAFETY_LIMIT') throw error
    return [...notCompared({ ...releases, problem: error.message }), ...compare(offeredObjects(version), nothingHeld)]
  }
  try {
    const held = offeredObjects(before).map(({ object }) => object)
    const upgraded: SampleEnv = {
      ...version.sample,
      env: new Map([...version.sample.env, ...before.sample.env]),
      commented: [...version.sample.commented, ...before.sample.commented],
    }
    return compare(offeredObjects(version, upgraded), heldBy(last.tag, held))
  } finally {
    before.close()
  }
}

const nothingHeld: HeldObjects = { configs: new Map(), secrets: new Map(), holder: '', isComplete: false }

function heldBy(tag: string, objects: readonly FileObject[]): HeldObjects {
  const of = (kind: FileObject['kind']) =>
    new Map(objects.flatMap((each) => (each.kind === kind && each.content ? [[each.name, each.content] as const] : [])))
  return { configs: of('config'), secrets: of('secret'), holder: tag, isComplete: false }
}

/** The objects of each base and each addition alone, each once. */
function offeredObjects(version: OpenedVersion, sample = version.sample): OfferedObject[] {
  const loader = new CombinationLoader(version, sample)
  const found = new Map<string, OfferedObject>()
  for (const combination of overlayCombinations(composeChoices(version.sample, version.names)).tried) {
    if (!isSingle(combination) || loader.isSpent) continue
    const loaded = loader.load(combination)
    if ('error' in loaded) continue
    const isOffered = combination.additions.every((addition) => addition.isOffered)
    for (const object of objectsOf(version, loaded)) {
      const key = `${object.kind} ${object.name} ${object.file}`
      if (!found.has(key)) found.set(key, { object, isOffered })
    }
  }
  return [...found.values()]
}

const kinds: Readonly<Record<ConfigFinding['kind'], RecipeFindingKind>> = {
  'config-changed-in-place': 'config-changed-in-place',
  'config-size': 'config-size',
  'config-not-compared': 'not-compared',
  'not-on-server': 'not-compared',
}

function compare(objects: readonly OfferedObject[], held: HeldObjects): RecipeFinding[] {
  return objects.flatMap(({ object, isOffered }) =>
    object.problem === noSuchFile
      ? [missingFile(object, isOffered)]
      : compareConfigs([object], held).map(({ kind, text, fix, file, variable }): RecipeFinding => {
          const isCertain = kind !== 'config-not-compared'
          return {
            kind: kinds[kind],
            severity: isCertain && isOffered ? 'error' : 'warning',
            text: fix === undefined ? text : text.slice(0, -`: ${fix}`.length),
            fixes: [fix?.replace(' in .env ', ` in ${sampleFile}, and in the .env of each app `) ?? fixes[kind]],
            ...(file === undefined ? {} : { file }),
            rule: 'R87',
            ...(variable === undefined ? {} : { variable }),
          }
        }),
  )
}

function missingFile({ kind, key, file = '' }: FileObject, isOffered: boolean): RecipeFinding {
  return {
    kind: 'config-file-missing',
    severity: isOffered ? 'error' : 'warning',
    text: `the ${kind} ${key} has the content of ${file}, which the recipe does not have`,
    fixes: [`add ${file}, or correct the name`],
    file,
    rule: 'R48',
  }
}

const fixes: Readonly<Record<ConfigFinding['kind'], string>> = {
  'config-changed-in-place': 'raise the version',
  'config-size': 'make the file smaller, or bring it into the image or a volume',
  'config-not-compared': 'correct the file',
  'not-on-server': 'create it',
}

/** @rule R80 */
function notCompared({ problem, here }: ReleaseFacts): RecipeFinding[] {
  if (problem !== undefined) {
    const text = `nothing is compared with the last release: ${problem}`
    return [{ kind: 'not-compared', severity: 'warning', text, fixes: ['check a whole clone of the recipe'] }]
  }
  if (here.length > 0) return []
  const text = 'the recipe has no release yet, so nothing is compared with one'
  return [{ kind: 'not-compared', severity: 'note', text, fixes: ['tag the first release when it is ready'] }]
}
