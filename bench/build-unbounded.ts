import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Scratch } from './scratch.js'

const run = promisify(execFile)

/** What a build reads. */
const sources = ['src', 'build', 'compare', 'golden', 'tsup.config.ts', 'tsconfig.json', 'package.json'] as const

/**
 * Builds the sources of this package once more, with bench/unbounded-work.ts in the place of src/work-budget.ts: the same build but for its bounds on
 * work. The builds before and after the commit that brought them differ in more than that.
 *
 * @param root folder of the package, with its sources and node_modules
 * @returns the folder that holds `dist`
 */
export async function buildUnbounded(scratch: Scratch, root: string): Promise<string> {
  const dir = join(scratch.dir, 'unbounded')
  if (existsSync(dir)) return dir
  mkdirSync(dir)
  for (const name of sources) cpSync(join(root, name), join(dir, name), { recursive: true })
  copyFileSync(join(root, 'bench', 'unbounded-work.ts'), join(dir, 'src', 'work-budget.ts'))
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))
  await run('./node_modules/.bin/tsup', ['--no-dts', '--silent'], { cwd: dir })
  return dir
}
