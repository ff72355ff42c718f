import { posix } from 'node:path'
import { shownValue } from '../demand-options.js'
import { AbraVersionError, type ErrorData } from '../errors.js'
import { isRecord } from '../is-record.js'
import type { ComposeConfig } from './compose-config.js'
import { type ComposePath, ComposeProblem } from './compose-problem.js'
import { InterpolationLimit, interpolate } from './interpolation/interpolate.js'
import { composeVersion, minorVersion } from './load/compose-version.js'
import { type LoadedFile, loadFile } from './load/load-file.js'
import type { LoadContext, RelativeBind } from './load/load-service.js'
import { mergeFiles } from './load/merge-files.js'
import { refuseForbiddenProperties } from './schema/forbidden-properties.js'
import { validateSchema } from './schema/validate-schema.js'
import { writeFile } from './write/write-file.js'
import { parseOnce } from './yaml/parse-once.js'
import type { ParsedYaml } from './yaml/parse-yaml.js'

/** In characters, as for a compose file itself. */
const mostEnvFiles = 16 * 1024 * 1024

/** One compose file: its path, for messages and relative paths, and its text. */
export interface ComposeFile {
  path: string
  text: string
}

/** How compose files are loaded. */
export interface LoadComposeOptions {
  /** Returns the text of an `env_file`, by absolute path. Without it, a service with `env_file` is refused. */
  readFile?: (path: string) => string
  /** Called for each bind mount whose source is not absolute, before files are merged. */
  onRelativeBind?: (bind: RelativeBind) => void
}

/**
 * Loads compose files as docker/cli 28 does for `docker stack deploy`: interpolates them with `env`, validates them, and merges later files over
 * earlier ones. Relative paths start at the folder of the first file. Files are read only through `readFile`. Every text is what Swarm is told.
 *
 * @throws `COMPOSE_SYNTAX`, `COMPOSE_VERSION`, `COMPOSE_FORBIDDEN`, `COMPOSE_INTERPOLATION`, `COMPOSE_SCHEMA`, `COMPOSE_VALUE`, `COMPOSE_MERGE`,
 *   `COMPOSE_ENV_FILE`, `SAFETY_LIMIT`
 * @rule L31 L32 L33 L34 L35 L36 L37 L38
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
  demandFiles(files)
  // Not instanceof: tests of a user may run in a realm of their own.
  if (typeof (env as Partial<typeof env> | undefined)?.get !== 'function') {
    const what = `env is ${shownValue(env)}, and no Map`
    throw new AbraVersionError(
      'USAGE',
      what,
      { argument: 'env' },
      { advice: 'give what parseEnv returns, or new Map()' },
    )
  }
  const [first] = files as readonly [ComposeFile]
  const parsed = files.map((file) => ({ ...file, yaml: parseOnce(file) }))
  const context: LoadContext = {
    workingDir: posix.dirname(first.path),
    lookup: (name) => env.get(name),
    readEnvFile: envFileReader(first.path, options.readFile),
    onRelativeBind: options.onRelativeBind,
  }
  const version = composeVersion(parsed[0]?.yaml.tree ?? new Map())
  const loaded = parsed.map((file) => within(file, () => loadOne(file.yaml, version, context)))
  const last = parsed.at(-1)
  if (last === undefined) throw new TypeError('files cannot be empty here')
  return writeFile(within(last, () => mergeFiles(loaded)))
}

/** @throws USAGE */
function demandFiles(files: unknown): void {
  const isFile = (file: unknown) =>
    isRecord(file) && typeof file['path'] === 'string' && typeof file['text'] === 'string'
  if (Array.isArray(files) && files.length > 0 && files.every(isFile)) return
  const isEmpty = Array.isArray(files) && files.length === 0
  const what = isEmpty ? 'no compose file was given' : `files is ${shownValue(files)}, and no list of { path, text }`
  throw new AbraVersionError('USAGE', what, { argument: 'files' }, { advice: 'give one or more' })
}

/** docker/cli's steps in its order. The order decides which of several errors is reported. */
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

/** Reads each file once. Each use of it is counted, because each service gets the variables for itself. */
function envFileReader(shown: string, readFile: LoadComposeOptions['readFile']): LoadContext['readEnvFile'] {
  const texts = new Map<string, string>()
  let used = 0
  return (path, at) => {
    const text = texts.get(path) ?? readEnvFile(path, at, readFile)
    texts.set(path, text)
    used += text.length
    if (used <= mostEnvFiles) return text
    const limit = `env_files of more than ${mostEnvFiles} characters, each counted for every service that names it`
    throw new AbraVersionError(
      'SAFETY_LIMIT',
      `${shown} has ${limit}`,
      { path: shown, limit },
      { advice: 'name fewer or smaller files' },
    )
  }
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
  FORBIDDEN: 'remove this property; format 3 does not have it',
  INTERPOLATION: 'write $$ for a dollar sign, or set the variable',
  SCHEMA: 'correct it; the compose file reference of format 3 lists the allowed values',
  VALUE: 'correct the value there',
  MERGE: 'make it the same kind of value in both files',
  ENV_FILE: 'check that the file exists and has NAME=value lines',
} as const

/** Runs a step and converts its problems to our errors, with file and line. */
function within<T>(file: ComposeFile & { yaml: ParsedYaml }, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof InterpolationLimit) {
      const advice = 'find the variable whose value is that long'
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
