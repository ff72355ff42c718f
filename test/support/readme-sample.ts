import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { expect } from 'vitest'
import { demandFreshBuild } from './fresh-build.js'

/** The fenced block after the marker `<!-- test: NAME -->` of a page. */
export function markedBlock(page: string, marker: string): string {
  const text = readFileSync(page, 'utf8')
  const found = new RegExp(`<!-- test: ${marker} -->\n\`\`\`\\w+\n([\\s\\S]*?)\`\`\``).exec(text)?.[1]
  if (found === undefined) throw new Error(`${page} has no block ${marker}`)
  return found
}

export interface ReadmeSample {
  /** Where the README's commands leave the reader. */
  readonly dir: string
  /** PATH with the built command line on it, HOME, and the variables that the README exports. */
  readonly env: Record<string, string>
}

/** Makes the sample below `scratch` with the commands that the README shows, run in this repository. */
export function makeReadmeSample(scratch: string): ReadmeSample {
  demandFreshBuild()
  const bin = join(scratch, 'bin')
  mkdirSync(bin)
  const program = join(bin, 'abra-deploy-version')
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/cli/start.cjs')}" "$@"\n`)
  chmodSync(program, 0o755)
  const path = [bin, process.env['PATH']].join(delimiter)
  const shown = markedBlock('README.md', 'sample')
  const script = `set -e\n${shown}\nprintf '%s\\n' "$PWD" "$ABRA_DIR"`
  const env = { PATH: path, HOME: scratch, TMPDIR: scratch }
  const [dir = '', abraDir = ''] = execFileSync('sh', ['-c', script], { encoding: 'utf8', env }).trim().split('\n')
  return { dir, env: { PATH: path, HOME: dir, ABRA_DIR: abraDir } }
}

/** Runs each line after `$ ` in the sample, and compares what is printed with what is shown. */
export function expectPrinted(shown: string, { dir, env }: ReadmeSample): void {
  const printed: string[] = []
  for (const command of shown.split('\n').filter((line) => line.startsWith('$ '))) {
    printed.push(command)
    const { stdout } = spawnSync('sh', ['-c', command.slice(2)], { cwd: dir, encoding: 'utf8', env })
    if (stdout !== '') printed.push(stdout.trimEnd())
  }
  expect(`${printed.join('\n')}\n`).toBe(shown)
}
