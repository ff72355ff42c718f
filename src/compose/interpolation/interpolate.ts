import { type ComposePath, ComposeProblem } from '../compose-problem.js'
import { type ComposeMap, type ComposeValue, isComposeList, isComposeMap } from '../compose-value.js'
import { type LookupVariable, substitute, TemplateProblem } from './substitute.js'
import { castFor } from './type-casts.js'

/** The largest text of one file after interpolation: a long variable may be used many times. */
const MOST_CHARACTERS = 1 << 24

/** Thrown if interpolation exceeds the limit. */
export class InterpolationLimit extends Error {
  readonly limit = `more than ${MOST_CHARACTERS} characters after interpolation`
}

/**
 * Replaces variables in every text of a file except keys, and casts interpolated texts to numbers and booleans where docker/cli does.
 *
 * @throws ComposeProblem, InterpolationLimit
 * @rule L35
 */
export function interpolate(config: ComposeMap, lookup: LookupVariable): ComposeMap {
  let made = 0
  const walk = (value: ComposeValue, at: ComposePath, place: string): ComposeValue => {
    if (typeof value === 'string') {
      if (!value.includes('$')) return value
      const text = substituteAt(value, at, place, lookup)
      made += text.length
      if (made > MOST_CHARACTERS) throw new InterpolationLimit()
      return text === value ? text : castAt(text, at, place)
    }
    if (isComposeList(value)) return value.map((item, i) => walk(item, [...at, i], `${place}.[]`))
    if (isComposeMap(value))
      return new Map([...value].map(([key, item]) => [key, walk(item, [...at, key], `${place}.${key}`)]))
    return value
  }
  return new Map([...config].map(([key, value]) => [key, walk(value, [key], key)]))
}

function substituteAt(text: string, at: ComposePath, place: string, lookup: LookupVariable): string {
  try {
    return substitute(text, lookup)
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    const quoted = JSON.stringify(error.template)
    const docker = `invalid interpolation format for ${place}: ${quoted}; you may need to escape any $ with another $`
    throw new ComposeProblem('INTERPOLATION', at, docker)
  }
}

function castAt(text: string, at: ComposePath, place: string): ComposeValue {
  const cast = castFor(place)?.(text)
  if (cast === undefined) return text
  if ('value' in cast) return cast.value
  const docker = `error while interpolating ${place}: failed to cast to expected type: ${cast.problem}`
  throw new ComposeProblem('INTERPOLATION', at, docker)
}
