/** A variable in a text of a compose file. */
export interface NamedVariable {
  readonly name: string
  readonly hasBraces: boolean
  /** `-` and `?` after the name give the variable a default, or make it required; with `:` also where it is empty. '' without. */
  readonly mark: '' | '-' | ':-' | '?' | ':?'
}

/** The text in braces is bounded, so that a text of `${A${A…` takes linear time. */
const variable = /\$(?:\$|\{([A-Za-z_]\w*)(:?[-?])?[^}\n]{0,500}\}|([A-Za-z_]\w*)(:?[-?])?)/g

/** The variables of a text, in order. `$$` is no variable. @rule L35 */
export function variablesIn(text: string): NamedVariable[] {
  if (!text.includes('$')) return []
  return [...text.matchAll(variable)].flatMap(([, braced, bracedMark, bare, bareMark]) => {
    const name = braced ?? bare
    if (name === undefined) return []
    const mark = (bracedMark ?? bareMark ?? '') as NamedVariable['mark']
    return [{ name, hasBraces: braced !== undefined, mark }]
  })
}
