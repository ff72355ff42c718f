import { demandOptions, shownValue } from './demand-options.js'
import { AbraVersionError } from './errors.js'

/** What the value of an option has to be. A list names the texts that it may be. */
export type OptionKind = keyof typeof kinds | readonly string[] | OptionCheck

/** A kind of one option alone. */
export interface OptionCheck {
  /** What to give, as in `give true or false`. */
  readonly wanted: string
  readonly fits: (value: unknown) => boolean
}

/** One for each option; an option that is never given, such as an old name, has none. */
export type OptionKinds<Options> = {
  readonly [Name in keyof Options as [Exclude<Options[Name], undefined>] extends [never] ? never : Name]-?: OptionKind
}

const kinds = {
  text: { wanted: 'a text', fits: (value) => typeof value === 'string' },
  flag: { wanted: 'true or false', fits: (value) => typeof value === 'boolean' },
  duration: { wanted: 'a number of milliseconds', fits: (value) => Number.isFinite(value) && Number(value) >= 0 },
  function: { wanted: 'a function', fits: (value) => typeof value === 'function' },
  object: {
    wanted: 'an object',
    fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !isPromise(value),
  },
  list: { wanted: 'a list', fits: (value) => Array.isArray(value) },
  texts: {
    wanted: 'a list of texts',
    fits: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  },
} satisfies Record<string, OptionCheck>

/**
 * Refuses options whose value has another type, and a name that is nearly that of an option: without this a caller in JavaScript gets an answer to
 * another question. Other names stay allowed, since an object may be made for several functions.
 *
 * @param example how the function is called
 * @throws USAGE
 */
export function demandKinds<Options extends object>(
  options: unknown,
  known: OptionKinds<Options>,
  example: string,
): void {
  demandOptions(options, example)
  const names = Object.keys(known)
  for (const [name, value] of Object.entries(options as object)) {
    if (value === undefined) continue
    if (Object.hasOwn(known, name)) demandKind(name, value, (known as Record<string, OptionKind>)[name] ?? 'text')
    else refuseTypo(name, names, example)
  }
}

function demandKind(name: string, value: unknown, kind: OptionKind): void {
  const { wanted, fits } = checkOf(kind)
  if (fits(value)) return
  const advice = isPromise(value) ? 'await it first' : `give ${wanted}`
  throw refused(`the option ${name} is ${shownValue(value)}`, name, advice)
}

function checkOf(kind: OptionKind): OptionCheck {
  if (typeof kind === 'string') return kinds[kind]
  if ('fits' in kind) return kind
  return { wanted: kind.join(' or '), fits: (value) => kind.includes(value as string) }
}

function refuseTypo(name: string, names: readonly string[], example: string): void {
  const meant = ofOthers.has(name) ? undefined : names.find((known) => isTypo(name, known))
  if (meant === undefined) return
  throw refused(`there is no option ${name}`, name, `write ${meant}; it is called like ${example}`)
}

function refused(what: string, argument: string, advice: string): AbraVersionError<'USAGE'> {
  return new AbraVersionError('USAGE', what, { argument }, { advice })
}

/** The names of two options of the command line whose options in the library have other ones. */
const ofCommandLine: Readonly<Record<string, string>> = { gogit: 'profile', secrets: 'existingSecrets' }

/** Options of other functions, near as they are to another name. */
const ofOthers: ReadonlySet<string> = new Set(['apps', 'deployer', 'servers'])

/** Whether a name is another one but for its case, one letter, two letters that changed places, or its end: `choas`, `abradir`, `expect` for `expected`. */
function isTypo(name: string, known: string): boolean {
  const [one, other] = [name, known].map((text) => text.replaceAll(/[-_]/g, '').toLowerCase()) as [string, string]
  if (ofCommandLine[one] === known) return true
  if (one === other) return true
  if (one.length >= 4 && other.startsWith(one)) return true
  return one.length >= 4 && isOneEdit(one, other)
}

/** Whether one letter more, less or other, or two neighbours that change places, make one text of the other. */
export function isOneEdit(one: string, other: string): boolean {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const [rest, otherRest] = [one.slice(at), other.slice(at)]
  if (rest.slice(1) === otherRest || rest === otherRest.slice(1) || rest.slice(1) === otherRest.slice(1)) return true
  return rest.slice(2) === otherRest.slice(2) && rest[0] === otherRest[1] && rest[1] === otherRest[0]
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}
