import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { compiledSchemas, compileSchemaFiles, schemasInFiles } from '../../../build/compile-schemas.js'
import { composeCases } from '../../../compare/compose-cases/compose-cases.js'
import { randomCompose } from '../../../compare/random/random-compose.js'
import { isComposeMap } from '../../../src/compose/compose-value.js'
import { type SchemaValidator, schemaValidator } from '../../../src/compose/schema/schema-validators.js'
import { parseYaml } from '../../../src/compose/yaml/parse-yaml.js'
import { withScratch } from '../../support/scenario.js'

type Validators = (minor: number) => SchemaValidator

/** What the package has instead of schema-validators.ts: for bundlers in one file, for Node in a file for each version. */
let compiled: Readonly<Record<'one file' | 'a file each', Validators>>

async function importCompiled(dir: string): Promise<typeof compiled> {
  mkdirSync(dir, { recursive: true })
  const entryPoints = [resolve('src/compose/schema/schema-validators.ts')]
  const made = { entryPoints, bundle: true, platform: 'node' } as const
  const [whole, split] = [join(dir, 'validators.mjs'), join(dir, 'validators.cjs')]
  await build({ ...made, format: 'esm', outfile: whole, plugins: [compiledSchemas] })
  await build({ ...made, format: 'cjs', outfile: split, plugins: [schemasInFiles] })
  for (const [name, text] of await compileSchemaFiles()) writeFileSync(join(dir, name), text)
  const loaded = {
    'one file': (await import(pathToFileURL(whole).href)).schemaValidator as Validators,
    'a file each': createRequire(import.meta.url)(split).schemaValidator as Validators,
  }
  // Every file is loaded while it is there.
  for (let minor = 0; minor <= 13; minor++) loaded['a file each'](minor)
  return loaded
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  return isComposeMap(value) ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)])) : value
}

const faults = (validator: SchemaValidator, value: unknown) => ({
  valid: validator(value),
  errors: (validator.errors ?? []).map(({ keyword, instancePath, params }) => ({ keyword, instancePath, params })),
})

describe('the schemas that the build compiles', () => {
  beforeAll(() =>
    withScratch(async (dir) => {
      compiled = await importCompiled(dir)
    }),
  )

  it('find the same faults in the same order as ajv does, in every version', () => {
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
          const expected = faults(schemaValidator(minor), value)
          expect(faults(compiled['one file'](minor), value), text).toEqual(expected)
          expect(faults(compiled['a file each'](minor), value), text).toEqual(expected)
          if (expected.valid) valid++
          else broken++
        }
      }
    }
    expect(valid).toBeGreaterThan(500)
    expect(broken).toBeGreaterThan(300)
  })
})
