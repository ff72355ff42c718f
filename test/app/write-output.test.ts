import { execFileSync, spawn } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeOutput } from '../../src/app/files/write-output.js'
import { recordRun } from '../../src/harness/run/run-record.js'
import { anError } from '../support/expect-error.js'
import { demandFreshBuild } from '../support/fresh-build.js'
import { withScratch } from '../support/scenario.js'

/** A pipe with a name, and what a reader gets from it. */
function pipeAt(path: string): Promise<string> {
  execFileSync('mkfifo', [path])
  const reader = spawn('cat', [path])
  return new Promise((done) => {
    let text = ''
    reader.stdout.on('data', (data) => {
      text += String(data)
    })
    reader.on('close', () => done(text))
  })
}

describe('writeOutput', () => {
  it('replaces a file, for its owner alone', () =>
    withScratch((dir) => {
      const path = join(dir, 'page.html')
      writeFileSync(path, 'the former one', { mode: 0o644 })
      const { ino } = statSync(path)
      writeOutput(path, Buffer.from('new'))
      expect(readFileSync(path, 'utf8')).toBe('new')
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(statSync(path).ino).not.toBe(ino)
    }))

  it('replaces the file that a link leads to, and keeps the link', () =>
    withScratch((dir) => {
      mkdirSync(join(dir, 'runs'))
      writeFileSync(join(dir, 'runs', '41.html'), 'the former one')
      const link = join(dir, 'latest.html')
      symlinkSync('runs/41.html', link)
      writeOutput(link, Buffer.from('new'))
      expect(readlinkSync(link)).toBe('runs/41.html')
      expect(readFileSync(join(dir, 'runs', '41.html'), 'utf8')).toBe('new')
      expect(readdirSync(join(dir, 'runs'))).toEqual(['41.html'])
    }))

  it('writes into a pipe, also through a link, and leaves it in its place', () =>
    withScratch(async (dir) => {
      const pipe = join(dir, 'pipe')
      const first = pipeAt(pipe)
      writeOutput(pipe, Buffer.from('one'))
      expect(await first).toBe('one')
      expect(lstatSync(pipe).isFIFO()).toBe(true)
      const link = join(dir, 'link')
      symlinkSync('pipe', link)
      const reader = spawn('cat', [pipe])
      const second = new Promise((done) => reader.stdout.once('data', (data) => done(String(data))))
      writeOutput(link, Buffer.from('two'))
      expect(await second).toBe('two')
      expect([lstatSync(link).isSymbolicLink(), lstatSync(pipe).isFIFO()]).toEqual([true, true])
    }))

  it('of a device is an error of the device, which stays', () => {
    expect(() => writeOutput('/dev/full', Buffer.from('x'))).toThrow(anError('FILE_UNWRITABLE'))
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true)
  })

  it('of a folder is an error, and leaves nothing', () =>
    withScratch((dir) => {
      expect(() => writeOutput(dir, Buffer.from('x'))).toThrow(anError('FILE_UNWRITABLE'))
      expect(readdirSync(dir)).toEqual([])
    }))

  it('is what recordRun writes with', () =>
    withScratch(async (dir) => {
      const pipe = join(dir, 'pipe')
      const read = pipeAt(pipe)
      const app = { name: 'a.b', server: 's', path: join(dir, 'none.env'), stackName: 'a_b' } as never
      const verdict = { ok: false, kind: 'failed', reason: 'x' } as never
      const run = { app, recipe: { name: 'r', dir }, to: 'x', verdict, startedAt: '2026-11-28T00:00:00.000Z' }
      expect(await recordRun(pipe, run)).toMatchObject({ written: true })
      expect(JSON.parse(await read)).toMatchObject({ schema: 1 })
      expect(lstatSync(pipe).isFIFO()).toBe(true)
    }))

  it('on standard output comes before the answer, in a pipe and in a file', () =>
    withScratch((dir) => {
      demandFreshBuild()
      const command = `"$0" "$@" --html /dev/stdout > out; "$0" "$@" --html /dev/fd/1 | cat > pipe; ls -l /dev/stdout`
      const args = [resolve('dist/cli/start.cjs'), 'explain', '--recording', resolve('golden/swarm/rolled-back.json')]
      const said = execFileSync('bash', ['-c', command, process.execPath, ...args], { cwd: dir, encoding: 'utf8' })
      expect(said).toMatch(/^l.* -> \/proc\/self\/fd\/1$/m)
      for (const name of ['out', 'pipe']) {
        const text = readFileSync(join(dir, name), 'utf8')
        expect(text).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*rolled-back \(certain\): /i)
      }
    }))
})
