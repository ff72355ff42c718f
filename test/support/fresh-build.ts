import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const built = ['dist/index.js', 'dist/parts/cli.cjs', 'dist/cli/start.cjs']
const alsoSources = [
  'build/build-parts.ts',
  'build/compile-schemas.ts',
  'build/split-package.ts',
  'tsup.config.ts',
  'package.json',
]

let isFresh = false

/** Throws if dist was built before the last change of src: a test of the command line would then pass or fail on old code. */
export function demandFreshBuild(root = '.'): void {
  if (isFresh && root === '.') return
  const problem = staleBuild(root)
  if (problem !== undefined) throw new Error(`${problem}; run npm run build:js first`)
  isFresh = true
}

/** Why the files in dist are not those of src; undefined if none is older than a source. */
export function staleBuild(root: string): string | undefined {
  const times = built.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs)
  const missing = built.find((_, at) => times[at] === undefined)
  if (missing !== undefined) return `${missing} is missing`
  const builtAt = Math.min(...times.map((time) => time ?? 0))
  const changed = [...filesBelow(root, 'src'), ...alsoSources].find(
    (file) => statSync(join(root, file)).mtimeMs > builtAt,
  )
  return changed === undefined ? undefined : `${changed} has changed since dist was built`
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(folder, entry.parentPath.slice(join(root, folder).length), entry.name))
}
