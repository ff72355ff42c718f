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
