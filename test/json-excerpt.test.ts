import { describe, expect, it } from 'vitest'
import { demandShallow, jsonExcerpt } from '../src/json-excerpt.js'
import { parseSavedJson } from '../src/saved-json.js'
import { fingerprint } from '../src/swarm/snapshot/fingerprint.js'
import { parseBaseline } from '../src/swarm/snapshot/parse-baseline.js'
import { anError } from './support/expect-error.js'

const depth = 200_000
const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`

describe('a value of JSON that is nested deeper than the stack', () => {
  it('has no excerpt', () => {
    expect(jsonExcerpt(JSON.parse(nested))).toBe('a value that is nested deeply')
    expect([undefined, null, [1], 'x'.repeat(200)].map(jsonExcerpt)).toEqual([
      'none',
      'null',
      '[1]',
      `"${'x'.repeat(99)}…`,
    ])
  })

  it('has no fingerprint', () => {
    expect(() => fingerprint({ Networks: JSON.parse(nested) })).toThrow(anError('SAFETY_LIMIT'))
  })

  it('is no schema of a saved file', () => {
    const text = `{"schema":${nested}}`
    expect(() => parseBaseline(text, 'base.json')).toThrow('base.json: has schema a value that is nested deeply, not 1')
    const parse = () =>
      parseSavedJson(
        text,
        () => undefined,
        (problem) => new Error(problem),
      )
    expect(parse).toThrow('has schema a value that is nested deeply, not 1')
  })

  it('is the only error that is taken for it', () => {
    expect(() => demandShallow(() => new Date(Number.NaN).toISOString())).toThrow('Invalid time value')
  })
})
