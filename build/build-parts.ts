import { basename, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { type Plugin as RollupPlugin, rollup } from 'rollup'
import { compileSchemaFiles, schemasInFiles } from './compile-schemas.js'

/** Exported names, each with the module below src that has it. */
export type Exports = ReadonlyMap<string, string>

/** The command line. */
export const commandsPart = 'cli'
/** Size, in chars, from which on something shared is worth a file of its own. */
const smallest = 20_000

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
  const { outputFiles } = await build({
    absWorkingDir: src,
    entryPoints: {
      ...Object.fromEntries([...parts.keys()].map((part) => [part, part])),
      [commandsPart]: resolve(main),
    },
    plugins: [partEntries(src, parts), schemasInFiles],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    define: { ...define, 'import.meta.dirname': '__dirname' },
    outdir: '.',
    write: false,
  })
  const modules = new Map(outputFiles.map(({ path, text }) => [basename(path, '.js'), text]))
  const files = await toFewCommonJs(modules, [...parts.keys(), commandsPart])
  for (const [name, text] of await compileSchemaFiles()) files.set(`parts/${name}`, text)
  return files
}

/** esbuild splits ECMAScript modules only, and into many small files: Rollup joins these. */
async function toFewCommonJs(
  modules: ReadonlyMap<string, string>,
  entries: readonly string[],
): Promise<Map<string, string>> {
  const fromMemory: RollupPlugin = {
    name: 'modules in memory',
    resolveId: (id) => (modules.has(basename(id, '.js')) ? basename(id, '.js') : { id, external: true }),
    load: (id) => modules.get(id),
  }
  const joined = await rollup({
    input: [...entries],
    plugins: [fromMemory],
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
    experimentalMinChunkSize: smallest,
    // What imports a package is loaded late: joined with something else, it would be loaded with that.
    manualChunks: (id) => (/\bfrom ["']dotenv["']/.test(modules.get(id) ?? '') ? 'dotenv-differences' : undefined),
    onlyExplicitManualChunks: true,
    hoistTransitiveImports: false,
    externalLiveBindings: false,
    exports: 'named',
  })
  return new Map(
    output.flatMap((file) => (file.type === 'chunk' ? [[`parts/${file.fileName}`, withoutUnused(file.code)]] : [])),
  )
}

/** Rollup keeps the import of a chunk that nothing is taken from. Loading it does nothing but take time. */
function withoutUnused(code: string): string {
  return code.replaceAll(/^require\('\.\/shared-[\w-]+\.cjs'\);\n/gm, '')
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
