import { AbraVersionError } from './errors.js'

/** The old names of options that had no unit in their name. An old name is a type error, and USAGE at run time. */
export type RenamedOptions<Old extends string> = { readonly [Name in Old]?: never }

/** The unit that the value of an old name had. */
type OldUnit = 'seconds' | 'milliseconds'

/**
 * Refuses old names at run time, for callers in JavaScript. Without this check an old option would be ignored and its default used.
 *
 * @param units the old names. The new name is the old one with `Ms`, and its unit is the millisecond.
 * @throws USAGE
 */
export function refuseRenamedOptions<Options extends object>(
  options: Options,
  units: { readonly [Old in keyof Options]?: OldUnit },
): void {
  for (const [old, unit] of Object.entries<OldUnit>(units as Record<string, OldUnit>)) {
    const value: unknown = (options as Record<string, unknown>)[old]
    if (value !== undefined) throw renamed(old, unit, value)
  }
}

function renamed(old: string, unit: OldUnit, value: unknown): AbraVersionError<'USAGE'> {
  const factor = unit === 'seconds' ? 1000 : 1
  const example = typeof value === 'number' ? `: ${value * factor}` : ''
  const advice = `write ${old}Ms${example}; the value of ${old} was in ${unit}`
  const data = { argument: old, value: String(value) }
  return new AbraVersionError('USAGE', `the option ${old} is now ${old}Ms, in milliseconds`, data, { advice })
}
