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

const versions = Array.from({ length: newestMinor + 1 }, (_, minor) => `v${minor}`)

/** Replaces src/compose/schema/schema-validators.ts by validators that are compiled now, so that the package needs no ajv. */
export const compiledSchemas: Plugin = replaceValidators(compileSchemas)

/** Likewise, but each version is a file of {@link compileSchemaFiles}, loaded when it is first asked for: 14 versions take longer to load than to use. */
export const schemasInFiles: Plugin = replaceValidators(async () => {
  // esbuild would replace a bare require, and load what it replaces it by.
  const loaders = versions.map((_, minor) => `() => module.require('./${schemaFile(minor)}')`)
  return `${imports}
const loaders = [${loaders.join()}]
const loaded = []
export const schemaValidator = (minor) => (loaded[minor] ??= loaders[minor]()(twinsIn, schemaFormats))`
})

const imports = `import { twinsIn } from './distinct-items.js'
import { schemaFormats } from './schema-formats.js'`

function replaceValidators(text: () => Promise<string>): Plugin {
  return {
    name: 'compiled schemas',
    setup({ onLoad }) {
      onLoad({ filter: /schema-validators\.ts$/ }, async ({ path }) => ({
        contents: await text(),
        loader: 'js',
        resolveDir: dirname(path),
      }))
    },
  }
}

function schemaFile(minor: number): string {
  return `schema-3.${minor}.cjs`
}

/** The text of a module like schema-validators.ts. It does not import ajv. */
export async function compileSchemas(): Promise<string> {
  const text = [
    imports,
    compile(schemasForAjv(), versions),
    `const validators = [${versions.join()}]`,
    'export const schemaValidator = (minor) => validators[minor]',
  ]
  return minified(text.join('\n'), 'esm')
}

/** A CommonJS module for each version, by its file name: a function that is given `twinsIn` and `schemaFormats`, and returns the validator. */
export async function compileSchemaFiles(): Promise<Map<string, string>> {
  const ajv = schemasForAjv()
  const files = versions.map(async (version, minor): Promise<[string, string]> => {
    const text = `module.exports = function (twinsIn, schemaFormats) {\n${compile(ajv, [version])}\nreturn ${version}\n}`
    const code = await minified(text, 'cjs')
    // V8 reads a function in parentheses once, since it is called at once; any other one is read when it is loaded, and again when it is called.
    return [schemaFile(minor), code.replace(/^module\.exports=(function.*\});\n$/s, 'module.exports=($1)\n')]
  })
  return new Map(await Promise.all(files))
}

function schemasForAjv(): Ajv {
  const shared = new Map<string, JsonSchema>()
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
  return ajv
}

/** A constant for each of these versions, and what it uses. */
function compile(ajv: Ajv, wanted: readonly string[]): string {
  const compiled = standaloneCode.default(ajv, Object.fromEntries(wanted.map((version) => [version, version])))
  return compiled
    .replace('"use strict";', '')
    .replaceAll(/export const (v\d+) = /g, 'const $1 = ')
    .replaceAll(/export default \w+;?/g, '')
}

async function minified(text: string, format: 'esm' | 'cjs'): Promise<string> {
  const { code } = await transform(text, { minify: true, treeShaking: true, format, target: 'node20' })
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
