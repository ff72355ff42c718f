import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { typesNotExported } from '../support/public-types.js'

describe('the types of src/index.ts', () => {
  it('are exported, each that an export refers to', () => {
    expect(typesNotExported('src/index.ts')).toEqual([])
  }, 300_000)

  it('would be found out, wherever they are referred to', () => {
    const entry = 'test/api/made-up-entry.ts'
    const names = ['Base', 'Given', 'Answer', 'Union', 'Element', 'Called', 'Deep', 'Inferred', 'Plain', 'Imported']
    const sources = {
      [entry]: `
        export { f, made, type Options, type Shown } from './made-up-types.js'
        export type { Plain } from './made-up-types.js'`,
      'test/api/made-up-types.ts': `
        import type { Imported } from './made-up-imported.js'
        ${names
          .slice(0, -1)
          .map(
            (name) =>
              `export interface ${name} { readonly is${name}: true${name === 'Answer' ? '; readonly deep: Deep' : ''} }`,
          )
          .join('\n')}
        interface Hidden { readonly isHidden: true }
        export interface Shown extends Base { readonly either: string | Union; readonly import?: Imported }
        export interface Options { readonly onEnd?: (called: Called) => void }
        export function f<T extends Plain>(given: Given, options?: Options): Promise<Map<string, Answer & Array<T>>> {
          const hidden: Hidden | undefined = undefined
          throw new Error(String([given, options, hidden]))
        }
        declare const elements: readonly Element[]
        declare const inferred: Inferred
        export const made = { elements, inferred: [inferred] }`,
      'test/api/made-up-imported.ts': 'export interface Imported { readonly isImported: true }',
    }
    const found = typesNotExported(entry, new Map(Object.entries(sources).map(([path, text]) => [resolve(path), text])))
    expect(found.map(({ name }) => name).sort()).toEqual(names.filter((name) => name !== 'Plain').sort())
    expect(found.find(({ name }) => name === 'Called')).toEqual({
      name: 'Called',
      file: 'test/api/made-up-types.ts',
      usedBy: 'Options',
    })
  })
})
