import { isDeepStrictEqual } from 'node:util'
import type { ComposeConfig } from '../compose/compose-config.js'
import { type ComposeFile, loadComposeAsIs } from '../compose/load-compose.js'
import { renderCompose } from '../compose/write/render-compose.js'
import { parseYaml } from '../compose/yaml/parse-yaml.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'

/** What an old docker (Debian's 20.10) knows as well; it refuses a file without version, and 3.13. */
const first = 8
const last = 13

/**
 * A configuration as a compose file, of the version that the recipe's own files have where that holds every key, else of the lowest that does; of
 * 3.8 or later where they have none. It is loaded again, with no variable set: what comes out is the same configuration.
 *
 * @throws COMPOSE_UNPRINTABLE
 * @param readFile gives the files of `env_file` by absolute path
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

/** Seen where docker/cli makes what it would itself refuse: a list with the same item twice (`ports: [80, "80"]`), a label without a name. */
function unprintable(problem: string, cause: unknown): AbraVersionError<'COMPOSE_UNPRINTABLE'> {
  const what = `the compose files make a configuration that cannot be written as one (${problem})`
  return new AbraVersionError(
    'COMPOSE_UNPRINTABLE',
    what,
    { problem },
    { advice: 'correct what is named there', cause },
  )
}

/** The version as the first file has it; undefined for none and for an empty one. */
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
