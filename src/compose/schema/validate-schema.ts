import type { ComposeConfig } from '../compose-config.js'
import { type ComposePath, ComposeProblem } from '../compose-problem.js'
import { type ComposeMap, type ComposeValue, isComposeMap, KeyedByOthers } from '../compose-value.js'
import { GoTime } from '../go-values/go-time.js'
import { likelySchemaError } from './schema-error.js'
import { schemaValidator } from './schema-validators.js'

/**
 * Validates a file against the schema of compose file format 3.`minor`.
 *
 * @throws ComposeProblem with the place that docker/cli likely names: the deepest error
 * @rule L33 L34 L38
 */
export function validateSchema(file: ComposeMap, minor: number): void {
  const data = toSchemaJson(file, [])
  const validate = schemaValidator(minor)
  if (validate(data)) return
  const { at, text } = likelySchemaError(validate.errors ?? [])
  throw new ComposeProblem('SCHEMA', at, text)
}

/** Whether a configuration, written as a file, would be valid in format 3.`minor`. */
export function meetsSchema(config: ComposeConfig, minor: number): boolean {
  return schemaValidator(minor)(config)
}

/** Converts to JSON, as docker/cli does before it validates. JSON has no infinite numbers and no non-string keys. */
function toSchemaJson(value: ComposeValue, at: ComposePath): unknown {
  if (value instanceof GoTime) return value.rfc3339
  if (value instanceof KeyedByOthers) throw new ComposeProblem('SCHEMA', at, `json: unsupported type: ${value.kind}`)
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const text = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
    throw new ComposeProblem('SCHEMA', at, `json: unsupported value: ${text}`)
  }
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map((item, i) => toSchemaJson(item, [...at, i]))
  if (!isComposeMap(value)) return value
  const made: Record<string, unknown> = Object.create(null)
  for (const [key, item] of value) made[key] = toSchemaJson(item, [...at, key])
  return made
}
