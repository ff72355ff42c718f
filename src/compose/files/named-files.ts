import { posix } from 'node:path'
import type { ComposeConfig, ComposeObject } from '../compose-config.js'
import { absolutePath } from '../load/file-path.js'

/** A file named in a configuration; docker reads it at the deploy. */
export interface NamedFile {
  /** The place of its name: `configs.nginx.file`, `services.app.env_file.0`. */
  readonly place: string
  /** Absolute path. */
  readonly path: string
  /** Path relative to the recipe's folder, '' for the folder itself; undefined for a file outside. */
  readonly inRecipe?: string
}

/**
 * Lists the files of configs and secrets, and the `env_file`s of services.
 *
 * @param folder the recipe's folder, absolute
 * @param workingDir the base of relative `env_file` paths, absolute
 */
export function namedFiles(config: ComposeConfig, folder: string, workingDir: string): NamedFile[] {
  const found: NamedFile[] = []
  mapNamedFiles(config, workingDir, (path, place) => {
    const clean = posix.normalize(path)
    const inRecipe = `${clean}/`.startsWith(`${folder}/`) ? clean.slice(folder.length + 1) : undefined
    found.push({ place, path: clean, ...(inRecipe === undefined ? {} : { inRecipe }) })
    return path
  })
  return found
}

/** Returns the configuration with the paths of these files replaced. `pathOf` gets absolute paths. */
export function mapNamedFiles(
  config: ComposeConfig,
  workingDir: string,
  pathOf: (path: string, place: string) => string,
): ComposeConfig {
  const objects = (section: 'configs' | 'secrets') => {
    const of = config[section]
    if (of === undefined) return {}
    const change = ([name, object]: [string, ComposeObject]): [string, ComposeObject] =>
      object.file === undefined
        ? [name, object]
        : [name, { ...object, file: pathOf(object.file, `${section}.${name}.file`) }]
    return { [section]: Object.fromEntries(Object.entries(of).map(change)) }
  }
  const services = Object.entries(config.services).map(([name, service]) => {
    const files = service['env_file'] as readonly string[] | undefined
    if (files === undefined) return [name, service] as const
    const place = (i: number) => `services.${name}.env_file.${i}`
    const changed = files.map((path, i) => pathOf(absolutePath(workingDir, path), place(i)))
    return [name, { ...service, env_file: changed }] as const
  })
  return { ...config, services: Object.fromEntries(services), ...objects('configs'), ...objects('secrets') }
}
