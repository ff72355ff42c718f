import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { ReadmeSample } from './readme-sample.js'

const run = promisify(execFile)

/**
 * Statements that check themselves: `expression // value` compares both as JSON, `expression // throws CODE` wants an error of that code. Each
 * stands on one line; a comment on a line of its own, or none, checks nothing.
 */
function checkedStatements(code: string): string {
  return code
    .split('\n')
    .map((line) => {
      const [, indent = '', statement, shown = ''] = /^(\s*)([^/\s].*?) \/\/ (.+)$/.exec(line) ?? []
      if (statement === undefined) return line
      if (/^(?:const|let|import|return)\b/.test(statement)) throw new Error(`a value after a declaration: ${line}`)
      const code = /^throws (\w+)$/.exec(shown)?.[1]
      if (code !== undefined) return `${indent}await checkThrows(async () => (${statement}), ${JSON.stringify(code)})`
      return `${indent}check(JSON.stringify(${statement}), JSON.stringify(${shown}))`
    })
    .join('\n')
}

const checks = `let count = 0
function check(is, wanted) { count++; if (is !== wanted) throw new Error(is + ' is not ' + wanted) }
async function checkThrows(work, code) {
  count++
  try { await work() } catch (error) { if (error.code === code) return; throw error }
  throw new Error('nothing was thrown')
}
`

/** Runs statements with the built package in a folder of the sample; returns what they print, the number of checks in the last line. */
export async function runExample(code: string, { dir, env }: ReadmeSample): Promise<string> {
  mkdirSync(join(dir, 'node_modules'), { recursive: true })
  symlinkSync(resolve('.'), join(dir, 'node_modules', 'abra-deploy-version'))
  writeFileSync(join(dir, 'example.mjs'), `${checks}${checkedStatements(code)}\nconsole.log(count)\n`)
  const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: dir, env, timeout: 60_000 })
  return stdout
}
