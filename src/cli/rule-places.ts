/** JSON, filled in by the build from the comments of src; missing where this file is run unbuilt. An object would be loaded with every command. */
declare const RULE_PLACES: string | undefined

/** The lines of the source that implement each rule. */
export const rulePlaces: Readonly<Record<string, readonly string[]>> =
  typeof RULE_PLACES === 'undefined' ? {} : JSON.parse(RULE_PLACES)
