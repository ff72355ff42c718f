import type { ComposeObject } from '../compose/compose-config.js'
import { scope } from '../compose/convert/stack-scope.js'
import { nameProblem } from '../compose/convert/swarm-names.js'
import { locateInFiles } from '../compose/files/locate-in-files.js'
import { rawObjectNames, versionVariable } from '../compose/files/raw-object-names.js'
import { isExternal } from '../compose/is-external.js'
import type { VersionVariable } from '../predict/read-file-objects.js'
import type { CombinationLoader, LoadedCombination } from './load-combination.js'
import { inRecipe, type OpenedVersion } from './open-version.js'
import type { RecipeFinding } from './recipe-finding.js'
import { sampleFile } from './sample-env.js'
import { variablesIn } from './variables-in.js'

/** Something that Docker names, and its place in the compose files. */
interface Named {
  readonly kind: 'config' | 'secret' | 'service' | 'network'
  readonly key: string
  readonly name: string
  readonly at: readonly [string, string]
  readonly isExternal: boolean
}

/**
 * Names that Docker refuses: because a variable in them is unset, for the app that `.env.sample` describes, or only for an app with a stack name of
 * 45 characters.
 *
 * @rule R44 R47 R49 R95
 */
export function checkNames(
  version: OpenedVersion,
  singles: readonly LoadedCombination[],
  loader: CombinationLoader,
): RecipeFinding[] {
  const found = new Map<string, RecipeFinding>()
  for (const loaded of singles) {
    const longest = loader.isSpent ? undefined : loader.load(loaded.combination, 'longest')
    const longer = new Map(
      longest === undefined || 'error' in longest ? [] : namedIn(longest).map((named) => [keyOf(named), named.name]),
    )
    const raw = { secret: rawObjectNames(loaded.files, 'secrets'), config: rawObjectNames(loaded.files, 'configs') }
    for (const named of namedIn(loaded)) {
      const { kind, key } = named
      // Lint says that there is no sample, in which the version of a secret would be.
      if (found.has(keyOf(named)) || (kind === 'secret' && !version.sample.exists)) continue
      const rawName = kind === 'secret' || kind === 'config' ? (raw[kind].get(key) ?? '') : ''
      const finding =
        unsetVariable(version, loaded, named, rawName) ?? invalidName(named) ?? tooLong(named, longer.get(keyOf(named)))
      if (finding !== undefined) found.set(keyOf(named), placed(version, loaded, named, finding))
    }
  }
  return [...found.values()]
}

function keyOf({ kind, key }: Named): string {
  return `${kind} ${key}`
}

/** External configs and networks are made by somebody else, under names that are in use; abra makes external secrets. */
function namedIn({ config, app }: LoadedCombination): Named[] {
  const { services, networks = {}, secrets = {}, configs = {} } = config
  const objects = (kind: Named['kind'], section: string, of: Readonly<Record<string, ComposeObject>>) =>
    Object.entries(of).map(([key, object]): Named => {
      const name = object.name ?? (isExternal(object) ? key : scope(app.stackName, key))
      return { kind, key, name, at: [section, key], isExternal: isExternal(object) }
    })
  const overlays = Object.entries(networks).filter(([, { driver = 'overlay' }]) => driver === 'overlay')
  return [
    ...objects('config', 'configs', configs).filter((named) => !named.isExternal),
    ...objects('secret', 'secrets', secrets),
    ...objects('network', 'networks', Object.fromEntries(overlays)).filter((named) => !named.isExternal),
    ...Object.keys(services).map((key): Named => {
      return { kind: 'service', key, name: scope(app.stackName, key), at: ['services', key], isExternal: false }
    }),
  ]
}

type Unplaced = Omit<RecipeFinding, 'file' | 'line' | 'composeFiles'>

function unsetVariable(
  { sample, exports }: OpenedVersion,
  { app }: LoadedCombination,
  { kind, key, name }: Named,
  rawName: string,
): Unplaced | undefined {
  const variable = versionVariable(rawName)
  if (variable === undefined || exports.variables.has(variable)) return undefined
  const hasDefault = variablesIn(rawName).some((each) => each.name === variable && each.mark !== '')
  const value = app.env.get(variable)
  if (hasDefault || (value !== undefined && value !== '')) return undefined
  const passedOver = exports.passedOver.find((line) => line.name === variable)
  const commented = sample.commented.find((entry) => entry.key === variable)
  const where =
    passedOver !== undefined
      ? `abra.sh, line ${passedOver.line}, exports it, but abra likely passes the line over, because its value does not begin with a letter, a digit or _`
      : value === ''
        ? 'it is empty'
        : commented !== undefined
          ? `${sampleFile}, line ${commented.line}, has it as a comment only`
          : 'it is set nowhere'
  const effect = kind === 'config' ? `Docker refuses the name ${name}` : `abra finds no secret ${name}`
  const set = kind === 'config' ? `write export ${variable}=v1 in abra.sh` : `write ${variable}=v1 in ${sampleFile}`
  const unset: VersionVariable = { name: variable, ...(value === undefined ? {} : { value }) }
  return {
    kind: 'version-variable-unset',
    severity: passedOver === undefined ? 'error' : 'warning',
    text: `the name of the ${kind} ${key} needs ${variable}, and ${where}: ${effect}`,
    fixes: [set],
    rule: 'R49',
    variable: unset,
  }
}

function invalidName({ kind, key, name }: Named): Unplaced | undefined {
  const problem = nameProblem(kind, name)
  if (problem === undefined) return undefined
  return {
    kind: 'name-invalid',
    severity: 'error',
    text: `the ${kind} ${key} of the app of ${sampleFile} is named ${name} (${name.length} characters), and Docker refuses that: ${problem}`,
    fixes: [`give the ${kind} another name`],
    rule: 'R95',
  }
}

/** Only the length can be wrong: the shorter name of the usual app is taken. */
function tooLong({ kind, key }: Named, longest: string | undefined): Unplaced | undefined {
  const problem = longest === undefined ? undefined : nameProblem(kind, longest)
  if (longest === undefined || problem === undefined) return undefined
  return {
    kind: 'name-too-long',
    severity: 'note',
    text: `with a stack name of 45 characters, the most that abra gives, the ${kind} ${key} is named ${longest} (${longest.length} characters), and Docker refuses that: ${problem}`,
    fixes: [`give the ${kind} a shorter name, or know that apps need a shorter STACK_NAME`],
    rule: 'R95',
  }
}

function placed(
  version: OpenedVersion,
  { combination, files }: LoadedCombination,
  named: Named,
  finding: Unplaced,
): RecipeFinding {
  const place = locateInFiles(files, named.at)
  // An overlay that no app uses stops no deploy.
  const isUsed = combination.additions.every(({ isOffered }) => isOffered)
  return {
    ...finding,
    severity: !isUsed && finding.severity === 'error' ? 'warning' : finding.severity,
    ...(place === undefined ? {} : { file: inRecipe(version.tree, place.path), line: place.line }),
    composeFiles: combination.files,
  }
}
