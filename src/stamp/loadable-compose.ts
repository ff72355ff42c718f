import { isDeepStrictEqual } from 'node:util'
import type { ComposeConfig } from '../compose/compose-config.js'
import { ComposeProblem } from '../compose/compose-problem.js'
import { locateInFiles } from '../compose/files/locate-in-files.js'
import { type ComposeFile, loadCompose } from '../compose/load-compose.js'
import { lowestVersion } from '../compose/schema/lowest-version.js'
import { renderCompose } from '../compose/write/render-compose.js'
import { withoutRepeats } from '../compose/write/without-repeats.js'
import { parseOnce } from '../compose/yaml/parse-once.js'
import { AbraVersionError, isAbraVersionError } from '../errors.js'

/** Debian's docker 20.10 knows it too. It refuses 3.13, and a file without a version. */
const withoutVersion = '3.8'
const last = 13

/**
 * Writes a configuration as a compose file. Its version is that of the recipe's files, or the lowest later one that has every key; at least 3.8 if the
 * files have none. The text is loaded again, with no variable set, and must give the same configuration, but for items of lists that are there twice
 * and that Swarm is not told of twice.
 *
 * @throws COMPOSE_UNPRINTABLE
 * @param readFile reads a file of `env_file` by absolute path
 */
export function loadableCompose(
  given: ComposeConfig,
  files: readonly ComposeFile[],
  readFile: (path: string) => string,
): { readonly version: string; readonly text: string; readonly config: ComposeConfig } {
  const config = withoutRepeats(given)
  let problem: unknown
  for (const version of versionsFrom(lowestVersion(config, givenVersion(files) ?? withoutVersion))) {
    const text = renderCompose({ ...config, version })
    try {
      const again = loadCompose([{ path: '/compose.yml', text }], new Map(), { readFile })
      if (isDeepStrictEqual({ ...again, version: '' }, { ...config, version: '' }))
        return { version, text, config: { ...config, version } }
      problem = 'another configuration'
    } catch (error) {
      if (!isAbraVersionError(error)) throw error
      problem = error
    }
  }
  throw unprintable(problem, files)
}

/**
 * Happens if docker/cli makes a configuration that it refuses itself: a list with an item twice (`ports: [80, "80"]`, one server of `dns` in two
 * files), a label without a name. The place is that of the user's files; the generated text is nothing that a user has seen.
 */
function unprintable(problem: unknown, files: readonly ComposeFile[]): AbraVersionError<'COMPOSE_UNPRINTABLE'> {
  const cause = problem instanceof Error ? problem.cause : undefined
  const { docker, at } = cause instanceof ComposeProblem ? cause : { docker: String(problem), at: [] }
  const place = at.length === 0 ? undefined : locateInFiles(files, at)
  const what = `the configuration of the compose files cannot be written as one compose file (${docker})`
  return new AbraVersionError(
    'COMPOSE_UNPRINTABLE',
    place === undefined ? what : `${place.path}, line ${place.line}: ${what}`,
    { problem: docker, ...place },
    { advice: adviceFor(docker), cause: problem },
  )
}

function adviceFor(docker: string): string {
  return docker.endsWith('must be unique')
    ? 'docker would take it from several files; leave the item out of all but one place'
    : 'correct the compose file at the place that the problem names'
}

/** The version of the first file; undefined if it is missing or empty. */
function givenVersion([file]: readonly ComposeFile[]): string | undefined {
  const version = file === undefined ? undefined : parseOnce(file).tree.get('version')
  return typeof version === 'string' && version !== '' ? version : undefined
}

function versionsFrom(given: string): string[] {
  const from = Number(/^3\.(\d+)$/.exec(given)?.[1] ?? last) + 1
  return [given, ...Array.from({ length: Math.max(last - from + 1, 0) }, (_, i) => `3.${from + i}`)]
}
