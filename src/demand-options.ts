import { AbraVersionError } from './errors.js'
import { shortened } from './shortened.js'

/**
 * Refuses a text or nothing where options are needed, for callers in JavaScript.
 *
 * @param example how the function is called
 * @throws USAGE
 */
export function demandOptions(options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return
  const what = `${shownValue(options)} are no options`
  throw new AbraVersionError('USAGE', what, { argument: 'options' }, { advice: `call it like ${example}` })
}

/** Refuses options without an app. @throws USAGE */
export function demandApp(options: { readonly app?: unknown }, example: string): void {
  demandOptions(options, example)
  const { app } = options
  if (typeof app === 'string' || (typeof app === 'object' && app !== null && 'path' in app)) return
  throw new AbraVersionError(
    'USAGE',
    'the options name no app',
    { argument: 'app' },
    { advice: `call it like ${example}` },
  )
}

/** Refuses anything but a text, and an empty one too. @throws USAGE */
export function demandText(value: unknown, argument: string, example: string): asserts value is string {
  demandAnyText(value, argument, example)
  if (value !== '') return
  throw new AbraVersionError(
    'USAGE',
    `${argument} is an empty text`,
    { argument },
    { advice: `call it like ${example}` },
  )
}

/** Refuses anything but a text. @throws USAGE */
export function demandAnyText(value: unknown, argument: string, example: string): asserts value is string {
  if (typeof value === 'string') return
  const what = `${argument} is ${shownValue(value)}, and no text`
  throw new AbraVersionError('USAGE', what, { argument }, { advice: `call it like ${example}` })
}

/** A value in a message. Of an object only its kind: it may hold passwords. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return JSON.stringify(shortened(value))
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return 'a list'
  const name: unknown = value.constructor?.name
  return 'then' in value ? 'a promise' : name === 'Object' || typeof name !== 'string' ? 'an object' : `a ${name}`
}
