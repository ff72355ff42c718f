import { Ajv, type ErrorObject } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeCases } from '../../../compare/compose-cases/compose-cases.js'
import { randomCompose } from '../../../compare/random/random-compose.js'
import { isComposeMap } from '../../../src/compose/compose-value.js'
import { composeSchema, type JsonSchema } from '../../../src/compose/schema/compose-schema.js'
import { DISTINCT, twinsIn } from '../../../src/compose/schema/distinct-items.js'
import { schemaFaults } from '../../../src/compose/schema/schema-faults.js'
import { schemaFormats } from '../../../src/compose/schema/schema-formats.js'
import { parseYaml } from '../../../src/compose/yaml/parse-yaml.js'

const versions = Array.from({ length: 14 }, (_, minor) => minor)

function makeAjv(): Ajv {
  const { duration, port } = schemaFormats
  const formats = { duration, port, 'port-number': { type: 'number', validate: schemaFormats['port-number'] } } as const
  const ajv = new Ajv({ allErrors: true, strict: false, strictNumbers: true, logger: false, messages: false, formats })
  return ajv.addKeyword({ keyword: DISTINCT, type: 'array', errors: true, validate: distinct })
}

const distinct: { (schema: unknown, list: unknown[]): boolean; errors?: object[] } = (_, list) => {
  const twins = twinsIn(list)
  if (twins !== undefined) distinct.errors = [{ keyword: DISTINCT, params: { twins } }]
  return twins === undefined
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  return isComposeMap(value) ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)])) : value
}

const pointer = (at: readonly string[]) =>
  at.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The keywords of a schema and of all schemas in it. */
function keywordsOf(schema: JsonSchema): string[] {
  const named = ['properties', 'patternProperties'].flatMap((keyword) => Object.values(schema[keyword] ?? {}))
  const below = [...named, schema['items'] ?? [], schema['oneOf'] ?? []].flat() as JsonSchema[]
  return [...Object.keys(schema), ...below.flatMap(keywordsOf)]
}

describe('the faults by the schema', () => {
  it('are those of ajv, in the same order, in every version', () => {
    const ajv = makeAjv()
    const validators = versions.map((minor) => ajv.compile(composeSchema(minor)))
    const random = fc.sample(randomCompose, { seed: 4, numRuns: 1500 })
    let [valid, broken] = [0, 0]
    for (const [i, { files }] of [...composeCases, ...random].entries()) {
      for (const { path, text } of files) {
        let value: unknown
        try {
          value = plain(parseYaml(path, text).tree)
        } catch {
          continue
        }
        for (const minor of [i % 14, 8]) {
          const validate = validators[minor]
          const expected = validate?.(value) === true ? [] : (validate?.errors ?? [])
          const faults = schemaFaults(value, minor)
          expect(
            faults.map(({ keyword, at, params }) => ({ keyword, instancePath: pointer(at), params })),
            text,
          ).toEqual(
            expected.map(({ keyword, instancePath, params }: ErrorObject) => ({ keyword, instancePath, params })),
          )
          if (faults.length === 0) valid++
          else broken++
        }
      }
    }
    expect(valid).toBeGreaterThan(500)
    expect(broken).toBeGreaterThan(300)
  })

  it('know every keyword of the schemas', () => {
    const keywords = new Set(versions.flatMap((minor) => keywordsOf(composeSchema(minor))))
    expect([...keywords].sort()).toEqual([
      'additionalProperties',
      DISTINCT,
      'enum',
      'format',
      'items',
      'minimum',
      'oneOf',
      'patternProperties',
      'properties',
      'required',
      'type',
    ])
  })
})
