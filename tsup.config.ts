import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defineConfig } from 'tsup'
import { commandsPart } from './build/build-parts.js'
import { compiledSchemas } from './build/compile-schemas.js'
import { splitPackage } from './build/split-package.js'
import { readRulePlaces } from './compare/faithfulness/read-rule-places.js'
import { packGoldens } from './src/golden/cases/packed-goldens.js'

/** One for each entry of package.json's exports. */
const library = {
  index: 'src/index.ts',
  compose: 'src/entry-compose.ts',
  git: 'src/entry-git.ts',
  harness: 'src/entry-harness.ts',
  swarm: 'src/entry-swarm.ts',
}

export default defineConfig([
  // For bundlers: the whole library as one ECMAScript module. What Node loads is made of the same sources when this is done.
  {
    entry: { bundled: 'src/index.ts' },
    format: 'esm',
    target: 'node20',
    platform: 'node',
    splitting: false,
    // All but what the other builds write.
    clean: [
      '!cli/start.cjs',
      '!cli/quick-chaos-version.cjs',
      '!stat-worker.cjs',
      '!page/fleet-page.js',
      '!page/timeline-page.js',
    ],
    dts: { entry: library },
    sourcemap: false,
    esbuildPlugins: [compiledSchemas],
    onSuccess: async () => {
      await writeSplitPackage()
      // The package carries these instead of the 1,700 files in golden/.
      packGoldens('golden', 'dist/golden')
      mkdirSync('dist/page', { recursive: true })
      for (const name of ['page.css', 'timeline.css']) copyFileSync(`src/page/${name}`, `dist/page/${name}`)
    },
  },
  // What is started: src/cli/start.ts says why. What they leave to others is not built into them. And the worker thread that they and the library start.
  {
    entry: {
      'cli/start': 'src/cli/start.ts',
      'cli/quick-chaos-version': 'src/cli/quick-chaos-version.ts',
      'stat-worker': 'src/git/quick/stat-worker.ts',
    },
    format: 'cjs',
    target: 'node20',
    platform: 'node',
    splitting: false,
    clean: false,
    minify: true,
    define: { 'import.meta.dirname': '__dirname' },
    external: [
      './main.js',
      './quick-chaos-version.js',
      './settings.js',
      './explain-chaos-version.js',
      '../go-binary/read-go-git-profile.js',
    ],
    dts: false,
    sourcemap: false,
    plugins: [
      {
        name: 'built-in modules as they are',
        // Nothing is imported from them by default, so the namespaces esbuild copies them into, property by property, are of no use.
        renderChunk: (code) => ({
          code: code.replace(/[\w$]+\(require\("([a-z_:/]+)"\)(?:, ?1)?\)/g, 'require("$1")'),
        }),
      },
      {
        name: 'what start.cjs loads',
        // By `require`: setting up Node's loader of ECMAScript modules takes 5 ms.
        renderChunk: (code) => ({
          code: code
            .replace('import("./main.js")', `require("../parts/${commandsPart}.cjs")`)
            .replace('import("./quick-chaos-version.js")', 'require("./quick-chaos-version.cjs")'),
        }),
      },
    ],
  },
  // The scripts of the pages: `fleet --html`; `explain`, `upgrade` and `wait --html`.
  {
    entry: {
      'page/fleet-page': 'src/page/browser/fleet-page.ts',
      'page/timeline-page': 'src/page/browser/timeline-page.ts',
    },
    format: 'iife',
    target: 'es2022',
    platform: 'browser',
    outExtension: () => ({ js: '.js' }),
    minify: true,
    splitting: false,
    clean: false,
    dts: false,
    sourcemap: false,
  },
])

async function writeSplitPackage(): Promise<void> {
  const built: Record<string, unknown> = await import(pathToFileURL(resolve('dist/bundled.js')).href)
  const files = await splitPackage(
    { src: resolve('src'), entries: library, main: 'src/cli/main.ts' },
    (name) => typeof built[name] === 'function' && !/^class\b/.test(String(built[name])),
    { RULE_PLACES: JSON.stringify(JSON.stringify(readRulePlaces('src'))) },
  )
  rmSync('dist/parts', { recursive: true, force: true })
  for (const folder of ['dist/parts', 'dist/cli']) mkdirSync(folder, { recursive: true })
  for (const [path, text] of files) writeFileSync(join('dist', path), text)
}
