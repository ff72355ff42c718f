import { posix } from 'node:path'
import { AbraVersionError, type ErrorData } from '../errors.js'
import type { ComposeConfig } from './compose-config.js'
import { type ComposePath, ComposeProblem } from './compose-problem.js'
import { InterpolationLimit, interpolate } from './interpolation/interpolate.js'
import { composeVersion, minorVersion } from './load/compose-version.js'
import { type LoadedFile, loadFile } from './load/load-file.js'
import type { LoadContext } from './load/load-service.js'
import { mergeFiles } from './load/merge-files.js'
import { refuseForbiddenProperties } from './schema/forbidden-properties.js'
import { validateSchema } from './schema/validate-schema.js'
import { readBack } from './write/read-back.js'
import { writeFile } from './write/write-file.js'
import { type ParsedYaml, parseYaml } from './yaml/parse-yaml.js'

export interface ComposeFile {
  path: string
  text: string
}

export interface LoadComposeOptions {
  /** Gives the text of a file that `env_file` names, by absolute path; without it such a service cannot be loaded. */
  readFile?: (path: string) => string
}

/**
 * `loadComposeAsIs`, as it reads once docker/cli has written it as YAML, which is how it is compared with docker/cli: a line end at the beginning
 * of a text is lost on the way.
 *
 * @throws as loadComposeAsIs
 * @example
 * ```ts
 * const text = 'services:\n  app:\n    image: discourse:${TAG:-latest}\n'
 * const config = loadCompose([{ path: 'compose.yml', text }], new Map([['TAG', '3.5.0']]))
 * config.services.app.image // 'discourse:3.5.0'
 * ```
 */
export function loadCompose(
  files: readonly ComposeFile[],
  env: ReadonlyMap<string, string>,
  options: LoadComposeOptions = {},
): ComposeConfig {
  return readBack(loadComposeAsIs(files, env, options))
}

/**
 * The configuration that docker/cli 28 makes of compose files, later ones over earlier ones, with the variables of `env`: what
 * `docker stack deploy` would work with. Relative paths count from the folder of the first file. Nothing is read but through `readFile`.
 *
 * @throws `COMPOSE_SYNTAX`, `COMPOSE_VERSION`, `COMPOSE_FORBIDDEN`, `COMPOSE_INTERPOLATION`, `COMPOSE_SCHEMA`, `COMPOSE_VALUE`, `COMPOSE_MERGE`,
 *   `COMPOSE_ENV_FILE`, `SAFETY_LIMIT`
 * @rule L31 L32 L33 L34 L35 L36 L37 L38
 */
export function loadComposeAsIs(
  files: readonly ComposeFile[],
  env: ReadonlyMap<string, string>,
  options: LoadComposeOptions = {},
): ComposeConfig {
  const [first] = files
  if (first === undefined) {
    throw new AbraVersionError(
      'USAGE',
      'no compose file was given',
      { argument: 'files' },
      { advice: 'give one or more' },
    )
  }
  const parsed = files.map((file) => ({ ...file, yaml: parseYaml(file.path, file.text) }))
  const context: LoadContext = {
    workingDir: posix.dirname(first.path),
    lookup: (name) => env.get(name),
    readEnvFile: (path, at) => readEnvFile(path, at, options.readFile),
  }
  const version = composeVersion(parsed[0]?.yaml.tree ?? new Map())
  const loaded = parsed.map((file) => within(file, () => loadOne(file.yaml, version, context)))
  const last = parsed.at(-1)
  if (last === undefined) throw new TypeError('files cannot be empty here')
  return writeFile(within(last, () => mergeFiles(loaded)))
}

/** The steps of docker/cli in its order, which decides what error a file with several has. */
function loadOne(yaml: ParsedYaml, version: string, context: LoadContext): LoadedFile {
  const own = composeVersion(yaml.tree)
  if (own !== version) {
    const problem = `version mismatched between two composefiles : ${version} and ${own}`
    throw new ComposeProblem('VERSION', ['version'], problem)
  }
  refuseForbiddenProperties(yaml.tree)
  const tree = interpolate(yaml.tree, context.lookup)
  validateSchema(tree, minorVersion(version))
  return loadFile(tree, version, context)
}

function readEnvFile(path: string, at: ComposePath, readFile: LoadComposeOptions['readFile']): string {
  if (readFile === undefined) throw new ComposeProblem('ENV_FILE', at, `open ${path}: no such file or directory`)
  try {
    return readFile(path)
  } catch (error) {
    if (error instanceof AbraVersionError) throw error
    throw new ComposeProblem('ENV_FILE', at, `open ${path}: ${error instanceof Error ? error.message : error}`)
  }
}

const ADVICE = {
  SYNTAX: 'correct the YAML there',
  VERSION: 'give all files one version from "3.0" to "3.13", in quotes, or none',
  FORBIDDEN: 'take this property out; format 3 has no place for it',
  INTERPOLATION: 'write $$ for a dollar sign, or set the variable',
  SCHEMA: 'correct it there; the compose file reference of format 3 says what may stand there',
  VALUE: 'correct the value there',
  MERGE: 'make it the same kind of value in both files',
  ENV_FILE: 'see that the file is there and holds NAME=value lines',
} as const

/** Runs a step; what is wrong with the file becomes our error, with the place in it. */
function within<T>(file: ComposeFile & { yaml: ParsedYaml }, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof InterpolationLimit) {
      const advice = 'look at which variable is that long'
      throw new AbraVersionError(
        'SAFETY_LIMIT',
        `${file.path} has ${error.limit}`,
        { path: file.path, limit: error.limit },
        { advice },
      )
    }
    if (!(error instanceof ComposeProblem)) throw error
    const { line, column } = file.yaml.locate(error.at)
    const at = error.at.join('.')
    const data: ErrorData['COMPOSE_SCHEMA'] = { path: file.path, line, column, at, docker: error.docker }
    const what = `${file.path}, line ${line}${at === '' ? '' : `, ${at}`}: ${error.docker}`
    throw new AbraVersionError(`COMPOSE_${error.kind}`, what, data, { advice: ADVICE[error.kind], cause: error })
  }
}
