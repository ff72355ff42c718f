/** Filled in by the build from the comments of src; missing where this file is run unbuilt. */
declare const RULE_PLACES: Readonly<Record<string, readonly string[]>> | undefined

/** The lines of the source that implement each rule. */
export const rulePlaces: Readonly<Record<string, readonly string[]>> =
  typeof RULE_PLACES === 'undefined' ? {} : RULE_PLACES
