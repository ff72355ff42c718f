import { isRecord } from '../../is-record.js'
/** What is wrong with a JSON value, and where in the answer; undefined if it has the shape. */
export type ShapeCheck = (value: unknown, at: string) => string | undefined

const longestExcerpt = 100

/** A reader of values of one shape; it throws what `refuse` makes of the first problem. */
export function demanding<T>(check: ShapeCheck): (value: unknown, refuse: (problem: string) => Error) => T {
  return (value, refuse) => {
    const problem = check(value, '')
    if (problem !== undefined) throw refuse(problem)
    return value as T
  }
}

export function typed(type: 'string' | 'number' | 'boolean'): ShapeCheck {
  return (value, at) => (typeof value === type ? undefined : isNot(`a ${type}`, value, at))
}

/** Every field may be missing. Fields that are not named are not checked. */
export function record<T>(fields: { readonly [Name in keyof T]?: ShapeCheck }): ShapeCheck {
  const checks = Object.entries(fields) as [string, ShapeCheck][]
  return (value, at) => {
    if (!isRecord(value)) return isNot('an object', value, at)
    return firstProblem(checks, ([name, check]) =>
      value[name] === undefined ? undefined : check(value[name], at === '' ? name : `${at}.${name}`),
    )
  }
}

export function mapOf(check: ShapeCheck): ShapeCheck {
  return (value, at) => {
    if (!isRecord(value)) return isNot('an object', value, at)
    return firstProblem(Object.entries(value), ([name, member]) => check(member, `${at}[${JSON.stringify(name)}]`))
  }
}

export function listOf(check: ShapeCheck): ShapeCheck {
  return (value, at) => {
    if (!Array.isArray(value)) return isNot('a list', value, at)
    return firstProblem([...value.entries()], ([index, member]) => check(member, `${at}[${index}]`))
  }
}

export function orNull(check: ShapeCheck): ShapeCheck {
  return (value, at) => (value === null ? undefined : check(value, at))
}

function firstProblem<T>(members: readonly T[], check: (member: T) => string | undefined): string | undefined {
  for (const member of members) {
    const problem = check(member)
    if (problem !== undefined) return problem
  }
  return undefined
}

function isNot(wanted: string, value: unknown, at: string): string {
  const text = JSON.stringify(value)
  const found = text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text
  return `${at === '' ? 'the answer' : at} is ${found}, not ${wanted}`
}
