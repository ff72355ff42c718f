import { AbraVersionError } from './errors.js'

/**
 * Refuses a text or nothing where options are needed, for callers in JavaScript.
 *
 * @param example how the function is called
 * @throws USAGE
 */
export function demandOptions(options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return
  const what = `${JSON.stringify(options) ?? 'undefined'} are no options`
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
