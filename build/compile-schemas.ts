import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { _, Ajv, type KeywordCxt } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { type Plugin, transform } from 'esbuild'
import { composeSchema, type JsonSchema } from '../src/compose/schema/compose-schema.js'
import { DISTINCT } from '../src/compose/schema/distinct-items.js'
import { schemaFormats } from '../src/compose/schema/schema-formats.js'

const newestMinor = 13
/** A schema that is shorter as JSON is repeated where it is used; a longer one becomes a function that all versions share. */
const shortest = 40

/** Replaces src/compose/schema/schema-validators.ts by validators that are compiled now, so that the package needs no ajv. */
export const compiledSchemas: Plugin = {
  name: 'compiled schemas',
  setup({ onLoad }) {
    onLoad({ filter: /schema-validators\.ts$/ }, async ({ path }) => ({
      contents: await compileSchemas(),
      loader: 'js',
      resolveDir: dirname(path),
    }))
  },
}

/** The text of a module like schema-validators.ts. It does not import ajv. */
export async function compileSchemas(): Promise<string> {
  const shared = new Map<string, JsonSchema>()
  const versions = Array.from({ length: newestMinor + 1 }, (_, minor) => `v${minor}`)
  for (const [minor, version] of versions.entries()) {
    shared.set(version, { ...withSharedParts(composeSchema(minor), shared), $id: version })
  }
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    logger: false,
    messages: false,
    validateSchema: false,
    inlineRefs: false,
    formats: schemaFormats,
    code: { source: true, esm: true, formats: _`schemaFormats` },
  })
  ajv.addKeyword({
    keyword: DISTINCT,
    type: 'array',
    code: (context: KeywordCxt) => {
      const twins = context.gen.const('twins', _`twinsIn(${context.data})`)
      context.setParams({ twins })
      context.fail(_`${twins} !== undefined`)
    },
    error: { message: '', params: ({ params }) => _`{twins: ${params['twins']}}` },
  })
  for (const schema of shared.values()) ajv.addSchema(schema)
  const compiled = standaloneCode.default(ajv, Object.fromEntries(versions.map((version) => [version, version])))
  const text = [
    "import { twinsIn } from './distinct-items.js'",
    "import { schemaFormats } from './schema-formats.js'",
    compiled.replace('"use strict";', '').replaceAll(/export const (v\d+) = /g, 'const $1 = '),
    `const validators = [${versions.join()}]`,
    'export const schemaValidator = (minor) => validators[minor]',
  ]
  const { code } = await transform(text.join('\n'), {
    minify: true,
    treeShaking: true,
    format: 'esm',
    target: 'node20',
  })
  // Where in the schema a fault is, is not used, and is a large part of the text.
  return code.replaceAll(/\bschemaPath:"(?:[^"\\]|\\.)*",/g, '')
}

/** The schema with each longer part replaced by a reference to `shared`. */
function withSharedParts(schema: JsonSchema, shared: Map<string, JsonSchema>): JsonSchema {
  const share = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part
    const made = withSharedParts(part as JsonSchema, shared)
    const text = JSON.stringify(made)
    if (text.length < shortest) return made
    const id = createHash('sha256').update(text).digest('hex').slice(0, 12)
    shared.set(id, { ...made, $id: id })
    return { $ref: id }
  }
  const shareEach = (parts: unknown) =>
    Object.fromEntries(Object.entries(parts as JsonSchema).map(([name, part]) => [name, share(part)]))
  const changes: Record<string, (value: unknown) => unknown> = {
    properties: shareEach,
    patternProperties: shareEach,
    items: share,
    oneOf: (parts) => (parts as unknown[]).map(share),
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, changes[key]?.(value) ?? value]))
}
