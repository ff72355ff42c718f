/** Returns a variable's value, or undefined if it is not set. */
export type LookupVariable = (name: string) => string | undefined

/** An invalid template, or a required variable without a value; `template` is the text that docker/cli quotes. */
export class TemplateProblem extends Error {
  readonly template: string

  constructor(template: string) {
    super(template)
    this.template = template
  }
}

// `ſ` and the Kelvin sign are letters, as in Go's case folding. To prepare a pattern with both i and u takes longer than all else that is done with it.
const NAME = /[_a-zA-Z\u017f\u212a][_a-zA-Z0-9\u017f\u212a]*/y

/**
 * Replaces the variables of a text: `$V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e} $$`. An unset variable is empty, without a warning.
 * A default or message after `-` or `?` ends at the next `}`, in the form without braces too, and is not expanded itself.
 * As in docker/cli, only the *last* variable decides whether the text is invalid: a valid one hides an error before it.
 *
 * @throws TemplateProblem
 * @rule L35
 */
export function substitute(text: string, lookup: LookupVariable): string {
  let made = ''
  let done = 0
  let problem: TemplateProblem | undefined
  const closing = nextClosing(text)
  for (let dollar = text.indexOf('$'); dollar !== -1; dollar = text.indexOf('$', done)) {
    made += text.slice(done, dollar)
    const found = readVariable(text, dollar, closing)
    done = found.end
    if (found.kind === 'escaped') {
      made += '$'
    } else if (found.kind === 'invalid') {
      problem = new TemplateProblem(text)
    } else {
      const value = resolveExpression(found.expression, lookup)
      problem = value instanceof TemplateProblem ? value : undefined
      if (typeof value === 'string') made += value
    }
  }
  if (problem !== undefined) throw problem
  return made + text.slice(done)
}

type Found = { end: number } & ({ kind: 'escaped' } | { kind: 'invalid' } | { kind: 'variable'; expression: string })

function readVariable(text: string, dollar: number, closing: (from: number) => number): Found {
  const next = text.charAt(dollar + 1)
  if (next === '$') return { kind: 'escaped', end: dollar + 2 }
  if (next === '{') {
    const start = dollar + 2
    const end = expressionEnd(text, start, closing)
    if (end !== undefined && text.charAt(end) === '}')
      return { kind: 'variable', expression: text.slice(start, end), end: end + 1 }
    return { kind: 'invalid', end: dollar + 1 }
  }
  const end = expressionEnd(text, dollar + 1, closing)
  if (end === undefined) return { kind: 'invalid', end: dollar + 1 }
  return { kind: 'variable', expression: text.slice(dollar + 1, end), end }
}

/** The end of a name with its default or message; undefined if no name begins there. */
function expressionEnd(text: string, start: number, closing: (from: number) => number): number | undefined {
  NAME.lastIndex = start
  if (!NAME.test(text)) return undefined
  const end = NAME.lastIndex
  const mark = text.charAt(end) === ':' ? end + 1 : end
  if (text.charAt(mark) !== '-' && text.charAt(mark) !== '?') return end
  return closing(mark + 1)
}

/** Finds the next `}`, or the end of the text. Calls must ascend, so the text is searched once. */
function nextClosing(text: string): (from: number) => number {
  let found = -1
  return (from) => {
    if (found < from) {
      found = text.indexOf('}', from)
      if (found === -1) found = text.length
    }
    return found
  }
}

function resolveExpression(expression: string, lookup: LookupVariable): string | TemplateProblem {
  for (const mark of [':-', '-', ':?', '?']) {
    const at = expression.indexOf(mark)
    if (at === -1) continue
    const name = expression.slice(0, at)
    const rest = expression.slice(at + mark.length)
    const value = lookup(name)
    const missing = value === undefined || (value === '' && mark.startsWith(':'))
    if (!missing) return value
    if (mark.endsWith('-')) return rest
    return new TemplateProblem(`required variable ${name} is missing a value: ${rest}`)
  }
  return lookup(expression) ?? ''
}
