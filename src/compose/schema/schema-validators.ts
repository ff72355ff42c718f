import { Ajv } from 'ajv'
import { composeSchema } from './compose-schema.js'
import { DISTINCT, twinsIn } from './distinct-items.js'
import { schemaFormats } from './schema-formats.js'

/** What a value breaks. */
export interface SchemaFault {
  readonly keyword: string
  /** A JSON pointer. */
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Tells whether a value meets a schema; if it does not, `errors` has every fault of the last value. */
export interface SchemaValidator {
  (value: unknown): boolean
  errors?: readonly SchemaFault[] | null
}

const validators = new Map<number, SchemaValidator>()

/**
 * The validator of format 3.`minor`. The sources compile it when it is first used. In the built package this file is replaced by one in which
 * build/compile-schemas.ts has compiled all of them: compiling one takes longer than all the rest of `stamp`.
 */
export function schemaValidator(minor: number): SchemaValidator {
  const made = validators.get(minor)
  if (made !== undefined) return made
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false, messages: false, formats: schemaFormats })
  const twins = { keyword: DISTINCT, type: 'array', errors: true, validate: distinct } as const
  ajv.addKeyword(twins)
  const validate: SchemaValidator = ajv.compile(composeSchema(minor))
  validators.set(minor, validate)
  return validate
}

const distinct: { (schema: unknown, list: unknown[]): boolean; errors?: object[] } = (_, list) => {
  const twins = twinsIn(list)
  if (twins === undefined) return true
  distinct.errors = [{ keyword: DISTINCT, params: { twins } }]
  return false
}
