import { checkConvertible } from '../compose/convert/check-convertible.js'
import { locateInFiles } from '../compose/files/locate-in-files.js'
import { isAbraVersionError } from '../errors.js'
import { noImage } from '../lint/assess-lint.js'
import type { CombinationLoader, FailedCombination, LoadedCombination } from './load-combination.js'
import { inRecipe, type OpenedVersion } from './open-version.js'
import { type Combination, type Combinations, isSingle } from './overlay-combinations.js'
import type { RecipeFinding, RecipeSeverity } from './recipe-finding.js'
import { sampleFile } from './sample-env.js'

/** What loading and converting has shown. */
export interface CombinationCheck {
  readonly findings: readonly RecipeFinding[]
  /** The bases and each addition alone, as far as they load. */
  readonly singles: readonly LoadedCombination[]
  readonly tried: number
  readonly leftOut: number
}

const mostFindings = 100

/**
 * Loads and converts each combination of compose files. A fault is reported once, with the smallest combination that has it.
 *
 * @param lint what lint found: a service without an image is not reported again
 * @rule R48 L31 L32 L33 L34 L35 L36 L37 L38 L45 L46 L47 L48
 */
export function checkCombinations(
  version: OpenedVersion,
  { tried, pairsLeftOut }: Combinations,
  loader: CombinationLoader,
  lint: readonly RecipeFinding[],
): CombinationCheck {
  const said = new Set(lint.map(({ text }) => text))
  const findings: RecipeFinding[] = []
  const known = new Set<string>()
  const singles: LoadedCombination[] = []
  let loaded = 0
  for (const combination of tried) {
    if (loader.isSpent || findings.length >= mostFindings) break
    loaded += 1
    const answer = loader.load(combination)
    if (!('error' in answer) && isSingle(combination)) singles.push(answer)
    const faults = 'error' in answer ? [loadFault(version, answer)] : convertFaults(version, answer, said)
    for (const { key, describe } of faults) {
      if (known.has(key)) continue
      known.add(key)
      findings.push(describe())
    }
  }
  const leftOut = tried.length - loaded + pairsLeftOut
  return { findings: [...findings, ...saidLeftOut(loaded, leftOut)], singles, tried: loaded, leftOut }
}

/** What makes a fault the same in other combinations, and the finding: its place takes time to find. */
interface Fault {
  readonly key: string
  describe(): RecipeFinding
}

function loadFault(version: OpenedVersion, { combination, error }: FailedCombination): Fault {
  if (isAbraVersionError(error, 'COMPOSE_FILE_MISSING')) {
    const { file } = error.data
    return { key: `missing ${file}`, describe: () => notThere(combination, file) }
  }
  const { path, line, docker } = error.data as { path?: string; line?: number; docker?: string }
  return {
    key: `${path} ${line} ${docker ?? error.message}`,
    describe: () => ({
      kind: 'compose-unloadable',
      severity: severityOf(combination),
      text: `docker does not load ${combination.files.join(' with ')}: ${docker ?? error.message}`,
      fixes: [isTogether(combination) ? separate : 'correct the file where the finding says'],
      ...(path === undefined || line === undefined ? {} : { file: inRecipe(version.tree, path), line }),
      composeFiles: combination.files,
    }),
  }
}

/** Names are checked for every object, not only for the first that docker would refuse. @param said texts of lint */
function convertFaults(
  version: OpenedVersion,
  { combination, app, files, config }: LoadedCombination,
  said: ReadonlySet<string>,
): Fault[] {
  const converted = checkConvertible(config, app.stackName)
  if (converted.outcome === 'converted') return []
  const refusals = converted.refusals.filter(
    ({ kind, at }) => kind !== 'name' && !(kind === 'image' && said.has(noImage(String(at[1])))),
  )
  return refusals.map(({ at, docker }) => ({
    // An index in the place depends on the other files.
    key: docker,
    describe: () => {
      const place = locateInFiles(files, at)
      return {
        kind: 'compose-unconvertible',
        severity: severityOf(combination),
        text: `docker loads ${combination.files.join(' with ')}, but cannot deploy it: ${docker}`,
        fixes: [isTogether(combination) ? separate : 'correct the file where the finding says'],
        ...(place === undefined ? {} : { file: inRecipe(version.tree, place.path), line: place.line }),
        composeFiles: combination.files,
      }
    },
  }))
}

const separate = 'correct it, or say in .env.sample that these overlays exclude each other'

/** Each of them alone is tried first, so the fault comes from both. */
function isTogether({ additions }: Combination): boolean {
  return additions.length > 1
}

/** An overlay that no line of `.env.sample` names is used by no app, and two overlays need not go together. */
function severityOf({ additions: [first, second] }: Combination): RecipeSeverity {
  return second === undefined && first?.isOffered !== false ? 'error' : 'warning'
}

function notThere({ base, additions, files }: Combination, file: string): RecipeFinding {
  const line = additions.find((addition) => addition.files.includes(file))?.line ?? base.line
  const named = line === undefined ? 'without COMPOSE_FILE an app uses' : `COMPOSE_FILE of ${sampleFile} names`
  return {
    kind: 'overlay-missing',
    severity: base.isDefault && additions.length === 0 ? 'error' : 'warning',
    text: `${named} ${file}, which the recipe does not have`,
    fixes: [`add ${file}, or take it out of COMPOSE_FILE`],
    ...(line === undefined ? {} : { file: sampleFile, line }),
    rule: 'R48',
    composeFiles: files,
  }
}

function saidLeftOut(loaded: number, leftOut: number): RecipeFinding[] {
  if (leftOut === 0) return []
  const text = `${loaded} combinations of compose files were loaded, and ${leftOut} were left out: there are too many, or they are too large`
  return [{ kind: 'combinations-left-out', severity: 'note', text, fixes: ['remove overlays that no app uses'] }]
}
