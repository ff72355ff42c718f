import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demandFreshBuild } from '../../support/fresh-build.js'
import { git } from '../../support/git.js'
import { type Scratch, scratch } from '../../support/scenario.js'

const FILES = 6000
const worker = resolve('dist/stat-worker.cjs')

let place: Scratch
let checkout: string
let preload: string

beforeAll(() => {
  demandFreshBuild()
  place = scratch()
  checkout = join(place.dir, 'checkout')
  mkdirSync(checkout)
  git(checkout, 'init', '-q', '-b', 'main')
  for (let i = 0; i < FILES; i++) writeFileSync(join(checkout, `file-${i}`), `${i}\n`)
  git(checkout, 'add', '-A')
  git(checkout, '-c', 'gc.auto=0', '-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-qm', 'x')
  // Without a pack every file is hashed, and stat data spares nothing. git packs so many files of a commit by itself, a moment later.
  git(checkout, 'gc', '--quiet')
  preload = join(place.dir, 'preload.cjs')
  writeFileSync(preload, printWorkers)
})

afterAll(() => place.remove())

/** Makes a program print on stderr which file each of its workers runs. */
const printWorkers = `
const threads = process.getBuiltinModule('node:worker_threads')
const { Worker } = threads
threads.Worker = class extends Worker {
  constructor(file, options) {
    super(file, options)
    process.stderr.write('worker ' + file + '\\n')
    this.on('error', (error) => process.stderr.write('failed ' + error + '\\n'))
  }
}
`

/** Both streams of a Node program that starts with {@link printWorkers}. */
function run(...args: string[]): string {
  const shell = ['-c', '"$@" 2>&1', 'sh', process.execPath, '--require', preload, ...args]
  return execFileSync('sh', shell, { encoding: 'utf8', timeout: 60_000, env: { ...process.env, HOME: place.dir } })
}

describe('the built package', () => {
  it('has the worker as a file of its own', () => {
    expect(existsSync(worker)).toBe(true)
  })

  it.each([
    ['dist/cli/start.cjs', ['chaos-version', '--home']],
    ['dist/cli/main.js', ['chaos-version', '--home']],
  ])('starts it from %s', (program, [command = '', home = '']) => {
    const short = git(checkout, 'rev-parse', 'HEAD').trim().slice(0, 8)
    const lines = run(resolve(program), command, home, place.dir, checkout).trim().split('\n')
    expect(lines.sort()).toEqual([short, `worker ${worker}`].sort())
  })

  it('takes its stat data from index.js, and does not keep the process alive', () => {
    const text = `
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      let calls = 0
      const { lstatSync } = fs
      fs.lstatSync = (...args) => (calls++, lstatSync(...args))
      syncBuiltinESMExports()
      const { readWorktreeStatus } = await import(${JSON.stringify(pathToFileURL(resolve('dist/index.js')).href)})
      const { files } = await readWorktreeStatus(${JSON.stringify(checkout)}, { home: ${JSON.stringify(place.dir)} })
      // The first call may be over before the worker has begun.
      let fewest = calls
      for (let round = 0; round < 200 && fewest > ${FILES - 500}; round++) {
        calls = 0
        await readWorktreeStatus(${JSON.stringify(checkout)}, { home: ${JSON.stringify(place.dir)} })
        fewest = Math.min(fewest, calls)
      }
      console.log(JSON.stringify({ files: files.length, fewest, end: Date.now() }))
    `
    const program = join(place.dir, 'program.mjs')
    writeFileSync(program, text)
    const lines = run(program).trim().split('\n')
    const ended = Date.now()
    expect(lines.slice(0, -1)).toEqual([`worker ${worker}`])
    const { files, fewest, end } = JSON.parse(lines.at(-1) ?? '') as { files: number; fewest: number; end: number }
    expect(files).toBe(0)
    expect(fewest).toBeLessThanOrEqual(FILES - 500)
    // An unused worker is kept for ten seconds; the process ends before.
    expect(ended - end).toBeLessThan(8_000)
  })
})
