import { basename, resolve } from 'node:path'
import { build, type ImportKind, type Metafile, type Plugin, transform } from 'esbuild'
import { type Plugin as RollupPlugin, rollup } from 'rollup'
import { compileSchemaFiles, schemasInFiles } from './compile-schemas.js'
import { type Entry, joinModules, type SplitModule } from './join-modules.js'
import { rulesAsJson } from './rules-as-json.js'

/** Exported names, each with the module below src that has it. */
export type Exports = ReadonlyMap<string, string>

/** The command line. */
export const commandsPart = 'cli'
/** What the library loads at once: what is no function, or a class, cannot wait for a call. */
export const firstPart = 'values'

/**
 * Each part as a CommonJS file of its own, and what several of them share as further ones.
 *
 * @param src folder of the sources, absolute
 * @param main path of the module that is the command line
 * @param define as esbuild takes it
 * @returns the text of each file, by its path below dist
 */
export async function buildParts(
  src: string,
  parts: ReadonlyMap<string, Exports>,
  main: string,
  define: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: src,
    entryPoints: {
      ...Object.fromEntries([...parts.keys()].map((part) => [part, part])),
      [commandsPart]: resolve(main),
    },
    plugins: [partEntries(src, parts), schemasInFiles, rulesAsJson],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    define: { ...define, 'import.meta.dirname': '__dirname' },
    outdir: '.',
    write: false,
    metafile: true,
  })
  const modules = new Map(outputFiles.map(({ path, text }) => [basename(path, '.js'), text]))
  const entries: Entry[] = [...parts.keys()].map((name) =>
    // To import the library should cost as little as can be: nearly every use of it begins so.
    name === firstPart ? { name, uses: 100 } : { name, after: firstPart },
  )
  entries.push({ name: commandsPart })
  const together = joinModules(splitModules(metafile), entries)
  const files = await toFewCommonJs(
    modules,
    entries.map(({ name }) => name),
    together,
  )
  for (const [name, text] of await compileSchemaFiles()) files.set(`parts/${name}`, text)
  return files
}

/** esbuild splits ECMAScript modules only, and into many small files: Rollup joins these. */
async function toFewCommonJs(
  modules: ReadonlyMap<string, string>,
  entries: readonly string[],
  together: readonly (readonly string[])[],
): Promise<Map<string, string>> {
  const fileOf = new Map(together.flatMap((names) => names.map((name) => [name, names[0]])))
  const fromMemory: RollupPlugin = {
    name: 'modules in memory',
    resolveId: (id) => (modules.has(basename(id, '.js')) ? basename(id, '.js') : { id, external: true }),
    load: (id) => modules.get(id),
  }
  const joined = await rollup({
    input: [...entries],
    plugins: [fromMemory],
    // What shares a file with an entry is exported there too.
    preserveEntrySignatures: 'allow-extension',
    // Of this package only the command line does anything when it is loaded.
    treeshake: { moduleSideEffects: (id) => id === commandsPart },
    logLevel: 'warn',
    onwarn: (warning) => {
      if (warning.code !== 'UNUSED_EXTERNAL_IMPORT') throw new Error(warning.message)
    },
  })
  const { output } = await joined.generate({
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'shared-[hash].cjs',
    manualChunks: (id) => fileOf.get(id),
    onlyExplicitManualChunks: true,
    hoistTransitiveImports: false,
    externalLiveBindings: false,
    // Rollup would copy a whole built-in module, property by property, and some properties of node:fs load much more. Nothing is imported from them by default.
    interop: (id) => (id?.startsWith('node:') === true ? 'esModule' : 'default'),
    exports: 'named',
  })
  const files = output.flatMap((file) => (file.type === 'chunk' ? [file] : []))
  const texts = files.map(
    async ({ fileName, code }): Promise<[string, string]> => [`parts/${fileName}`, await inShort(withoutUnused(code))],
  )
  return new Map(await Promise.all(texts))
}

/** Rollup keeps the import of a chunk that nothing is taken from. Loading it does nothing but take time. */
function withoutUnused(code: string): string {
  return code.replaceAll(/^require\('\.\/shared-[\w-]+\.cjs'\);\n/gm, '')
}

/**
 * V8 reads fewer chars faster, and nearly each use of the package reads all of them once. Names stay, for stack traces. One char above Latin-1 would make
 * V8 hold a file in two bytes a char.
 */
async function inShort(code: string): Promise<string> {
  const options = {
    minifyWhitespace: true,
    minifySyntax: true,
    format: 'cjs',
    charset: 'ascii',
    target: 'node20',
  } as const
  return (await transform(code, options)).code
}

function splitModules({ outputs }: Metafile): SplitModule[] {
  return Object.entries(outputs).map(([path, { bytes, imports }]) => {
    const names = (kind: ImportKind) =>
      imports.filter((each) => each.kind === kind && each.external !== true).map((each) => basename(each.path, '.js'))
    const name = basename(path, '.js')
    return {
      name,
      size: bytes,
      imports: names('import-statement'),
      lateImports: names('dynamic-import'),
      isAlone: name === commandsPart || imports.some(isOfPackage),
    }
  })
}

function isOfPackage({ kind, path, external = false }: { kind: string; path: string; external?: boolean }): boolean {
  return external && kind === 'import-statement' && !path.startsWith('node:')
}

function partEntries(src: string, parts: ReadonlyMap<string, Exports>): Plugin {
  return {
    name: 'parts of the library',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^/ }, ({ path }) => (parts.has(path) ? { path, namespace: 'part' } : undefined))
      onLoad({ filter: /^/, namespace: 'part' }, ({ path }) => ({
        contents: [...(parts.get(path) ?? [])]
          .map(([name, module]) => `export { ${name} } from '${module}'`)
          .join('\n'),
        loader: 'ts',
        resolveDir: src,
      }))
    },
  }
}
