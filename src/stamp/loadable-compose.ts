import { isDeepStrictEqual } from 'node:util'
import type { ComposeConfig } from '../compose/compose-config.js'
import { type ComposeFile, loadComposeAsIs } from '../compose/load-compose.js'
import { renderCompose } from '../compose/write/render-compose.js'
import { parseYaml } from '../compose/yaml/parse-yaml.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'

/** Minor versions that Debian's docker 20.10 knows too, but for 13, which it refuses, as it does a file without a version. */
const first = 8
const last = 13

/**
 * Writes a configuration as a compose file. Its version is that of the recipe's files, or the lowest later one that has every key; at least 3.8 if the
 * files have none. The text is loaded again, with no variable set, and must give the same configuration.
 *
 * @throws COMPOSE_UNPRINTABLE
 * @param readFile reads a file of `env_file` by absolute path
 */
export function loadableCompose(
  config: ComposeConfig,
  files: readonly ComposeFile[],
  readFile: (path: string) => string,
): { readonly version: string; readonly text: string } {
  let problem: unknown
  for (const version of versionsFrom(givenVersion(files))) {
    const text = renderCompose({ ...config, version })
    try {
      const again = loadComposeAsIs([{ path: '/compose.yml', text }], new Map(), { readFile })
      if (isDeepStrictEqual({ ...again, version: '' }, { ...config, version: '' })) return { version, text }
      problem = 'another configuration'
    } catch (error) {
      if (!isAbraVersionError(error)) throw error
      problem = error
    }
  }
  throw unprintable(problem instanceof Error ? problem.message : String(problem), problem)
}

/** Happens if docker/cli makes a configuration that it refuses itself: a list with an item twice (`ports: [80, "80"]`), a label without a name. */
function unprintable(problem: string, cause: unknown): AbraVersionError<'COMPOSE_UNPRINTABLE'> {
  const what = `the configuration of the compose files cannot be written as one compose file (${problem})`
  return new AbraVersionError(
    'COMPOSE_UNPRINTABLE',
    what,
    { problem },
    { advice: 'correct the compose file at the place that the problem names', cause },
  )
}

/** The version of the first file; undefined if it is missing or empty. */
function givenVersion([file]: readonly ComposeFile[]): string | undefined {
  const version = file === undefined ? undefined : parseYaml(file.path, file.text).tree.get('version')
  return typeof version === 'string' && version !== '' ? version : undefined
}

function versionsFrom(given: string | undefined): string[] {
  const minor = given === undefined ? undefined : Number(/^3\.(\d+)$/.exec(given)?.[1] ?? Number.NaN)
  const from = minor === undefined || Number.isNaN(minor) ? first : minor + 1
  const later = Array.from({ length: Math.max(last - from + 1, 0) }, (_, i) => `3.${from + i}`)
  return given === undefined ? later : [given, ...later]
}
