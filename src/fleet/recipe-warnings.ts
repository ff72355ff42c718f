// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose files have `${…}`
import type { App } from '../app/app.js'
import { deployLabel } from '../app/deploy-labels.js'
import { composeFileNames } from '../compose/files/compose-files.js'
import { parseYaml } from '../compose/yaml/parse-yaml.js'
import type { Prediction, PredictionWarning } from '../decide/prediction.js'
import type { CommitFiles } from '../git/objects/commit-files.js'
import { isDeployedLabel, type VersionLabel, versionLabels } from '../lint/version-labels.js'
import { labelBesideTag, missingVariables, sampleNames } from '../predict/beside-recipe.js'
import type { ReleaseHistory } from '../recipe/facts/release-history.js'
import { whereKnown } from '../where-known.js'

const largestComposeFile = 1 << 20
/** A version label as a text has it, in a list or a map, quoted or not. */
const labelPattern = /coop-cloud\.[^.\s]+\.version["']?[ ]*[=:][ ]*["']?([^\s"']*)/g

/** What is kept of a recipe at one version, for all of its apps. */
interface RecipeVersion {
  /** The names that `.env.sample` assigns. */
  readonly sample: readonly string[]
  /** Of the compose files that were asked for, by name. */
  readonly labels: Map<string, LabelsOfFile>
}

interface LabelsOfFile {
  /** What its version labels say, of whatever service, in comments too. */
  readonly said: readonly string[]
  parsed?: readonly VersionLabel[]
}

/**
 * What does not go together between the apps of a recipe and the versions of it that a plain deploy would choose, as besideRecipeWarnings has it for one
 * app. Each version is read once, and of its compose files only the labels, as they are written: one with a variable in it is passed over.
 *
 * @rule R52 R57
 */
export class RecipeWarnings {
  readonly #history: ReleaseHistory
  readonly #versions = new Map<string, RecipeVersion>()

  constructor(history: ReleaseHistory) {
    this.#history = history
  }

  /** undefined if there is none. */
  of(app: App, prediction: Prediction): PredictionWarning[] | undefined {
    if (prediction.outcome === 'refuse') return undefined
    const { version, steps } = prediction
    const commit = steps.flatMap((step) => (step.do === 'checkout' ? [step.commit] : [])).at(-1)
    if (commit === undefined) return undefined
    const files = new OpenedOnce(() => this.#history.filesAt(commit))
    const recipe = this.#versions.get(commit) ?? { sample: files.use(sampleNames) ?? [], labels: new Map() }
    this.#versions.set(commit, recipe)
    const label = this.#history.releases.includes(version) ? labelOf(app, recipe, files, version) : undefined
    const warnings = [...missingVariables(app, recipe.sample), ...labelBesideTag(label, version)]
    return warnings.length === 0 ? undefined : warnings
  }
}

/** The label as docker merges the files that the app names: the last one wins. */
function labelOf(app: App, { labels }: RecipeVersion, files: OpenedOnce, version: string): string | undefined {
  const names = whereKnown(() => composeFileNames(app.env)) ?? []
  const textOf = (name: string) => files.use((opened) => opened.read(name, largestComposeFile)?.toString('utf8')) ?? ''
  const found = names.map((name) => {
    const of = labels.get(name) ?? { said: Array.from(textOf(name).matchAll(labelPattern), ([, label]) => label ?? '') }
    labels.set(name, of)
    return { name, of }
  })
  // Parsing the compose files of 1,000 versions takes longer than all else of a fleet, so only those are parsed whose label may differ.
  if (found.every(({ of }) => of.said.every((label) => label === version))) return version
  const merged = found.flatMap(({ name, of }) => {
    of.parsed ??= whereKnown(() => versionLabels(parseYaml(name, textOf(name)).tree)) ?? []
    return of.parsed.filter((label) => isStampLabel(label, app.stackName))
  })
  const label = merged.at(-1)?.version
  return label?.includes('$') ? undefined : label
}

/** The files of one commit, opened when they are first used. */
class OpenedOnce {
  readonly #open: () => CommitFiles
  #opened: CommitFiles | undefined

  constructor(open: () => CommitFiles) {
    this.#open = open
  }

  /** undefined if the commit, or what is asked of it, cannot be read. */
  use<T>(ask: (files: CommitFiles) => T): T | undefined {
    return whereKnown(() => {
      this.#opened ??= this.#open()
      return ask(this.#opened)
    })
  }
}

function isStampLabel(label: VersionLabel, stack: string): boolean {
  const { service, of, name } = label
  const isOwn = [stack, '${STACK_NAME}'].some((text) => name === deployLabel(text, 'version'))
  return service === 'app' && of === 'deploy' && isOwn && isDeployedLabel(label)
}
