import { readFileSync } from 'node:fs'
import { transformSync } from 'esbuild'
import { buildParts, commandsPart, type Exports, firstPart } from './build-parts.js'

interface Sources {
  /** Folder of the sources, absolute. */
  readonly src: string
  /** Path of each entry file, which stands in `src`, by the name of its file in dist. */
  readonly entries: { readonly index: string } & Readonly<Record<string, string>>
  /** Path of the module that is the command line. */
  readonly main: string
}

/** Rooms of src that are loaded together when one of their functions is first called. Each subpath of the package is such a part too. */
const partOf: Readonly<Record<string, string>> = { app: 'app', recipe: 'recipe' }
const otherPart = 'predict'

/**
 * The package for Node, in CommonJS parts that the library and the command line share. A function of the library loads its part when it is first called.
 * ECMAScript modules cannot do that: a synchronous function cannot wait for `import()`, and `require` of an ECMAScript module fails while the module is
 * being imported elsewhere.
 *
 * @param isLate whether an exported name is a function, and no class
 * @param define as esbuild takes it
 * @returns the text of each file, by its path below dist
 */
export async function splitPackage(
  { src, entries, main }: Sources,
  isLate: (name: string) => boolean,
  define: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const { index, ...subpaths } = entries
  const parts = new Map(Object.entries(subpaths).map(([name, entry]): [string, Exports] => [name, exportsOf(entry)]))
  const own = exportsOf(index)
  const inSubpaths = [...parts.values()].flatMap((exports) => [...exports])
  const names = [...new Map([...own, ...inSubpaths]).keys()].sort()
  // With a value, all of its module is loaded.
  const early = new Set([...own, ...inSubpaths].filter(([name]) => !isLate(name)).map(([, module]) => module))
  for (const [name, module] of own) addTo(parts, early.has(module) ? firstPart : roomPart(module), name, module)
  for (const [name, module] of inSubpaths) if (early.has(module)) addTo(parts, firstPart, name, module)

  const files = await buildParts(src, parts, main, define)
  files.set('index.js', lateExports(names, parts))
  for (const name of Object.keys(subpaths)) files.set(`${name}.js`, passedOn([...(parts.get(name)?.keys() ?? [])]))
  files.set('cli/main.js', `import '../parts/${commandsPart}.cjs'\n`)
  return files
}

function addTo(parts: Map<string, Exports>, part: string, name: string, module: string): void {
  parts.set(part, new Map([...(parts.get(part) ?? []), [name, module]]))
}

function roomPart(module: string): string {
  return partOf[module.split('/')[1] ?? ''] ?? otherPart
}

/** The values that an entry lists itself, not those it takes over from another entry. */
function exportsOf(entry: string): Exports {
  const { code } = transformSync(readFileSync(entry, 'utf8'), { loader: 'ts' })
  const lists = [...code.matchAll(/^export \{([^}]*)\} from "([^"]+)";$/gm)]
  return new Map(
    lists.flatMap(([, list = '', module = '']) =>
      list.split(',').map((name): [string, string] => [name.trim(), module]),
    ),
  )
}

function lateExports(names: readonly string[], parts: ReadonlyMap<string, Exports>): string {
  const early: Exports = parts.get(firstPart) ?? new Map()
  const partWith = (name: string) => [...parts].find(([, exports]) => exports.has(name))?.[0]
  return [
    // Node reads a CommonJS file that is imported once more to find its names: one that is required it does not.
    `import { createRequire } from 'node:module'`,
    'const require = createRequire(import.meta.url)',
    `const values = require('./parts/${firstPart}.cjs')`,
    ...names.map((name) =>
      early.has(name)
        ? `export const ${name} = values.${name}`
        : `export function ${name}(...args) { return require('./parts/${partWith(name)}.cjs').${name}(...args) }`,
    ),
    '',
  ].join('\n')
}

function passedOn(names: readonly string[]): string {
  return `export { ${names.join(', ')} } from './index.js'\n`
}
