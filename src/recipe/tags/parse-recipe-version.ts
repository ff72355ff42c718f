/** Dotted numbers and a suffix. */
export interface VersionPart {
  /** Each number as its digits, of any length; without a leading `v`. Empty if the text does not begin with a number. */
  readonly numbers: readonly string[]
  /** The text after the numbers, with its `-` or `_`; may be ''. */
  readonly suffix: string
}

/** The part before the `+`: one to three numbers, letters right behind them (`rc1` in `1.0.0rc1`), and `-suffix`es. */
export interface RecipePart extends VersionPart {
  /** A prerelease to Renovate; may be ''. */
  readonly letters: string
}

/** A tag such as `1.1.1+6-alpine`, parsed: the recipe's own version, and the version of the app in it. @rule R80 */
export interface RecipeVersion {
  readonly raw: string
  readonly recipe: RecipePart
  /** The free text after the first `+`; undefined without a `+`. */
  readonly upstream: VersionPart | undefined
}

/** Why a tag is not a recipe version. */
export type NoVersionReason =
  | 'empty'
  | 'parametrised'
  | 'commit'
  | 'letters only'
  | 'too many parts'
  | 'several versions'
  | 'no version'

export interface NoVersion {
  readonly raw: string
  readonly why: NoVersionReason
}

const commit = /^[a-f0-9]{7,40}$/
const letters = /^[a-z]+$/i
const leadingNumbers = /^[0-9]+(?:\.[0-9]+)*/
const lettersBehind = /^\w*/
const suffixes = /^(?:-[a-z0-9_.]+)+$/i
/** A dotted number in a suffix, as in `1.0.0-2.3`, counts as a second version. */
const secondVersion = /[0-9]\.[0-9]/

/**
 * Splits a tag at its first `+`. The recipe part is one to three numbers, with an optional `v` before, and optional letters and `-suffix`es after them.
 * For any other text it returns the reason. Never throws.
 *
 * @rule R80
 */
export function parseRecipeVersion(tag: string): RecipeVersion | NoVersion {
  const plus = tag.indexOf('+')
  const text = plus === -1 ? tag : tag.slice(0, plus)
  const recipe = parseRecipePart(text)
  const why = reasonAgainst(text, recipe)
  if (why !== undefined) return { raw: tag, why }
  return { raw: tag, recipe, upstream: plus === -1 ? undefined : parsePart(tag.slice(plus + 1)) }
}

export function isRecipeVersion(parsed: RecipeVersion | NoVersion): parsed is RecipeVersion {
  return 'recipe' in parsed
}

function parseRecipePart(text: string): RecipePart {
  const { numbers, suffix: rest } = parsePart(text)
  const letters = numbers.length === 0 ? '' : (lettersBehind.exec(rest)?.[0] ?? '')
  return { numbers, letters, suffix: rest.slice(letters.length) }
}

function parsePart(text: string): VersionPart {
  const bare = /^v[0-9]/.test(text) ? text.slice(1) : text
  const numbers = leadingNumbers.exec(bare)?.[0] ?? ''
  return { numbers: numbers === '' ? [] : numbers.split('.'), suffix: bare.slice(numbers.length) }
}

function reasonAgainst(text: string, { numbers, suffix }: VersionPart): NoVersionReason | undefined {
  if (text === '') return 'empty'
  if (text.includes('${')) return 'parametrised'
  if (commit.test(text)) return 'commit'
  if (letters.test(text)) return 'letters only'
  if (numbers.length === 0) return 'no version'
  if (numbers.length > 3) return 'too many parts'
  if (suffix === '') return undefined
  if (!suffixes.test(suffix)) return 'no version'
  return secondVersion.test(suffix) ? 'several versions' : undefined
}
