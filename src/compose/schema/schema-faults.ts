import { composeSchema, type JsonSchema } from './compose-schema.js'
import { DISTINCT, twinsIn } from './distinct-items.js'
import { schemaFormats } from './schema-formats.js'

/** What a value breaks. */
export interface SchemaFault {
  readonly keyword: string
  /** Keys and positions that lead to the value. */
  readonly at: readonly string[]
  readonly params: Readonly<Record<string, unknown>>
}

const schemas = new Map<number, JsonSchema>()
const patterns = new Map<string, RegExp>()

/**
 * Every fault of a value by the schema of format 3.`minor`, in the order of ajv's `allErrors`. The schema is read as it is: a process judges one or two
 * files, and to load code that was compiled of it takes longer.
 */
export function schemaFaults(value: unknown, minor: number): readonly SchemaFault[] {
  const schema = schemas.get(minor) ?? composeSchema(minor)
  schemas.set(minor, schema)
  const validation = new Validation()
  validation.meets(schema, value)
  return validation.faults
}

/** Knows the keywords that {@link composeSchema} uses. */
class Validation {
  readonly faults: SchemaFault[] = []
  readonly #path: string[] = []

  meets(schema: JsonSchema, value: unknown): boolean {
    const faultsBefore = this.faults.length
    const { type, enum: allowed, oneOf } = schema
    if (type !== undefined && !hasType(type, value)) this.#fault('type', { type })
    if (allowed !== undefined && !(allowed as unknown[]).includes(value))
      this.#fault('enum', { allowedValues: allowed })
    if (oneOf !== undefined) this.#meetsOne(oneOf as JsonSchema[], value)
    if (typeof value === 'number') this.#checkNumber(schema, value)
    else if (typeof value === 'string') this.#checkText(schema, value)
    else if (Array.isArray(value)) this.#checkList(schema, value)
    else if (isObject(value)) this.#checkObject(schema, value)
    return this.faults.length === faultsBefore
  }

  #fault(keyword: string, params: SchemaFault['params']): void {
    this.faults.push({ keyword, at: [...this.#path], params })
  }

  #meetsBelow(key: string, schema: JsonSchema, value: unknown): void {
    this.#path.push(key)
    this.meets(schema, value)
    this.#path.pop()
  }

  /** Exactly one of them. A second one that is met ends the search. */
  #meetsOne(schemas: readonly JsonSchema[], value: unknown): void {
    const faultsBefore = this.faults.length
    let met: number | undefined
    for (const [i, schema] of schemas.entries()) {
      if (!this.meets(schema, value)) continue
      if (met !== undefined) {
        this.#fault('oneOf', { passingSchemas: [met, i] })
        return
      }
      met = i
    }
    if (met === undefined) this.#fault('oneOf', { passingSchemas: null })
    else this.faults.length = faultsBefore
  }

  #checkNumber({ minimum, format }: JsonSchema, value: number): void {
    if (minimum !== undefined && value < Number(minimum)) this.#fault('minimum', { comparison: '>=', limit: minimum })
    if (format === 'port-number' && !schemaFormats[format](value)) this.#fault('format', { format })
  }

  #checkText({ format }: JsonSchema, value: string): void {
    if ((format === 'duration' || format === 'port') && !schemaFormats[format](value)) this.#fault('format', { format })
  }

  #checkList(schema: JsonSchema, list: readonly unknown[]): void {
    const { items } = schema
    if (items !== undefined)
      for (const [i, item] of list.entries()) this.#meetsBelow(String(i), items as JsonSchema, item)
    const twins = schema[DISTINCT] === undefined ? undefined : twinsIn(list)
    if (twins !== undefined) this.#fault(DISTINCT, { twins })
  }

  #checkObject(schema: JsonSchema, value: Readonly<Record<string, unknown>>): void {
    const { required, additionalProperties, properties = {}, patternProperties = {} } = schema
    for (const name of (required ?? []) as string[])
      if (value[name] === undefined) this.#fault('required', { missingProperty: name })
    const named = properties as Record<string, JsonSchema>
    const matched = Object.entries(patternProperties as Record<string, JsonSchema>)
    const keys = Object.keys(value)
    if (additionalProperties === false)
      for (const key of keys)
        if (!Object.hasOwn(named, key) && !matched.some(([pattern]) => matches(pattern, key)))
          this.#fault('additionalProperties', { additionalProperty: key })
    for (const name of Object.keys(named))
      if (value[name] !== undefined) this.#meetsBelow(name, named[name] ?? {}, value[name])
    for (const [pattern, below] of matched)
      for (const key of keys) if (matches(pattern, key)) this.#meetsBelow(key, below, value[key])
  }
}

function hasType(type: unknown, value: unknown): boolean {
  return Array.isArray(type) ? type.some((one) => hasType(one, value)) : isOfType(type, value)
}

function isOfType(type: unknown, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value)
    case 'array':
      return Array.isArray(value)
    case 'null':
      return value === null
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return Number.isFinite(value)
    default:
      return typeof value === type
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function matches(pattern: string, key: string): boolean {
  const made = patterns.get(pattern) ?? new RegExp(pattern, 'u')
  patterns.set(pattern, made)
  return made.test(key)
}
