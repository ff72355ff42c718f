import { AbraVersionError } from '../errors.js'

/** What `RECIPE=` or else `TYPE=` of an app's file says. @rule R41 R42 */
export interface RecipeLine {
  /** Which of the two variables it was read from. */
  readonly key: 'RECIPE' | 'TYPE'
  /** The recipe as it is written, e.g. `custom-html` or `mygit.org/myorg/cool-recipe`. */
  readonly name: string
  /** The version, without a `+U` at its end; undefined where there is none. */
  readonly version?: string
  /** The version as it is written. */
  readonly rawVersion?: string
}

/** Where a recipe line comes from, for messages. */
export interface RecipeLinePlace {
  /** The app's file. */
  readonly path: string
  /** The line of a variable, from 1. */
  readonly lineOf?: (key: string) => number | undefined
}

const dirtyMark = '+U'

/**
 * The recipe and version of an app. `RECIPE` counts wherever it is there, even empty beside a filled `TYPE` (class K: nothing published shows
 * that case). White space is kept as godotenv leaves it. `name:` has no version; `name:+U` has only a raw one.
 *
 * @throws RECIPE_LINE_INVALID where both are missing, for an empty name, and for a second colon, which abra calls fatal; `data.abra` holds its
 * likely words, '' where they are not known
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
