import { isRecord } from '../../is-record.js'
import { jsonExcerpt } from '../../json-excerpt.js'

/** What is wrong with a JSON value; undefined if it has the shape. */
export type ShapeCheck = (value: unknown) => Problem | undefined

/** `path` grows from the inside to the outside: an answer has tens of thousands of values, and a path is of use for a wrong one alone. */
interface Problem {
  readonly path: string
  readonly text: string
}

/** Throws what `refuse` makes of the first problem, which says where in the answer it is; `at` is the place of the value. */
export type Demand<T> = (value: unknown, refuse: (problem: string) => Error, at?: string) => T

/** A reader of values of one shape. */
export function demanding<T>(check: ShapeCheck): Demand<T> {
  return (value, refuse, at = '') => {
    const problem = check(value)
    if (problem === undefined) return value as T
    const path = at + problem.path
    throw refuse(`${path === '' ? 'the answer' : path.replace(/^\./, '')} is ${problem.text}`)
  }
}

export function typed(type: 'string' | 'number' | 'boolean'): ShapeCheck {
  return (value) => (typeof value === type ? undefined : isNot(`a ${type}`, value))
}

/** Every field may be missing. Fields that are not named are not checked. */
export function record<T>(fields: { readonly [Name in keyof T]?: ShapeCheck }): ShapeCheck {
  const checks = Object.entries(fields) as [string, ShapeCheck][]
  return (value) => {
    if (!isRecord(value)) return isNot('an object', value)
    for (const [name, check] of checks) {
      const member = value[name]
      const problem = member === undefined ? undefined : check(member)
      if (problem !== undefined) return within(`.${name}`, problem)
    }
    return undefined
  }
}

export function mapOf(check: ShapeCheck): ShapeCheck {
  return (value) => {
    if (!isRecord(value)) return isNot('an object', value)
    for (const name of Object.keys(value)) {
      const problem = check(value[name])
      if (problem !== undefined) return within(`[${JSON.stringify(name)}]`, problem)
    }
    return undefined
  }
}

export function listOf(check: ShapeCheck): ShapeCheck {
  return (value) => {
    if (!Array.isArray(value)) return isNot('a list', value)
    for (let index = 0; index < value.length; index++) {
      const problem = check(value[index])
      if (problem !== undefined) return within(`[${index}]`, problem)
    }
    return undefined
  }
}

export function orNull(check: ShapeCheck): ShapeCheck {
  return (value) => (value === null ? undefined : check(value))
}

function within(place: string, { path, text }: Problem): Problem {
  return { path: `${place}${path}`, text }
}

function isNot(wanted: string, value: unknown): Problem {
  return { path: '', text: `${jsonExcerpt(value)}, not ${wanted}` }
}
