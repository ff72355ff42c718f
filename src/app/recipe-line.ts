import { AbraVersionError } from '../errors.js'

/** Recipe and version from `RECIPE=`, else `TYPE=`, of an app's file. @rule R41 R42 */
export interface RecipeLine {
  /** The variable it was read from. */
  readonly key: 'RECIPE' | 'TYPE'
  /** The recipe as written, e.g. `custom-html` or `mygit.org/myorg/cool-recipe`. */
  readonly name: string
  /** The version without a trailing `+U`; undefined if the line has none. */
  readonly version?: string
  /** The version as written. */
  readonly rawVersion?: string
}

/** The source of a recipe line, for messages. */
export interface RecipeLinePlace {
  /** The app's file. */
  readonly path: string
  /** The line number of a variable, from 1. */
  readonly lineOf?: (key: string) => number | undefined
}

const dirtyMark = '+U'

/**
 * Parses the recipe and version of an app. `RECIPE` takes precedence over `TYPE`, even if it is empty (class K: no published run shows this case).
 * White space is kept. `name:` has no version; `name:+U` has a `rawVersion` only.
 *
 * @throws RECIPE_LINE_INVALID if both are missing, if the name is empty, or if the value has a second colon, which is a fatal error in abra;
 * `data.abra` is abra's likely message, '' if unknown
 * @rule R41 R42
 */
export function parseRecipeLine(env: ReadonlyMap<string, string>, place: RecipeLinePlace): RecipeLine {
  const key = env.has('RECIPE') ? 'RECIPE' : 'TYPE'
  const value = env.get(key)
  if (value === undefined) throw missing(place.path)
  const [name = '', rawVersion = '', ...more] = value.split(':')
  if (more.length > 0) throw invalid(place, key, value, 'has more than one colon', `version seems invalid: ${value}`)
  if (name === '') throw invalid(place, key, value, 'names no recipe', '')
  if (rawVersion === '') return { key, name }
  const version = rawVersion.endsWith(dirtyMark) ? rawVersion.slice(0, -dirtyMark.length) : rawVersion
  return { key, name, ...(version === '' ? {} : { version }), rawVersion }
}

function missing(path: string): AbraVersionError<'RECIPE_LINE_INVALID'> {
  return new AbraVersionError(
    'RECIPE_LINE_INVALID',
    `${path} has neither RECIPE nor TYPE`,
    { path, abra: '' },
    { advice: "add the app's recipe, like TYPE=custom-html" },
  )
}

function invalid(
  { path, lineOf }: RecipeLinePlace,
  key: string,
  value: string,
  what: string,
  abra: string,
): AbraVersionError<'RECIPE_LINE_INVALID'> {
  const line = lineOf?.(key)
  return new AbraVersionError(
    'RECIPE_LINE_INVALID',
    `${path}${line === undefined ? '' : `:${line}`}: ${key}=${value} ${what}${abra === '' ? '' : ` (${abra})`}`,
    { path, ...(line === undefined ? {} : { line }), value, abra },
    { advice: 'write it as name or name:version, like custom-html:1.7.1+1.27.2' },
  )
}
