import { posix } from 'node:path'
import { stackName } from '../app/stack-name.js'
import type { ComposeConfig } from '../compose/compose-config.js'
import { interpolationEnvironment } from '../compose/interpolation/interpolation-environment.js'
import type { RelativeBind } from '../compose/load/load-service.js'
import { type ComposeFile, loadCompose } from '../compose/load-compose.js'
import type { AbraVersionError } from '../errors.js'
import { isAbraVersionError } from '../errors.js'
import { type OpenedVersion, recipeNameOf } from './open-version.js'
import type { Combination } from './overlay-combinations.js'
import type { SampleEnv } from './sample-env.js'
import { variablesIn } from './variables-in.js'

/** abra cuts the name of a stack there. @rule R44 */
const longestStackName = 45
/** Characters that are loaded for all combinations together. */
const mostCharacters = 1 << 25
const largestEnvFile = 1 << 20

/** The app that the recipe is loaded for: made from its `.env.sample`. */
export interface SampleApp {
  readonly env: ReadonlyMap<string, string>
  readonly stackName: string
}

/** Compose files loaded together. */
export interface LoadedCombination {
  readonly combination: Combination
  readonly app: SampleApp
  readonly files: readonly ComposeFile[]
  readonly config: ComposeConfig
  /** The bind mounts whose paths docker/cli made absolute. */
  readonly relativeBinds: readonly RelativeBind[]
}

type Loaded = Pick<LoadedCombination, 'config' | 'relativeBinds'>

/** Why compose files do not load. */
export interface FailedCombination {
  readonly combination: Combination
  readonly error: AbraVersionError
}

/** Loads combinations of one version. Counts what is loaded, since a recipe may have many large overlays. */
export class CombinationLoader {
  readonly #version: OpenedVersion
  readonly #sample: SampleEnv
  #characters = 0

  /** @param sample what the app is made from, if that is not the version's own */
  constructor(version: OpenedVersion, sample = version.sample) {
    this.#version = version
    this.#sample = sample
  }

  /** Whether enough was loaded: what is not loaded by then is left out. */
  get isSpent(): boolean {
    return this.#characters > mostCharacters
  }

  /**
   * @param stack `usual`: the stack name of the app that `.env.sample` describes; `longest`: of 45 characters
   * @throws what reading throws that says nothing of the recipe
   */
  load(combination: Combination, stack: 'usual' | 'longest' = 'usual'): LoadedCombination | FailedCombination {
    const app = this.#appFor(combination, stack)
    try {
      const files = combination.files.map((name) => this.#version.composeFile(name))
      try {
        return { combination, app, files, ...this.#load(files, app) }
      } catch (error) {
        const filled = isAbraVersionError(error) ? withPlaceholders(app, files) : undefined
        if (filled === undefined) throw error
        return { combination, app: filled, files, ...this.#loadOr(error, files, filled) }
      }
    } catch (error) {
      if (!isAbraVersionError(error)) throw error
      return { combination, error }
    }
  }

  #load(files: readonly ComposeFile[], app: SampleApp): Loaded {
    const { tree, exports } = this.#version
    const relativeBinds: RelativeBind[] = []
    this.#characters += files.reduce((sum, { text }) => sum + text.length, 0)
    const config = loadCompose(files, interpolationEnvironment(app, exports.variables), {
      onRelativeBind: (bind) => void relativeBinds.push(bind),
      readFile: (path) => {
        const bytes = tree.read(posix.relative(tree.dir, path), largestEnvFile)
        if (bytes === undefined) throw new Error('no such file or directory')
        return bytes.toString('utf8')
      },
    })
    return { config, relativeBinds }
  }

  /** The error of the first try is the one that an app gets. */
  #loadOr(error: unknown, files: readonly ComposeFile[], app: SampleApp): Loaded {
    try {
      return this.#load(files, app)
    } catch (second) {
      throw isAbraVersionError(second) ? error : second
    }
  }

  /** Who adds an overlay also takes the variables that `.env.sample` has as comments. */
  #appFor({ base, additions }: Combination, stack: 'usual' | 'longest'): SampleApp {
    const sample = this.#sample
    const optional = base.isDefault && additions.length === 0 ? [] : sample.commented
    const env = new Map([...optional.map(({ key, value }) => [key, value] as const), ...sample.env])
    // A folder may have any name; a recipe's is part of a domain.
    const recipe = recipeNameOf(this.#version).replaceAll(/[^a-zA-Z0-9-]+/g, '-')
    const usual = stackName(sample.env, sample.env.get('DOMAIN') || `${recipe}.example.com`)
    return {
      env,
      stackName: stack === 'usual' ? usual : usual.padEnd(longestStackName, 'x').slice(0, longestStackName),
    }
  }
}

/** The app with a value for each variable that its owner has to fill in; undefined if there is none. */
function withPlaceholders(app: SampleApp, files: readonly ComposeFile[]): SampleApp | undefined {
  const required = files.flatMap(({ text }) => variablesIn(text)).filter(({ mark }) => mark.endsWith('?'))
  const empty = [...app.env].filter(([, value]) => value === '').map(([name]) => name)
  const names = [...required.map(({ name }) => name).filter((name) => !app.env.get(name)), ...empty]
  if (names.length === 0) return undefined
  return { ...app, env: new Map([...app.env, ...names.map((name) => [name, '1'] as const)]) }
}
