import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkoutRef } from '../../../src/harness/checkout/checkout-ref.js'
import { ensure } from '../../../src/recipe/ensure/ensure.js'
import { getEnsureContext } from '../../../src/recipe/ensure/ensure-context.js'
import { anError } from '../../support/expect-error.js'
import { demandFreshBuild } from '../../support/fresh-build.js'
import { git } from '../../support/git.js'
import { type Step, withScenario } from '../../support/scenario.js'

/** From the first tag to the second, each kind of change. */
const steps: Step[] = [
  { do: 'write', path: 'compose.yml', text: 'one\n' },
  { do: 'write', path: 'entry.sh', text: 'true\n' },
  { do: 'write', path: 'folder/a', text: 'a\n' },
  { do: 'write', path: 'gone', text: 'gone\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.0.0+1.0.0' },
  { do: 'write', path: 'compose.yml', text: 'two\n' },
  { do: 'chmod', path: 'entry.sh', mode: '755' },
  { do: 'remove', path: 'gone' },
  { do: 'remove', path: 'folder' },
  { do: 'write', path: 'folder', text: 'a file now\n' },
  { do: 'link', path: 'link', to: 'compose.yml' },
  { do: 'write', path: 'deep/file', text: 'x\n' },
  { do: 'commit' },
  { do: 'tag', name: '1.1.0+1.1.0' },
  { do: 'git', args: ['config', 'branch.main.merge', 'refs/heads/main'] },
  { do: 'checkout', ref: '1.0.0+1.0.0' },
]

/** Kills its own process before its nth change of the file system. */
const killing = `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
let left = Number(process.env.KILL_BEFORE)
for (const name of ['writeSync', 'renameSync', 'unlinkSync', 'rmSync', 'mkdirSync', 'rmdirSync', 'linkSync', 'symlinkSync']) {
  const real = fs[name]
  fs[name] = (...args) => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL')
    return real(...args)
  }
}
syncBuiltinESMExports()
const { checkoutRef } = await import(${JSON.stringify(pathToFileURL(resolve('dist/index.js')).href)})
await checkoutRef({ dir: process.env.CHECKOUT }, '1.1.0+1.1.0', { home: process.env.CHECKOUT })
`

/** Whether it was killed; otherwise it ended well. */
function checkOutAndDie(dir: string, change: number): boolean {
  const env = { PATH: process.env['PATH'] ?? '', KILL_BEFORE: String(change), CHECKOUT: dir }
  const { status, signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', killing], { env })
  if (signal === null) expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' })
  return signal === 'SIGKILL'
}

function expectSound(dir: string, tag: string): void {
  expect(git(dir, 'rev-parse', 'HEAD')).toBe(git(dir, 'rev-parse', `${tag}^{commit}`))
  expect(git(dir, 'status', '--porcelain', '--ignored')).toBe('')
  expect(git(dir, 'fsck', '--no-dangling')).toBe('')
  expect(execFileSync('find', [dir, '-name', '*.lock', '-o', '-name', '*.checkout']).toString()).toBe('')
}

describe('a checkout that SIGKILL cut off', () => {
  it('goes on after every change of the file system, to where it went, back, and by ensure', () =>
    withScenario({ steps }, async ({ dir, outside, home }) => {
      demandFreshBuild()
      let killed = 0
      for (let change = 1; ; change++) {
        const copy = join(outside, String(change))
        cpSync(dir, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
        if (!checkOutAndDie(copy, change)) break
        killed++
        const tag = change % 3 === 1 ? '1.0.0+1.0.0' : '1.1.0+1.1.0'
        if (change % 3 === 2) {
          await ensure({ name: 'x', dir: copy, version: tag }, getEnsureContext({ offline: true }), { home })
        } else await checkoutRef({ dir: copy }, tag, { home })
        expectSound(copy, tag)
      }
      expect(killed).toBeGreaterThan(20)
    }))

  it('keeps what a user has changed since', () =>
    withScenario({ steps }, async ({ dir, home }) => {
      demandFreshBuild()
      for (let change = 12; git(dir, 'status', '--porcelain') === ''; change++)
        expect(checkOutAndDie(dir, change)).toBe(true)
      writeFileSync(join(dir, 'compose.yml'), 'mine\n')
      await expect(checkoutRef({ dir }, '1.1.0+1.1.0', { home })).rejects.toEqual(anError('CHECKOUT_CHANGED'))
      expect(readFileSync(join(dir, 'compose.yml'), 'utf8')).toBe('mine\n')
    }))
})

describe("a lock that is somebody else's", () => {
  it.each<[who: string, content: string]>([
    ['another git command', ''],
    ['another git command', 'DIRC'],
    [`abra-deploy-version (pid ${process.ppid})`, `abra-deploy-version ${process.ppid}  elsewhere\n`],
    ['abra-deploy-version (pid 999999999)', 'abra-deploy-version 999999999 1 another-boot/pid:[4026531836]\n'],
  ])('is left, and named: %s', (who, content) =>
    withScenario({ steps }, async ({ dir, home }) => {
      const lock = join(dir, '.git/index.lock')
      writeFileSync(lock, content)
      const refused = checkoutRef({ dir }, '1.1.0+1.1.0', { home })
      await expect(refused).rejects.toEqual(anError('CHECKOUT_LOCKED'))
      await expect(refused).rejects.toThrow(`${lock} exists: ${who} is running in this checkout`)
      expect(existsSync(lock)).toBe(true)
    }),
  )
})
