import { isComposeMap } from '../compose/compose-value.js'
import { parseYaml } from '../compose/yaml/parse-yaml.js'
import { isAbraVersionError } from '../errors.js'
import type { LintedRecipe } from '../recipe/facts/read-recipe-facts.js'

/** What abra's lint looks at before a plain deploy: the recipe as Ensure leaves it. Plain data. @rule R4 */
export interface LintFacts {
  /** The commit whose files were read, 40 hex digits. */
  readonly commit: string
  /** The tags that are not annotated, in the order of the tags. */
  readonly lightweightTags: readonly string[]
  readonly hasEnvSample: boolean
  readonly hasAbraSh: boolean
  /** Whether `.env.sample` sets DOMAIN; false if it cannot be read. */
  readonly setsDomain: boolean
  /** Every `compose*.yml` at the top of the recipe, whatever COMPOSE_FILE says. */
  readonly files: readonly LintedComposeFile[]
  /** Compose files beyond the limit of 60, which were not read. */
  readonly leftOut: readonly string[]
}

/** One compose file before interpolation, or why it cannot be read. */
export type LintedComposeFile =
  | {
      readonly path: string
      /** The text of `version:`, if it is a text. */
      readonly version?: string
      readonly services: readonly LintedService[]
      readonly configs: readonly string[]
    }
  | { readonly path: string; readonly problem: string }

/** A service of a compose file, as lint looks at it. */
export interface LintedService {
  readonly name: string
  /** Before interpolation. */
  readonly image?: string
  /** The line of `image:`, from 1; of the service without one. */
  readonly line: number
  /** Whether it has a `healthcheck` that is not disabled. */
  readonly hasHealthcheck: boolean
  /** Whether a label of it or of its `deploy` sets `traefik.enable` to true. */
  readonly enablesTraefik: boolean
}

/** Turns what was read of a recipe into facts. A file that is no YAML is a fact too. */
export function parseLintFacts({ compose, envSample, ...recipe }: LintedRecipe): LintFacts {
  const { commit, lightweightTags, hasEnvSample, hasAbraSh, leftOut } = recipe
  return {
    commit,
    lightweightTags,
    hasEnvSample,
    hasAbraSh,
    setsDomain: envSample !== undefined && /^[ \t]*(?:export[ \t]+)?DOMAIN[ \t]*=[ \t]*\S/m.test(envSample),
    files: compose.map((file) => ('text' in file ? parseComposeFile(file.path, file.text) : file)),
    leftOut,
  }
}

function parseComposeFile(path: string, text: string): LintedComposeFile {
  let yaml: ReturnType<typeof parseYaml>
  try {
    yaml = parseYaml(path, text)
  } catch (error) {
    if (!isAbraVersionError(error)) throw error
    return { path, problem: error.message }
  }
  const { tree, locate } = yaml
  const version = tree.get('version')
  const services = tree.get('services')
  const configs = tree.get('configs')
  return {
    path,
    ...(typeof version === 'string' ? { version } : {}),
    configs: isComposeMap(configs) ? [...configs.keys()] : [],
    services: !isComposeMap(services)
      ? []
      : [...services].map(([name, service]) => {
          const of = isComposeMap(service) ? service : new Map()
          const image = of.get('image')
          return {
            name,
            ...(typeof image === 'string' ? { image } : {}),
            line: locate(['services', name, 'image']).line,
            hasHealthcheck: isComposeMap(of.get('healthcheck')) && of.get('healthcheck').get('disable') !== true,
            enablesTraefik: [of.get('labels'), deployLabels(of)].some(enablesTraefik),
          }
        }),
  }
}

function deployLabels(service: ReadonlyMap<string, unknown>): unknown {
  const deploy = service.get('deploy')
  return deploy instanceof Map ? deploy.get('labels') : undefined
}

function enablesTraefik(labels: unknown): boolean {
  if (Array.isArray(labels)) return labels.includes('traefik.enable=true')
  return labels instanceof Map && String(labels.get('traefik.enable')) === 'true'
}
